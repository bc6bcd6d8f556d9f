package proceeds_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// supported is a fee of 31.00 a seat with support at 10 % of it and 3.10 on top.
func supported() []pricing.Charge {
	return append(fee("31.00"), pricing.Charge{
		ID: "support", Model: pricing.Percentage{Percent: dec("10"), Fixed: dec("3.10"), Of: []pricing.ChargeID{"fee"}},
	})
}

// A percentage of other charges is a fee like theirs: when the seats change, it
// is credited and charged as they are.
func TestPercentageOfCharges(t *testing.T) {
	expect(t, sub(offer(t, supported()), "2026-01-01T00:00:00Z", "1"), "01-01 p 31.00", "01-01 p 6.20")
	s := then(sub(offer(t, supported()), "2026-01-01T00:00:00Z", "1"), "2026-01-21T00:00:00Z", seats("2"))
	expect(t, s, "01-01 p 31.00", "01-01 p 6.20", "01-21 p -11.00", "01-21 p 22.00", "01-21 p -2.20", "01-21 p 3.30")
	s = sub(offer(t, supported()), "2026-01-01T00:00:00Z", "1")
	s.End = calendar.Must("2026-01-15T00:00:00Z")
	expect(t, s, "01-01 p 31.00", "01-01 p 6.20", "01-15 p -17.00", "01-15 p -3.40")
	// Sellers mark it up as any other price.
	expect(t, sub(offer(t, supported(), "100"), "2026-01-01T00:00:00Z", "1"), "01-01 p 62.00", "01-01 p 12.40")
}

// It is taken after the discounts that the vendor pays for.
func TestPercentageAfterDiscounts(t *testing.T) {
	// 3.10 + 10 % of 15.50, or of 31.00; the discount is on the support, too.
	for funder, want := range map[pricing.Funder][]string{0: {"01-01 p 4.65", "01-01 p -2.33"}, -1: {"01-01 p 6.20", "01-01 p -3.10"}} {
		s := sub(offer(t, supported(), "0"), "2026-01-01T00:00:00Z", "1")
		s.Discounts = []subscription.Grant{{Discount: pricing.Discount{ID: "half", Percent: dec("50"), Funder: funder}}}
		expect(t, s, append([]string{"01-01 p 31.00", "01-01 p -15.50"}, want...)...)
	}
}

// A percentage of usage is refused: it is known only with the usage.
func TestPercentageOfUsageIsRefused(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: dec("1")}},
		{ID: "support", Model: pricing.Percentage{Percent: dec("10"), Of: []pricing.ChargeID{"gb"}}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	if err := sub(o, "2026-01-01T00:00:00Z", "1").Validate(); !errors.Is(err, subscription.ErrTimeline) {
		t.Errorf("Validate = %v, want ErrTimeline", err)
	}
}
