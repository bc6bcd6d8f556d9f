package proceeds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// pay is what figures of a Balance are added up by.
type pay struct {
	slot   calendar.Period
	vendor channel.PartyID
	by     Pay
	in     currencies
}

func (k pay) compare(l pay) int {
	return cmp.Or(
		cmp.Compare(k.slot.Start, l.slot.Start), cmp.Compare(k.vendor, l.vendor), cmp.Compare(k.by, l.by),
		cmp.Compare(k.in.booked.String(), l.in.booked.String()), cmp.Compare(k.in.settled.String(), l.in.settled.String()),
	)
}

// A share is a figure that rows add up to.
type share uint8

const (
	licences share = iota
	usages
	oneOffs
	vendorPrice
	chargebacks
	platformFee
	lastShare = platformFee
)

type shares [lastShare + 1]tally

func (s *shares) isZero() bool {
	return !slices.ContainsFunc(s[:], func(t tally) bool { return !t.isZero() })
}

// shareOf returns the figure that r counts in where its vendor is paid by the
// platform fee.
func shareOf(r *Row) share {
	switch {
	case r.Component == Chargeback, strings.HasPrefix(r.Component, Chargeback+" "):
		return chargebacks
	case r.Kind == pricing.Usage:
		return usages
	case r.Kind == pricing.OneTime:
		return oneOffs
	}
	return licences
}

// earn adds what the vendor gets for r, which is what the vendor itself sees.
func (s *Settlement) earn(r *Row, slot calendar.Period) error {
	vendor := r.Route.Seller(0)
	if vendor == "" || !s.viewer.Operator && s.viewer.Party != vendor && s.viewer.Party != s.terms.Parent {
		return nil
	}
	side, ok := soldBy(r, vendor)
	if !ok {
		return nil
	}
	t := tallyOf(&side)
	if percent, byFee := s.rate(vendor, r.Plan, r.Charge); byFee {
		return s.bear(r, percent, slot, t)
	}
	if slot.IsEmpty() {
		return nil
	}
	return count(s.pays, pay{slot, vendor, ByVendorPrice, t.currencies()}, shareOf(r), t)
}

// soldBy returns the side of r at which the vendor sells; false if r does not
// exist for it.
func soldBy(r *Row, vendor channel.PartyID) (channel.Side, bool) {
	view, ok := r.For(channel.Viewer{Party: vendor})
	if !ok {
		return channel.Side{}, false
	}
	i := slices.IndexFunc(view.Sides, func(s channel.Side) bool { return s.Seller == vendor })
	if i < 0 {
		return channel.Side{}, false
	}
	return view.Sides[i], true
}

// count adds t to a figure of k; by the vendor price all income is one figure.
func count(figures map[pay]*shares, k pay, what share, t tally) (err error) {
	if k.by == ByVendorPrice && what != chargebacks {
		what = vendorPrice
	}
	if figures[k] == nil {
		figures[k] = new(shares)
	}
	sum := &figures[k][what]
	*sum, err = sum.add(t)
	return err
}

// figures are the amounts of s in one of its currencies.
func (s *shares) figures(in func(tally) money.Amount) (Figures, error) {
	var of [lastShare + 1]money.Amount
	var none money.Amount
	for i := range s {
		if of[i] = in(s[i]); of[i] != (money.Amount{}) {
			none = money.New(0, of[i].Scale(), of[i].Currency())
		}
	}
	for i := range of {
		if of[i] == (money.Amount{}) {
			of[i] = none
		}
	}
	fee, err := of[platformFee].Neg()
	if err != nil {
		return Figures{}, err
	}
	sum, err := money.Sum(of[licences], of[usages], of[oneOffs], of[vendorPrice], of[chargebacks], fee)
	if err != nil {
		return Figures{}, err
	}
	return Figures{
		Licences: of[licences], Usage: of[usages], OneOffs: of[oneOffs], PlatformFee: of[platformFee],
		VendorPrice: of[vendorPrice], Chargebacks: of[chargebacks], Balance: sum,
	}, nil
}
