package daybook_test

import (
	"fmt"
	"strconv"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// contract is what the events of s make of it, by the engine's own rules.
func (s *subFacts) contract(o offers) (c subscription.Contract, err error) {
	c.ID, c.Customer = subscription.ID(s.id), "customer"
	for i := range s.told {
		if c, err = s.apply(c, &s.told[i], o); err != nil {
			return c, fmt.Errorf("line %d: %w", s.told[i].c.line, err)
		}
	}
	return c, nil
}

func (s *subFacts) apply(c subscription.Contract, t *told, o offers) (subscription.Contract, error) {
	seller := channel.PartyID("vendor")
	if p := s.terms[0].plan.sellers; len(p) > 0 {
		seller = channel.PartyID(p[len(p)-1].role)
	}
	do, err := s.action(&c, t, o)
	if err != nil {
		return c, err
	}
	event := subscription.Event{ID: subscription.EventID("line-" + strconv.Itoa(t.c.line)), At: t.at, Actor: seller, Do: do}
	if t.c.keys["by"] != "" {
		event.Actor = channel.PartyID(t.c.keys["by"])
	}
	c, err = subscription.Apply(c, event)
	if p, ok := do.(subscription.Place); ok && err == nil && p.Order.Change.Kind() == subscription.OrderPurchase {
		c, err = subscription.Apply(c, subscription.Event{ID: event.ID + "-provisioned", At: t.at, Actor: "vendor", Do: subscription.Provision{}})
	}
	return c, err
}

func (s *subFacts) action(c *subscription.Contract, t *told, o offers) (do subscription.Action, err error) {
	switch t.c.verb {
	case "order":
		order, err := s.order(c, t, o)
		return subscription.Place{Order: order}, err
	case "approve":
		return subscription.Approve{Order: c.Orders[len(c.Orders)-1].ID}, nil
	case "reject":
		return subscription.Reject{Order: c.Orders[len(c.Orders)-1].ID}, nil
	case "pause":
		return subscription.Pause{Full: t.c.keys["forfeit"] == "yes"}, nil
	case "resume":
		return subscription.Resume{}, nil
	case "convert":
		return subscription.Convert{}, nil
	case "suspend":
		return subscription.Suspend{}, nil
	case "reactivate":
		return subscription.Reactivate{}, nil
	case "terminate":
		credits, err := creditsOf(listOf(t.c.keys["credit"]))
		return subscription.Terminate{Credits: credits}, err
	case "reprice":
		offer, err := o.of(t.plan[0])
		return subscription.Reprice{Offer: offer}, err
	}
	return nil, fmt.Errorf("%s: not of an ordered subscription", t.c.verb)
}

func (s *subFacts) order(c *subscription.Contract, t *told, o offers) (out subscription.Order, err error) {
	out.ID = subscription.OrderID(s.nameOf(t.c))
	out.Effect = map[string]subscription.Effect{"now": subscription.Immediately, "end": subscription.AtPeriodEnd}[t.c.keys["effect"]]
	if out.Credits, err = creditsOf(listOf(t.c.keys["credit"])); err != nil {
		return out, err
	}
	if v, ok := t.c.keys["requested"]; ok {
		f := newFacts()
		f.zone = s.terms[0].zone
		if out.Requested, err = f.instant(t.c, v); err != nil {
			return out, err
		}
	}
	out.Change, err = s.ordered(c, t, o)
	return out, err
}

func listings(plans []*planFacts, o offers) (out subscription.Listings, err error) {
	for _, p := range plans {
		offer, err := o.of(p)
		if err != nil {
			return nil, err
		}
		out = append(out, subscription.Listing{From: p.from, Offer: offer})
	}
	return out, nil
}

func (s *subFacts) ordered(c *subscription.Contract, t *told, o offers) (subscription.Change, error) {
	switch t.c.args[2] {
	case "buy":
		return s.purchase(t, o)
	case "change":
		return changeOf(t, o)
	case "cancel":
		return subscription.Cancellation{}, nil
	case "renew":
		return subscription.Renewal{}, nil
	case "refund":
		return subscription.Refund{}, nil
	case "charge":
		return subscription.OneShotCost{Charge: pricing.ChargeID(t.c.args[3]), Quantity: dec(t.c.args[4])}, nil
	case "cost":
		term, _ := c.TermAt(t.at)
		cost := subscription.Cost{ID: pricing.ChargeID(t.c.args[3]), Amount: dec(t.c.args[4])}
		offer, err := cost.Offer(term.Offer.Plan, s.at(t.at).plan.chain())
		return subscription.RecurringCost{Offer: offer}, err
	}
	return nil, fmt.Errorf("no such order: %s", t.c.args[2])
}

func (s *subFacts) purchase(t *told, o offers) (out subscription.Purchase, err error) {
	first := &s.terms[0]
	out = subscription.Purchase{Quantity: dec("1"), Zone: first.zone}
	if q, ok := t.c.keys["seats"]; ok {
		out.Quantity = dec(q)
	}
	if out.Offers, err = listings(t.plan, o); err != nil {
		return out, err
	}
	if err = out.Measure.UnmarshalText([]byte(first.measure)); err != nil {
		return out, err
	}
	if every := t.c.keys["commit"]; every != "" {
		if out.Commit, err = calendar.ParseInterval(every); err != nil {
			return out, err
		}
	}
	if t.c.keys["coterm"] != "" {
		if out.Coterm, err = first.schedule(); err != nil {
			return out, err
		}
	}
	p := s.life.policy
	out.Policy.TerminationFee = pricing.ChargeID(p.fee)
	if out.Policy.Refunds, err = creditsOf(p.refund); err != nil {
		return out, err
	}
	if p.days != "" {
		if out.Policy.RefundDays, err = strconv.Atoi(p.days); err != nil {
			return out, err
		}
	}
	if p.end != "" {
		err = out.Policy.TermEnd.UnmarshalText([]byte(p.end))
	}
	return out, err
}

func changeOf(t *told, o offers) (subscription.Change, error) {
	seats, more := t.c.keys["seats"]
	if _, ok := t.c.keys["plan"]; ok {
		offers, err := listings(t.plan, o)
		out := subscription.PlanSwitch{Offers: offers}
		if more {
			out.Quantity = decimal.NewNullDecimal(dec(seats))
		}
		return out, err
	}
	if more {
		return subscription.QuantityChange{Quantity: dec(seats)}, nil
	}
	for k, v := range t.c.keys {
		if k != "effect" && k != "requested" && k != "by" && k != "credit" {
			return subscription.AddOn{Charge: pricing.ChargeID(k), Quantity: dec(v)}, nil
		}
	}
	return nil, t.c.fault("changes nothing")
}
