package livereport_test

import (
	"fmt"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
)

// On 30 March at noon, Rome's days from the 28th on that are over: the 29th had
// 23 hours.
func ExampleSlots() {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		fmt.Println(err)
		return
	}
	frame := calendar.Period{Start: calendar.Must("2026-03-27T23:00:00Z"), End: calendar.Must("2026-04-30T22:00:00Z")}
	for _, slot := range livereport.Slots(calendar.Daily, frame, rome, calendar.Must("2026-03-30T12:00:00Z")) {
		fmt.Println(slot)
	}
	// Output:
	// 2026-03-27T23:00:00Z/2026-03-28T23:00:00Z
	// 2026-03-28T23:00:00Z/2026-03-29T22:00:00Z
}
