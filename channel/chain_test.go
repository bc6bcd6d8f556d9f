package channel_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// paths are those of the chain errors that err joins.
func paths(err error) (out []string) {
	for _, e := range leavesOf(err) {
		if fault := (*channel.ChainError)(nil); errors.As(e, &fault) {
			out = append(out, fault.Path)
		} else {
			out = append(out, "not a chain error: "+e.Error())
		}
	}
	return out
}

func TestChainFaults(t *testing.T) {
	many := func(n int) (out []channel.Seller) {
		for i := range n {
			out = append(out, seller("reseller-"+strings.Repeat("x", i), channel.Reseller, "1"))
		}
		return out
	}
	off := channel.Seller{Book: channel.BookRef{ID: "b"}}
	for _, tt := range []struct {
		name  string
		chain channel.Chain
		want  []string
	}{
		{"vendor alone", channel.Chain{ID: "c", Vendor: "v"}, nil},
		{"eight levels", channel.Chain{ID: "c", Vendor: "v", Sellers: many(7)}, nil},
		{"nine levels", channel.Chain{ID: "c", Vendor: "v", Sellers: many(8)}, []string{"sellers"}},
		{"nothing", channel.Chain{Revision: -1}, []string{"id", "revision", "vendor"}},
		{"not UTF-8", channel.Chain{ID: "\xff", Vendor: "v", Sellers: []channel.Seller{seller("\xff", channel.Reseller, "1")}},
			[]string{"id", "sellers[0].party"}},
		{"cycle", channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
			seller("a", channel.Parent, "1"), seller("b", channel.Distributor, "1"), seller("a", channel.Reseller, "1"),
		}}, []string{"sellers[2].party"}},
		{"sells to itself", channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
			seller("v", channel.Reseller, "1"),
		}}, []string{"sellers[0].party"}},
		{"roles", channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
			seller("a", channel.Reseller, "1"), seller("b", channel.Parent, "1"), seller("c", channel.Customer, "1"), seller("d", channel.Vendor, "1"),
		}}, []string{"sellers[1].role", "sellers[2].role", "sellers[3].role"}},
		{"book of other prices", channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
			{Party: "r", Role: channel.Reseller, Book: channel.BookRef{ID: "x"}, Prices: []*channel.Revision{revision(t, "b", "r", markup(channel.Selector{}, "1"))}},
		}}, []string{"sellers[0].book"}},
		{"prices where nobody sells", channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{off}}, []string{"sellers[0]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := paths(tt.chain.Validate())
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Every missing price is reported, and each names level, book, plan and charge.
func TestMissingPrice(t *testing.T) {
	chain := fourParties("10", "10", "10")
	chain.Sellers[0].Default = channel.Rule{}
	chain.Sellers[2].Default = channel.Rule{}
	chain.Sellers[2].Rules = map[pricing.ChargeID]channel.Rule{"fee-1": {Kind: channel.PassThrough}}
	_, err := channel.NewOffer(planOf("EUR", "1", "2"), chain)
	var missing []channel.MissingPriceError
	collect(err, &missing)
	want := []channel.MissingPriceError{
		{Plan: "plan", Charge: "fee-0", Level: 1, Seller: "parent", Role: channel.Parent, Book: channel.BookRef{ID: "book-parent", Revision: 1}},
		{Plan: "plan", Charge: "fee-0", Level: 3, Seller: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "book-reseller", Revision: 1}},
		{Plan: "plan", Charge: "fee-1", Level: 1, Seller: "parent", Role: channel.Parent, Book: channel.BookRef{ID: "book-parent", Revision: 1}},
	}
	if diff := cmp.Diff(want, missing); diff != "" {
		t.Errorf("NewOffer mismatch (-want +got):\n%s", diff)
	}
	for _, part := range []string{"level 3", `"book-reseller" revision 1`, `plan "plan"`, `charge "fee-0"`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not name %s", err, part)
		}
	}
}

func collect(err error, out *[]channel.MissingPriceError) {
	switch e := err.(type) {
	case nil:
	case *channel.MissingPriceError:
		*out = append(*out, *e)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			collect(one, out)
		}
	case interface{ Unwrap() error }:
		collect(e.Unwrap(), out)
	}
}
