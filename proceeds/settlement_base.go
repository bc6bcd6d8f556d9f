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

// feeCell is what a vendor sells a buyer in one cell: corrections are in that of
// what they correct.
type feeCell struct {
	cell          Cell
	vendor, buyer channel.PartyID
}

// feeBase is what a feeCell holds, and what its first row says of all.
type feeBase struct {
	percent money.Number
	n       uint32 // the lowest number seen
	direct  bool   // is it a direct sale?
	bears   bool   // has it the fee flag?
	sums    map[baseSlot]tally
}

type baseSlot struct {
	slot calendar.Period
	what share
	in   currencies
}

// bear adds r to what may bear a fee of percent. Credits inherit what they
// correct: the first row of a cell that the vendor sees says for all whether it
// is a direct sale, and whether it has the flag. Where it is not among the rows,
// the first that is does.
func (s *Settlement) bear(r *Row, percent money.Number, slot calendar.Period, t tally) (err error) {
	k := feeCell{r.Cell, r.Route.Seller(0), r.Route.Buyer(0, r.Customer)}
	direct, bears := Direct(r.Route), r.Route.Fee
	b := s.bases[k]
	if b == nil {
		b = &feeBase{percent, r.N, direct, bears, map[baseSlot]tally{}}
		s.bases[k] = b
	}
	switch {
	case r.N < b.n:
		b.n, b.direct, b.bears = r.N, direct, bears
	case r.N == b.n: // the same row again, or two of one key: in whatever order
		b.direct, b.bears = b.direct || direct, b.bears || bears
	}
	if !slot.IsEmpty() {
		at := baseSlot{slot, shareOf(r), t.currencies()}
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

// paid returns the figures of all vendors. A platform fee is round(rate × base so
// far) less the same at the slot's start, for each rate on its own. So the fees
// of any slots of a frame sum to that of the frame, and runs and corrections in
// any order come to the same.
func (s *Settlement) paid() (map[pay]*shares, error) {
	out := make(map[pay]*shares, len(s.pays))
	for k, sums := range s.pays {
		sums := *sums
		out[k] = &sums
	}
	bases := map[rated]map[calendar.Period]tally{}
	for k, b := range s.bases {
		if err := b.count(k.vendor, out, bases); err != nil {
			return nil, feeError(k.vendor, err)
		}
	}
	for k, base := range bases {
		err := eachFee(k.percent, base, func(slot calendar.Period, fee tally) error {
			return count(out, pay{slot, k.vendor, ByPlatformFee, k.in}, platformFee, fee)
		})
		if err != nil {
			return nil, feeError(k.vendor, err)
		}
	}
	return out, nil
}

func feeError(vendor channel.PartyID, err error) error {
	return fmt.Errorf("proceeds: platform fee of %q: %w", vendor, err)
}

// count adds what b holds to figures, and to the base of its rate.
func (b *feeBase) count(vendor channel.PartyID, figures map[pay]*shares, bases map[rated]map[calendar.Period]tally) error {
	by := ByVendorPrice
	if b.direct {
		by = ByPlatformFee
	}
	for at, t := range b.sums {
		if err := count(figures, pay{at.slot, vendor, by, at.in}, at.what, t); err != nil {
			return err
		}
		if !b.direct || !b.bears {
			continue
		}
		k := rated{vendor, b.percent, at.in}
		if bases[k] == nil {
			bases[k] = map[calendar.Period]tally{}
		}
		var err error
		if bases[k][at.slot], err = bases[k][at.slot].add(t); err != nil {
			return err
		}
	}
	return nil
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
