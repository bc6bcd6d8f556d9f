package livereport

import (
	"errors"
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

// Finality tells which lines are booked, from what the booked book holds of
// them. The zero Finality knows of none.
type Finality struct{ booked map[charge][]stretch }

// A charge is the lines of one charge, of all billing periods.
type charge struct {
	currency     money.Currency
	subscription subscription.ID
	plan         pricing.PlanID
	charge       pricing.ChargeID
}

// A stretch is a part of a line that is booked.
type stretch struct {
	calendar.Period
	component string
}

// NewFinality returns what booked heads tell a viewer. A cell whose rows add up to
// nothing, as far as the viewer sees, is not booked: what was taken back is not
// final. The error wraps money.ErrRange where a sum does not fit.
func NewFinality(heads []proceeds.Head, v channel.Viewer) (Finality, error) {
	f := Finality{map[charge][]stretch{}}
	for i := range heads {
		h := &heads[i]
		holds, err := holds(h, v)
		if err != nil {
			return Finality{}, fmt.Errorf("livereport: finality: %w", err)
		}
		if holds {
			k := chargeOf(&h.Last)
			service := h.Last.Service
			if arrears(&h.Last) { // due when the line ends
				service.End = max(service.End, h.Last.Due)
			}
			f.booked[k] = append(f.booked[k], stretch{service, h.Last.Component})
		}
	}
	return f, nil
}

// holds reports whether the cell holds anything that v sees.
func holds(h *proceeds.Head, v channel.Viewer) (bool, error) {
	var quantity pricing.Quantity
	var sums []channel.Amounts // one for chains of each length
	for i := range h.Postings {
		p := &h.Postings[i]
		seen := levels(p, v)
		if seen == 0 {
			continue
		}
		quantity = quantity.Add(p.Quantity)
		var err error
		if sums, err = addAlike(sums, p.Amounts.Only(seen)); err != nil {
			return false, err
		}
	}
	return !quantity.IsZero() || slices.ContainsFunc(sums, func(a channel.Amounts) bool { return !a.IsZero() }), nil
}

// levels returns the levels of a posting that v sees, one bit each.
func levels(p *proceeds.Posting, v channel.Viewer) (mask uint8) {
	if p.Route == nil {
		return 0
	}
	for l := range p.Route.Parties {
		seller := p.Route.Seller(l)
		if seller != "" && (v.Operator || v.Party != "" && (seller == v.Party || p.Route.Buyer(l, p.Customer) == v.Party)) {
			mask |= 1 << l
		}
	}
	return mask
}

// addAlike adds a to the one of sums that is of chains of its length.
func addAlike(sums []channel.Amounts, a channel.Amounts) ([]channel.Amounts, error) {
	for i := range sums {
		sum, err := sums[i].Add(a)
		if errors.Is(err, money.ErrMismatch) {
			continue
		}
		sums[i] = sum
		return sums, err
	}
	return append(sums, a), nil
}

func chargeOf(r *proceeds.Row) charge {
	return charge{r.Currency, r.Subscription, r.Plan, r.Charge}
}

// Of reports whether the line of a live row is booked, as far as its booked rows
// tell: a stretch of a line that comes to nothing has none. What is due in arrears
// is booked all at once, so any part of its charge tells.
func (f Finality) Of(r *proceeds.Row) bool {
	service, component := r.Service, r.Component
	if c, ok := strings.CutSuffix(component, proceeds.Rest); ok {
		// For the rest of a line that ends where this row's slot starts.
		component = strings.TrimSuffix(c, " ")
		service.Start--
	}
	for _, s := range f.booked[chargeOf(r)] {
		if s.Overlaps(service) && (arrears(r) || s.component == component) {
			return true
		}
	}
	return false
}

func arrears(r *proceeds.Row) bool {
	return r.Kind == pricing.Usage || r.Kind == pricing.Recurring && r.Timing == pricing.Postpaid
}
