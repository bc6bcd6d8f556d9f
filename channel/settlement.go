package channel

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// A Settlement says in which currency a level settles, and at which rate from
// the currency of the price. One rate counts for a line, fixed at its period's
// start: for its row, its quotas and its corrections. The zero Settlement is the
// book currency at 1.
type Settlement struct {
	Currency money.Currency   `json:"currency"`
	Scale    uint8            `json:"scale"`  // decimals that are booked
	Rate     string           `json:"rate"`   // one unit of the price is as many of Currency: "0.930"
	At       calendar.Instant `json:"at"`     // what the rate is of
	Source   string           `json:"source"` // who published it
}

// IsZero reports whether s is the book currency at 1.
func (s Settlement) IsZero() bool { return s == Settlement{} }

// compile returns the rate, which is above zero.
func (s Settlement) compile() (fix.Num, error) {
	if s.IsZero() {
		return fix.New(1, 0), nil
	}
	rate, err := money.ParseDecimal(s.Rate)
	switch {
	case err != nil:
		return fix.Num{}, fmt.Errorf("rate: %w", err)
	case rate.Sign() <= 0:
		return fix.Num{}, fmt.Errorf("rate: %w: not above zero", money.ErrRange)
	case s.Currency.IsZero():
		return fix.Num{}, fmt.Errorf("currency: %w", &money.UnknownCurrencyError{})
	case s.Scale > money.MaxScale:
		return fix.Num{}, fmt.Errorf("scale: %w: %d", money.ErrRange, s.Scale)
	}
	if _, err := s.At.MarshalText(); err != nil {
		return fix.Num{}, fmt.Errorf("at: %w", err)
	}
	return fix.FromDecimal(rate).Plain(), nil
}

// exchange is the settlements of all levels, compiled. A level whose rate is
// zero settles in the book currency.
type exchange struct {
	rate  [MaxLevels]fix.Num
	scale [MaxLevels]uint8
}

func exchangeOf(settlements []Settlement) (*exchange, error) {
	if len(settlements) == 0 {
		return nil, nil
	}
	x := new(exchange)
	for l, s := range settlements {
		rate, err := s.compile()
		if err != nil {
			return nil, fmt.Errorf("settlements[%d]: %w", l, err)
		}
		if !s.IsZero() {
			x.rate[l], x.scale[l] = rate, s.Scale
		}
	}
	return x, nil
}

// Settled returns the offer with other settlements, one a level, the vendor's
// first; none for all in the book currency. Prices are not compiled again: it is
// how a period gets the rates of its start. 310.00 USD at 0.930 settles as 288.30
// EUR, and its quotas sum to that. The error is a *[ChainError].
func (o *Offer) Settled(settlements []Settlement) (*Offer, error) {
	if n := len(settlements); n > 0 && n != o.levels {
		return nil, &ChainError{o.chain, "settlements", fmt.Sprintf("%d for %d levels", n, o.levels)}
	}
	x, err := exchangeOf(settlements)
	if err != nil {
		return nil, &ChainError{o.chain, "settlements", err.Error()}
	}
	out := *o
	out.exchange, out.charges = x, slices.Clone(o.charges)
	for i := range out.charges {
		r := *out.charges[i].route
		r.Settlements = slices.Clone(settlements)
		r.ID = r.digest()
		out.charges[i].route = &r
	}
	return &out, nil
}
