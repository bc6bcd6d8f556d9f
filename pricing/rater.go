package pricing

import (
	"math/big"

	"github.com/daybook-go/daybook/internal/fix"
)

// A Rater is a compiled model. It never changes and may be shared between
// goroutines. The zero Rater prices everything at zero.
type Rater struct{ rating rating }

// A rating is a node of a compiled model. All of it works on a fraction n/k,
// and answers times k, so that nothing is ever divided: at k = 1 it is plain
// arithmetic. The ask has k and all else that is known of the usage; nil is
// k = 1 and nothing.
type rating interface {
	price(n fix.Num, a *ask) (fix.Num, error)
	// lines appends what explains the price, and returns it.
	lines(n fix.Num, a *ask, e *explanation) (fix.Num, error)
	setup(n fix.Num, a *ask) (fix.Num, error)
	mapped(unit, flat mapping) rating
}

type mapping = func(fix.Num) fix.Num

type ask struct {
	k fix.Num
	Input
}

// times returns x × k.
func (a *ask) times(x fix.Num) fix.Num {
	if a == nil || a.k == one {
		return x
	}
	return x.Mul(a.k)
}

// under returns n/k as a number.
func (a *ask) under(n fix.Num) Exact {
	if a == nil || a.k == one {
		return Exact{n: n}
	}
	return Exact{n, a.k.Decimal().Coefficient()}
}

func (a *ask) input() *Input {
	if a == nil {
		return &Input{}
	}
	return &a.Input
}

func (a *ask) refuse(n fix.Num, reason string) error {
	return &QuantityError{Quantity: FromExact(a.under(n)), Reason: reason}
}

func (a *ask) notNegative(n fix.Num) error {
	if n.Sign() < 0 {
		return a.refuse(n, "negative")
	}
	return nil
}

// Price returns what quantity q costs, unrounded, without an allocation as long
// as the numbers fit 128 bits. The error is a *[QuantityError] where the model
// has no price for q: where q is negative, or above the last tier; and a
// *[InputError] where the price depends on more than a quantity.
func (r *Rater) Price(q fix.Num) (fix.Num, error) {
	if r.rating == nil {
		return fix.Num{}, nil
	}
	return r.rating.price(q, nil)
}

// PriceOf returns what u costs, unrounded. Errors are those of Price.
func (r *Rater) PriceOf(u Input) (Exact, error) {
	return r.ask(u, func(n fix.Num, a *ask) (fix.Num, error) { return r.rating.price(n, a) })
}

// Rate explains a price: the lines that sum to what [Rater.PriceOf] returns, to
// the last digit. They are in the order of the model.
func (r *Rater) Rate(u Input) ([]RatedLine, error) {
	var e explanation
	_, err := r.ask(u, func(n fix.Num, a *ask) (fix.Num, error) {
		e.ask = a
		return r.rating.lines(n, a, &e)
	})
	if err != nil {
		return nil, err
	}
	return e.list, nil
}

// Setup returns what is due once in the life of a subscription when u.Quantity
// is the most that it ever used: for each tier reached its Setup, and for each
// unit its tier's UnitSetup. Units that are included do not count. It never falls, as that maximum does not: what is
// still due is the difference to what was due before.
func (r *Rater) Setup(u Input) (Exact, error) {
	return r.ask(u, func(n fix.Num, a *ask) (fix.Num, error) { return r.rating.setup(n, a) })
}

func (r *Rater) ask(u Input, f func(n fix.Num, a *ask) (fix.Num, error)) (Exact, error) {
	if r.rating == nil {
		return Exact{}, nil
	}
	x := u.Quantity.x
	var below *big.Int
	a := &ask{k: one, Input: u}
	if x.d != nil {
		a.k, below = x.under(), x.d
	}
	n, err := f(x.n, a)
	if err != nil {
		return Exact{}, err
	}
	return Exact{n, below}.reduced(), nil
}

// Map returns r with unit applied to every price of a unit or package and flat
// to every other price, minimums and maximums among them; tier ends, package
// sizes and included units stay. A Flat, Setup or UnitSetup of zero is no price,
// and stays none, but for the steps of a Stairstep. Amounts that come with the
// usage, percentages of them and custom models are flat prices, mapped once they
// are known. It is how a seller marks prices up: what comes out is exact and no
// longer bound by the gate.
func (r *Rater) Map(unit, flat func(fix.Num) fix.Num) *Rater {
	if r.rating == nil {
		return r
	}
	return &Rater{r.rating.mapped(unit, flat)}
}
