package livereport_test

import (
	"fmt"
	"strings"
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

// Text that looks like a formula stays text; a negative number stays a number.
func ExampleTable() {
	var csv strings.Builder
	t := livereport.NewTable(&csv, "customer", "net")
	t.Text(`=HYPERLINK("http://example.com","Ada")`)
	t.Number("-1.00")
	if err := t.End(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(csv.String(), "\r\n", "\n")) // lines end as RFC 4180 says
	// Output:
	// customer,net
	// "'=HYPERLINK(""http://example.com"",""Ada"")",-1.00
}
