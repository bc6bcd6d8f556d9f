package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// A Base is what a discount is computed on, at one level, as of an instant. All
// amounts are of one currency and scale, after what comes before the discount.
type Base struct {
	// Booked is all that is booked in the scope up to the instant.
	Booked money.Amount
	// Fees is what the fees in the scope come to for the full period, which is
	// known from its start, and Share which part of that is over. Usage is what
	// usage in the scope is booked at up to the instant.
	Fees  money.Amount
	Share Share
	Usage money.Amount
}

// Line returns what the discount takes, at most zero where the base is not
// negative, rounded once. It is cumulative: a day's discount is a difference of
// two.
//
//	PercentOff   −round(p × booked)
//	AmountOff    −round(min(C, fees) × share) − min(C − min(C, fees), usage)
//	FixedPrice   −round(max(0, fees − N) × share)
//
// The error is a *[FieldError] for a faulty discount, and wraps money.ErrRange
// or money.ErrMismatch.
func (d *Discount) Line(b Base) (money.Amount, error) {
	if err := d.Validate(); err != nil {
		return money.Amount{}, err
	}
	switch d.Kind {
	case AmountOff:
		return d.amountOff(b)
	case FixedPrice:
		over := ofAmount(b.Fees).Sub(Exact{n: plain(d.Amount)})
		return roundLike(b.Share.Of(atLeastZero(over)).Neg(), b.Fees)
	}
	return PercentOf(d.Percent.Neg(), b.Booked)
}

func (d *Discount) amountOff(b Base) (money.Amount, error) {
	all := Exact{n: plain(d.Amount)}
	onFees := least(all, atLeastZero(ofAmount(b.Fees)))
	fees, err := roundLike(b.Share.Of(onFees).Neg(), b.Fees)
	if err != nil {
		return money.Amount{}, err
	}
	onUsage := least(all.Sub(onFees), atLeastZero(ofAmount(b.Usage)))
	usage, err := roundLike(onUsage.Neg(), b.Usage)
	if err != nil {
		return money.Amount{}, err
	}
	return fees.Add(usage)
}

// PercentOf returns percent of a booked amount, rounded half away from zero: a
// platform fee of 3 % on what is booked on all flagged rows up to an instant,
// for one. The error is a *money.DecimalError, or wraps money.ErrRange.
func PercentOf(percent decimal.Decimal, booked money.Amount) (money.Amount, error) {
	if err := money.Gate(percent); err != nil {
		return money.Amount{}, err
	}
	p := Exact{n: plain(percent).Mul(hundredth)}
	return roundLike(ofAmount(booked).Mul(p), booked)
}

// roundLike rounds x as an amount like a. The zero Amount takes no scale, and
// nothing is on it.
func roundLike(x Exact, a money.Amount) (money.Amount, error) {
	if a == (money.Amount{}) {
		return a, nil
	}
	return x.Round(a.Scale(), a.Currency(), money.HalfUp)
}

func atLeastZero(x Exact) Exact {
	if x.Sign() < 0 {
		return Exact{}
	}
	return x
}

func least(x, y Exact) Exact {
	if x.Cmp(y) < 0 {
		return x
	}
	return y
}
