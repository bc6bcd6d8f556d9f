package pricing

import (
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// A BoundKind tells a minimum from a maximum. The zero BoundKind is AtLeast.
type BoundKind uint8

// The kinds of bounds.
const (
	AtLeast BoundKind = iota
	AtMost
)

var boundKindTexts = []string{"minimum", "maximum"}

// String returns "minimum" or "maximum".
func (k BoundKind) String() string { return textOf(boundKindTexts, uint8(k), "bound") }

// MarshalText returns what String does.
func (k BoundKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what String returns.
func (k *BoundKind) UnmarshalText(text []byte) error {
	i, err := indexOf(boundKindTexts, text, "bound")
	if err == nil {
		*k = BoundKind(i)
	}
	return err
}

// A Bound is a minimum or a maximum for a full period, at one level. It accrues
// as a line of its own, on what is booked: [Bound.Line].
type Bound struct {
	Kind   BoundKind
	Amount Exact
}

// Bounds returns the minimums and maximums that stand outermost in the model,
// the innermost of them first, and a rater of what is inside. A usage line
// accrues what is inside; each bound adds a line, in this order. Over a full
// period all lines sum to the price with its bounds.
func (r *Rater) Bounds() ([]Bound, *Rater) {
	var bounds []Bound
	inner := r.rating
	for {
		b, ok := inner.(boundRate)
		if !ok {
			break
		}
		bounds = append([]Bound{{b.kind, Exact{n: b.amount}}}, bounds...)
		inner = b.of
	}
	return bounds, &Rater{inner}
}

// Line returns what the bound adds to booked: the sum of what is booked in its
// scope before coupons, up to the same instant, lines of bounds inside it
// included.
//
// A minimum adds max(0, round(M × share) − booked), where share is the part of
// the full period that is over: 100.00 over 31 days owes 3.23 on the first day
// without usage, and 60.00 in all beside 40.00 of usage. A maximum takes
// −max(0, booked − round(K × share)), where share is what the whole line is of
// a full period: 1 but for stubs. A zero booked takes the currency and scale
// that are given. Errors wrap money.ErrRange and money.ErrMismatch; a scale beyond
// money.MaxScale, a mistake of the program, panics.
func (b Bound) Line(booked money.Amount, share Share, scale uint8, c money.Currency) (money.Amount, error) {
	none := money.New(0, scale, c)
	if _, err := none.Add(booked); err != nil {
		return money.Amount{}, err
	}
	limit := share.Of(b.Amount)
	if limit.Cmp(ofAmount(booked)) > 0 != (b.Kind == AtLeast) {
		return none, nil // however large it is
	}
	lack, err := limit.Round(scale, c, money.HalfUp)
	if err != nil {
		return money.Amount{}, err
	}
	return lack.Sub(booked)
}

// A Share is a part of a full period: Num of Den, as [calendar.Measure]
// positions it. The zero Share is nothing.
type Share struct{ Num, Den int64 }

// Whole returns the share that is all of a period.
func Whole() Share { return Share{1, 1} }

// Of returns x × s. It panics if Den is negative, which is a mistake of the
// program.
func (s Share) Of(x Exact) Exact {
	if s.Den == 0 {
		return Exact{}
	}
	return x.Mul(Exact{n: fix.New(s.Num, 0)}).Over(s.Den)
}
