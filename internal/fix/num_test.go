package fix

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestNumAgrees(t *testing.T) { rapid.Check(t, numAgrees) }
func FuzzNumAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(numAgrees)) }

// Every operation agrees with big.Rat, and gives the same whether the operands
// are in 128 bits or in math/big.
func numAgrees(t *rapid.T) {
	n, m := anyNum().Draw(t, "n"), anyNum().Draw(t, "m")
	k := anyInt64().Draw(t, "k")
	a, b := rat(n), rat(m)
	for _, x := range []Num{n, slow(n)} {
		for _, y := range []Num{m, slow(m)} {
			checkNum(t, "sum", x.Add(y), new(big.Rat).Add(a, b))
			checkNum(t, "difference", x.Sub(y), new(big.Rat).Sub(a, b))
			checkNum(t, "product", x.Mul(y), new(big.Rat).Mul(a, b))
			if got, want := x.Cmp(y), a.Cmp(b); got != want {
				t.Fatalf("Cmp = %d, want %d", got, want)
			}
		}
		checkNum(t, "negative", x.Neg(), new(big.Rat).Neg(a))
		checkNum(t, "multiple", x.MulInt(k), new(big.Rat).Mul(a, new(big.Rat).SetInt64(k)))
		if x.Sign() != a.Sign() || x.IsZero() != (a.Sign() == 0) {
			t.Fatalf("Sign = %d, IsZero = %v, want %d", x.Sign(), x.IsZero(), a.Sign())
		}
	}
	for _, r := range []Num{n.Add(m), n.Sub(m), n.Mul(m), n.MulInt(k), n.Neg(), n.Plain()} {
		if r.big != nil && r.big.BitLen() <= 127 {
			t.Fatalf("%v is kept big and would fit", r.big)
		}
	}
}

// The coefficient of a big number is shared between Nums, so nothing may write
// to it.
func TestOperandsStay(t *testing.T) { rapid.Check(t, operandsStay) }
func FuzzOperandsStay(f *testing.F) { f.Fuzz(rapid.MakeFuzz(operandsStay)) }

func operandsStay(t *rapid.T) {
	n, m := slow(anyNum().Draw(t, "n")), slow(anyNum().Draw(t, "m"))
	a, b := rat(n), rat(m)
	n.Add(m)
	n.Sub(m)
	n.Mul(m)
	n.Cmp(m)
	n.Neg()
	n.Plain()
	n.AppendText(nil)
	n.Units(-3, 7, 2, HalfUp)
	n.Quo(m, 2, HalfUp)
	if rat(n).Cmp(a) != 0 || rat(m).Cmp(b) != 0 {
		t.Fatalf("operands became %v and %v, were %v and %v", rat(n), rat(m), a, b)
	}
}

func TestPlain(t *testing.T) { rapid.Check(t, plainIsOneForm) }
func FuzzPlain(f *testing.F) { f.Fuzz(rapid.MakeFuzz(plainIsOneForm)) }

func plainIsOneForm(t *rapid.T) {
	n := anyNum().Draw(t, "n")
	zeros := rapid.Int32Range(0, 25).Draw(t, "zeros")
	longer := n.mulPow10(zeros)
	longer.scale += zeros
	p := n.Plain()
	if q := longer.Plain(); q.scale != p.scale || q.coef().Cmp(p.coef()) != 0 {
		t.Fatalf("%d more zeros: %v at scale %d, want %v at %d", zeros, q.coef(), q.scale, p.coef(), p.scale)
	}
	checkNum(t, "Plain", p, rat(n))
	checkNum(t, "Plain of slow", slow(n).Plain(), rat(n))
	if p.scale > 0 && new(big.Int).Rem(p.coef(), big.NewInt(10)).Sign() == 0 {
		t.Fatalf("%v at scale %d ends in a zero", p.coef(), p.scale)
	}
	if p.scale < 0 {
		t.Fatalf("scale %d", p.scale)
	}
}

// What is the same number has the same plain form.
func TestPlainCompares(t *testing.T) {
	tests := []struct {
		name string
		a, b Num
	}{
		{"1.5 and 1.500", New(15, 1), New(1500, 3)},
		{"0 and 0.00", Num{}, New(0, 2)},
		{"-2 and -2.0", New(-2, 0), New(-20, 1)},
		{"big and small", Num{}.Add(New(1, 0)), fromBig(bigPow10(60), 60)},
	}
	for _, tt := range tests {
		if tt.a.Plain() != tt.b.Plain() {
			t.Errorf("%s: %+v and %+v", tt.name, tt.a.Plain(), tt.b.Plain())
		}
	}
	if New(20, 0).Plain() != New(20, 0) {
		t.Error("Plain takes zeros before the point")
	}
}

func TestDecimalRoundTrip(t *testing.T) { rapid.Check(t, decimalRoundTrip) }
func FuzzDecimalRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(decimalRoundTrip)) }

func decimalRoundTrip(t *rapid.T) {
	coef := anyBig(160).Draw(t, "coef")
	exp := rapid.Int32Range(-40, 40).Draw(t, "exp")
	d := decimal.NewFromBigInt(coef, exp)
	n := FromDecimal(d)
	checkNum(t, "FromDecimal", n, d.Rat())
	if n.scale < 0 {
		t.Fatalf("scale %d", n.scale)
	}
	if back := n.Decimal(); !back.Equal(d) {
		t.Fatalf("Decimal = %v, want %v", back, d)
	}
}
