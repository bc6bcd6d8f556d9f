package subscription_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A customer starts on 31 January and has two seats from 10 February on. The
// change cuts a billing period; what follows keeps the anchor's day.
func Example() {
	start := calendar.Must("2026-01-31T00:00:00Z")
	one := subscription.Term{
		From: start, Offer: offer(new(testing.T), "basic", "EUR"), Quantity: decimal.NewFromInt(1),
		Schedule: calendar.Schedule{Anchor: start, Zone: time.UTC},
	}
	two := one
	two.From, two.Quantity = calendar.Must("2026-02-10T00:00:00Z"), decimal.NewFromInt(2)
	s := subscription.Subscription{ID: "s-1", Customer: "ada", Terms: []subscription.Term{one, two}}
	if err := s.Validate(); err != nil {
		fmt.Println(err)
	}
	frame := calendar.Period{Start: start, End: calendar.Must("2026-04-01T00:00:00Z")}
	for seg := range s.Segments(frame, frame.End) {
		fmt.Println(seg.Term.Quantity.IntPart(), seg.Period)
	}
	// Output:
	// 1 2026-01-31T00:00:00Z/2026-02-10T00:00:00Z
	// 2 2026-02-10T00:00:00Z/2026-02-28T00:00:00Z
	// 2 2026-02-28T00:00:00Z/2026-03-31T00:00:00Z
	// 2 2026-03-31T00:00:00Z/2026-04-30T00:00:00Z
}

func ExampleNewTags() {
	fmt.Println(subscription.NewTags(map[string]string{"team": "blue", "env": "prod"}))
	// Output: {"env":"prod","team":"blue"}
}
