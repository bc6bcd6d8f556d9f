package storetest_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/store/storetest"
)

func TestMemstore(t *testing.T) {
	storetest.Run(t, func(testing.TB) daybook.Store { return new(memstore.Store) })
}

// Stores that are broken on purpose, each with the check that must catch it.
func TestBrokenStores(t *testing.T) {
	for name, broken := range map[string]struct {
		caughtBy string
		open     func() daybook.Store
	}{
		"keeps part of a refused batch":    {"append/all-or-nothing", func() daybook.Store { return &partial{mem()} }},
		"calls a conflict success":         {"append/conflict", func() daybook.Store { return &agreeable{mem()} }},
		"looks at the close first":         {"close/retry", func() daybook.Store { return &strict{Store: mem()} }},
		"does not close":                   {"close/refuses", func() daybook.Store { return &open{mem()} }},
		"moves the close back":             {"close/never-back", func() daybook.Store { return &reopening{Store: mem()} }},
		"takes rows of any number":         {"append/length", func() daybook.Store { return &renumbering{mem()} }},
		"ends windows one cell late":       {"heads/windows", func() daybook.Store { return &wide{mem()} }},
		"adds overlapping windows up":      {"heads/once", func() daybook.Store { return &double{mem()} }},
		"returns heads in any order":       {"heads/order", func() daybook.Store { return &unordered{mem()} }},
		"drops a row of a page":            {"feed/commit-order", func() daybook.Store { return &lossy{mem()} }},
		"gives positions as cursors":       {"feed/hidden", func() daybook.Store { return &positional{mem()} }},
		"shows every row to everybody":     {"feed/viewers", func() daybook.Store { return &blind{mem()} }},
		"takes any cursor for the end":     {"feed/cursor", func() daybook.Store { return &lenient{mem()} }},
		"ends a feed too early":            {"read/end", func() daybook.Store { return &short{mem()} }},
		"adds up what a page lacks":        {"read/answers", func() daybook.Store { return &lossy{mem()} }},
		"polls lose what is late":          {"read/poll", func() daybook.Store { return &skipping{mem()} }},
		"forgets what is past":             {"read/past", func() daybook.Store { return &latest{mem()} }},
		"does not look at versions":        {"invoice/version", func() daybook.Store { return &unversioned{mem()} }},
		"numbers drafts, too":              {"invoice/numbers", eager},
		"keeps the rows of a void invoice": {"invoice/void", possessive},
		"believes what it is told":         {"invoice/follows", func() daybook.Store { return &trusting{mem()} }},
		"puts one invoice after the other": {"invoice/batch", func() daybook.Store { return &piecemeal{mem()} }},
		"renames what comes twice":         {"invoice/numbered", func() daybook.Store { return &renaming{mem()} }},
		"issues after the context is gone": {"invoice/cancelled", func() daybook.Store { return &headstrong{mem()} }},
		"looks no further than a century":  {"invoice/late", func() daybook.Store { return &shortsighted{mem()} }},
		"lists invoices of any status":     {"invoice/list", func() daybook.Store { return &unasked{mem()} }},
		"keeps the rows of a credited one": {"invoice/credited", unforgiving},
		"shares its invoices":              {"invoice/whole", func() daybook.Store { return &sharing{Store: mem()} }},
		"takes one payment twice":          {"credit/reference", func() daybook.Store { return &generous{mem()} }},
		"keeps entries without their tax":  {"credit/whole", func() daybook.Store { return &untaxed{mem()} }},
		"looks at no entry of a batch":     {"credit/length", func() daybook.Store { return &oneByOne{mem()} }},
		"lists every seller's accounts":    {"credit/accounts", func() daybook.Store { return &gossip{mem()} }},
		"sends a refused entry after all":  {"credit/race", func() daybook.Store { return &lastWins{Store: mem()} }},
		"keeps entries of a gone caller":   {"credit/cancelled", func() daybook.Store { return &tardy{mem()} }},
		"writes after the context is gone": {"append/cancelled", func() daybook.Store { return &stubborn{mem()} }},
		"forgets where a line starts":      {"append/whole", func() daybook.Store { return &lineless{mem()} }},
		"bills by another start of a line": {"read/instructions", func() daybook.Store { return &lineless{mem()} }},
		"tells of no close":                {"read/instructions", func() daybook.Store { return &open{mem()} }},
		"forgets where a thing runs":       {"append/whole", func() daybook.Store { return &forgetful{mem()} }},
	} {
		t.Run(name, func(t *testing.T) {
			checks := storetest.Checks()
			i := slices.IndexFunc(checks, func(c storetest.Check) bool { return c.Name == broken.caughtBy })
			if i < 0 {
				t.Fatalf("there is no check %q", broken.caughtBy)
			}
			if err := checks[i].Run(t.Context(), broken.open()); err == nil {
				t.Errorf("%s did not catch it", broken.caughtBy)
			}
			if err := checks[i].Run(t.Context(), mem()); err != nil {
				t.Errorf("control: the sound store fails, too: %v", err)
			}
		})
	}
}

func mem() daybook.Store { return new(memstore.Store) }

type partial struct{ daybook.Store }

func (s *partial) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	for i := range rows {
		if err := s.Store.AppendRows(ctx, rows[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// lineless takes where service starts for where the line does.
type lineless struct{ daybook.Store }

func (s *lineless) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Line = rows[i].Service.Start
	}
	return s.Store.AppendRows(ctx, rows)
}

type agreeable struct{ daybook.Store }

func (s *agreeable) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	if err := s.Store.AppendRows(ctx, rows); !errors.Is(err, daybook.ErrConflict) {
		return err
	}
	return nil
}

type strict struct {
	daybook.Store
	closed [2]calendar.Instant
}

func (s *strict) CloseBook(ctx context.Context, b proceeds.Book, t calendar.Instant) error {
	s.closed[b] = max(s.closed[b], t)
	return s.Store.CloseBook(ctx, b, t)
}

func (s *strict) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	for _, r := range rows {
		if r.Posted < s.closed[r.Book] {
			return daybook.ErrClosed
		}
	}
	return s.Store.AppendRows(ctx, rows)
}

type open struct{ daybook.Store }

func (s *open) CloseBook(context.Context, proceeds.Book, calendar.Instant) error { return nil }

type reopening struct {
	daybook.Store
	closed calendar.Instant
}

func (s *reopening) CloseBook(_ context.Context, _ proceeds.Book, t calendar.Instant) error {
	s.closed = t
	return nil
}

func (s *reopening) Heads(ctx context.Context, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	heads, _, err := s.Store.Heads(ctx, w)
	return heads, s.closed, err
}

type renumbering struct{ daybook.Store }

func (s *renumbering) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	err := s.Store.AppendRows(ctx, rows)
	for len(rows) == 1 && errors.Is(err, daybook.ErrConflict) && rows[0].N > 0 {
		r := rows[0]
		r.N--
		rows = []proceeds.Row{r}
		err = s.Store.AppendRows(ctx, rows)
	}
	return err
}

type wide struct{ daybook.Store }

func (s *wide) Heads(ctx context.Context, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	w = slices.Clone(w)
	for i := range w {
		w[i].Period.End++
	}
	return s.Store.Heads(ctx, w)
}

type double struct{ daybook.Store }

func (s *double) Heads(ctx context.Context, w []proceeds.Window) (all []proceeds.Head, closed calendar.Instant, err error) {
	for i := range w {
		heads, t, err := s.Store.Heads(ctx, w[i:i+1])
		if err != nil {
			return nil, 0, err
		}
		all, closed = append(all, heads...), max(closed, t)
	}
	return all, closed, nil
}

type unordered struct{ daybook.Store }

func (s *unordered) Heads(ctx context.Context, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	heads, closed, err := s.Store.Heads(ctx, w)
	slices.Reverse(heads)
	return heads, closed, err
}

type lossy struct{ daybook.Store }

func (s *lossy) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	rows, next, err := s.Store.RowsSince(ctx, q, c, limit)
	if len(rows) > 1 {
		rows = rows[1:]
	}
	return rows, next, err
}

// positional filters the operator's feed, whose cursors count all rows.
type positional struct{ daybook.Store }

func (s *positional) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	v := q.Viewer
	q.Viewer = channel.Viewer{Operator: true}
	for {
		rows, next, err := s.Store.RowsSince(ctx, q, c, 1)
		if err != nil || len(rows) == 0 {
			return nil, c, err
		}
		if _, ok := rows[0].For(v); ok {
			return rows, next, nil
		}
		c = next
	}
}

type blind struct{ daybook.Store }

func (s *blind) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	q.Viewer = channel.Viewer{Operator: true}
	return s.Store.RowsSince(ctx, q, c, limit)
}

// short ends every feed with its first row.
type short struct{ daybook.Store }

func (s *short) FeedEnd(ctx context.Context, v channel.Viewer, b proceeds.Book) (daybook.Cursor, error) {
	_, first, err := s.RowsSince(ctx, daybook.Scope{Viewer: v, Book: b}, "", 1)
	return first, err
}

// skipping drops every third row of a feed that is polled.
type skipping struct{ daybook.Store }

func (s *skipping) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	rows, next, err := s.Store.RowsSince(ctx, q, c, limit)
	if n, _ := strconv.Atoi(string(next)); n%3 == 0 && len(rows) == 1 {
		return s.Store.RowsSince(ctx, q, next, limit)
	}
	return rows, next, err
}

// latest puts what is new first, as a list by date would.
type latest struct{ daybook.Store }

func (s *latest) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	all, _, err := s.Store.RowsSince(ctx, q, "", 1000)
	slices.Reverse(all)
	from, _ := strconv.Atoi(string(c))
	if from >= len(all) || err != nil {
		return nil, c, err
	}
	end := min(len(all), from+limit)
	return all[from:end], daybook.Cursor(strconv.Itoa(end)), nil
}

type lenient struct{ daybook.Store }

func (s *lenient) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	rows, next, err := s.Store.RowsSince(ctx, q, c, limit)
	if errors.Is(err, daybook.ErrCursor) {
		return nil, c, nil
	}
	return rows, next, err
}

type unversioned struct{ daybook.Store }

func (s *unversioned) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	for {
		got, err := s.Store.PutInvoices(ctx, invs)
		if !errors.Is(err, daybook.ErrConflict) || invs[0].Version > 9 {
			return got, err
		}
		invs = slices.Clone(invs)
		for i := range invs {
			old, err := s.Store.Invoice(ctx, invs[i].ID)
			if err != nil {
				return nil, err
			}
			invs[i].Version = old.Version + 1
			invs[i].Trail = append(slices.Clone(old.Trail), invoice.Transition{To: invs[i].Status})
		}
	}
}

// putting changes what is put.
type putting struct {
	daybook.Store
	change func(*invoice.Invoice)
}

func (s *putting) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	invs = slices.Clone(invs)
	for i := range invs {
		invs[i] = invs[i].Clone()
		s.change(&invs[i])
	}
	return s.Store.PutInvoices(ctx, invs)
}

// eager counts a number for everything that is put.
func eager() daybook.Store {
	n := uint64(0)
	return &putting{mem(), func(inv *invoice.Invoice) {
		n++
		if inv.Status == invoice.Open && inv.Number == "" {
			inv.Number = invoice.FormatNumber(inv.Series, n)
		}
	}}
}

// possessive makes another status of void.
func possessive() daybook.Store {
	return &putting{mem(), func(inv *invoice.Invoice) {
		if n := len(inv.Trail); inv.Status == invoice.Void {
			inv.Status, inv.Trail[n-1].To = invoice.Approved, invoice.Approved
		}
	}}
}

// trusting believes whoever says what came before.
type trusting struct{ daybook.Store }

func (s *trusting) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	got, err := s.Store.PutInvoices(ctx, invs)
	if errors.Is(err, invoice.ErrSuccessor) {
		return invs, nil
	}
	return got, err
}

// piecemeal puts one invoice after the other.
type piecemeal struct{ daybook.Store }

func (s *piecemeal) PutInvoices(ctx context.Context, invs []invoice.Invoice) (all []invoice.Invoice, err error) {
	for i := range invs {
		got, err := s.Store.PutInvoices(ctx, invs[i:i+1])
		if err != nil {
			return nil, err
		}
		all = append(all, got...)
	}
	return all, nil
}

// renaming gives a number that is taken another form.
type renaming struct{ daybook.Store }

func (s *renaming) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	got, err := s.Store.PutInvoices(ctx, invs)
	if errors.Is(err, daybook.ErrConflict) && invs[0].Number != "" {
		invs = slices.Clone(invs)
		invs[0].Number += "a"
		return s.Store.PutInvoices(ctx, invs)
	}
	return got, err
}

type headstrong struct{ daybook.Store }

func (s *headstrong) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	got, err := s.Store.PutInvoices(context.WithoutCancel(ctx), invs)
	return got, errors.Join(err, ctx.Err())
}

type shortsighted struct{ daybook.Store }

func (s *shortsighted) Unbilled(ctx context.Context, b daybook.Bill, after proceeds.Key, limit int) ([]proceeds.Row, error) {
	const century = 36525 * 24 * 3_600_000_000
	b.Posted.Start = max(b.Posted.Start, b.Posted.End-century)
	return s.Store.Unbilled(ctx, b, after, limit)
}

// unasked lists whatever there is.
type unasked struct{ daybook.Store }

func (s *unasked) Invoices(ctx context.Context, q daybook.InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error) {
	q.Statuses = nil
	return s.Store.Invoices(ctx, q, after, limit)
}

// unforgiving frees nothing when an invoice is credited.
func unforgiving() daybook.Store {
	return &putting{mem(), func(inv *invoice.Invoice) {
		for i := range inv.Notes {
			inv.Notes[i].Whole = false
		}
	}}
}

type sharing struct {
	daybook.Store
	last invoice.Invoice
}

func (s *sharing) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	got, err := s.Store.PutInvoices(ctx, invs)
	if len(got) > 0 {
		s.last = got[0]
	}
	return got, err
}

func (s *sharing) Invoice(ctx context.Context, id invoice.ID) (invoice.Invoice, error) {
	if id == s.last.ID {
		return s.last, nil
	}
	return s.Store.Invoice(ctx, id)
}

type generous struct{ daybook.Store }

func (s *generous) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	entries = slices.Clone(entries)
	for i := range entries {
		entries[i].Reference += strconv.Itoa(int(entries[i].N))
	}
	return s.Store.AppendEntries(ctx, entries)
}

type stubborn struct{ daybook.Store }

func (s *stubborn) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	return errors.Join(s.Store.AppendRows(context.WithoutCancel(ctx), rows), ctx.Err())
}

type forgetful struct{ daybook.Store }

func (s *forgetful) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Location = ""
	}
	return s.Store.AppendRows(ctx, rows)
}

type untaxed struct{ daybook.Store }

func (s *untaxed) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	entries = slices.Clone(entries)
	for i := range entries {
		entries[i].Tax = money.Amount{}
	}
	return s.Store.AppendEntries(ctx, entries)
}

type oneByOne struct{ daybook.Store }

func (s *oneByOne) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	for i := range entries {
		if err := s.Store.AppendEntries(ctx, entries[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

type gossip struct{ daybook.Store }

func (s *gossip) Accounts(ctx context.Context, seller channel.PartyID, after invoice.Account, limit int) ([]invoice.Account, error) {
	own, err := s.Store.Accounts(ctx, seller, after, limit)
	if err != nil || len(own) == limit {
		return own, err
	}
	others, err := s.Store.Accounts(ctx, "reseller-2", after, limit-len(own))
	return append(own, others...), err
}

// lastWins calls every conflict success, as a store does that upserts.
type lastWins struct{ daybook.Store }

func (s *lastWins) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	if err := s.Store.AppendEntries(ctx, entries); !errors.Is(err, daybook.ErrConflict) {
		return err
	}
	return nil
}

type tardy struct{ daybook.Store }

func (s *tardy) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	return errors.Join(s.Store.AppendEntries(context.WithoutCancel(ctx), entries), ctx.Err())
}
