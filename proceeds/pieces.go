package proceeds

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// pieces are the stretches of a line that are booked in a cell each: parts one
// after the other at one price. They are the numbers of their first parts, with
// the number of all parts at the end.
func (l line) pieces() []int {
	out := []int{0}
	for i := 1; i < len(l.parts); i++ {
		if !l.joins(&l.parts[i-1], &l.parts[i]) {
			out = append(out, i)
		}
	}
	return append(out, len(l.parts))
}

// joins reports whether b is booked in the cell of a, the part before it.
func (l line) joins(a, b *part) bool {
	if l.charge().Kind == pricing.Usage {
		return a.Term.Offer == b.Term.Offer
	}
	pause := func(p *part) bool { return p.Term.Mode == subscription.Paused }
	return !pause(a) && !pause(b) && !a.jumps(l.offer().Levels()) && a.Period.End == b.Period.Start &&
		sameQuantity(a, b, l.charge().ID) &&
		!slices.ContainsFunc(l.offer().Bases(l.first().charge), func(id pricing.ChargeID) bool { return !sameQuantity(a, b, id) })
}

func sameQuantity(a, b *part, id pricing.ChargeID) bool {
	return a.Term.QuantityOf(id).Equal(b.Term.QuantityOf(id))
}

// piece returns the period of piece k.
func (l line) piece(pieces []int, k int) calendar.Period {
	return calendar.Period{Start: l.parts[pieces[k]].Period.Start, End: l.parts[pieces[k+1]-1].Period.End}
}

// inAdvance returns what the cells of a fee in advance should hold, piece by
// piece. A piece is charged for the rest of the period when it starts; the one
// before is credited then, so that the total is right: 5 units at 10.00 that
// become 8 with a third of the month left are 50.00, then −16.67 and 26.67.
func (a *accrual) inAdvance(f fee, scale uint8) ([][]entry, error) {
	pieces := a.pieces()
	out := make([][]entry, len(pieces)-1)
	var before channel.Amounts // the total as it stood before piece k
	for k := range out {
		start := a.parts[pieces[k]].Period.Start
		total, err := f.over(kept(a.parts[:pieces[k+1]]), scale)
		if err != nil {
			return nil, err
		}
		charged := total
		if k > 0 {
			if charged, err = f.over(kept(a.parts[pieces[k]:pieces[k]+1]), scale); err != nil {
				return nil, err
			}
			if err := credit(&out[k-1], start, total, before, charged); err != nil {
				return nil, err
			}
		}
		out[k] = append(out[k], entry{at: start, Amounts: charged})
		before = total
	}
	if end := a.last(); end.Cut {
		total, err := f.at(forever, scale)
		if err != nil {
			return nil, err
		}
		return out, credit(&out[len(out)-1], end.Period.End, total, before, channel.Amounts{})
	}
	return out, nil
}

// An entry is what a cell should hold at one posting.
type entry struct {
	at calendar.Instant
	channel.Amounts
}

// credit appends what makes the total right: total − before − charged.
func credit(cell *[]entry, at calendar.Instant, total, before, charged channel.Amounts) error {
	d, err := total.Sub(before)
	if err != nil {
		return err
	}
	if d, err = d.Sub(charged); err != nil {
		return err
	}
	*cell = append(*cell, entry{at: at, Amounts: d})
	return nil
}

// kept returns parts as they are if the last of them goes on to the period's
// end.
func kept(parts []part) []part {
	out := append([]part(nil), parts...)
	last := &out[len(out)-1]
	last.Period.End, last.Cut = last.Ref.End, false
	return out
}

// over implements fee: what the line would earn of parts.
func (a *accrual) over(parts []part, scale uint8) (channel.Amounts, error) {
	return a.round(a.fees(parts, forever))(scale)
}

// inArrears returns what the cells of the pieces should hold once the line is
// over: what was earned in each.
func (a *accrual) inArrears(f function, scale uint8) ([]channel.Amounts, error) {
	pieces := a.pieces()
	var out []channel.Amounts
	var before channel.Amounts
	for k := range pieces[1:] {
		end := a.piece(pieces, k).End
		if k == len(pieces)-2 {
			end = forever
		}
		now, err := f.at(end, scale)
		if err != nil {
			return nil, err
		}
		d, err := now.Sub(before)
		if err != nil {
			return nil, err
		}
		out, before = append(out, d), now
	}
	return out, nil
}
