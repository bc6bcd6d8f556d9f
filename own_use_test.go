package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
)

// A customer that is a party of its own chain, as a reseller's own use is, has two
// costs: what it pays as a seller and as a customer.
func TestOwnUse(t *testing.T) {
	for party, want := range map[channel.PartyID][2]string{
		"reseller": {"21.60", "12.60"}, "distributor": {"19.80", "9.00"}, "parent": {"18.60", "7.20"}, "vendor": {"12.60", "6.00"},
	} {
		s := monthly(t, "s")
		s.Customer = party
		store := new(memstore.Store)
		book(t, store, february, s)
		views, _, err := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: party}}.Since(t.Context(), proceeds.Booked, calendar.Period{}, "", 10)
		if err != nil || len(views) != 1 {
			t.Fatal(len(views), err)
		}
		if got := [2]string{views[0].Cost(party).Text(), views[0].Income(party).Text()}; got != want {
			t.Errorf("%s pays and gets %v, want %v", party, got, want)
		}
	}
}
