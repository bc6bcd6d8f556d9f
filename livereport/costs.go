package livereport

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// Costs are what a [Preview] comes to, at every level. Cut them with
// [Costs.For].
type Costs struct {
	subscription *subscription.Subscription
	asOf         calendar.Instant
	frame        calendar.Period
	lines        map[costKey]*costLine
}

type costLine struct {
	row               proceeds.Row // the latest target, for what it says of itself
	accrued, forecast channel.Amounts
	estimated         bool
}

// add counts a target in on one of its line's sums.
func (c *Costs) add(t *proceeds.Target, of func(*costLine) *channel.Amounts) (err error) {
	k := costKey{t.Plan, t.Charge, t.Component, t.Route.ID}
	ln := c.lines[k]
	if ln == nil {
		ln = &costLine{row: t.Row}
		c.lines[k] = ln
	}
	ln.row.Service.End, ln.estimated = max(ln.row.Service.End, t.Service.End), ln.estimated || t.Estimated
	sum := of(ln)
	if *sum, err = sum.Add(t.Amounts); err != nil {
		return fmt.Errorf("livereport: preview: %v: %w", t.Cell, err)
	}
	return nil
}

// A CostView is costs cut to a viewer.
type CostView struct {
	Subscription subscription.ID  `json:"subscription"`
	Customer     channel.PartyID  `json:"customer"`
	AsOf         calendar.Instant `json:"as_of"`
	Frame        calendar.Period  `json:"frame"`
	Totals       []Cost           `json:"totals"` // by seller, buyer and currency
	Lines        []CostLine       `json:"lines"`  // by plan, charge and component
}

// A CostLine is the costs of one charge, or of one component of it.
type CostLine struct {
	Plan      pricing.PlanID   `json:"plan"`
	Charge    pricing.ChargeID `json:"charge"`
	Component string           `json:"component,omitempty"`
	Kind      pricing.Kind     `json:"kind"`
	Timing    pricing.Timing   `json:"timing"`
	Product   string           `json:"product,omitempty"`
	Service   calendar.Period  `json:"service"`             // of the line, within the frame
	Estimated bool             `json:"estimated,omitempty"` // the forecast rests on the pace so far, or on a reading that was carried forward
	Sides     []Cost           `json:"sides"`
}

// A Cost is what one party charges another.
type Cost struct {
	Seller   channel.PartyID `json:"seller"`
	Buyer    channel.PartyID `json:"buyer"`
	Accrued  money.Amount    `json:"accrued"`  // from the frame's start up to AsOf
	Forecast money.Amount    `json:"forecast"` // of the whole frame, what has accrued included
}

// For cuts the costs to a viewer: its own sides. False: it does not deal with the
// customer, so a single account is nothing that it may see. The error wraps
// money.ErrRange where a total does not fit.
func (c *Costs) For(v channel.Viewer) (CostView, bool, error) {
	if !c.knows(v) {
		return CostView{}, false, nil
	}
	out := CostView{Subscription: c.subscription.ID, Customer: c.subscription.Customer, AsOf: c.asOf, Frame: c.frame, Lines: []CostLine{}}
	for _, ln := range c.lines {
		forecast, accrued, err := ln.sums()
		if err != nil {
			return CostView{}, false, err
		}
		cut, ok := v.View(ln.row.Route, ln.row.Customer, forecast)
		if !ok || !cut.KnowsCustomer() {
			continue
		}
		so, _ := v.View(ln.row.Route, ln.row.Customer, accrued)
		r := &ln.row
		line := CostLine{Plan: r.Plan, Charge: r.Charge, Component: r.Component, Kind: r.Kind, Timing: r.Timing,
			Product: cut.Product, Service: r.Service, Estimated: ln.estimated}
		for i := range cut.Sides {
			s := &cut.Sides[i]
			line.Sides = append(line.Sides, Cost{Seller: s.Seller, Buyer: s.Buyer, Accrued: so.Sides[i].Amount, Forecast: s.Amount})
		}
		if err := out.add(line); err != nil {
			return CostView{}, false, err
		}
	}
	out.Lines = slices.DeleteFunc(out.Lines, func(l CostLine) bool { return l.isNothing() })
	slices.SortFunc(out.Lines, compareCostLines)
	err := out.sum()
	return out, err == nil, err
}

// knows reports whether the viewer deals with the customer in any term.
func (c *Costs) knows(v channel.Viewer) bool {
	return slices.ContainsFunc(c.subscription.Terms, func(t subscription.Term) bool {
		if len(t.Offer.Plan.Charges) == 0 {
			return false
		}
		nothing := channel.AmountsOf(t.Offer.Plan.Currency, 0, make([]int64, t.Offer.Levels())...)
		cut, ok := v.View(t.Offer.Route(0), c.subscription.Customer, nothing)
		return ok && cut.KnowsCustomer()
	})
}

// sums returns both sums, with their levels where one is nothing.
func (ln *costLine) sums() (forecast, accrued channel.Amounts, err error) {
	some := ln.forecast
	if some.Levels() == 0 {
		some = ln.accrued
	}
	zero, err := some.Sub(some)
	if err != nil {
		return forecast, accrued, err
	}
	if forecast, err = zero.Add(ln.forecast); err != nil {
		return forecast, accrued, err
	}
	accrued, err = zero.Add(ln.accrued)
	return forecast, accrued, err
}

// add counts a line in on the one that looks the same: what tells them apart, such
// as a party upstream, is hidden from the viewer.
func (v *CostView) add(l CostLine) (err error) {
	n := slices.IndexFunc(v.Lines, func(m CostLine) bool { return m.looksLike(&l) })
	if n < 0 {
		v.Lines = append(v.Lines, l)
		return nil
	}
	m := &v.Lines[n]
	m.Service.Start, m.Service.End = min(m.Service.Start, l.Service.Start), max(m.Service.End, l.Service.End)
	m.Estimated = m.Estimated || l.Estimated
	for i := range l.Sides {
		a, b := &m.Sides[i], &l.Sides[i]
		if a.Accrued, err = a.Accrued.Add(b.Accrued); err == nil {
			a.Forecast, err = a.Forecast.Add(b.Forecast)
		}
		if err != nil {
			return fmt.Errorf("livereport: preview: %q to %q: %w", a.Seller, a.Buyer, err)
		}
	}
	return nil
}

func (l *CostLine) looksLike(m *CostLine) bool {
	return l.Plan == m.Plan && l.Charge == m.Charge && l.Component == m.Component &&
		l.Kind == m.Kind && l.Timing == m.Timing && l.Product == m.Product &&
		slices.EqualFunc(l.Sides, m.Sides, func(a, b Cost) bool {
			return a.Seller == b.Seller && a.Buyer == b.Buyer && a.Forecast.Currency() == b.Forecast.Currency()
		})
}

// isNothing reports whether the viewer pays and gets nothing of the line.
func (l *CostLine) isNothing() bool {
	return !slices.ContainsFunc(l.Sides, func(c Cost) bool { return !c.Accrued.IsZero() || !c.Forecast.IsZero() })
}

func compareCostLines(a, b CostLine) int {
	return cmp.Or(strings.Compare(string(a.Plan), string(b.Plan)), strings.Compare(string(a.Charge), string(b.Charge)),
		strings.Compare(a.Component, b.Component), cmp.Compare(a.Service.Start, b.Service.Start))
}

// sum adds up the lines, pair by pair.
func (v *CostView) sum() (err error) {
	v.Totals = []Cost{}
	for i := range v.Lines {
		for _, s := range v.Lines[i].Sides {
			n := slices.IndexFunc(v.Totals, func(t Cost) bool {
				return t.Seller == s.Seller && t.Buyer == s.Buyer && t.Forecast.Currency() == s.Forecast.Currency()
			})
			if n < 0 {
				v.Totals = append(v.Totals, s)
				continue
			}
			t := &v.Totals[n]
			if t.Accrued, err = t.Accrued.Add(s.Accrued); err != nil {
				return fmt.Errorf("livereport: preview: %q to %q: %w", t.Seller, t.Buyer, err)
			}
			if t.Forecast, err = t.Forecast.Add(s.Forecast); err != nil {
				return fmt.Errorf("livereport: preview: %q to %q: %w", t.Seller, t.Buyer, err)
			}
		}
	}
	slices.SortFunc(v.Totals, func(a, b Cost) int {
		return cmp.Or(strings.Compare(string(a.Seller), string(b.Seller)), strings.Compare(string(a.Buyer), string(b.Buyer)),
			strings.Compare(a.Forecast.Currency().String(), b.Forecast.Currency().String()))
	})
	return nil
}
