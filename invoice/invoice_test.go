package invoice_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

var eur = money.MustCurrency("EUR")

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// lines bills quantity × price, each line rounded to cents.
func lines(t *testing.T, products ...[2]string) (out []invoice.Line) {
	t.Helper()
	for _, p := range products {
		raw := dec(p[0]).Mul(dec(p[1]))
		net, err := money.Round(raw, 2, eur, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, invoice.Line{Raw: raw.StringFixed(max(0, -raw.Exponent())), Net: net})
	}
	return out
}

func totals(t *testing.T, rate string, ls []invoice.Line) [3]string {
	t.Helper()
	got, err := invoice.Total(ls, dec(rate), 2, eur)
	if err != nil {
		t.Fatal(err)
	}
	return [3]string{got.Net.Text(), got.Tax.Text(), got.Gross.Text()}
}

func TestDomain10Row9(t *testing.T) {
	got := totals(t, "22", lines(t, [2]string{"2", "100.0000"}, [2]string{"1", "23.4567"}))
	if diff := cmp.Diff([3]string{"223.46", "49.16", "272.62"}, got); diff != "" {
		t.Errorf("Total mismatch (-want +got)\n%s", diff)
	}
}

func TestDomain10Row10(t *testing.T) {
	three := lines(t, [2]string{"2", "348.11"}, [2]string{"2", "348.11"}, [2]string{"2", "348.11"})
	if diff := cmp.Diff([3]string{"2088.66", "522.17", "2610.83"}, totals(t, "25", three)); diff != "" {
		t.Errorf("Total mismatch (-want +got)\n%s", diff)
	}
	// The control: tax line by line would be a cent more.
	byLine := 0
	for range three {
		tax, err := money.Round(dec("696.22").Mul(dec("0.25")), 2, eur, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		byLine += int(tax.Units())
	}
	if byLine != 52218 {
		t.Errorf("control: Σ of the lines' taxes = %d, want 52218", byLine)
	}
}

func TestDomain10Row11(t *testing.T) {
	if diff := cmp.Diff([3]string{"6733.95", "1279.45", "8013.40"}, totals(t, "19", lines(t, [2]string{"0.25", "26935.78"}))); diff != "" {
		t.Errorf("Total mismatch (-want +got)\n%s", diff)
	}
}

func TestDelta(t *testing.T) {
	got, err := invoice.Total(lines(t, [2]string{"1", "0.00444"}, [2]string{"1", "1.005"}), decimal.Zero, 2, eur)
	if err != nil {
		t.Fatal(err)
	}
	if got.Raw != "1.00944" || got.Delta != "-0.00056" || got.Net.Text() != "1.01" {
		t.Errorf("raw %s, net %s, delta %s; want 1.00944, 1.01, -0.00056", got.Raw, got.Net.Text(), got.Delta)
	}
}

func TestNothingToBill(t *testing.T) {
	if _, err := invoice.Assemble(nil, invoice.Terms{}); !errors.Is(err, invoice.ErrNothing) {
		t.Errorf("Assemble of nothing: %v, want ErrNothing", err)
	}
}

func TestSeriesEndsInNoDigit(t *testing.T) {
	_, err := invoice.Assemble(make([]proceeds.Row, 1), invoice.Terms{Series: "A1"})
	if !errors.Is(err, invoice.ErrSeries) {
		t.Errorf("Assemble: %v, want ErrSeries", err)
	}
	if a, b := invoice.FormatNumber("A1", 1), invoice.FormatNumber("A", 1_000_001); a != b {
		t.Errorf("control: %s and %s are not the same number", a, b)
	}
}
