package invoice

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// Settle records what settles open items, those named or, where none is, all:
// for each, oldest due first, credits before money, and returns the entries.
// Credits are used in the order of expiry, at the instant of the item where they
// could be used then, so that a late run loses none; then unapplied notes and
// then unapplied money, as they came.
func (s *Standing) Settle(known calendar.Instant, only ...ID) ([]Entry, error) {
	var out []Entry
	for _, it := range s.Open() {
		if len(only) > 0 && !slices.Contains(only, it.ID) {
			continue
		}
		for _, pass := range []func(calendar.Instant, ID) ([]Entry, error){s.settleByCredit, s.settleByFunds} {
			entries, err := pass(known, it.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, entries...)
		}
	}
	return out, nil
}

func (s *Standing) settleByCredit(known calendar.Instant, id ID) (out []Entry, err error) {
	for _, n := range s.firstToExpire() {
		it, _ := s.Receivable(id)
		g := &s.Grants[n]
		at, ok := s.Usable(g, it.At)
		if !ok || at > known || !g.Units.IsZero() {
			continue
		}
		c := sums{}
		amount := least(c.keep(g.Left()), it.creditable(&c))
		if c.err != nil {
			return nil, c.err
		}
		if amount.IsZero() {
			continue
		}
		e, err := s.Record(known, Entry{Kind: CreditUsed, At: at, Amount: amount, Invoice: id, Source: g.ID, Reference: s.next("use", g.ID)})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (s *Standing) settleByFunds(known calendar.Instant, id ID) (out []Entry, err error) {
	order := make([]int, len(s.Funds))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(s.Funds[j].Kind, s.Funds[i].Kind) })
	for _, n := range order {
		it, _ := s.Receivable(id)
		f := &s.Funds[n]
		amount := least(f.Left, it.Open)
		if amount.IsZero() {
			continue
		}
		e, err := s.Record(known, Entry{Kind: Applied, At: max(it.At, f.At), Amount: amount, Invoice: id, Source: f.Reference, Reference: s.next("apply", f.Reference)})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// next names an entry by its number: two workers that settle at once name the
// same one, and only one of them is stored.
func (s *Standing) next(what, source string) string {
	return fmt.Sprintf("%s/%d/%s", what, s.N, source)
}

// Draw settles an item with units of packs, those that expire first: usage that
// was paid for before, by the name that its entries carry as their Note. At is
// when it was used. Units are all that the usage came to: what was drawn for it
// before counts, so drawing again draws nothing, and less gives nothing back. The
// units are worth what they earn of the pack's price, so the metric is best priced
// at that, and no more than the item has open. It returns the entries and the
// units that no pack held.
func (s *Standing) Draw(known, at calendar.Instant, id ID, usage string, units money.Number) (out []Entry, rest money.Number, err error) {
	need, err := pricing.QuantityOf(units.Decimal())
	if err != nil || need.Sign() < 0 {
		return nil, units, fmt.Errorf("invoice: draw: %w: units", ErrEntry)
	}
	if need = need.Sub(s.drawn[usageOf{id, usage}]); need.Sign() < 0 {
		return nil, money.Number{}, nil
	}
	for _, n := range s.firstToExpire() {
		g := &s.Grants[n]
		when, ok := s.Usable(g, at)
		if !ok || when != at || g.Units.IsZero() || need.Sign() <= 0 {
			continue
		}
		take := g.Units.Sub(g.Used)
		if take.Cmp(need) > 0 {
			take = need
		}
		if take.Sign() <= 0 {
			continue
		}
		e := Entry{Kind: CreditUsed, At: at, Invoice: id, Source: g.ID, Reference: s.next("draw", g.ID), Note: usage}
		if e.Units, err = money.NumberOf(take.Decimal()); err != nil {
			return nil, units, err
		}
		if _, e.Amount, err = g.worth(e.Units); err != nil {
			return nil, units, e.fault("units", err)
		}
		if e, err = s.Record(known, e); err != nil {
			return nil, units, err
		}
		out, need = append(out, e), need.Sub(take)
	}
	rest, err = money.NumberOf(need.Decimal())
	return out, rest, err
}

// Expire records the end of every credit that expired by known with something
// left, after settling what it could still pay. What is left of a pack that was
// sold is income then: see [Entry.Income].
func (s *Standing) Expire(known calendar.Instant) ([]Entry, error) {
	out, err := s.Settle(known)
	if err != nil {
		return nil, err
	}
	for i := range s.Grants {
		g := &s.Grants[i]
		left, err := g.Left()
		if err != nil {
			return nil, err
		}
		if g.Expires.IsZero() || g.Expires > known || left.IsZero() {
			continue
		}
		e, err := s.Record(known, Entry{Kind: CreditExpired, At: g.Expires, Amount: left, Source: g.ID, Reference: g.ID})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
