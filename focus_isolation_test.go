package daybook_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"pgregory.net/rapid"
)

func TestFocusIsolates(t *testing.T) { rapid.Check(t, focusIsolates) }
func FuzzFocusIsolates(f *testing.F) { f.Fuzz(rapid.MakeFuzz(focusIsolates)) }

// focusIsolates: two marketplaces that differ only in what a viewer may not see
// have the same datasets for it, byte for byte.
func focusIsolates(t *rapid.T) {
	p := drawPair(t)
	x, y := datasets(t, p.a, p.viewer, nil), datasets(t, p.b, p.viewer, nil)
	if x != y {
		t.Fatalf("%s sees what it may not:\n%s", p.viewer.Party, firstDifference(x, y))
	}
}

// A dataset that showed one thing more would be caught by the same pairs.
func TestFocusLeaksAreCaught(t *testing.T) {
	pairs := rapid.Custom(drawPair)
	for name, leak := range map[string]func(r *proceeds.Row, c *focus.Charge){
		"number":       func(r *proceeds.Row, c *focus.Charge) { c.Component = fmt.Sprint("n", r.N) },
		"subscription": func(r *proceeds.Row, c *focus.Charge) { c.Component = string(r.Subscription) },
		"posted":       func(r *proceeds.Row, c *focus.Charge) { c.Posted = r.Posted },
		"revision":     func(r *proceeds.Row, c *focus.Charge) { c.TaxCategory = r.Route.ID.String() },
	} {
		caught := 0
		for seed := range 40 {
			p := pairs.Example(seed)
			if datasets(t, p.a, p.viewer, leak) != datasets(t, p.b, p.viewer, leak) {
				caught++
			}
		}
		if caught == 0 {
			t.Errorf("a dataset that shows the %s is not caught", name)
		}
	}
}

// datasets are all that a viewer can get of a store: what each seller charges, by
// either book, with its own margin.
func datasets(t interface{ Fatal(...any) }, store *memstore.Store, v channel.Viewer, leak func(*proceeds.Row, *focus.Charge)) string {
	var out strings.Builder
	for _, seller := range []channel.PartyID{"vendor", "parent", "distributor", "reseller", "other distributor"} {
		for _, basis := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			w, err := focus.NewWriter(&out, focus.Dataset{
				Viewer: v, Seller: seller, OwnMargin: true, Services: map[string]focus.Service{"backup": {Publisher: "Nimbus Ltd"}},
				Basis: func(channel.PartyID, calendar.Period) proceeds.Book { return basis },
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
				all := rows(t, store, b)
				for i := range all {
					view, ok := all[i].For(v)
					if !ok {
						continue
					}
					c := focus.Charge{View: view}
					if leak != nil {
						leak(&all[i], &c)
					}
					if err := w.Write(&c); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%+v\n", w.Sums())
		}
	}
	return out.String()
}
