package money_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestRoundAgrees(t *testing.T) { rapid.Check(t, roundAgrees) }
func FuzzRoundAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(roundAgrees)) }

func roundAgrees(t *rapid.T) {
	d := anyDecimal().Draw(t, "d")
	scale, r := anyScale().Draw(t, "scale"), anyRounding().Draw(t, "rounding")
	got, err := money.Round(d, scale, eur, r)
	agree(t, "Round", got, err, naive(d.Rat(), scale, r))
}

func TestMulAgrees(t *testing.T) { rapid.Check(t, mulAgrees) }
func FuzzMulAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(mulAgrees)) }

func mulAgrees(t *rapid.T) {
	a, d := anyAmount().Draw(t, "a"), anyDecimal().Draw(t, "d")
	num := anyUnits().Draw(t, "num")
	den := anyUnits().Filter(func(v int64) bool { return v > 0 }).Draw(t, "den")
	scale, r := anyScale().Draw(t, "scale"), anyRounding().Draw(t, "rounding")

	got, err := a.Mul(d, scale, r)
	agree(t, "Mul", got, err, naive(new(big.Rat).Mul(rat(a), d.Rat()), scale, r))
	got, err = a.MulFrac(num, den, scale, r)
	frac := new(big.Rat).SetFrac(big.NewInt(num), big.NewInt(den))
	agree(t, "MulFrac", got, err, naive(frac.Mul(frac, rat(a)), scale, r))
	got, err = a.Rescale(scale, r)
	agree(t, "Rescale", got, err, naive(rat(a), scale, r))
}

func TestRoundToAgrees(t *testing.T) { rapid.Check(t, roundToAgrees) }
func FuzzRoundToAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(roundToAgrees)) }

func roundToAgrees(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	step := money.New(rapid.Int64Range(1, 1000).Draw(t, "step"), anyScale().Draw(t, "step scale"), eur)
	r := anyRounding().Draw(t, "rounding")
	steps := naive(new(big.Rat).Quo(rat(a), rat(step)), 0, r)
	got, err := a.RoundTo(step, r)
	agree(t, "RoundTo", got, err, steps.Mul(steps, big.NewInt(step.Units())))
	if err == nil && got.Scale() != step.Scale() {
		t.Fatalf("scale %d, want the step's %d", got.Scale(), step.Scale())
	}
}

// Every rounding on both sides of a tie, and of zero.
func TestRound(t *testing.T) {
	values := [...]string{"0.125", "0.135", "-0.125", "-0.135", "0.121", "0.129", "-0.121", "-0.129", "0.005", "-0.005", "0.12"}
	want := map[money.Rounding][len(values)]string{
		money.HalfUp:   {"0.13", "0.14", "-0.13", "-0.14", "0.12", "0.13", "-0.12", "-0.13", "0.01", "-0.01", "0.12"},
		money.HalfEven: {"0.12", "0.14", "-0.12", "-0.14", "0.12", "0.13", "-0.12", "-0.13", "0.00", "0.00", "0.12"},
		money.HalfDown: {"0.12", "0.13", "-0.12", "-0.13", "0.12", "0.13", "-0.12", "-0.13", "0.00", "0.00", "0.12"},
		money.Up:       {"0.13", "0.14", "-0.13", "-0.14", "0.13", "0.13", "-0.13", "-0.13", "0.01", "-0.01", "0.12"},
		money.Down:     {"0.12", "0.13", "-0.12", "-0.13", "0.12", "0.12", "-0.12", "-0.12", "0.00", "0.00", "0.12"},
		money.Ceiling:  {"0.13", "0.14", "-0.12", "-0.13", "0.13", "0.13", "-0.12", "-0.12", "0.01", "0.00", "0.12"},
		money.Floor:    {"0.12", "0.13", "-0.13", "-0.14", "0.12", "0.12", "-0.13", "-0.13", "0.00", "-0.01", "0.12"},
	}
	for _, r := range roundings {
		for i, v := range values {
			got, err := money.Round(dec(v), 2, eur, r)
			if err != nil || got.Text() != want[r][i] {
				t.Errorf("Round(%s, %v) = %v, %v, want %s", v, r, got, err, want[r][i])
			}
			again, err := must(money.Parse(v, eur)).Rescale(2, r)
			if err != nil || again != got {
				t.Errorf("Rescale(%s, %v) = %v, %v, want %v", v, r, again, err, got)
			}
		}
	}
}

func TestMul(t *testing.T) {
	tests := []struct {
		name, a, factor string
		scale           uint8
		rounding        money.Rounding
		want            string
	}{
		{"tax", "223.46", "0.22", 2, money.HalfUp, "49.16"},
		{"to the unit", "223.46", "0.22", 0, money.Up, "50"},
		{"more digits than the gate knows", "0.0000000001", "0.000000000000000001", 18, money.Up, "0.000000000000000001"},
		{"a credit at a tie", "-10.01", "0.5", 2, money.HalfUp, "-5.01"},
		{"a credit at a tie, to even", "-10.01", "0.5", 2, money.HalfEven, "-5.00"},
		{"by nothing", "10.01", "0", 2, money.HalfUp, "0.00"},
		{"by an exponent", "10.01", "1e3", 2, money.HalfUp, "10010.00"},
	}
	for _, tt := range tests {
		got, err := euro(tt.a).Mul(dec(tt.factor), tt.scale, tt.rounding)
		if err != nil || got.Text() != tt.want {
			t.Errorf("%s: %s × %s = %v, %v, want %s", tt.name, tt.a, tt.factor, got, err, tt.want)
		}
	}
}

// Cash steps, as francs and kronor have them.
func TestRoundTo(t *testing.T) {
	tests := []struct {
		a, step  string
		rounding money.Rounding
		want     string
	}{
		{"10.02", "0.05", money.HalfUp, "10.00"},
		{"10.03", "0.05", money.HalfUp, "10.05"},
		{"10.025", "0.05", money.HalfUp, "10.05"},
		{"10.025", "0.05", money.HalfDown, "10.00"},
		{"10.025", "0.05", money.HalfEven, "10.00"},
		{"10.075", "0.05", money.HalfEven, "10.10"},
		{"-10.02", "0.05", money.HalfUp, "-10.00"},
		{"-10.03", "0.05", money.HalfUp, "-10.05"},
		{"-10.025", "0.05", money.HalfUp, "-10.05"},
		{"-10.01", "0.05", money.Floor, "-10.05"},
		{"-10.04", "0.05", money.Ceiling, "-10.00"},
		{"-10.04", "0.05", money.Down, "-10.00"},
		{"10.01", "0.05", money.Up, "10.05"},
		{"0.02", "0.05", money.HalfUp, "0.00"},
		{"12.49", "1", money.HalfUp, "12"},
		{"12.50", "0.50", money.HalfUp, "12.50"},
		{"1234", "100", money.HalfUp, "1200"},
		{"10", "0.05", money.HalfUp, "10.00"},
	}
	for _, tt := range tests {
		got, err := euro(tt.a).RoundTo(euro(tt.step), tt.rounding)
		if err != nil || got.Text() != tt.want {
			t.Errorf("%s to %s %v = %v, %v, want %s", tt.a, tt.step, tt.rounding, got, err, tt.want)
		}
	}
	if _, err := euro("1.00").RoundTo(money.New(5, 2, usd), money.HalfUp); !is(err, money.ErrMismatch) {
		t.Errorf("a step of another currency: %v", err)
	}
	for _, step := range []string{"0", "0.00", "-0.05"} {
		if _, err := euro("1.00").RoundTo(euro(step), money.HalfUp); !is(err, money.ErrRange) {
			t.Errorf("a step of %s: %v", step, err)
		}
	}
}

func TestRoundRefuses(t *testing.T) {
	a := euro("10.00")
	results := map[string]error{}
	_, results["scale"] = money.Round(dec("1"), money.MaxScale+1, eur, money.HalfUp)
	_, results["rounding"] = money.Round(dec("1"), 2, eur, money.Floor+1)
	_, results["rescale"] = a.Rescale(200, money.HalfUp)
	_, results["mul scale"] = a.Mul(dec("1"), 19, money.HalfUp)
	_, results["cash rounding"] = a.RoundTo(euro("0.05"), money.Floor+1)
	_, results["1/0"] = a.MulFrac(1, 0, 2, money.HalfUp)
	_, results["1/-3"] = a.MulFrac(1, -3, 2, money.HalfUp)
	_, results["nothing by 1/0"] = money.Amount{}.MulFrac(1, 0, 2, money.HalfUp)
	for name, err := range results {
		if !is(err, money.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	for name, err := range map[string]error{
		"Round": second(money.Round(dec("1e30"), 2, eur, money.HalfUp)),
		"Mul":   second(a.Mul(dec("1e30"), 2, money.HalfUp)),
	} {
		if !is(err, money.ErrDecimal) {
			t.Errorf("%s: %v, want ErrDecimal", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
