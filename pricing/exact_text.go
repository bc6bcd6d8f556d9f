package pricing

import (
	"math/big"
	"strings"

	"github.com/daybook-go/daybook/money"
)

// ParseExact reads plain decimal text, through [money.ParseDecimal], or two of
// them with a slash between: "1.5", "95/6". What divides must be above zero.
func ParseExact(s string) (Exact, error) {
	above, below, fraction := strings.Cut(s, "/")
	n, err := money.ParseDecimal(above)
	if err != nil {
		return Exact{}, err
	}
	x := Exact{n: plain(n)}
	if !fraction {
		return x, nil
	}
	d, err := money.ParseDecimal(below)
	if err != nil {
		return Exact{}, err
	}
	if d.Sign() <= 0 {
		return Exact{}, &money.DecimalError{Text: below, Reason: "divides by what is not above zero"}
	}
	// n ÷ (c × 10^e) is n × 10^−e ÷ c.
	x.d = d.Coefficient()
	if exp := d.Exponent(); exp > 0 {
		x.d.Mul(x.d, pow10(exp))
	} else {
		x.n = x.n.Mul(numOf(pow10(-exp)))
	}
	return x.reduced(), nil
}

// String returns x without an exponent or trailing zeros: "1.5", "-2", and a
// fraction as two numbers: "47.5/3". Equal numbers have equal texts.
func (x Exact) String() string {
	x = x.reduced()
	d := x.n.Decimal()
	text := d.StringFixed(max(0, -d.Exponent()))
	if x.d != nil {
		text += "/" + x.d.String()
	}
	return text
}

// MarshalText returns what String does.
func (x Exact) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText reads what [ParseExact] does.
func (x *Exact) UnmarshalText(text []byte) error {
	y, err := ParseExact(string(text))
	if err == nil {
		*x = y
	}
	return err
}

// ExactRat returns r. It is for the packages of this module, whose numbers have
// passed the gate before.
func ExactRat(r *big.Rat) Exact {
	x := Exact{n: numOf(new(big.Int).Set(r.Num()))}
	if !r.IsInt() {
		x.d = new(big.Int).Set(r.Denom())
	}
	return x.reduced()
}

// Rat returns x as a big.Rat.
func (x Exact) Rat() *big.Rat {
	r := x.n.Decimal().Rat()
	if x.d != nil {
		r.Quo(r, new(big.Rat).SetInt(x.d))
	}
	return r
}
