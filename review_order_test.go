package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A distributor may not know the ids of subscriptions: it does not see which of
// two comes first in their order.
func TestReviewOrderHidesIDs(t *testing.T) {
	var saw [2]string
	for i, ids := range [2][2]subscription.ID{{"a", "b"}, {"b", "a"}} {
		one, two := monthly(t, ids[0]), monthly(t, ids[1])
		two.Terms[0].Quantity = dec("2")
		store := new(memstore.Store)
		book(t, store, february, one, two)
		saw[i] = seen(t, store, "distributor")
	}
	if saw[0] != saw[1] {
		t.Errorf("ids of subscriptions show in the order of rows:\n%s\n%s", saw[0], saw[1])
	}
}
