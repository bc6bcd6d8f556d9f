package channel_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

func TestTotals(t *testing.T) {
	o := dollars(t, channel.Settlement{}, settles("EUR", "0.930"))
	euros := offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40"))
	var totals channel.Totals
	me := channel.Viewer{Party: "reseller"}
	add := func(o *channel.Offer, q string) {
		cut, ok := me.View(o.Route(0), "ada", booked(t, o, 0, q))
		if !ok {
			t.Fatal("nothing is seen")
		}
		if err := totals.Add(&cut); err != nil {
			t.Fatal(err)
		}
	}
	add(o, "1")
	add(o, "2")
	add(euros, "1")
	add(euros, "-0.5")
	var got []string
	for _, s := range totals.All() {
		got = append(got, fmt.Sprintf("%s>%s %d %v %s %v", s.Seller, s.Buyer, s.Rows, s.Amount, s.Raw, s.Settled))
	}
	want := `distributor>reseller 2 4.50 EUR 4.500000000000 0
reseller>ada 2 6.30 EUR 6.300000000000 0
reseller>ada 2 930.00 USD 930.000000000000 864.90 EUR
vendor>reseller 2 930.00 USD 930.000000000000 0`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("totals are\n%s\nwant\n%s", text, want)
	}
	if m, err := totals.Margin("reseller", eur); err != nil || m.Text() != "1.80" {
		t.Errorf("margin in EUR = %v, %v", m, err)
	}
	if m, err := totals.Margin("reseller", o.Plan.Currency); err != nil || !m.IsZero() {
		t.Errorf("margin in USD = %v, %v", m, err)
	}
}

func TestTotalsOverflow(t *testing.T) {
	o := offerOf(t, planOf("EUR", "1"), fourParties("0", "0", "0"))
	var totals channel.Totals
	cut, _ := channel.Viewer{Party: "ada"}.View(o.Route(0), "ada", channel.AmountsOf(eur, 2, 0, 0, 0, math.MaxInt64))
	if err := totals.Add(&cut); err != nil {
		t.Fatal(err)
	}
	if err := totals.Add(&cut); !errors.Is(err, money.ErrRange) {
		t.Errorf("Add = %v, want ErrRange", err)
	}
	mixed, _ := channel.Viewer{Party: "ada"}.View(o.Route(0), "ada", channel.AmountsOf(eur, 3, 0, 0, 0, 1))
	if err := totals.Add(&mixed); err == nil {
		t.Error("amounts of other digits add up")
	}
}
