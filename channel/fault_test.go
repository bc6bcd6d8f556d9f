package channel_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// Faults that other billing engines shipped. Each test has a control that has
// the fault.

// Prorations of a currency without decimals, charged a hundredfold.
func TestFault45ZeroDecimals(t *testing.T) {
	o := offerOf(t, planOf("JPY", "3100"), fourParties("10", "0", "0"))
	digits := must(money.Currencies{}.Digits(o.Plan.Currency))
	var r channel.Rates
	if err := o.Rate(&r, 0, one); err != nil {
		t.Fatal(err)
	}
	day := must(r.Round(1, 31, o.Plan.Currency, digits))
	if got := of(t, day, channel.VendorCost) + " " + of(t, day, channel.SellOut); got != "100 110" {
		t.Errorf("a day is %s yen, want 100 110", got)
	}
	// An amount carries its currency: yen and euros do not add up.
	euros := channel.AmountsOf(money.MustCurrency("EUR"), 0, 1, 1, 1, 1)
	if _, err := day.Add(euros); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("yen + euros = %v", err)
	}
	// Control: two digits for every currency, and the units taken for yen.
	if wrong := must(r.Round(1, 31, o.Plan.Currency, 2)).Parts().Units[0]; wrong != 10000 {
		t.Errorf("control: %d", wrong)
	}
}

// A reseller's customer was charged the parent's price.
func TestFault50ParentsPrice(t *testing.T) {
	a := booked(t, offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40")), 0, "1")
	o := offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40"))
	charged := func(l channel.Level) (channel.PartyID, string) {
		i, _ := l.In(a.Levels())
		return o.Route(0).Buyer(i, "ada"), of(t, a, l)
	}
	if who, amount := charged(channel.SellOut); who != "ada" || amount != "12.60" {
		t.Errorf("%s pays %s, want ada 12.60", who, amount)
	}
	// Control: a level counted from the vendor in a chain that got longer.
	if who, amount := charged(channel.Wholesale); who == "ada" || amount == "12.60" {
		t.Errorf("control: %s pays %s", who, amount)
	}
}
