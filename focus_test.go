package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"pgregory.net/rapid"
)

// What the engine books, collects and invoices in random worlds is written as
// FOCUS, for every party and seller, and held against the rows, the invoices and
// every static rule of the published model.

// focusFile opens a file of the FinOps Foundation's. Without it the test is
// skipped, or fails where DAYBOOK_REQUIRE asks for it.
func focusFile(t *testing.T, name string) *os.File {
	t.Helper()
	folder := os.Getenv("DAYBOOK_FOCUS")
	if folder == "" {
		const why = "DAYBOOK_FOCUS names no folder with the FOCUS files"
		if slices.Contains(strings.Split(os.Getenv("DAYBOOK_REQUIRE"), ","), "focus") {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func focusModel(t *testing.T) *focus.Model {
	t.Helper()
	m, err := focus.LoadModel(focusFile(t, "model-1.2.json"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A pair is a seller and its buyer.
type pair struct{ seller, buyer channel.PartyID }

// A billedRow is a row at one level.
type billedRow struct {
	key    proceeds.Key
	seller channel.PartyID
	buyer  channel.PartyID
}

// A billedWorld is a store whose rows of one book are invoiced at every level, and
// on which invoice each row is.
type billedWorld struct {
	store    *memstore.Store
	basis    proceeds.Book
	invoices map[billedRow]focus.Invoice
	services map[string]focus.Service
	pairs    []pair
}

var months = []calendar.Period{
	january,
	{Start: february, End: calendar.Must("2026-03-01T00:00:00Z")},
	{Start: calendar.Must("2026-03-01T00:00:00Z"), End: calendar.Must("2026-04-01T00:00:00Z")},
}

// bill invoices what basis has in the months of a world.
func bill(t interface{ Fatal(...any) }, store *memstore.Store, basis proceeds.Book) *billedWorld {
	return billIn(t, store, basis, months)
}

func billIn(t interface{ Fatal(...any) }, store *memstore.Store, basis proceeds.Book, months []calendar.Period) *billedWorld {
	ctx := context.Background()
	tax, err := invoice.FlatTax(dec("22"))
	if err != nil {
		t.Fatal(err)
	}
	var bases *channel.BillingBases // by rows
	if basis == proceeds.Live {
		if bases, err = channel.NewBillingBases([]channel.BasisAgreement{{Basis: channel.Live}}); err != nil {
			t.Fatal(err)
		}
	}
	w := &billedWorld{
		store: store, basis: basis, invoices: map[billedRow]focus.Invoice{}, services: map[string]focus.Service{},
	}
	for l := range channel.Level(channel.MaxLevels) {
		for _, m := range months {
			issuer := daybook.Issuer{Store: store, Clock: clock(worldEnd), Terms: invoice.Terms{Tax: tax, Series: fmt.Sprintf("L%d-", l)}, Bases: bases}
			bills, err := store.Bills(ctx, daybook.Bill{Book: basis, Level: l, Posted: m}, daybook.Bill{}, 1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range bills {
				drafts, err := issuer.Drafts(ctx, b)
				// Rows may come to nothing at this level, or be what is left of a pair
				// that settles in another currency.
				if err != nil && !errors.Is(err, invoice.ErrNothing) && !errors.Is(err, daybook.ErrInvoiced) {
					t.Fatal(err)
				}
				for _, d := range drafts {
					if _, err = issuer.Approve(ctx, d.ID); err != nil {
						t.Fatal(err)
					}
					open, err := issuer.Open(ctx, d.ID)
					if err != nil {
						t.Fatal(err)
					}
					// A dataset is in book currency; what is invoiced in the currency in
					// which it settles stands there without its invoice.
					if d.Currency == b.Currency {
						w.take(t, &open[0])
					}
				}
			}
		}
	}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, r := range rows(t, store, b) {
			w.services[r.Route.Product] = focus.Service{Publisher: "The vendor of " + r.Route.Product}
			for l := range r.Amounts.Levels() {
				p := pair{r.Route.Seller(l), r.Route.Buyer(l, r.Customer)}
				if p.seller != "" && !slices.Contains(w.pairs, p) {
					w.pairs = append(w.pairs, p)
				}
			}
		}
	}
	return w
}

func (w *billedWorld) take(t interface{ Fatal(...any) }, inv *invoice.Invoice) {
	sum, claims := inv.Totals.Net.Decimal().Neg(), inv.Claims()
	for _, r := range rows(t, w.store, w.basis) {
		if slices.Contains(claims, r.Key) {
			amount, _ := r.Amounts.Of(inv.Level)
			sum = sum.Add(amount.Decimal())
		}
	}
	delta, err := money.NumberOf(sum)
	if err != nil {
		t.Fatal(err)
	}
	ref := focus.Invoice{Number: string(inv.Seller) + "/" + inv.Number, Issuer: inv.Seller, Period: inv.Period, Net: inv.Totals.Net, Delta: delta}
	for _, k := range claims {
		w.invoices[billedRow{k, inv.Seller, inv.Buyer}] = ref
	}
}

// dataset says what a viewer gets of what one party charges another.
func (w *billedWorld) dataset(v channel.PartyID, p pair) focus.Dataset {
	return focus.Dataset{
		Viewer: channel.Viewer{Party: v}, Seller: p.seller, Buyer: p.buyer, Services: w.services,
		Basis: func(channel.PartyID, calendar.Period) proceeds.Book { return w.basis },
	}
}

// write writes a dataset and returns its text, its sums, and what Close said.
func (w *billedWorld) write(t interface{ Fatal(...any) }, d focus.Dataset) (string, focus.Sums, error) {
	var out strings.Builder
	f, err := focus.NewWriter(&out, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		all := rows(t, w.store, b)
		for i := range all {
			v, ok := all[i].For(d.Viewer)
			if !ok {
				continue
			}
			c := focus.Charge{View: v, Invoice: w.invoices[billedRow{all[i].Key, d.Seller, d.Buyer}]}
			if err := f.Write(&c); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = f.Close()
	return out.String(), f.Sums(), err
}

// live adds up the live proceeds between a pair, and proceeds what is booked.
func (w *billedWorld) sum(t interface{ Fatal(...any) }, b proceeds.Book, p pair) (sum money.Amount) {
	for _, r := range rows(t, w.store, b) {
		for l := range r.Amounts.Levels() {
			if r.Route.Seller(l) != p.seller || r.Route.Buyer(l, r.Customer) != p.buyer {
				continue
			}
			a, _ := r.Amounts.Of(channel.Level(l))
			var err error
			if sum, err = sum.Add(a); err != nil {
				t.Fatal(err)
			}
		}
	}
	return sum
}

// drawBilled runs a random world in up to three runs, closes it between them, and
// invoices it by one of the books.
func drawBilled(t *rapid.T) *billedWorld {
	ctx := context.Background()
	w := drawWorld(t)
	for i := range w.subs {
		w.subs[i].Location = rapid.SampledFrom([]string{"", "eu-south-1"}).Draw(t, "location")
	}
	store := new(memstore.Store)
	for _, now := range []calendar.Instant{february + 3*day, worldEnd} {
		w.run(t, store, now)
		if rapid.Bool().Draw(t, "closes") {
			for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
				if err := store.CloseBook(ctx, b, min(now, february)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return bill(t, store, proceeds.Book(rapid.IntRange(0, 1).Draw(t, "basis")))
}

func TestFocusSums(t *testing.T) { rapid.Check(t, focusSums) }
func FuzzFocusSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(focusSums)) }

// focusSums: Σ BilledCost of each invoice is its net, Σ BilledCost what the pair's
// book has, and Σ EffectiveCost the live proceeds, for seller and buyer alike.
func focusSums(t *rapid.T) {
	w := drawBilled(t)
	for _, p := range w.pairs {
		for _, v := range []channel.PartyID{p.seller, p.buyer} {
			_, sums, err := w.write(t, w.dataset(v, p))
			if err != nil {
				t.Fatalf("%v for %s: %v", p, v, err)
			}
			var got focus.Total
			for _, total := range sums.Totals {
				got = total
			}
			billed, live := w.sum(t, w.basis, p), w.sum(t, proceeds.Live, p)
			if len(sums.Totals) > 1 || got.Billed.Units() != billed.Units() || got.Effective.Units() != live.Units() {
				t.Fatalf("%v for %s: billed %v and consumed %v, want %v and %v", p, v, got.Billed, got.Effective, billed, live)
			}
		}
	}
}

// A dataset that lacks a row of an invoice is not closed without a word.
func TestFocusSumsCatch(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february+day, monthly(t, "s-1"), monthly(t, "s-2"))
	w := bill(t, store, proceeds.Booked)
	d := w.dataset("ada", pair{"reseller", "ada"})
	if _, _, err := w.write(t, d); err != nil {
		t.Fatal("control:", err)
	}
	for row := range w.invoices {
		if row.key.Subscription == "s-2" {
			delete(w.invoices, row)
		}
	}
	_, _, err := w.write(t, d)
	var sum *focus.SumError
	if !errors.As(err, &sum) || sum.Want != "25.20 EUR" || sum.Got != "12.60 EUR" {
		t.Errorf("Close = %v, want 12.60 of 25.20", err)
	}
}
