package proceeds

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// feeCell is rows of one cell between the same parties: a correction is in that
// of what it corrects.
type feeCell struct {
	cell     Cell
	customer channel.PartyID
	parties  string
}

// feeBase is what a cell contributes to the base of a platform fee, if it bears
// one.
type feeBase struct {
	vendor  channel.PartyID
	percent money.Number
	n       uint32 // the lowest number seen
	bears   bool   // its flag
	sums    map[baseSlot]tally
}

type baseSlot struct {
	slot calendar.Period
	in   currencies
}

// bear adds r to the base of the fee on its cell. Credits inherit the flag: the
// first row of a cell speaks for all. Where it is not among the rows, the first
// that is does.
func (s *Settlement) bear(r *Row, percent money.Number, slot calendar.Period, t tally) (err error) {
	k := feeCell{r.Cell, r.Customer, fmt.Sprintf("%q", r.Route.Parties)}
	b := s.bases[k]
	if b == nil {
		b = &feeBase{r.Route.Seller(0), percent, r.N, r.Route.Fee, map[baseSlot]tally{}}
		s.bases[k] = b
	}
	switch {
	case r.N < b.n:
		b.n, b.bears = r.N, r.Route.Fee
	case r.N == b.n:
		b.bears = b.bears || r.Route.Fee
	}
	if !slot.IsEmpty() {
		at := baseSlot{slot, t.currencies()}
		b.sums[at], err = b.sums[at].add(t)
	}
	return err
}

// rated is what one rate is taken of, in one pair of currencies.
type rated struct {
	vendor  channel.PartyID
	percent money.Number
	in      currencies
}

// fees returns the platform fee of every vendor and slot: round(rate × base so
// far) less the same at the slot's start, for each rate on its own. So the fees
// of any slots of a frame sum to that of the frame, and runs and corrections in
// any order come to the same.
func (s *Settlement) fees() (map[pay]tally, error) {
	bases, err := s.flagged()
	if err != nil {
		return nil, err
	}
	out := map[pay]tally{}
	for k, base := range bases {
		err := eachFee(k.percent, base, func(slot calendar.Period, fee tally) (err error) {
			at := pay{slot, k.vendor, ByPlatformFee, k.in}
			out[at], err = out[at].add(fee)
			return err
		})
		if err != nil {
			return nil, feeError(k.vendor, err)
		}
	}
	return out, nil
}

// flagged sums what bears the fee, by rate and slot.
func (s *Settlement) flagged() (map[rated]map[calendar.Period]tally, error) {
	out := map[rated]map[calendar.Period]tally{}
	for _, b := range s.bases {
		if !b.bears {
			continue
		}
		for at, t := range b.sums {
			k := rated{b.vendor, b.percent, at.in}
			if out[k] == nil {
				out[k] = map[calendar.Period]tally{}
			}
			var err error
			if out[k][at.slot], err = out[k][at.slot].add(t); err != nil {
				return nil, feeError(b.vendor, err)
			}
		}
	}
	return out, nil
}

func feeError(vendor channel.PartyID, err error) error {
	return fmt.Errorf("proceeds: platform fee of %q: %w", vendor, err)
}

// eachFee calls do with the fee of each slot, in their order.
func eachFee(percent money.Number, base map[calendar.Period]tally, do func(calendar.Period, tally) error) error {
	slots := slices.SortedFunc(maps.Keys(base), func(a, b calendar.Period) int { return cmp.Compare(a.Start, b.Start) })
	var sum, before tally
	for _, slot := range slots {
		var err error
		if sum, err = sum.add(base[slot]); err != nil {
			return err
		}
		now, err := feeOn(percent, sum)
		if err != nil {
			return err
		}
		fee, err := now.sub(before)
		if err != nil {
			return err
		}
		if err := do(slot, fee); err != nil {
			return err
		}
		before = now
	}
	return nil
}

func feeOn(percent money.Number, base tally) (fee tally, err error) {
	if fee.booked, err = pricing.PercentOf(percent.Decimal(), base.booked); err != nil {
		return tally{}, err
	}
	fee.settled, err = pricing.PercentOf(percent.Decimal(), base.settled)
	return fee, err
}
