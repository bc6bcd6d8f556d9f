package channel_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func on(day string) calendar.Instant { return calendar.Must(day + "T00:00:00Z") }

func euroBook(id channel.BookID, seller channel.PartyID) channel.PriceBook {
	return channel.PriceBook{ID: id, Seller: seller, Currency: money.MustCurrency("EUR")}
}

func edit(t fataler, b channel.PriceBook, e channel.Edit) channel.PriceBook {
	t.Helper()
	out, err := b.Edit(e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// at is the number of the revision in force; 0 for none.
func at(b channel.PriceBook, day string) int {
	r, ok := b.At(on(day))
	if !ok {
		return 0
	}
	return r.Ref().Revision
}

func percent(p string) []channel.Item { return []channel.Item{markup(channel.Selector{}, p)} }

func TestRevisions(t *testing.T) {
	b := euroBook("b", "s")
	b = edit(t, b, channel.Edit{Items: percent("10"), Made: on("2026-01-10")})                                                        // when made
	b = edit(t, b, channel.Edit{Items: percent("20"), Made: on("2026-01-15"), Activates: on("2026-03-01")})                           // planned
	before := b                                                                                                                       // a book is a value
	b = edit(t, b, channel.Edit{Items: percent("30"), Made: on("2026-02-05"), Activates: on("2026-02-01"), Closed: on("2026-02-01")}) // back, as far as is open
	b = edit(t, b, channel.Edit{Items: percent("40"), Made: on("2026-02-06"), Activates: on("2026-02-01")})                           // the same instant again

	for day, want := range map[string]int{
		"2026-01-09": 0, "2026-01-10": 1, "2026-01-31": 1, "2026-02-01": 4, "2026-02-28": 4, "2026-03-01": 2, "2027-01-01": 2,
	} {
		if got := at(b, day); got != want {
			t.Errorf("on %s revision %d is in force, want %d", day, got, want)
		}
	}
	if got := at(before, "2026-02-10"); got != 1 {
		t.Errorf("the book before the edit has revision %d, want 1", got)
	}
	if p := b.Planned(on("2026-02-10")); len(p) != 1 || p[0].Ref().Revision != 2 || p[0].From() != on("2026-03-01") || p[0].Made() != on("2026-01-15") {
		t.Errorf("planned: %v", p)
	}
	if n := len(b.Revisions()); n != 4 {
		t.Errorf("%d revisions, want 4", n)
	}
}

func TestActivationInClosedPeriod(t *testing.T) {
	b := euroBook("b", "s")
	_, err := b.Edit(channel.Edit{Items: percent("10"), Made: on("2026-02-05"), Activates: on("2026-01-31"), Closed: on("2026-02-01")})
	want := channel.ActivationError{Book: "b", Activates: on("2026-01-31"), Closed: on("2026-02-01")}
	if got := (*channel.ActivationError)(nil); !errors.As(err, &got) || *got != want {
		t.Errorf("Edit = %v, want %+v", err, want)
	}
	// Without an instant it activates when made, which is never closed here.
	if _, err := b.Edit(channel.Edit{Items: percent("10"), Made: on("2026-02-05"), Closed: on("2026-02-05")}); err != nil {
		t.Error(err)
	}
}

// All faults of an edit come at once.
func TestEditFaults(t *testing.T) {
	b := edit(t, euroBook("b", "s"), channel.Edit{Items: percent("1"), Made: on("2026-02-01")})
	_, err := b.Edit(channel.Edit{Items: percent("-101"), Made: on("2026-01-31"), Closed: on("2026-02-01")})
	var late *channel.ActivationError
	if !errors.As(err, &late) {
		t.Errorf("%v has no activation error", err)
	}
	if diff := cmp.Diff([]string{"items[0].rule.percent", "made", "not a field error: " + late.Error()}, fieldPaths(err)); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
	if _, err := (channel.PriceBook{}).Edit(channel.Edit{Items: []channel.Item{plus(channel.Selector{}, 1)}}); err == nil {
		t.Error("a book without a name, a seller and a currency is no error")
	} else if diff := cmp.Diff([]string{"id", "items[0].rule", "made", "seller"}, fieldPaths(err)); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
	if _, err := b.Edit(channel.Edit{Items: make([]channel.Item, channel.MaxItems+1), Made: on("2026-02-02")}); len(fieldPaths(err)) != 1 {
		t.Errorf("too many items: %.100v", err)
	}
}

func TestLockedPrices(t *testing.T) {
	locked := plus(channel.Selector{Charge: exact("a")}, 1)
	locked.Locked = true
	open := plus(channel.Selector{Charge: exact("b")}, 1)
	b := edit(t, euroBook("b", "s"), channel.Edit{Items: []channel.Item{open, locked}, Made: on("2026-01-01")})
	changed := locked
	changed.Rule.Amount = dec("2")
	for _, tt := range []struct {
		name  string
		items []channel.Item
		want  []string
	}{
		{"other prices change", []channel.Item{locked, plus(channel.Selector{Charge: exact("b")}, 9)}, nil},
		{"it changes", []channel.Item{open, changed}, []string{"items[1]"}},
		{"it goes", []channel.Item{open}, []string{"items"}},
	} {
		e := channel.Edit{Items: tt.items, Made: on("2026-01-02")}
		_, err := b.Edit(e)
		if diff := cmp.Diff(tt.want, fieldPaths(err)); diff != "" {
			t.Errorf("%s: faults mismatch (-want +got):\n%s", tt.name, diff)
		}
		e.Unlock = true
		if _, err := b.Edit(e); err != nil {
			t.Errorf("%s, unlocked: %v", tt.name, err)
		}
	}
}

// A sync copies what is new and keeps the prices that are there.
func TestSync(t *testing.T) {
	own := edit(t, euroBook("own", "s"), channel.Edit{Items: []channel.Item{plus(named("a"), 1)}, Made: on("2026-01-01")})
	reference := revision(t, "ref", "p", plus(named("a"), 100), plus(named("b"), 200))
	synced, err := own.Sync(reference, channel.Edit{Made: on("2026-02-01")})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := synced.At(on("2026-02-01"))
	var got []string
	for _, i := range r.Items() {
		got = append(got, i.For.Charge.Text+" "+text(i.Rule.Amount))
	}
	if diff := cmp.Diff([]string{"a 1", "b 200"}, got); diff != "" {
		t.Errorf("items mismatch (-want +got):\n%s", diff)
	}
	again, err := synced.Sync(reference, channel.Edit{Made: on("2026-03-01")})
	if err != nil || len(again.Revisions()) != 2 {
		t.Errorf("a sync without news: %d revisions, %v; want 2", len(again.Revisions()), err)
	}
	first, err := euroBook("new", "s").Sync(reference, channel.Edit{Made: on("2026-03-01")})
	if err != nil || at(first, "2026-03-01") != 1 {
		t.Errorf("a sync of an empty book: %v", err)
	}
}

func TestNoReachingBack(t *testing.T) { rapid.Check(t, noReachingBack) }
func FuzzNoReachingBack(f *testing.F) { f.Fuzz(rapid.MakeFuzz(noReachingBack)) }

// noReachingBack: whatever edits come, prices of closed periods stay, and what a
// naive reading of the list of edits says is in force is.
func noReachingBack(t *rapid.T) {
	type made struct{ from, number int64 }
	b := euroBook("b", "s")
	var edits []made
	closed, now := int64(1), int64(1)
	for range rapid.IntRange(1, 12).Draw(t, "edits") {
		now += rapid.Int64Range(0, 10).Draw(t, "passes")
		closed = rapid.Int64Range(closed, max(closed, now)).Draw(t, "closed")
		e := channel.Edit{
			Items: []channel.Item{{Rule: channel.Rule{Kind: channel.Addition, Amount: decimal.New(now, 0)}}},
			Made:  calendar.Instant(now), Closed: calendar.Instant(closed),
			Activates: calendar.Instant(rapid.Int64Range(0, now+20).Draw(t, "activates")),
		}
		after, err := b.Edit(e)
		from := int64(e.Activates)
		if from == 0 {
			from = now
		}
		if from < closed {
			if late := (*channel.ActivationError)(nil); !errors.As(err, &late) {
				t.Fatalf("activation at %d with %d closed: %v", from, closed, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range closed {
			x, _ := b.At(calendar.Instant(i))
			if y, _ := after.At(calendar.Instant(i)); x != y {
				t.Fatalf("the price at %d changed, and %d is closed", i, closed)
			}
		}
		b, edits = after, append(edits, made{from, int64(len(edits) + 1)})
	}
	for i := range now + 30 {
		want := made{from: -1}
		for _, e := range edits {
			if e.from <= i && e.from >= want.from {
				want = e
			}
		}
		got := int64(0)
		if r, ok := b.At(calendar.Instant(i)); ok {
			got = int64(r.Ref().Revision)
		}
		if got != want.number {
			t.Fatalf("at %d revision %d is in force, want %d", i, got, want.number)
		}
	}
}

func TestShelf(t *testing.T) {
	general := edit(t, euroBook("general", "r"), channel.Edit{Items: percent("50"), Made: on("2026-01-01")})
	special := euroBook("special", "r")
	special.Inherits = "general"
	special = edit(t, special, channel.Edit{Items: []channel.Item{markup(named("fee-0"), "5")}, Made: on("2026-01-01")})
	shelf, err := channel.NewShelf([]channel.PriceBook{general, special}, []channel.Assignment{
		{Seller: "r", Book: "general"},
		{Seller: "r", Buyer: "ada", Book: "special", From: on("2026-02-01")},
		{Seller: "r", Buyer: "ada", Book: "general", From: on("2026-04-01")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		buyer channel.PartyID
		day   string
		want  string
	}{
		{"bob", "2026-03-01", "[general]"},
		{"ada", "2026-01-15", "[general]"},
		{"ada", "2026-02-01", "[special general]"},
		{"ada", "2026-05-01", "[general]"},
		{"bob", "2025-12-31", "[]"},
	} {
		var got []channel.BookID
		for _, r := range shelf.At("r", tt.buyer, on(tt.day)) {
			got = append(got, r.Ref().ID)
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s on %s: %v, want %s", tt.buyer, tt.day, got, tt.want)
		}
	}
	// What the customer's book has no item for comes from the book it inherits from.
	o := offerOf(t, planOf("EUR", "10", "10"), &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
		{Party: "r", Role: channel.Reseller, Prices: shelf.At("r", "ada", on("2026-02-01"))},
	}})
	if a, b := rates(t, o, 0, "1")[1], rates(t, o, 1, "1")[1]; a != "10.5" || b != "15" {
		t.Errorf("fee-0 = %s, fee-1 = %s; want 10.5 and 15", a, b)
	}
}

func TestShelfFaults(t *testing.T) {
	b := func(id, inherits channel.BookID, seller channel.PartyID) channel.PriceBook {
		return channel.PriceBook{ID: id, Seller: seller, Inherits: inherits, Currency: money.MustCurrency("EUR")}
	}
	usd := b("usd", "", "s")
	usd.Currency = money.MustCurrency("USD")
	_, err := channel.NewShelf([]channel.PriceBook{
		b("a", "b", "s"), b("b", "a", "s"), b("self", "self", "s"), b("lost", "nowhere", "s"),
		b("theirs", "other", "s"), b("other", "", "o"), usd, b("dollars", "usd", "s"), b("usd", "", "s"),
	}, []channel.Assignment{{Seller: "s", Book: "nowhere"}, {Seller: "s", Book: "other"}})
	want := []string{
		"assignments[0].book", "assignments[1].book", "books[0].inherits", "books[1].inherits", "books[2].inherits",
		"books[3].inherits", "books[4].inherits", "books[8].id",
	}
	if diff := cmp.Diff(want, fieldPaths(err)); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
}

// An amount in another currency than the plan's is no price.
func TestBookCurrency(t *testing.T) {
	usd := channel.PriceBook{ID: "b", Seller: "r", Currency: money.MustCurrency("USD")}
	for name, tt := range map[string]struct {
		rule channel.Rule
		want error
	}{
		"percentage":  {channel.Rule{Kind: channel.Markup, Percent: dec("5")}, nil},
		"addition":    {channel.Rule{Kind: channel.Addition, Amount: dec("5")}, money.ErrMismatch},
		"replacement": {channel.Rule{Kind: channel.Replacement, Model: pricing.Flat{Amount: dec("5")}}, money.ErrMismatch},
		"clamp":       {channel.Rule{Kind: channel.PassThrough, Min: atLeast("5")}, money.ErrMismatch},
	} {
		r, _ := edit(t, usd, channel.Edit{Items: []channel.Item{{Rule: tt.rule}}, Made: 1}).At(1)
		_, err := channel.NewOffer(planOf("EUR", "1"), &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
			{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{r}},
		}})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s in USD for a plan in EUR: %v, want %v", name, err, tt.want)
		}
	}
}
