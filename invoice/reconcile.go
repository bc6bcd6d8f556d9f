package invoice

import "fmt"

// A Discrepancy is where an account and its invoices do not agree.
type Discrepancy struct {
	Invoice ID     `json:"invoice"`
	Reason  string `json:"reason"`
}

// Reconcile compares an account with all its invoices: each that was issued is
// posted once, as it is, each that was taken back is undone, nothing is posted
// that no invoice says, and an invoice is closed exactly where nothing of it is
// open. No discrepancy: what is owed is what invoices came to, less payments and
// credits.
func (s *Standing) Reconcile(invoices []Invoice) ([]Discrepancy, error) {
	var out []Discrepancy
	add := func(id ID, format string, args ...any) {
		out = append(out, Discrepancy{id, fmt.Sprintf(format, args...)})
	}
	known := map[reference]bool{}
	for i := range invoices {
		inv := &invoices[i]
		if AccountOf(inv) != s.Account {
			add(inv.ID, "of another account")
			continue
		}
		want, err := Postings(inv)
		if err != nil {
			return nil, err
		}
		for _, e := range want {
			known[reference{e.Kind, e.Reference}] = true
			switch _, ok := s.Recorded(e.Kind, e.Reference); {
			case !ok:
				add(inv.ID, "%v is not posted", e.Kind)
			default:
				if _, _, err := s.Once(s.Known, e); err != nil {
					add(inv.ID, "%v is posted as something else", e.Kind)
				}
			}
		}
		if it, ok := s.Receivable(inv.ID); ok && inv.Status.Issued() && it.IsSettled() != (inv.Status == Closed) {
			add(inv.ID, "%v with %s open", inv.Status, it.Open.Text())
		}
	}
	for _, it := range s.Receivables {
		if it.Kind == Invoiced && it.ID.IsDocument() && !known[reference{Invoiced, string(it.ID)}] {
			add(it.ID, "posted, and there is no such invoice")
		}
	}
	return out, nil
}
