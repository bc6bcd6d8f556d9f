package subscription

import (
	"errors"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// Compare tells an upgrade from a downgrade: it is 1 if b costs more than a, -1
// if it costs less. What counts is the sell-out price of a full period, of all
// recurring charges at their quantities, per length of time: 120.00 a year is
// less than 11.00 a month. Months and years are compared with days by their
// mean length, 146,097 days in 400 years. A price that depends on more than a
// quantity, such as a percentage of other charges, does not count.
//
// A *[FieldError] reports plans of two currencies; other errors are those of
// [channel.Offer.Rate].
func Compare(a, b *Term) (int, error) {
	if a.Offer.Plan.Currency != b.Offer.Plan.Currency {
		return 0, &FieldError{Path: "effect", Reason: "prices in " + a.Offer.Plan.Currency.String() + " and " +
			b.Offer.Plan.Currency.String() + " do not compare: say when"}
	}
	before, err := perTime(a)
	if err != nil {
		return 0, err
	}
	after, err := perTime(b)
	if err != nil {
		return 0, err
	}
	return after.Cmp(before), nil
}

// perTime returns what recurring charges cost at sell-out, for each two hundredth
// of an hour.
func perTime(t *Term) (sum pricing.Exact, err error) {
	for i := range t.Offer.Plan.Charges {
		c := &t.Offer.Plan.Charges[i]
		if c.Kind != pricing.Recurring {
			continue
		}
		var r channel.Rates
		var missing *pricing.InputError
		switch err := t.Offer.Rate(&r, i, fix.FromDecimal(t.QuantityOf(c.ID))); {
		case errors.As(err, &missing):
			continue
		case err != nil:
			return sum, err
		}
		every := c.Every
		if every == (calendar.Interval{}) {
			every = t.Offer.Plan.Every
		}
		price := pricing.ExactNum(fix.FromDecimal(r.Of(t.Offer.Levels() - 1)))
		sum = sum.Add(price.Over(length(every)))
	}
	return sum, nil
}

// length returns how long an interval is on average, in two hundredths of an
// hour: the mean month has a whole number of them.
func length(i calendar.Interval) int64 {
	n := max(1, int64(i.N))
	switch i.Unit {
	case calendar.Hour:
		return n * 200
	case calendar.Day:
		return n * 200 * 24
	case calendar.Week:
		return n * 200 * 24 * 7
	case calendar.Year:
		return n * 146_097 * 12
	}
	return n * 146_097 // months: 400 years have 146,097 days and 4,800 months
}
