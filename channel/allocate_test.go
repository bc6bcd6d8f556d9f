package channel_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func TestAmountsAllocate(t *testing.T) { rapid.Check(t, amountsAllocate) }
func FuzzAmountsAllocate(f *testing.F) { f.Fuzz(rapid.MakeFuzz(amountsAllocate)) }

// amountsAllocate: parts sum to the whole, booked, raw and settled, and at each
// level what is booked is split as a single amount is.
func amountsAllocate(t *rapid.T) {
	levels := rapid.IntRange(1, channel.MaxLevels).Draw(t, "levels")
	p := channel.Parts{Currency: money.MustCurrency("EUR"), Scale: uint8(rapid.IntRange(0, 14).Draw(t, "scale")), Levels: uint8(levels)}
	for l := range levels {
		p.Units[l] = rapid.Int64().Draw(t, "units")
		p.Rest[l] = rapid.Int64Range(-5_000_000_000, 5_000_000_000).Draw(t, "rest")
		p.Settled[l] = rapid.Int64().Draw(t, "settled")
	}
	if p.Scale >= channel.RawScale {
		p.Rest = [channel.MaxLevels]int64{}
	}
	a, err := p.Amounts()
	if err != nil {
		t.Fatal(err)
	}
	var qs []pricing.Quantity
	for range rapid.IntRange(1, 6).Draw(t, "members") {
		n := rapid.Int64Range(0, 1000).Draw(t, "quantity")
		qs = append(qs, pricing.FromExact(pricing.ExactRat(big.NewRat(n, rapid.Int64Range(1, 7).Draw(t, "of")))))
	}
	parts, err := a.Allocate(qs...)
	if err != nil {
		t.Fatal(err)
	}
	var sum channel.Amounts
	for _, x := range parts {
		if sum, err = sum.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	if sum != a {
		t.Fatalf("%v sum to %v, want %v", parts, sum, a)
	}
	for l := range levels {
		whole, _ := a.Of(channel.Level(l))
		want, err := pricing.Allocate(whole, qs...)
		if err != nil {
			t.Fatal(err)
		}
		for i := range parts {
			if got, _ := parts[i].Of(channel.Level(l)); got != want[i] {
				t.Fatalf("part %d of %v by %v at level %d is %v, want %v", i, whole, qs, l, got, want[i])
			}
		}
	}
}

func TestAmountsAllocateRefuses(t *testing.T) {
	a := channel.AmountsOf(money.MustCurrency("EUR"), 2, 100)
	if _, err := a.Allocate(); !errors.Is(err, money.ErrRange) {
		t.Errorf("among none: %v", err)
	}
	minus, err := pricing.ParseQuantity("-1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Allocate(pricing.Quantity{}, minus); !errors.Is(err, money.ErrRange) {
		t.Errorf("by a negative quantity: %v", err)
	}
	if parts, err := a.Allocate(pricing.Quantity{}, pricing.Quantity{}, pricing.Quantity{}); err != nil || fmt.Sprint(parts) != "[EUR 0.34 (0.333333333334) EUR 0.33 (0.333333333333) EUR 0.33 (0.333333333333)]" {
		t.Errorf("a whole of 1.00 that nobody used: %v, %v", parts, err)
	}
}
