package daybook_test

import (
	"context"
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"pgregory.net/rapid"
)

func TestEveryCellIsExplained(t *testing.T) { rapid.Check(t, everyCellIsExplained) }
func FuzzEveryCellIsExplained(f *testing.F) { f.Fuzz(rapid.MakeFuzz(everyCellIsExplained)) }

// everyCellIsExplained: the derivation of each booked cell comes to what the
// cell holds, and its two ends differ by that.
func everyCellIsExplained(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	now := worldEnd + 60*day
	w.end = now
	w.run(t, store, now)
	scale := func(p *pricing.Plan) (uint8, error) { return money.Currencies{}.Digits(p.Currency) }
	for i := range w.subs {
		s := &w.subs[i]
		slots := slotsOf(w.all())
		for _, job := range []*proceeds.Job{proceeds.Due(s, w.all(), now, scale), proceeds.Quotas(s, slots, now, scale)} {
			readings, err := w.meter(t).Usage(context.Background(), now, job.Queries())
			if err != nil {
				t.Fatal(err)
			}
			heads, _, err := store.Heads(context.Background(), []proceeds.Window{job.Window})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range heads {
				d, err := job.Explain(h.Last.Cell, readings)
				if err != nil {
					t.Fatalf("explain %v: %v", h.Last.Key, err)
				}
				var sum proceeds.Sum
				for _, p := range h.Postings {
					if sum, err = sum.Add(p.Sum); err != nil {
						t.Fatal(err)
					}
				}
				if d.Amounts != sum.Amounts || d.String() == "" || len(d.Parts) == 0 {
					t.Fatalf("%v holds %v, derived\n%v", h.Last.Key, sum.Amounts, d)
				}
				advance := h.Last.Book == proceeds.Booked && h.Last.Kind == pricing.Recurring && h.Last.Timing == pricing.Prepaid
				if diff, err := d.After.Sub(d.Before); err != nil || diff != d.Amounts && !advance {
					t.Fatalf("earned %v less %v is %v, %v; want %v:\n%v", d.After, d.Before, diff, err, d.Amounts, d)
				}
			}
			if _, err := job.Explain(proceeds.Cell{Plan: "nobody's"}, readings); !errors.Is(err, proceeds.ErrUnknownCell) {
				t.Fatalf("an unknown cell: %v", err)
			}
		}
	}
}

func slotsOf(p calendar.Period) (out []calendar.Period) {
	for s := range calendar.Daily.Slots(p, nil) {
		out = append(out, s)
	}
	return out
}
