package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/livereport/usage"
	"github.com/daybook-go/daybook/store/memstore"
)

// A channel may be in a group of its distributor and in one of its reseller
// (DOMAIN §1, billing group). Asked for a billing group (§9), the operator gets all
// of it, whichever group comes first.
func TestChannelInTwoGroups(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s"))
	r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Operator: true}, Channels: livereport.Channels{
		Of: func(channel.PartyID) (channel.Channel, bool) {
			return channel.Channel{Code: "shop", Seller: "reseller"}, true
		},
		Groups: []channel.BillingGroup{
			{ID: "north", Billed: "distributor", Channels: []channel.ChannelCode{"shop"}},
			{ID: "shops", Billed: "reseller", Channels: []channel.ChannelCode{"shop"}},
			{ID: "empty", Billed: "reseller"},
		},
	}}
	for group, want := range map[string]int{"north": 1, "shops": 1, "empty": 0, "": 0} {
		if group != "" {
			report, err := r.Usage(ctx, usage.Config{Group: channel.GroupID(group)})
			if err != nil || len(report.Lines) != want {
				t.Errorf("usage of %q: %d lines, %v; want %d", group, len(report.Lines), err, want)
			}
		}
		a, err := r.Answer(ctx, livereport.Query{Filter: map[livereport.Dimension][]string{livereport.ByBillingGroup: {group}}})
		if err != nil || len(a.Totals) != want {
			t.Errorf("answer of %q: %d totals, %v; want %d", group, len(a.Totals), err, want)
		}
	}
}
