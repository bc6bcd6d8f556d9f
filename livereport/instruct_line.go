package livereport

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// An instructionKey is what the rows of one line have in common.
type instructionKey struct {
	basis                           channel.BillingBasis
	seller, buyer, customer         channel.PartyID
	subscription                    subscription.ID
	plan                            pricing.PlanID
	charge                          pricing.ChargeID
	component                       string
	kind                            pricing.Kind
	timing                          pricing.Timing
	product, productType, unit, tax string
	location                        string
	tags                            subscription.Tags
	currency, settled               money.Currency
	rate, source                    string
	at                              calendar.Instant // of the rate
	service, posted                 calendar.Instant // starts of the posting periods in which they lie
}

func (x *Instructions) key(v *proceeds.View, s *channel.Side, b channel.BillingBasis) instructionKey {
	k := instructionKey{
		basis: b, seller: s.Seller, buyer: s.Buyer, customer: v.Customer, subscription: v.Subscription,
		plan: v.Plan, charge: v.Charge, component: v.Component, kind: v.Kind, timing: v.Timing,
		product: v.Product, productType: v.ProductType, unit: v.Unit, tax: v.TaxCategory,
		location: v.Location, tags: v.Tags, currency: s.Amount.Currency(),
		service: x.terms.Granularity.SlotAt(v.Service.Start, x.viewer.Zone).Start,
		posted:  x.terms.Granularity.SlotAt(v.Posted, x.viewer.Zone).Start,
	}
	if s.Settled != nil {
		k.settled, k.rate, k.at, k.source = s.Settled.Amount.Currency(), s.Settled.Rate, s.Settled.At, s.Settled.Source
	}
	return k
}

// served is what a line and its corrections have in common: neither when they
// count nor what the account and the catalogue may call it by then.
func (k instructionKey) served() instructionKey {
	k.posted, k.location, k.tags = 0, "", ""
	k.product, k.productType, k.unit, k.tax = "", "", "", ""
	return k
}

// among returns the ID of the line that k corrects, of those that were posted
// first: the one that looks like k, or where none does the first by ID.
func (k instructionKey) among(first []instructionKey, v channel.Viewer) (id string) {
	for _, f := range first {
		k.posted = f.posted
		if f == k {
			return f.id(v)
		}
		if other := f.id(v); id == "" || other < id {
			id = other
		}
	}
	return id
}

// id names the line by what it shows. It is kept by others: neither the parts nor
// their order ever change.
func (k instructionKey) id(v channel.Viewer) string {
	return v.ID("instruction", k.basis.String(), string(k.seller), string(k.buyer), string(k.customer), string(k.subscription),
		string(k.plan), string(k.charge), k.component, k.kind.String(), k.timing.String(),
		k.product, k.productType, k.unit, k.tax, k.location, string(k.tags),
		k.currency.String(), k.settled.String(), k.rate, k.source, k.at.String(), k.service.String(), k.posted.String())
}

// instructionSums are the rows of one line.
type instructionSums struct {
	level bool // quantities of usage are levels
	parts map[instructionTimes]*instructionSum
}

type instructionTimes struct {
	service calendar.Period
	posted  calendar.Instant
}

type instructionSum struct {
	quantity  pricing.Quantity
	estimated bool
	net       money.Amount
	raw       decimal.Decimal
	settled   money.Amount
}

func (l *instructionSums) add(v *proceeds.View, s *channel.Side) error {
	raw, err := money.ParseDecimal(s.Raw)
	if err != nil {
		return err
	}
	more := instructionSum{quantity: v.Quantity, estimated: v.Estimated, net: s.Amount, raw: raw}
	if s.Settled != nil {
		more.settled = s.Settled.Amount
	}
	at := instructionTimes{v.Service, v.Posted}
	if l.parts[at] == nil {
		l.parts[at] = &instructionSum{}
	}
	return l.parts[at].add(&more)
}

func (s *instructionSum) add(t *instructionSum) (err error) {
	if s.net, err = s.net.Add(t.net); err != nil {
		return err
	}
	if s.settled, err = s.settled.Add(t.settled); err != nil {
		return err
	}
	s.raw, s.quantity, s.estimated = s.raw.Add(t.raw), s.quantity.Add(t.quantity), s.estimated || t.estimated
	return nil
}

func (s *instructionSum) isZero() bool {
	return s.net.IsZero() && s.settled.IsZero() && s.raw.IsZero() && s.quantity.IsZero()
}

func (s *instructionSum) rawText() string { return s.raw.StringFixed(max(0, -s.raw.Exponent())) }

// line returns the line, without its names; without parts if nothing is in it.
func (l *instructionSums) line(k instructionKey) (Instruction, error) {
	ln := Instruction{
		Basis: k.basis, Seller: k.seller, Buyer: k.buyer, Customer: k.customer, Subscription: k.subscription,
		Plan: k.plan, Charge: k.charge, Component: k.component, Kind: k.kind, Timing: k.timing,
		Product: k.product, ProductType: k.productType, TaxCategory: k.tax, Location: k.location, Tags: k.tags, Unit: k.unit,
	}
	sum := instructionSum{}
	for at, p := range l.parts {
		if p.isZero() {
			continue
		}
		if err := sum.add(p); err != nil {
			return ln, fmt.Errorf("livereport: instructions: %q to %q: %w", k.seller, k.buyer, err)
		}
		part := InstructionPart{Service: at.service, Posted: at.posted, Quantity: p.quantity, Estimated: p.estimated, Net: p.net, Raw: p.rawText()}
		if !k.settled.IsZero() {
			part.Settled = &p.settled
		}
		ln.Parts = append(ln.Parts, part)
	}
	slices.SortFunc(ln.Parts, func(a, b InstructionPart) int {
		return cmp.Or(cmp.Compare(a.Service.Start, b.Service.Start), cmp.Compare(a.Service.End, b.Service.End), cmp.Compare(a.Posted, b.Posted))
	})
	ln.Net, ln.Raw, ln.Quantity, ln.Estimated = sum.net, sum.rawText(), sum.quantity, sum.estimated
	if !k.settled.IsZero() {
		ln.Settled = &channel.Settled{Amount: sum.settled, Rate: k.rate, At: k.at, Source: k.source}
	}
	ln.serve(l.level || k.kind == pricing.Recurring)
	return ln, nil
}

// serve sets what the line serves, and its quantity where quantities do not add
// up.
func (ln *Instruction) serve(inForce bool) {
	for i := range ln.Parts {
		p := &ln.Parts[i]
		if i == 0 {
			ln.Service = p.Service
		}
		ln.Service.End = max(ln.Service.End, p.Service.End)
		switch {
		case !inForce:
		case i == 0 || p.Service.Start > ln.Parts[i-1].Service.Start:
			ln.Quantity = p.Quantity
		default:
			ln.Quantity = ln.Quantity.Add(p.Quantity)
		}
	}
}
