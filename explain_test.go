package daybook_test

import (
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
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
				recomputes(t, &d)
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

// recomputes: what a bound or a percentage comes to follows from what it is
// derived from.
func recomputes(t *rapid.T, d *proceeds.Derivation) {
	switch {
	case d.Discount != nil && d.Discount.Kind == pricing.PercentOff:
		got, _ := d.After.Of(channel.SellOut)
		x := new(big.Rat).Mul(d.Base.Rat(), rat(d.Discount.Percent))
		if want := -units(x.Mul(x, big.NewRat(1, 100)), int(got.Scale())); d.Kind != pricing.OneTime && got.Units() != want {
			t.Fatalf("%s%% of %v is %d, earned\n%v", d.Discount.Percent, d.Base, want, d)
		}
	case d.Discount == nil && d.Limit != (channel.Amounts{}):
		after, booked, limit := d.After.Parts().Units, d.Booked.Parts().Units, d.Limit.Parts().Units
		for l, x := range after {
			if x != 0 && x != limit[l]-booked[l] {
				t.Fatalf("level %d: %d held to %d, earned\n%v", l, booked[l], limit[l], d)
			}
		}
	}
}
