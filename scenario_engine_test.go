package daybook_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

func (s *subFacts) subscription(o offers) (out subscription.Subscription, err error) {
	out = subscription.Subscription{ID: subscription.ID(s.id), Customer: "customer", End: s.end}
	if out.Refunds, err = creditsOf(s.refund); err != nil {
		return out, err
	}
	for i := range s.terms {
		t, err := s.terms[i].term(o)
		if err != nil {
			return out, fmt.Errorf("%s: term %d: %w", s.id, i, err)
		}
		out.Terms = append(out.Terms, t)
	}
	for _, x := range s.once {
		out.Facts = append(out.Facts, subscription.Fact{ID: x.id, Charge: pricing.ChargeID(x.charge), At: x.at, Quantity: dec(x.quantity)})
	}
	return out, out.Validate()
}

func (t *termFacts) term(o offers) (out subscription.Term, err error) {
	out = subscription.Term{From: t.from, Quantity: dec(t.seats)}
	if out.Offer, err = o.of(t.plan); err != nil {
		return out, err
	}
	for _, c := range t.plan.charges {
		if q, ok := t.of[c.id]; ok {
			out.Quantities = append(out.Quantities, subscription.ChargeQuantity{Charge: pricing.ChargeID(c.id), Quantity: dec(q)})
		}
	}
	if out.Credits, err = creditsOf(t.credit); err != nil {
		return out, err
	}
	mode := map[string]string{"forfeited": "paused-full"}[t.mode]
	if mode == "" {
		mode = t.mode
	}
	if err = out.Mode.UnmarshalText([]byte(mode)); err != nil {
		return out, err
	}
	if err = out.Measure.UnmarshalText([]byte(t.measure)); err != nil {
		return out, err
	}
	out.Schedule, err = t.schedule()
	return out, err
}

func (t *termFacts) schedule() (out calendar.Schedule, err error) {
	out = calendar.Schedule{Anchor: t.anchor, Zone: t.zone}
	align := strings.Replace(t.align, "day-", "day ", 1)
	if align == "last-day" {
		align = "day 31"
	}
	if err = out.Align.UnmarshalText([]byte(align)); err == nil {
		out.Every, err = calendar.ParseInterval(t.every)
	}
	return out, err
}

func creditsOf(list []string) (out subscription.Credits, err error) {
	if len(list) > len(out) {
		return out, fmt.Errorf("more credits than levels: %v", list)
	}
	for i, text := range list {
		if text == "" {
			continue
		}
		if err := out[i].UnmarshalText([]byte(text)); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (f *facts) subscriptions(o offers) (out []subscription.Subscription, err error) {
	for _, s := range f.subs {
		x, err := s.subscription(o)
		if s.bought {
			var c subscription.Contract
			c, err = s.contract(o)
			x = c.Subscription
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// meter has what was used, as told so far.
func (f *facts) meter() (*memstore.Meter, error) {
	m := new(memstore.Meter)
	for _, s := range f.subs {
		for _, x := range s.used {
			sample := memstore.Sample{Source: "meter", ID: x.id, Subscription: subscription.ID(s.id), Metric: pricing.MetricID(x.metric), At: x.at, Quantity: dec(x.quantity)}
			if _, err := m.Record(sample); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

func (f *facts) granularity() calendar.Granularity {
	return []calendar.Granularity{calendar.Hourly, calendar.Daily, calendar.Weekly, calendar.Monthly}[slices.Index([]string{"hour", "day", "week", "month"}, f.slots)]
}
