package livereport

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A line is what entries are netted by: all that the viewer sees of them but
// amounts, instants and the revisions of prices, and the month in which they
// count. So no amount moves from one month to another.
type line struct {
	book         proceeds.Book
	subscription subscription.ID
	customer     channel.PartyID
	plan         pricing.PlanID
	charge       pricing.ChargeID
	component    string
	kind         pricing.Kind
	timing       pricing.Timing
	location     string
	tags         subscription.Tags
	product      [4]string // and type, unit, tax category
	month        string
	final        bool
	sides        string // who charges whom, in which currencies
}

// Net makes one entry of all that are of one line and count in one month, at the
// place of the first: its sides and quantities are added up, its service runs
// from the first that begins to the last that ends, and it is due and posted when
// the last is. What adds up to nothing is left out. The error wraps
// money.ErrRange where a sum does not fit, and money.ErrMismatch where amounts of
// one currency have other digits.
func (s *Selection) Net(entries []Entry) ([]Entry, error) {
	places := make(map[line]int, len(entries))
	out := make([]Entry, 0, len(entries))
	for i := range entries {
		k := s.line(&entries[i])
		n, ok := places[k]
		if !ok {
			places[k] = len(out)
			e := entries[i]
			e.Sides = slices.Clone(e.Sides)
			out = append(out, e)
			continue
		}
		if err := out[n].merge(&entries[i]); err != nil {
			return nil, fmt.Errorf("livereport: net: %w", err)
		}
	}
	return slices.DeleteFunc(out, func(e Entry) bool { return e.IsZero() && e.Quantity.IsZero() }), nil
}

func (s *Selection) line(e *Entry) line {
	k := line{e.Book, e.Subscription, e.Customer, e.Plan, e.Charge, e.Component, e.Kind, e.Timing, e.Location, e.Tags,
		[4]string{e.Product, e.ProductType, e.Unit, e.TaxCategory}, s.Value(e, ByMonth), e.Final, ""}
	var b []byte
	for i := range e.Sides {
		side := &e.Sides[i]
		b = fmt.Appendf(b, "%q %q %q %v %d", side.Level, side.Seller, side.Buyer, side.Amount.Currency(), side.Amount.Scale())
		if x := side.Settled; x != nil {
			b = fmt.Appendf(b, " %v %d %q %v %q", x.Amount.Currency(), x.Amount.Scale(), x.Rate, x.At, x.Source)
		}
	}
	k.sides = string(b)
	return k
}

// merge adds an entry of the same line to e.
func (e *Entry) merge(f *Entry) error {
	for i := range e.Sides {
		if err := mergeSide(&e.Sides[i], &f.Sides[i]); err != nil {
			return err
		}
	}
	e.Service.Start, e.Service.End = min(e.Service.Start, f.Service.Start), max(e.Service.End, f.Service.End)
	e.Due, e.Posted, e.Recorded = max(e.Due, f.Due), max(e.Posted, f.Posted), max(e.Recorded, f.Recorded)
	e.Quantity, e.Estimated = e.Quantity.Add(f.Quantity), e.Estimated || f.Estimated
	e.Rows += f.Rows
	e.Route = f.Route
	return nil
}

func mergeSide(a, b *channel.Side) (err error) {
	if a.Amount, err = a.Amount.Add(b.Amount); err != nil {
		return err
	}
	if a.Raw, err = addRaw(a.Raw, b.Raw); err != nil {
		return err
	}
	a.Book = b.Book
	if a.Settled == nil {
		return nil
	}
	x := *a.Settled
	x.Amount, err = x.Amount.Add(b.Settled.Amount)
	a.Settled = &x
	return err
}

// addRaw adds raw amounts, with the digits of the longer.
func addRaw(a, b string) (string, error) {
	var sum decimal.Decimal
	for _, text := range []string{a, b} {
		d, err := money.ParseDecimal(text)
		if err != nil {
			return "", err
		}
		sum = sum.Add(d)
	}
	return sum.StringFixed(max(0, -sum.Exponent())), nil
}
