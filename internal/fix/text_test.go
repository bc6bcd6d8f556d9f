package fix

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestTextAgrees(t *testing.T) { rapid.Check(t, textAgrees) }
func FuzzTextAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(textAgrees)) }

func textAgrees(t *rapid.T) {
	n := anyNum().Draw(t, "n")
	want := rat(n).FloatString(int(n.scale))
	for _, x := range []Num{n, slow(n)} {
		if got := string(x.AppendText([]byte("="))); got != "="+want {
			t.Fatalf("AppendText = %q, want %q", got, "="+want)
		}
	}
}

func TestText(t *testing.T) {
	ten19 := fromBig(bigPow10(19), 0)
	tests := []struct {
		want string
		n    Num
	}{
		{"0", Num{}},
		{"0.00", New(0, 2)},
		{"-0.05", New(-5, 2)},
		{"500", New(5, -2)},
		{"10.00", New(1000, 2)},
		{"-9223372036854775808", New(-1<<63, 0)},
		{"-9.223372036854775808", New(-1<<63, 18)},
		{"10000000000000000000", ten19},
		{"10000000000000000001", ten19.Add(New(1, 0))},
		{"11000000000000000000", ten19.Add(fromBig(bigPow10(18), 0))},
		{"0.0000000000000000000000000000000000000001", New(1, 40)},
		{"170141183460469231731687303715884105727", fromBig(new(big.Int).Sub(pow2(127), big.NewInt(1)), 0)},
		{"-170141183460469231731687303715884105728", fromBig(new(big.Int).Neg(pow2(127)), 0)},
	}
	for _, tt := range tests {
		if got := string(tt.n.AppendText(nil)); got != tt.want {
			t.Errorf("AppendText = %q, want %q", got, tt.want)
		}
	}
}
