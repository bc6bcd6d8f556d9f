package daybook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// seen is all that a party reads of the booked ledger.
func seen(t *testing.T, l daybook.Ledger, p channel.PartyID) (out string) {
	t.Helper()
	r := daybook.Reader{Ledger: l, Viewer: channel.Viewer{Party: p}}
	views, cursor, err := r.Since(context.Background(), proceeds.Booked, calendar.Period{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := range views {
		b, err := json.Marshal(views[i])
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%s\n", b)
	}
	return out + string(cursor)
}
