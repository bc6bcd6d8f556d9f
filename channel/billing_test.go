package channel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/google/go-cmp/cmp"
)

func TestBillingBasesOn(t *testing.T) {
	jan, feb, mar := calendar.Must("2026-01-01T00:00:00Z"), calendar.Must("2026-02-01T00:00:00Z"), calendar.Must("2026-03-01T00:00:00Z")
	all := []channel.BasisAgreement{
		{Seller: "reseller", Buyer: "ada", From: mar, Basis: channel.Booked},
		{Seller: "reseller", Buyer: "ada", From: feb, Basis: channel.External},
		{Seller: "reseller", Basis: channel.Live},
		{Buyer: "bob", Basis: channel.External},
		{From: feb, Basis: channel.Live},
	}
	bases, err := channel.NewBillingBases(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name          string
		seller, buyer channel.PartyID
		at            calendar.Instant
		want          channel.BillingBasis
	}{
		{"the pair's has not begun: the seller's", "reseller", "ada", jan, channel.Live},
		{"the instant before it begins", "reseller", "ada", feb - 1, channel.Live},
		{"the instant at which it begins", "reseller", "ada", feb, channel.External},
		{"the pair's next", "reseller", "ada", mar, channel.Booked},
		{"the seller's goes before the buyer's", "reseller", "bob", jan, channel.Live},
		{"the buyer's", "parent", "bob", jan, channel.External},
		{"nobody's yet", "parent", "eve", jan, channel.Booked},
		{"all", "parent", "eve", feb, channel.Live},
		{"a line from before 1970", "reseller", "eve", calendar.Must("1969-01-01T00:00:00Z"), channel.Live},
	} {
		if got := bases.On(tt.seller, tt.buyer, tt.at); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if got := (*channel.BillingBases)(nil).On("a", "b", jan); got != channel.Booked {
		t.Errorf("without agreements: %v", got)
	}
	// The value is what it was made of, whatever becomes of the slice.
	all[1].Basis = channel.Booked
	if got := bases.On("reseller", "ada", feb); got != channel.External {
		t.Errorf("after the caller changed its slice: %v", got)
	}
}

func TestBillingBasesFaults(t *testing.T) {
	_, err := channel.NewBillingBases([]channel.BasisAgreement{
		{Seller: "a", Buyer: "b", From: 1, Basis: channel.Live},
		{Seller: "a", Buyer: "a"},
		{Seller: "a", Buyer: "b", From: 1, Basis: channel.External},
		{Basis: 7},
		{Seller: "\xff", From: 1 << 62},
	})
	if err == nil {
		t.Fatal("no fault is found")
	}
	want := []string{
		`channel: agreements[1].buyer: "a" bills itself`,
		"channel: agreements[2]: the same seller, buyer and from come twice",
		"channel: agreements[3].basis: unknown basis(7)",
		`channel: agreements[4].seller: "\xff" is not UTF-8`,
	}
	got := strings.Split(err.Error(), "\n")
	if len(got) != 5 || !strings.HasPrefix(got[4], "channel: agreements[4].from: ") {
		t.Fatalf("%q", got)
	}
	if diff := cmp.Diff(want, got[:4]); diff != "" {
		t.Errorf("faults mismatch (-want +got)\n%s", diff)
	}
}

func TestBillingBasisText(t *testing.T) {
	for _, b := range []channel.BillingBasis{channel.Booked, channel.Live, channel.External} {
		in := channel.BasisAgreement{Seller: "s", From: calendar.Must("2026-02-01T00:00:00Z"), Basis: b}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out channel.BasisAgreement
		if err := json.Unmarshal(text, &out); err != nil || out != in {
			t.Errorf("%s reads as %+v, %v", text, out, err)
		}
	}
	if _, err := channel.BillingBasis(3).MarshalText(); err == nil {
		t.Error("basis(3) has a text")
	}
	var b channel.BillingBasis
	if err := b.UnmarshalText([]byte("Live")); err == nil {
		t.Error("a basis is read whatever its case")
	}
}
