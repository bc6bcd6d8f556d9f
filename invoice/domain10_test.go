package invoice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/google/go-cmp/cmp"
)

// Discounts are lines of their own, each rounded: 59.34. Rounding nets would come
// to a cent more.
func TestDomain10Row8(t *testing.T) {
	inv := assembled(t, sellOut(t, "22"),
		sale{charge: "a", quantity: "1", raw: []string{"9.50"}}, sale{charge: "a", component: "bundle", raw: []string{"-3.135"}},
		sale{charge: "b", quantity: "1", raw: []string{"9.99"}}, sale{charge: "b", component: "bundle", raw: []string{"-1.998"}},
		sale{charge: "c", quantity: "1", raw: []string{"9.99"}}, sale{charge: "c", component: "bundle", raw: []string{"-2.997"}},
		sale{charge: "d", quantity: "1", raw: []string{"10"}}, sale{charge: "e", quantity: "1", raw: []string{"10"}},
		sale{charge: "f", quantity: "1", raw: []string{"8"}}, sale{charge: "g", quantity: "1", raw: []string{"0"}},
		sale{charge: "h", quantity: "1", raw: []string{"10"}})
	want := []string{"9.50", "-3.14", "9.99", "-2.00", "9.99", "-3.00", "10.00", "10.00", "8.00", "0.00", "10.00"}
	if diff := cmp.Diff(want, nets(inv)); diff != "" || inv.Totals.Net.Text() != "59.34" {
		t.Errorf("net %v, lines mismatch (-want +got)\n%s", inv.Totals.Net, diff)
	}
	// The control: base and discount summed before they are rounded.
	terms := sellOut(t, "22")
	terms.Policy = invoice.Policy{Group: invoice.ByCharge, Of: invoice.Raw}
	one := assembled(t, terms,
		sale{charge: "a", raw: []string{"9.50"}}, sale{charge: "a", component: "bundle", raw: []string{"-3.135"}},
		sale{charge: "b", raw: []string{"9.99"}}, sale{charge: "b", component: "bundle", raw: []string{"-1.998"}},
		sale{charge: "c", raw: []string{"9.99"}}, sale{charge: "c", component: "bundle", raw: []string{"-2.997"}},
		sale{charge: "d", raw: []string{"38"}})
	if one.Totals.Net.Text() != "59.35" {
		t.Errorf("control: nets rounded come to %v, want 59.35", one.Totals.Net)
	}
}

func TestDomain10Row9(t *testing.T) {
	inv := assembled(t, sellOut(t, "22"),
		sale{charge: "a", quantity: "2", scale: 4, raw: []string{"200.0000"}},
		sale{charge: "b", quantity: "1", scale: 4, raw: []string{"23.4567"}})
	if diff := cmp.Diff([3]string{"223.46", "49.16", "272.62"}, amounts(inv)); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestDomain10Row10(t *testing.T) {
	three := []sale{}
	for _, c := range []string{"a", "b", "c"} {
		three = append(three, sale{charge: c, quantity: "2", raw: []string{"696.22"}})
	}
	inv := assembled(t, sellOut(t, "25"), three...)
	if diff := cmp.Diff([3]string{"2088.66", "522.17", "2610.83"}, amounts(inv)); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	terms := sellOut(t, "25")
	terms.Policy.TaxEach = true
	if each := assembled(t, terms, three...); each.Totals.Tax.Text() != "522.18" {
		t.Errorf("control: Σ of the lines' taxes = %v, want 522.18", each.Totals.Tax)
	}
}

func TestDomain10Row11(t *testing.T) {
	inv := assembled(t, sellOut(t, "19"), sale{kind: 2, quantity: "0.25", scale: 4, raw: []string{"6733.945"}})
	if diff := cmp.Diff([3]string{"6733.95", "1279.45", "8013.40"}, amounts(inv)); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if l := inv.Lines[0]; l.Price != money.MustNumber("26935.78") {
		t.Errorf("price %v, want 26935.78", l.Price)
	}
}

func TestDomain10Row12(t *testing.T) {
	for _, tt := range []struct {
		name       string
		mode       money.Rounding
		net, shown string
	}{
		{"truncated", money.Down, "1.41", "1.29"},
		{"half up, the control", money.HalfUp, "1.42", "1.31"},
	} {
		terms := invoice.Terms{Level: channel.SellOut, Period: january}
		terms.Policy = invoice.Policy{Mode: tt.mode, Of: invoice.Raw}
		inv := assembled(t, terms, sale{kind: 2, quantity: "31.5", raw: []string{"1.4175"}})
		v, _, err := inv.For(channel.Viewer{Party: "reseller"})
		if err != nil {
			t.Fatal(err)
		}
		v, err = v.In(invoice.Exchange{
			Currency: money.MustCurrency("USD"), Rate: money.MustNumber("0.92"), At: january.Start, Mode: tt.mode,
		}, money.Currencies{})
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{inv.Totals.Net.Text(), v.Totals.Payable.Text()}; got != [2]string{tt.net, tt.shown} {
			t.Errorf("%s: %v, want %s and %s", tt.name, got, tt.net, tt.shown)
		}
	}
}

func TestDomain10Row13(t *testing.T) {
	var fine, cents []sale
	for i := range 1000 {
		s := sale{sub: fmt.Sprintf("s-%d", i), kind: 2, scale: 9, quantity: "1", raw: []string{"0.004444444"}}
		fine = append(fine, s)
		s.scale = 2
		cents = append(cents, s)
	}
	for _, tt := range []struct {
		name            string
		sales           []sale
		policy          invoice.Policy
		lines           int
		net, raw, delta string
	}{
		{"each row a line", fine, invoice.Policy{Group: invoice.ByRow}, 1000, "0.00", "4.444444", "4.444444"},
		{"rows summed first", fine, invoice.Policy{}, 1, "4.44", "4.444444", "0.004444"},
		{"lines summed first", fine, invoice.Policy{Group: invoice.ByRow, Order: invoice.SumFirst}, 1000, "4.44", "4.444444", "0.004444"},
		{"booked in cents", cents, invoice.Policy{}, 1, "0.00", "4.444444", "4.444444"},
		{"before they were booked in cents", cents, invoice.Policy{Of: invoice.Raw}, 1, "4.44", "4.444444", "0.004444"},
	} {
		terms := invoice.Terms{Level: channel.SellOut, Period: january, Policy: tt.policy}
		inv := assembled(t, terms, tt.sales...)
		got := []string{inv.Totals.Net.Text(), inv.Totals.Raw, inv.Totals.Delta}
		if want := []string{tt.net, tt.raw, tt.delta}; !slices.Equal(got, want) || len(inv.Lines) != tt.lines {
			t.Errorf("%s: %d lines, net, raw and delta %v; want %d, %v", tt.name, len(inv.Lines), got, tt.lines, want)
		}
	}
}

// 310.00 that settle in another currency, at the rate of the period's start, are
// billed in that one, to the cent that was booked.
func TestDomain10Row22(t *testing.T) {
	settled := &channel.Settlement{
		Currency: money.MustCurrency("USD"), Scale: 2, Rate: "0.930", At: january.Start, Source: "bank",
	}
	var days []sale
	for d := range 31 {
		days = append(days, sale{start: january.Start + calendar.Instant(d)*day, book: 1, quantity: "1", raw: []string{"10.00"}, settled: settled})
	}
	inv := assembled(t, invoice.Terms{Level: channel.SellOut, Period: january}, days...)
	if inv.Currency.String() != "USD" || inv.Totals.Gross.String() != "288.30 USD" {
		t.Errorf("%v, want 288.30 USD", inv.Totals.Gross)
	}
}
