package daybook_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

func compact(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func halfOf(amount int64) livereport.Budget {
	return livereport.Budget{Amount: euros(amount), Frame: january, Thresholds: []livereport.Threshold{{Percent: money.MustNumber("50")}}}
}

// Half of 12.60 is reached on the 16th by a fee of 12.60. Its quantity is halved
// afterwards, back to the start: by posting and by service the days of January
// are restated as long as they are open; once they are closed the correction is
// posted later, and only by service does the threshold fall.
func TestReaderBudget(t *testing.T) {
	const reached = `{"amount":{"amount":"12.60","currency":"EUR"},"crossings":[{"threshold":0,"slot":{"start":"2026-01-16T00:00:00Z","end":"2026-01-17T00:00:00Z"},"spent":{"amount":"6.50","currency":"EUR"}}]}`
	for _, tt := range []struct {
		name   string
		axis   livereport.Axis
		closed bool
		change bool
		want   string
	}{
		{"as it was", livereport.Posting, false, false, reached},
		{"as it was, by service", livereport.Service, false, false, reached},
		{"corrected while it is open", livereport.Posting, false, true, `{"amount":{"amount":"0.00","currency":"EUR"},"crossings":[]}`},
		{"corrected after the close, by posting", livereport.Posting, true, true, reached},
		{"corrected after the close, by service", livereport.Service, true, true, `{"amount":{"amount":"0.00","currency":"EUR"},"crossings":[]}`},
	} {
		store, s, ctx := new(memstore.Store), monthly(t, "s"), context.Background()
		book(t, store, february, s)
		if tt.closed {
			if err := store.CloseBook(ctx, proceeds.Live, february); err != nil {
				t.Fatal(err)
			}
		}
		if tt.change {
			s.Terms[0].Quantity = dec("0")
			book(t, store, february+day, s)
		}
		b := halfOf(1260)
		b.Axis = tt.axis
		got, err := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}.Budget(ctx, b)
		if err != nil || compact(t, got) != tt.want {
			t.Errorf("%s: %s, %v; want %s", tt.name, compact(t, got), err, tt.want)
		}
	}
}

func TestReaderBudgetFaults(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s"))
	ctx := context.Background()
	for _, tt := range []struct {
		name   string
		ledger daybook.Ledger
		viewer channel.Viewer
		want   string
	}{
		{"a store that is down", broken{store, errors.New("disk full")}, channel.Viewer{Party: "ada"}, "daybook: budget: channel: not available"},
		{"nobody", store, channel.Viewer{}, "daybook: budget: livereport: budget: party: missing"},
	} {
		_, err := daybook.Reader{Ledger: tt.ledger, Viewer: tt.viewer}.Budget(ctx, halfOf(100))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	// Another party's costs are shown as far as the viewer sees them: not at all.
	b := halfOf(100)
	b.Party = "reseller"
	if got, err := (daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}).Budget(ctx, b); err != nil || !got.Amount.IsZero() {
		t.Errorf("ada sees that the reseller spends %v, %v", got, err)
	}
}

func TestBudgetIsolates(t *testing.T) { rapid.Check(t, budgetIsolates) }
func FuzzBudgetIsolates(f *testing.F) { f.Fuzz(rapid.MakeFuzz(budgetIsolates)) }

// budgetIsolates: what a viewer may not see changes nothing of how its budget
// stands, down to the hour.
func budgetIsolates(t *rapid.T) {
	p := drawPair(t)
	var saw [2]string
	for i, store := range []*memstore.Store{p.a, p.b} {
		for _, g := range []calendar.Granularity{calendar.Hourly, calendar.Daily} {
			for _, axis := range []livereport.Axis{livereport.Posting, livereport.Service} {
				b := halfOf(1)
				b.Frame, b.Granularity, b.Axis = calendar.Period{Start: worldStart, End: worldEnd}, g, axis
				got, err := daybook.Reader{Ledger: store, Viewer: p.viewer}.Budget(context.Background(), b)
				if err != nil {
					t.Fatal(err)
				}
				saw[i] += jsonOf(t, got)
			}
		}
	}
	if saw[0] != saw[1] {
		t.Fatalf("%s sees what it may not:\n%s", p.viewer.Party, firstDifference(saw[0], saw[1]))
	}
}

// A preview and a budget together tell when it will be reached.
func TestBudgetExpectedOfPreview(t *testing.T) {
	s := monthly(t, "s")
	p := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}, Clock: clock(worldStart + 10*day)}
	view, err := p.Preview(t.Context(), &s)
	if err != nil {
		t.Fatal(err)
	}
	b := halfOf(1260)
	b.Party, b.Subscription = "ada", subscription.ID("s")
	got, err := b.Expected(&view)
	if err != nil || len(got) != 1 || got[0].Slot.End < worldStart+15*day || got[0].Slot.End > worldStart+16*day {
		t.Errorf("%+v, %v; want the 16th", got, err)
	}
}
