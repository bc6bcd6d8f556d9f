package livereport

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// Spending adds up what a budget's party is charged, slot by slot. It takes what
// rows show to a viewer, in any order, and is used by one goroutine.
type Spending struct {
	budget Budget
	zone   *time.Location
	slots  map[calendar.Period]money.Amount
}

// NewSpending returns no spending of b, with slots of a zone; nil is UTC. The
// error is that of [Budget.Validate].
func NewSpending(b Budget, zone *time.Location) (*Spending, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	b.Thresholds = slices.Clone(b.Thresholds)
	return &Spending{b, zone, map[calendar.Period]money.Amount{}}, nil
}

// Add counts a row in, if it falls into the frame and the party pays for it in
// the budget's currency. The error wraps money.ErrRange where a sum does not fit.
func (s *Spending) Add(v *proceeds.View) error {
	at := s.budget.time(v)
	if !s.budget.Frame.Contains(at) || s.budget.Subscription != "" && v.Subscription != s.budget.Subscription {
		return nil
	}
	slot := s.budget.Granularity.SlotAt(at, s.zone)
	for i := range v.Sides {
		side := &v.Sides[i]
		if side.Buyer != s.budget.Party || side.Amount.Currency() != s.budget.Amount.Currency() {
			continue
		}
		sum, err := s.slots[slot].Add(side.Amount)
		if err != nil {
			return fmt.Errorf("livereport: budget: %v: %w", slot, err)
		}
		s.slots[slot] = sum
	}
	return nil
}

// Crossings returns where spending crosses a threshold, slot by slot, in the
// order of slots and then of thresholds, and what is spent in all. What has been
// reached and not crossed back is reached still.
func (s *Spending) Crossings() (out []Crossing, spent money.Amount, err error) {
	slots := slices.SortedFunc(maps.Keys(s.slots), func(a, b calendar.Period) int { return cmp.Compare(a.Start, b.Start) })
	reached := make([]bool, len(s.budget.Thresholds))
	for _, slot := range slots {
		if spent, err = spent.Add(s.slots[slot]); err != nil {
			return nil, money.Amount{}, fmt.Errorf("livereport: budget: %v: %w", slot, err)
		}
		for i := range reached {
			if now := s.budget.reaches(i, spent); now != reached[i] {
				reached[i] = now
				out = append(out, Crossing{Threshold: i, Slot: slot, Spent: spent, Back: !now})
			}
		}
	}
	return out, spent, nil
}

// limit returns the amount at threshold i, exactly.
func (b *Budget) limit(i int) decimal.Decimal {
	t := &b.Thresholds[i]
	if t.Amount.IsZero() {
		return b.Amount.Decimal().Mul(t.Percent.Decimal()).Shift(-2)
	}
	return t.Amount.Decimal()
}

func (b *Budget) reaches(i int, spent money.Amount) bool { return spent.Decimal().Cmp(b.limit(i)) >= 0 }

// Expected returns where a preview of costs will cross thresholds that are not
// reached yet, if the rest of its frame is spent evenly: the first microsecond at
// which a threshold is reached, as a slot of that one instant. Only what the
// party pays counts, and only what the preview covers: of one subscription, from
// the start of the preview's frame on.
func (b *Budget) Expected(v *CostView) (out []Crossing, err error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	var accrued, forecast money.Amount
	for i := range v.Totals {
		t := &v.Totals[i]
		if t.Buyer != b.Party || t.Forecast.Currency() != b.Amount.Currency() {
			continue
		}
		if accrued, err = accrued.Add(t.Accrued); err == nil {
			forecast, err = forecast.Add(t.Forecast)
		}
		if err != nil {
			return nil, fmt.Errorf("livereport: budget: %w", err)
		}
	}
	for i := range b.Thresholds {
		if b.reaches(i, accrued) || !b.reaches(i, forecast) {
			continue
		}
		at, ok := evenly(v, accrued, forecast, b.limit(i))
		if !ok {
			return nil, fmt.Errorf("livereport: budget: thresholds[%d]: %w", i, money.ErrRange)
		}
		spent, err := money.Round(b.limit(i), forecast.Scale(), forecast.Currency(), money.Up)
		if err != nil {
			return nil, fmt.Errorf("livereport: budget: thresholds[%d]: %w", i, err)
		}
		out = append(out, Crossing{Threshold: i, Slot: calendar.Period{Start: at - 1, End: at}, Spent: spent})
	}
	return out, nil
}

// evenly returns when limit is reached on the straight line from accrued, at the
// preview's AsOf, to forecast, at its frame's end.
func evenly(v *CostView, accrued, forecast money.Amount, limit decimal.Decimal) (calendar.Instant, bool) {
	from := max(v.AsOf, v.Frame.Start)
	lacking := fix.FromDecimal(limit.Sub(accrued.Decimal())).MulInt(int64(v.Frame.End - from))
	past, ok := lacking.Quo(fix.FromDecimal(forecast.Decimal().Sub(accrued.Decimal())), 0, fix.Ceiling)
	micros, fits := past.Int64()
	return from + calendar.Instant(micros), ok && fits
}
