package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// FX is a rate of exchange as it was on a day: one unit of From is Rate units of
// To. A line has one for each level, fixed at its period's start; its row, its
// quotas and all later corrections use that one. The zero FX is none: amounts
// stay as they are.
type FX struct {
	From, To money.Currency
	Rate     decimal.Decimal // above zero
	At       calendar.Instant
	Source   string // who published it
}

// IsZero reports whether x is none.
func (x FX) IsZero() bool {
	return x.From.IsZero() && x.To.IsZero() && x.Rate.IsZero() && x.At.IsZero() && x.Source == ""
}

// Validate reports every fault of x at once, each a *[FieldError]: a rate that
// is not above zero, or without a date or source; a currency that is not among
// c; one currency at another rate than 1. The zero FX has none.
func (x FX) Validate(c money.Currencies) error {
	f := newFaults()
	if x.IsZero() {
		return nil
	}
	if _, err := c.Digits(x.From); err != nil {
		f.at("from").wrap(err)
	}
	if _, err := c.Digits(x.To); err != nil {
		f.at("to").wrap(err)
	}
	if f.at("rate").gate(x.Rate) && x.Rate.Sign() <= 0 {
		f.at("rate").add("%s is not above zero", text(x.Rate))
	} else if x.From == x.To && !x.From.IsZero() && !x.Rate.Equal(decimal.New(1, 0)) {
		f.at("rate").add("%s to itself is 1", x.From)
	}
	if x.At.IsZero() {
		f.at("at").add("missing")
	}
	f.at("source").text(x.Source, true)
	return f.err()
}

// Of returns a, an amount in From that was not rounded, in To, not rounded
// either: round what it comes to once. 310.00 at 0.930 is 288.30. The error is a
// *[FieldError] where the rate is beyond [money.Gate] or not above zero.
func (x FX) Of(a Exact) (Exact, error) {
	if x.IsZero() {
		return a, nil
	}
	f := newFaults()
	rate := f.at("rate").num(x.Rate)
	if err := f.err(); err != nil {
		return Exact{}, err
	}
	if rate.Sign() <= 0 {
		f.at("rate").add("%s is not above zero", text(x.Rate))
		return Exact{}, f.err()
	}
	return a.Mul(Exact{n: rate}).reduced(), nil
}

// Convert returns a booked amount in To, rounded by r. Errors are those
// of Of, and money.ErrMismatch if a is in another currency than From.
func (x FX) Convert(a money.Amount, scale uint8, r money.Rounding) (money.Amount, error) {
	if a.IsZero() && a.Currency().IsZero() || x.IsZero() {
		return a, nil
	}
	if a.Currency() != x.From {
		return money.Amount{}, fmt.Errorf("pricing: %s by a rate from %s: %w", a.Currency(), x.From, money.ErrMismatch)
	}
	to, err := x.Of(ofAmount(a))
	if err != nil {
		return money.Amount{}, err
	}
	return to.Round(scale, x.To, r)
}

func ofAmount(a money.Amount) Exact { return Exact{n: plain(a.Decimal())} }
