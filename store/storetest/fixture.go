package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

const day = calendar.Instant(24 * 3_600_000_000)

func euro() money.Currency { return money.MustCurrency("EUR") }

func january() calendar.Instant { return calendar.Must("2026-01-01T00:00:00Z") }

// A world is what rows refer to: two chains that share the vendor and the
// parent.
type world struct{ north, south *channel.Offer }

func newWorld() (world, error) {
	north, err := newOffer("north", "distributor-n", "reseller-n")
	if err != nil {
		return world{}, err
	}
	south, err := newOffer("south", "distributor-s", "reseller-s")
	return world{north, south}, err
}

func newOffer(chain channel.ChainID, distributor, reseller channel.PartyID) (*channel.Offer, error) {
	plan := &pricing.Plan{ID: "plan/1 %", Revision: 3, Product: "vm", Name: "Virtual machine", Currency: euro(),
		Charges: []pricing.Charge{{
			ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}, Unit: "seat", TaxCategory: "S", ProductType: "compute",
		}}}
	seller := func(p channel.PartyID, r channel.Role) channel.Seller {
		return channel.Seller{Party: p, Role: r, Book: channel.BookRef{ID: channel.BookID(p), Revision: 7},
			Default: channel.Rule{Kind: channel.PassThrough}}
	}
	return channel.NewOffer(plan, &channel.Chain{ID: chain, Revision: 2, Vendor: "vendor", Sellers: []channel.Seller{
		seller("parent", channel.Parent), seller(distributor, channel.Distributor), seller(reseller, channel.Reseller),
	}})
}

// row is the n-th row of a subscription's cell that starts on a day of January:
// 1.00, 2.00, 3.00, 4.00 from the vendor on, times times.
func (w world) row(s subscription.ID, dayOfMonth int, n uint32, times int64) proceeds.Row {
	start := january() + day*calendar.Instant(dayOfMonth-1)
	r := proceeds.Row{
		Kind: pricing.Recurring, Timing: pricing.Prepaid, Service: calendar.Period{Start: start, End: start + day},
		Line: january(), Due: start, Posted: start, Known: start + calendar.Instant(n), Customer: "ada", Location: "Rome",
		Tags: subscription.NewTags(map[string]string{"team": "x", "«a»": "'\"\\"}), Route: w.north.Route(0),
		Amounts: channel.AmountsOf(euro(), 2, 100*times, 200*times, 300*times, 400*times),
	}
	r.Cell = proceeds.Cell{Book: proceeds.Booked, Currency: euro(), Subscription: s, Plan: "plan/1 %", Charge: "fee", Start: start}
	r.N = n
	return r
}

// odd is a row with every field at an edge.
func (w world) odd() (proceeds.Row, error) {
	r := w.row("s/%-«ö»\"'", 31, 0, 1)
	r.Book, r.Component = proceeds.Live, "fact/1"
	r.Kind, r.Timing, r.Estimated, r.Location = pricing.Usage, pricing.Postpaid, true, "\u202e; DROP TABLE rows"
	r.Line, r.Due, r.Posted = r.Service.Start-1, r.Service.End, r.Service.End-1
	p := r.Amounts.Parts()
	p.Units = [channel.MaxLevels]int64{math.MaxInt64, math.MinInt64, -1, 0}
	p.Rest = [channel.MaxLevels]int64{1, -1, 5_000_000_000, -5_000_000_000}
	p.Settled = [channel.MaxLevels]int64{0, 0, math.MinInt64, math.MaxInt64}
	var err error
	if r.Amounts, err = p.Amounts(); err != nil {
		return r, err
	}
	r.Quantity, err = pricing.ParseQuantity("-1234567890123456.000000000000000001")
	return r, err
}

// everything is the operator, who sees all rows.
func everything() channel.Viewer { return channel.Viewer{Operator: true} }

// feed reads a viewer's feed to its end, in pages of limit, and returns the
// last cursor.
func feed(ctx context.Context, s daybook.Ledger, scope daybook.Scope, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	var out []proceeds.Row
	for {
		page, next, err := s.RowsSince(ctx, scope, after, limit)
		if err != nil {
			return nil, after, fmt.Errorf("RowsSince(%q): %w", after, err)
		}
		if len(page) > limit {
			return nil, after, fmt.Errorf("RowsSince returned %d rows, asked for %d at most", len(page), limit)
		}
		if len(page) == 0 {
			if next != after {
				return nil, after, fmt.Errorf("an empty page has the cursor %q, want the one that came in, %q", next, after)
			}
			return out, after, nil
		}
		if next == after {
			return nil, after, fmt.Errorf("a page of %d rows has the cursor that came in, %q", len(page), after)
		}
		out, after = append(out, page...), next
	}
}

// expect reports where a store holds other rows than want in a viewer's feed.
func expect(ctx context.Context, s daybook.Ledger, scope daybook.Scope, want ...proceeds.Row) error {
	for _, limit := range []int{1, 2, 1000} {
		got, _, err := feed(ctx, s, scope, "", limit)
		if err != nil {
			return err
		}
		if err := same(got, want); err != nil {
			return fmt.Errorf("feed of %+v in pages of %d: %w", scope.Viewer, limit, err)
		}
	}
	return nil
}

func same(got, want []proceeds.Row) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if !got[i].Equal(&want[i]) || !sameRoute(got[i].Route, want[i].Route) {
			return fmt.Errorf("row %d is\n%+v, want\n%+v", i, got[i], want[i])
		}
	}
	return nil
}

func sameRoute(a, b *channel.Route) bool {
	return a != nil && a.ID == b.ID && fmt.Sprint(*a) == fmt.Sprint(*b)
}

// refused reports whether err is not the error that was due.
func refused(what string, err, want error) error {
	if !errors.Is(err, want) {
		return fmt.Errorf("%s: error %v, want %v", what, err, want)
	}
	return nil
}

func booked(v channel.Viewer) daybook.Scope { return daybook.Scope{Viewer: v, Book: proceeds.Booked} }
