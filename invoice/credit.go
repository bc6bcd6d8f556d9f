package invoice

import (
	"cmp"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A Grant is a credit: promotional or goodwill, or a pack of usage that was
// sold. Its Pack is what it came to and what was drawn; ID is the reference of
// its entry. A credit of one product pays for any other, except a pack of units,
// which is drawn by name.
type Grant struct {
	pricing.Pack
	Kind      EntryKind        `json:"kind"` // CreditGranted or PackSold
	Granted   calendar.Instant `json:"granted"`
	Withdrawn bool             `json:"withdrawn,omitempty"` // expired, or taken back: nothing is left
}

// Left returns what of its value is not used, expired or taken back.
func (g *Grant) Left() (money.Amount, error) {
	left, err := g.Unused()
	if g.Withdrawn {
		return money.New(0, g.Price.Scale(), g.Price.Currency()), err
	}
	return left, err
}

// grant adds a credit; a pack is something to be paid for, too, in money.
func (s *Standing) grant(e *Entry) error {
	if _, taken := s.grants[e.Reference]; taken {
		return e.fault("reference", ErrRecorded)
	}
	if e.Amount.IsZero() {
		return e.faulty("amount", "zero")
	}
	if !e.Expires.IsZero() && e.Expires <= max(e.From, e.At) {
		return e.faulty("expires", "before it may be used")
	}
	units, err := pricing.QuantityOf(e.Units.Decimal())
	if err != nil || units.Sign() < 0 {
		return e.faulty("units", "negative")
	}
	if e.Kind == PackSold {
		if err := s.open(e, PackID(e.Reference), e.Amount); err != nil {
			return err
		}
	}
	if s.grants == nil {
		s.grants = map[string]int{}
	}
	s.grants[e.Reference] = len(s.Grants)
	s.Grants = append(s.Grants, Grant{Kind: e.Kind, Granted: e.At, Pack: pricing.Pack{
		ID: e.Reference, Units: units, Price: e.Amount, From: e.From, Expires: e.Expires, Spent: s.zero,
	}})
	return nil
}

// Usable returns the earliest instant, not before t, at which a credit may be
// used; false if it has expired by then, or is a pack that is not paid.
func (s *Standing) Usable(g *Grant, t calendar.Instant) (calendar.Instant, bool) {
	t = max(t, g.Granted, g.From)
	if g.Kind == PackSold {
		it, ok := s.Receivable(PackID(g.ID))
		if !ok || it.Settled.IsZero() {
			return t, false
		}
		t = max(t, it.Settled)
	}
	return t, !g.Withdrawn && g.ValidAt(t)
}

// Available returns the credit that may be used at t on any invoice.
func (s *Standing) Available(t calendar.Instant) (money.Amount, error) {
	c := sums{}
	sum := s.zero
	for i := range s.Grants {
		g := &s.Grants[i]
		if at, ok := s.Usable(g, t); ok && at == t && g.Units.IsZero() {
			sum = c.add(sum, c.keep(g.Left()))
		}
	}
	return sum, c.err
}

// use draws a credit for an item.
func (s *Standing) use(e *Entry) error {
	n, ok := s.grants[e.Source]
	if !ok {
		return e.fault("source", ErrUnknown)
	}
	i, ok := s.items[e.Invoice]
	if !ok {
		return e.fault("invoice", ErrUnknown)
	}
	g, it := s.Grants[n], s.Receivables[i]
	if t, ok := s.Usable(&g, e.At); !ok || t != e.At {
		return e.faulty("at", "the credit cannot be used then")
	}
	var c sums
	left, open := c.keep(g.Left()), it.creditable(&c)
	if c.err == nil && (e.Amount.Units() > left.Units() || e.Amount.Units() > open.Units()) {
		return e.fault("amount", ErrOverdrawn)
	}
	if err := g.draw(e); err != nil {
		return err
	}
	it.take(&c, e.Amount, false, e.At)
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	if !e.Units.IsZero() {
		if s.drawn == nil {
			s.drawn = map[usageOf]pricing.Quantity{}
		}
		k := usageOf{e.Invoice, e.Note}
		s.drawn[k] = s.drawn[k].Add(g.Used.Sub(s.Grants[n].Used))
	}
	s.Grants[n], s.Receivables[i] = g, it
	return nil
}

// draw takes an amount, or units, which are worth what they earn of the price.
func (g *Grant) draw(e *Entry) error {
	if g.Units.IsZero() {
		if !e.Units.IsZero() {
			return e.faulty("units", "not a pack of units")
		}
		var c sums
		g.Spent = c.add(g.Spent, e.Amount)
		return c.err
	}
	units, worth, err := g.worth(e.Units)
	if err != nil || worth != e.Amount {
		return e.faulty("units", "not what the amount is worth")
	}
	g.Used = g.Used.Add(units)
	return nil
}

// worth returns what more units earn of the price.
func (g *Grant) worth(n money.Number) (pricing.Quantity, money.Amount, error) {
	units, err := pricing.QuantityOf(n.Decimal())
	if err != nil || units.Sign() <= 0 || g.Used.Add(units).Cmp(g.Units) > 0 {
		return units, money.Amount{}, ErrOverdrawn
	}
	c := sums{}
	before := c.keep(g.Earned())
	after := g.Pack
	after.Used = after.Used.Add(units)
	return units, c.sub(c.keep(after.Earned()), before), c.err
}

// expire takes what is left of a credit, whole.
func (s *Standing) expire(e *Entry) error {
	n, ok := s.grants[e.Source]
	if !ok {
		return e.fault("source", ErrUnknown)
	}
	g := s.Grants[n]
	left, err := g.Left()
	if err != nil || left != e.Amount || left.IsZero() {
		return e.faulty("amount", "not what is left")
	}
	g.Withdrawn = true
	s.Grants[n] = g
	return nil
}

// firstToExpire returns the numbers of credits in the order of use: those that
// expire first, then those that never do; among equals as they were granted.
func (s *Standing) firstToExpire() []int {
	order := make([]int, len(s.Grants))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := s.Grants[i].Expires, s.Grants[j].Expires
		if a.IsZero() != b.IsZero() {
			return cmp.Compare(b, a) // the zero one last
		}
		return cmp.Compare(a, b)
	})
	return order
}

// Income returns what of an entry is one-off income, with nothing owed for it:
// what was left of a pack when it expired; false for everything else. Its row is
// best booked as a one-off on request, keyed by the entry's Reference.
func (s *Standing) Income(e *Entry) (money.Amount, bool) {
	n, ok := s.grants[e.Source]
	if e.Kind != CreditExpired || !ok {
		return money.Amount{}, false
	}
	g := &s.Grants[n]
	if g.Kind != PackSold || g.Expires.IsZero() || e.At < g.Expires {
		return money.Amount{}, false
	}
	return e.Amount, true
}
