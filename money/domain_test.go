package money_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// The rows of the numbers that must come out that amounts alone can show.

// cents rounds to two digits, half away from zero.
func cents(d decimal.Decimal) money.Amount { return must(money.Round(d, 2, eur, money.HalfUp)) }

func total(amounts ...money.Amount) money.Amount { return must(money.Sum(amounts...)) }

func shares(a money.Amount, n int64) (map[string]int, money.Amount) {
	counts, sum := map[string]int{}, money.Amount{}
	for i := range n {
		p := must(a.Share(i, n))
		counts[p.Text()]++
		sum = total(sum, p)
	}
	return counts, sum
}

func want(t *testing.T, what string, got money.Amount, text string) {
	t.Helper()
	if got.Text() != text {
		t.Errorf("%s = %s, want %s", what, got.Text(), text)
	}
}

func TestDomain10Row3(t *testing.T) {
	for days, want := range map[int64]map[string]int{31: {"0.32": 23, "0.33": 8}, 28: {"0.36": 20, "0.35": 8}} {
		got, sum := shares(euro("10.00"), days)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("10.00 over %d days mismatch (-want +got):\n%s", days, diff)
		}
		if sum != euro("10.00") {
			t.Errorf("%d days sum to %v", days, sum)
		}
	}
}

func TestDomain10Row4(t *testing.T) {
	_, sum := shares(euro("19.98"), 31)
	want(t, "19.98 over 31 days", sum, "19.98")
	// Control: a day rounded on its own, 31 times.
	day := must(euro("19.98").MulFrac(1, 31, 2, money.HalfUp))
	want(t, "31 × 0.64", must(day.MulFrac(31, 1, 2, money.HalfUp)), "19.84")
}

func TestDomain10Row6(t *testing.T) {
	for _, tt := range []struct{ price, factor, want string }{
		{"9.99", "2.00", "19.98"}, {"10.00", "3.12", "31.20"}, {"19.00", "1.12", "21.28"},
	} {
		want(t, tt.price+" × "+tt.factor, must(euro(tt.price).Mul(dec(tt.factor), 2, money.HalfUp)), tt.want)
	}
	// A unit price keeps the digits that an amount does not have.
	unit := must(euro("0.01").Mul(dec("1.10"), 3, money.HalfUp))
	want(t, "the price of a unit", unit, "0.011")
	want(t, "1 unit", must(unit.MulFrac(1, 1, 2, money.HalfUp)), "0.01")
	want(t, "100 units", must(unit.MulFrac(100, 1, 2, money.HalfUp)), "1.10")
	// Control: the unit price rounded to cents first.
	want(t, "100 units of a rounded price", must(cents(dec("0.011")).MulFrac(100, 1, 2, money.HalfUp)), "1.00")
}

func TestDomain10Row7(t *testing.T) {
	unit := dec("0.0032").Mul(dec("1.10")).Mul(dec("1.15")).Mul(dec("1.20"))
	want(t, "the price of a unit", must(money.Round(unit, 7, eur, money.HalfUp)), "0.0048576")
	want(t, "1000 units", cents(unit.Mul(dec("1000"))), "4.86")
}

func TestDomain10Row8(t *testing.T) {
	items := []struct{ price, discount string }{
		{"9.50", "-0.33"}, {"9.99", "-0.20"}, {"9.99", "-0.30"}, {"10", "0"}, {"10", "0"}, {"8", "0"}, {"0", "0"}, {"10", "0"},
	}
	var discounts []string
	var net, rounded money.Amount
	for _, it := range items {
		base := cents(dec(it.price))
		discount := must(base.Mul(dec(it.discount), 2, money.HalfUp))
		if !discount.IsZero() {
			discounts = append(discounts, discount.Text())
		}
		net = total(net, base, discount)
		rounded = total(rounded, must(base.Mul(dec("1").Add(dec(it.discount)), 2, money.HalfUp)))
	}
	if diff := cmp.Diff([]string{"-3.14", "-2.00", "-3.00"}, discounts); diff != "" {
		t.Errorf("discounts mismatch (-want +got):\n%s", diff)
	}
	want(t, "the bundle", net, "59.34")
	want(t, "control: nets rounded instead of discounts", rounded, "59.35")
}

func TestDomain10Row9(t *testing.T) {
	net := total(cents(dec("100.0000").Mul(dec("2"))), cents(dec("23.4567")))
	vat := must(net.Mul(dec("0.22"), 2, money.HalfUp))
	want(t, "net", net, "223.46")
	want(t, "VAT", vat, "49.16")
	want(t, "gross", total(net, vat), "272.62")
}

func TestDomain10Row10(t *testing.T) {
	line := cents(dec("348.11").Mul(dec("2")))
	vat := must(total(line, line, line).Mul(dec("0.25"), 2, money.HalfUp))
	want(t, "VAT", vat, "522.17")
	one := must(line.Mul(dec("0.25"), 2, money.HalfUp))
	want(t, "control: VAT of the lines", total(one, one, one), "522.18")
}

func TestDomain10Row11(t *testing.T) {
	net := must(euro("26935.78").MulFrac(1, 4, 2, money.HalfUp))
	vat := must(net.Mul(dec("0.19"), 2, money.HalfUp))
	want(t, "net", net, "6733.95")
	want(t, "VAT", vat, "1279.45")
	want(t, "gross", total(net, vat), "8013.40")
	want(t, "control: net to even", must(euro("26935.78").MulFrac(1, 4, 2, money.HalfEven)), "6733.94")
}

func TestDomain10Row12(t *testing.T) {
	usage := must(money.Round(dec("0.045").Mul(dec("31.5")), 2, eur, money.Down))
	want(t, "usage", usage, "1.41")
	want(t, "with the discount", must(usage.Mul(dec("0.92"), 2, money.Down)), "1.29")
	want(t, "control: truncated once", must(money.Round(dec("0.045").Mul(dec("31.5")).Mul(dec("0.92")), 2, eur, money.Down)), "1.30")
}

func TestDomain10Row13(t *testing.T) {
	var perLine money.Amount
	raw := money.New(0, 9, eur)
	for range 1000 {
		perLine = total(perLine, cents(dec("0.004444444")))
		raw = total(raw, must(money.Round(dec("0.004444444"), 9, eur, money.HalfUp)))
	}
	want(t, "rounded per line", perLine, "0.00")
	want(t, "raw", must(raw.Rescale(6, money.HalfUp)), "4.444444")
	want(t, "delta", must(raw.Sub(must(perLine.Rescale(9, money.HalfUp)))), "4.444444000")
	want(t, "summed first", must(raw.Rescale(2, money.HalfUp)), "4.44")
}

func TestDomain10Row15(t *testing.T) {
	net := euro("5728.81")
	tax := must(net.Mul(dec("0.10"), 2, money.HalfUp))
	charges := total(net, tax)
	want(t, "tax", tax, "572.88")
	want(t, "new charges", charges, "6301.69")
	want(t, "balance", total(euro("43709.40"), charges), "50011.09")
}
