package channel

import (
	"fmt"
	"math/big"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// Rates is one unrounded amount a level: what a charge costs for a quantity.
// The zero Rates is nothing at every level.
type Rates struct {
	at       [MaxLevels]fix.Num
	levels   int
	exchange *exchange // nil: all levels settle in the book currency
	under    *big.Int  // what every level is yet to be divided by, never changed; nil is 1
}

// IsZero reports whether every level is zero.
func (r *Rates) IsZero() bool {
	for l := range r.levels {
		if !r.at[l].IsZero() {
			return false
		}
	}
	return true
}

// join makes r as long as s. It keeps the rates of exchange that it has: those of
// the earlier part of a line.
func (r *Rates) join(s *Rates) {
	r.levels = max(r.levels, s.levels)
	if r.exchange == nil {
		r.exchange = s.exchange
	}
}

// Plus returns r + s. The sum settles as r does.
func (r Rates) Plus(s *Rates) Rates {
	r.join(s)
	if r.under != s.under {
		return r.plusFraction(s)
	}
	for l := range r.levels {
		r.at[l] = r.at[l].Add(s.at[l])
	}
	return r
}

// Minus returns r − s. The difference settles as r does.
func (r Rates) Minus(s *Rates) Rates {
	r.join(s)
	if r.under != s.under {
		s := s.MulInt(-1)
		return r.plusFraction(&s)
	}
	for l := range r.levels {
		r.at[l] = r.at[l].Sub(s.at[l])
	}
	return r
}

// MulInt returns r × k.
func (r Rates) MulInt(k int64) Rates {
	if k == 1 {
		return r
	}
	for l := range r.levels {
		r.at[l] = r.at[l].MulInt(k)
	}
	return r
}

// Round returns r × num ÷ den as booked amounts of c at scale: each level
// rounded once and on its own, half away from zero, and the raw amount at
// [RawScale] decimals half to even. Where a level settles in another currency,
// the same exact amount times its rate is rounded there, half away from zero. It
// is the only place that rounds what is booked. The error wraps money.ErrRange.
// den must be positive.
func (r *Rates) Round(num, den int64, c money.Currency, scale uint8) (Amounts, error) {
	if r.levels == 0 {
		return Amounts{}, nil
	}
	a := Amounts{currency: c, scale: scale, levels: uint8(r.levels)}
	fine := max(RawScale, scale)
	for l := range r.levels {
		units, ok := r.units(r.at[l], num, den, int32(scale), fix.HalfUp)
		raw, fits := r.units(r.at[l], num, den, int32(fine), fix.HalfEven)
		booked, narrow := units.Int64()
		if !ok || !fits || !narrow {
			return Amounts{}, fmt.Errorf("channel: level %s: %w", Level(l).Name(r.levels), money.ErrRange)
		}
		a.units[l], a.rest[l] = booked, rest(raw, booked, fine, scale)
		if a.settled[l], ok = r.settled(l, num, den); !ok {
			return Amounts{}, fmt.Errorf("channel: level %s: settlement: %w", Level(l).Name(r.levels), money.ErrRange)
		}
	}
	return a, nil
}

// settled returns what level l settles of r × num ÷ den.
func (r *Rates) settled(l int, num, den int64) (int64, bool) {
	if r.exchange == nil || r.exchange.rate[l].IsZero() {
		return 0, true
	}
	units, ok := r.units(r.at[l].Mul(r.exchange.rate[l]), num, den, int32(r.exchange.scale[l]), fix.HalfUp)
	x, narrow := units.Int64()
	return x, ok && narrow
}

// rest returns raw − booked. The two are less than a unit apart, so it fits.
func rest(raw fix.Int, booked int64, fine, scale uint8) int64 {
	d := fix.OfInt(raw, int32(fine)).Sub(fix.New(booked, int32(scale)))
	x, _ := d.Units(1, 1, int32(fine), fix.Down)
	v, _ := x.Int64()
	return v
}

// Of returns the exact amount at a level, counted from the vendor; zero where
// there is none. A fraction without an end in decimals is cut at 18: see Exact.
func (r *Rates) Of(l int) decimal.Decimal {
	if l < 0 || l >= r.levels {
		return decimal.Zero
	}
	if r.under != nil {
		return pricing.FromExact(r.Exact(l)).Decimal()
	}
	return r.at[l].Plain().Decimal()
}
