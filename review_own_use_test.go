package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
)

// A customer that is a party of its own chain, as a reseller's own use is: it is
// refused, or the sums of what it sees are those of its rows.
func TestReviewCustomerIsAParty(t *testing.T) {
	for _, party := range []channel.PartyID{"reseller", "distributor", "parent", "vendor"} {
		s := monthly(t, "s")
		s.Customer = party
		if s.Validate() != nil {
			continue
		}
		store := new(memstore.Store)
		book(t, store, february, s)
		views, _, err := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: party}}.Since(t.Context(), proceeds.Booked, calendar.Period{}, "", 10)
		if err != nil || len(views) != 1 {
			t.Fatal(len(views), err)
		}
		t.Errorf("%s is taken as customer of %s: %d sides, cost %s, income %s", party, party, len(views[0].Sides),
			views[0].Cost(party).Text(), views[0].Income(party).Text())
	}
}
