package proceeds_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

func TestKeysRoundTrip(t *testing.T) { rapid.Check(t, keysRoundTrip) }
func FuzzKeysRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(keysRoundTrip)) }

func keysRoundTrip(t *rapid.T) {
	text := rapid.StringOf(rapid.RuneFrom([]rune("a/%2F5\r\n é\"")))
	k := proceeds.Key{N: rapid.Uint32().Draw(t, "n")}
	k.Cell = proceeds.Cell{
		Book: proceeds.Book(rapid.IntRange(0, 1).Draw(t, "book")), Currency: eur,
		Subscription: subscription.ID(text.Draw(t, "subscription")), Plan: pricing.PlanID(text.Draw(t, "plan")),
		Charge: pricing.ChargeID(text.Draw(t, "charge")), Component: text.Draw(t, "component"),
		Start: jan5 + calendar.Instant(rapid.Int64Range(-1e15, 1e15).Draw(t, "start")),
	}
	got, err := proceeds.ParseKey(k.String())
	if err != nil || got != k {
		t.Fatalf("ParseKey(%q) = %+v, %v; want %+v", k.String(), got, err, k)
	}
}

func TestParseKeyRefuses(t *testing.T) {
	const good = "live/EUR/s/p/c//2026-01-05T00:00:00Z/0"
	if _, err := proceeds.ParseKey(good); err != nil {
		t.Fatalf("control: %v", err)
	}
	for text, part := range map[string]string{
		"": "1 parts, want 8", "live": "1 parts, want 8", good + "/0": "9 parts, want 8",
		"x/EUR/s/p/c//2026-01-05T00:00:00Z/0":      "book",
		"live/eur/s/p/c//2026-01-05T00:00:00Z/0":   "currency",
		"live/EUR/s/p/c//yesterday/0":              "start",
		"live/EUR/s/p/c//2026-01-05T00:00:00Z/-1":  "number",
		"live/EUR/s/p/c//2026-01-05T00:00:00Z/00":  "not in its one form",
		"live/EUR/%41/p/c//2026-01-05T00:00:00Z/0": "not in its one form",
	} {
		_, err := proceeds.ParseKey(text)
		var fault *proceeds.KeyError
		if !errors.As(err, &fault) || fault.Part != part {
			t.Errorf("ParseKey(%q): %v, want %q", text, err, part)
		}
	}
}
