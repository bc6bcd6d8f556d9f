package channel_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"pgregory.net/rapid"
)

func TestBillingEver(t *testing.T) { rapid.Check(t, billingEver) }
func FuzzBillingEver(f *testing.F) { f.Fuzz(rapid.MakeFuzz(billingEver)) }

// billingEver: what is in force at some time is never ruled out.
func billingEver(t *rapid.T) {
	parties := []channel.PartyID{"", "a", "b"}
	var agreements []channel.BasisAgreement
	for range rapid.IntRange(0, 4).Draw(t, "agreements") {
		agreements = append(agreements, channel.BasisAgreement{
			Seller: rapid.SampledFrom(parties).Draw(t, "seller"), Buyer: rapid.SampledFrom(parties).Draw(t, "buyer"),
			From:  calendar.Instant(rapid.IntRange(0, 3).Draw(t, "from")),
			Basis: channel.BillingBasis(rapid.IntRange(0, 2).Draw(t, "basis")),
		})
	}
	bases, err := channel.NewBillingBases(agreements)
	if err != nil {
		return // the same pair and instant twice
	}
	for _, seller := range parties[1:] {
		for _, buyer := range parties[1:] {
			for at := calendar.Instant(-1); at < 5; at++ {
				basis := bases.On(seller, buyer, at)
				if !bases.Ever(seller, buyer, basis) || !bases.Ever("", "", basis) || !bases.Ever(seller, "", basis) {
					t.Fatalf("%s bills %s on %v at %d, which Ever rules out: %+v", seller, buyer, basis, at, agreements)
				}
			}
		}
	}
}

// Ever rules out what it can.
func TestBillingEverIsNarrow(t *testing.T) {
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Seller: "a", Basis: channel.Live}, {Seller: "b", From: 7, Basis: channel.External}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		bases         *channel.BillingBases
		seller, buyer channel.PartyID
		basis         channel.BillingBasis
		want          bool
	}{
		{nil, "a", "c", channel.Booked, true}, {nil, "", "", channel.Live, false},
		{bases, "a", "c", channel.Booked, false}, {bases, "a", "c", channel.Live, true},
		{bases, "b", "c", channel.Booked, true}, {bases, "b", "c", channel.Live, false},
		{bases, "b", "c", channel.External, true}, {bases, "", "", channel.Booked, true},
	} {
		if got := tt.bases.Ever(tt.seller, tt.buyer, tt.basis); got != tt.want {
			t.Errorf("Ever(%s, %s, %v) = %v, want %v", tt.seller, tt.buyer, tt.basis, got, tt.want)
		}
	}
}
