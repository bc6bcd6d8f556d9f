package invoice

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A Part is what of a line, or of an allowance, a credit note takes back.
type Part struct {
	Line      int          // from 1; or
	Allowance int          // from 1
	Amount    money.Amount // without tax, with the sign that it has on the invoice; zero: all that is left
}

// Crediting says what a credit note takes back.
type Crediting struct {
	Reason  string
	Parts   []Part    // none: all that is left of the invoice
	Earlier []Invoice // the credit notes on the invoice so far that count
	Series  string    // of the credit note's number
	Attempt int       // 0, or how many credit notes in this place were voided before
}

// A CreditError refuses a credit note.
type CreditError struct {
	Invoice ID
	Path    string // such as "parts[0].amount"
	Reason  string
}

// Error says which and why.
func (e *CreditError) Error() string {
	return fmt.Sprintf("invoice %s: credit: %s: %s", e.Invoice, e.Path, e.Reason)
}

// Reference returns how other documents name the invoice.
func (inv *Invoice) Reference() Reference { return Reference{inv.ID, inv.Number, inv.Issued} }

// Credit returns the draft of a credit note for an issued invoice, or for parts of
// it. It names the invoice, and takes back the invoice's own cents: the tax of a
// line is its share of the tax that was charged, cut in proportion, so that what is
// credited in parts sums to what was charged, and no cent more can be. It bills no
// rows. An invoice that is credited whole may be billed anew: see
// [Terms].Preceding.
//
// The error is a *[CreditError], or wraps money.ErrRange.
func Credit(original Invoice, c Crediting) (Invoice, error) {
	n := note{original: &original, asked: &c}
	if err := n.check(); err != nil {
		return Invoice{}, err
	}
	if err := n.count(); err != nil {
		return Invoice{}, err
	}
	n.inv = n.head()
	parts := c.Parts
	if len(parts) == 0 {
		parts = n.rest()
	}
	for i, p := range parts {
		if err := n.take(p); err != nil {
			return Invoice{}, n.fault(fmt.Sprintf("parts[%d].amount", i), "%v", err)
		}
	}
	if len(n.inv.Lines)+len(n.inv.Allowances) == 0 {
		return Invoice{}, n.fault("parts", "nothing is left of it")
	}
	if err := n.total(); err != nil {
		return Invoice{}, err
	}
	return n.inv, nil
}

// A taken is what was taken back of a line or an allowance.
type taken struct{ net, tax money.Amount }

// A note is a credit note in the making.
type note struct {
	original          *Invoice
	asked             *Crediting
	inv               Invoice
	zero              money.Amount
	lines, allowances []taken // so far
	gross, rounding   money.Amount
}

func (n *note) fault(path, format string, args ...any) error {
	return &CreditError{n.original.ID, path, fmt.Sprintf(format, args...)}
}

func (n *note) check() error {
	switch {
	case n.original.Number == "":
		return n.fault("number", "it has none: what is not issued is deleted")
	case n.original.Type.IsCredit():
		return n.fault("type", "it is a credit note")
	case endsInDigit(n.asked.Series):
		return &SeriesError{n.original.Buyer, n.asked.Series}
	}
	for i := range n.asked.Earlier {
		e := &n.asked.Earlier[i]
		if len(e.Preceding) != 1 || e.Preceding[0].ID != n.original.ID {
			return n.fault(fmt.Sprintf("earlier[%d]", i), "%s is no credit note on it", e.ID)
		}
	}
	return nil
}

// count adds up what earlier credit notes took.
func (n *note) count() error {
	n.zero = money.New(0, n.original.Totals.Net.Scale(), n.original.Currency)
	n.lines = make([]taken, len(n.original.Lines))
	n.allowances = make([]taken, len(n.original.Allowances))
	for i := range n.lines {
		n.lines[i] = taken{n.zero, n.zero}
	}
	for i := range n.allowances {
		n.allowances[i] = taken{n.zero, n.zero}
	}
	gross, rounding := running{total: n.original.Totals.Gross}, running{total: n.original.Totals.Rounding}
	for i := range n.asked.Earlier {
		e := &n.asked.Earlier[i]
		gross.add(e.Totals.Gross)
		rounding.add(e.Totals.Rounding)
		if err := n.counted(e, i); err != nil {
			return err
		}
	}
	n.gross, n.rounding = gross.total, rounding.total
	if gross.err != nil {
		return gross.err
	}
	return rounding.err
}

func (n *note) counted(e *Invoice, at int) error {
	add := func(have []taken, of int, net, tax money.Amount) error {
		if of < 1 || of > len(have) {
			return n.fault(fmt.Sprintf("earlier[%d]", at), "it has no line or allowance %d", of)
		}
		nets, taxes := running{total: have[of-1].net}, running{total: have[of-1].tax}
		nets.sub(net)
		taxes.sub(tax)
		have[of-1] = taken{nets.total, taxes.total}
		if nets.err != nil {
			return nets.err
		}
		return taxes.err
	}
	for i := range e.Lines {
		if l := &e.Lines[i]; l.Of > 0 || l.Net.Sign() != 0 {
			if err := add(n.lines, l.Of, l.Net, l.Tax); err != nil {
				return err
			}
		}
	}
	for i := range e.Allowances {
		a := &e.Allowances[i]
		if err := add(n.allowances, a.Of, a.Amount, a.Tax); err != nil {
			return err
		}
	}
	return nil
}

// head is the credit note without its lines.
func (n *note) head() Invoice {
	o := n.original.Clone()
	return Invoice{
		ID:     digest("credit %q %d %d", o.ID, len(n.asked.Earlier), n.asked.Attempt),
		Seller: o.Seller, Buyer: o.Buyer, Level: o.Level, Currency: o.Currency, Period: o.Period, TaxPoint: o.TaxPoint,
		Direct: o.Direct, Series: n.asked.Series, Version: 1,
		Issuing: o.Issuing, SellerParty: o.SellerParty, BuyerParty: o.BuyerParty, IssuerParty: o.IssuerParty,
		PaymentTerms: o.PaymentTerms, Policy: o.Policy,
		Preceding: []Reference{o.Reference()}, Reason: n.asked.Reason,
	}
}

// rest asks for everything that is left.
func (n *note) rest() (parts []Part) {
	for i := range n.lines {
		if !n.original.Lines[i].Net.IsZero() && n.lines[i].net != n.original.Lines[i].Net {
			parts = append(parts, Part{Line: i + 1})
		}
	}
	for i := range n.allowances {
		if n.allowances[i].net != n.original.Allowances[i].Amount {
			parts = append(parts, Part{Allowance: i + 1})
		}
	}
	return parts
}

// take puts a part on the credit note.
func (n *note) take(p Part) error {
	switch {
	case p.Allowance == 0 && 1 <= p.Line && p.Line <= len(n.lines):
		return n.takeLine(p)
	case p.Line == 0 && 1 <= p.Allowance && p.Allowance <= len(n.allowances):
		return n.takeAllowance(p)
	}
	return fmt.Errorf("the invoice has no line %d or allowance %d", p.Line, p.Allowance)
}

func (n *note) takeLine(p Part) error {
	l := n.original.Lines[p.Line-1]
	had := n.lines[p.Line-1]
	got, err := takeOff(&n.lines[p.Line-1], taken{l.Net, l.Tax}, p.Amount)
	if err != nil {
		return err
	}
	l.Rows, l.Of = nil, p.Line
	if had.net.IsZero() && got.net == l.Net {
		l.Raw, l.Delta, l.Quantity = negated(l.Raw, n.zero), negated(l.Delta, n.zero), l.Quantity.Neg()
	} else {
		l.Raw, l.Delta, l.Quantity, l.Price = "", "", pricing.Quantity{}, money.Number{}
	}
	if l.Net, err = got.net.Neg(); err != nil {
		return err
	}
	l.Tax, err = got.tax.Neg()
	n.inv.Lines = append(n.inv.Lines, l)
	return err
}

func (n *note) takeAllowance(p Part) error {
	a := n.original.Allowances[p.Allowance-1]
	had := n.allowances[p.Allowance-1]
	got, err := takeOff(&n.allowances[p.Allowance-1], taken{a.Amount, a.Tax}, p.Amount)
	if err != nil {
		return err
	}
	a.Of = p.Allowance
	if had.net.IsZero() && got.net == a.Amount {
		a.Base, err = a.Base.Neg()
	} else {
		a.Base, a.Percent = money.Amount{}, money.Number{}
	}
	if err != nil {
		return err
	}
	if a.Amount, err = got.net.Neg(); err != nil {
		return err
	}
	a.Tax, err = got.tax.Neg()
	n.inv.Allowances = append(n.inv.Allowances, a)
	return err
}

// takeOff takes an amount off what is left of whole, with the tax on it: what the
// rounded tax on all that was taken grows by.
func takeOff(have *taken, whole taken, amount money.Amount) (taken, error) {
	left, err := whole.net.Sub(have.net)
	if err != nil {
		return taken{}, err
	}
	if left.IsZero() {
		return taken{}, errors.New("nothing is left of it")
	}
	if amount.IsZero() {
		amount = left
	}
	if amount, err = inUnitsOf(amount, left); err != nil {
		return taken{}, err
	}
	if amount.Sign() != left.Sign() || amount.Sign()*cmpUnits(amount, left) > 0 {
		return taken{}, fmt.Errorf("%v of the %v that are left", amount, left)
	}
	net, err := have.net.Add(amount)
	if err != nil {
		return taken{}, err
	}
	sign := int64(whole.net.Sign())
	tax, err := whole.tax.MulFrac(sign*net.Units(), sign*whole.net.Units(), whole.net.Scale(), money.HalfUp)
	if err != nil {
		return taken{}, err
	}
	more, err := tax.Sub(have.tax)
	*have = taken{net, tax}
	return taken{amount, more}, err
}

func cmpUnits(a, b money.Amount) int {
	switch {
	case a.Units() < b.Units():
		return -1
	case a.Units() > b.Units():
		return 1
	}
	return 0
}

// inUnitsOf returns amount at the scale of like, if it is one.
func inUnitsOf(amount, like money.Amount) (money.Amount, error) {
	out, err := amount.Rescale(like.Scale(), money.Down)
	if err != nil {
		return money.Amount{}, err
	}
	if c, err := out.Cmp(amount); err != nil || c != 0 || out.Currency() != like.Currency() {
		return money.Amount{}, fmt.Errorf("%v is not in units of %v", amount, like)
	}
	return out, nil
}

// negated returns −x for the text of a number, "" for "".
func negated(x string, zero money.Amount) string {
	d, err := money.ParseDecimal(x)
	if err != nil {
		return ""
	}
	return fixed(d.Neg(), zero)
}

// total sums the credit note.
func (n *note) total() error {
	inv := &n.inv
	s := levies{policy: &inv.Policy, zero: n.zero}
	add := func(code TaxCode, rate money.Number, net, tax money.Amount) error {
		v := s.at(code, rate)
		base, amount := running{total: v.Base}, running{total: v.Amount}
		base.add(net)
		amount.add(tax)
		v.Base, v.Amount = base.total, amount.total
		if base.err != nil {
			return base.err
		}
		return amount.err
	}
	for i := range inv.Lines {
		l := &inv.Lines[i]
		if err := add(l.TaxCode, l.TaxRate, l.Net, l.Tax); err != nil {
			return err
		}
	}
	for i := range inv.Allowances {
		a := &inv.Allowances[i]
		net, err := a.signed()
		if err == nil {
			err = add(a.TaxCode, a.TaxRate, net, a.Tax)
		}
		if err != nil {
			return err
		}
	}
	inv.Totals.Prepaid = n.zero
	n.taxes(&s)
	if err := inv.sum(n.zero); err != nil {
		return err
	}
	return n.finish()
}

// taxes lists the taxes of the credit note, with the reasons of the invoice's.
func (n *note) taxes(s *levies) {
	for _, charged := range n.original.Totals.Taxes {
		if v := s.of[taxKey{charged.Code, charged.Rate}]; v != nil {
			v.Reason, v.ReasonCode = charged.Reason, charged.ReasonCode
			n.inv.Totals.Taxes = append(n.inv.Totals.Taxes, v.Tax)
		}
	}
}

// unround takes back the rounding of what was payable: all of it with the last
// part, before that as much as keeps what is payable from going below zero. Left
// is what of the invoice is left after the credit note.
func (n *note) unround(left money.Amount) error {
	payable, err := left.Add(n.rounding)
	if err != nil {
		return err
	}
	back := n.zero
	switch {
	case left.IsZero():
		back = n.rounding
	case left.Sign() > 0 && payable.Sign() < 0:
		back = payable
	}
	t := &n.inv.Totals
	if t.Rounding, err = back.Neg(); err != nil {
		return err
	}
	t.Payable, err = t.Payable.Add(t.Rounding)
	return err
}

// finish takes the rounding of what was payable back, and checks that no more is
// credited than was charged.
func (n *note) finish() error {
	inv := &n.inv
	left, err := n.gross.Add(inv.Totals.Gross)
	if err != nil {
		return err
	}
	switch {
	case left.Sign() < 0:
		return n.fault("parts", "it takes more than the %v that are left of the invoice", n.gross)
	case inv.Totals.Gross.Sign() > 0:
		return n.fault("parts", "it charges %v: what reduced the invoice goes back with what it reduced", inv.Totals.Gross)
	}
	if err := n.unround(left); err != nil {
		return err
	}
	if err := inv.creditable(false, n.zero); err != nil {
		return err
	}
	inv.Type = CreditNote
	if n.original.Type == SelfBilled {
		inv.Type = SelfBilledCreditNote
	}
	return nil
}
