package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/google/go-cmp/cmp"
)

// A pair that settles some of its rows in another currency has an invoice in
// each, and a run drafts both.
func TestDraftsOfTwoCurrencies(t *testing.T) {
	ctx := context.Background()
	dollars, err := channel.NewOffer(&pricing.Plan{ID: "own", Product: "own", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("8")}},
	}}, &channel.Chain{ID: "usd", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}, Settlements: []channel.Settlement{{}, {Currency: money.MustCurrency("USD"), Scale: 2, Rate: "1.25", At: worldStart, Source: "bank"}}})
	if err != nil {
		t.Fatal(err)
	}
	other := monthly(t, "s-2")
	other.Terms[0].Offer = dollars
	store := new(memstore.Store)
	book(t, store, february-1, monthly(t, "s-1"), other)
	issuer := &daybook.Issuer{Store: store, Clock: clock(february), Terms: invoice.Terms{Series: "R-"}}
	var mixed *invoice.MixedError
	if _, err := issuer.Draft(ctx, sellOut); !errors.As(err, &mixed) || mixed.Field != "currency" || mixed.Customer != "ada" {
		t.Errorf("one draft of two currencies: %v", err)
	}
	drafts, err := issuer.Drafts(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, inv := range drafts {
		got = append(got, fmt.Sprint(inv.Totals.Net))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"10.00 USD", "12.60 EUR"}, got); diff != "" {
		t.Errorf("drafts mismatch (-want +got)\n%s", diff)
	}
	if _, err := issuer.Drafts(ctx, sellOut); !errors.Is(err, daybook.ErrInvoiced) {
		t.Errorf("again: %v, want ErrInvoiced", err)
	}
	run := daybook.BillingRun{Period: january, Levels: []channel.Level{channel.SellOut}, UpTo: invoice.Open}
	if r, err := issuer.Run(ctx, run); err != nil || r.Opened != 2 || r.Drafted != 0 {
		t.Errorf("a run: %+v, %v; want both opened", r, err)
	}
	// One is billed anew, in its own currency.
	for _, inv := range drafts {
		again, err := issuer.Rebill(ctx, inv.ID)
		if err != nil || again.Currency != inv.Currency || again.Totals.Net != inv.Totals.Net {
			t.Errorf("billed anew: %v, %v; want %v", again.Totals.Net, err, inv.Totals.Net)
		}
	}
	claims(t, store)
}
