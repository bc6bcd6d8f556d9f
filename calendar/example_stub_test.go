package calendar_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// A customer is billed by calendar quarters and was provisioned on 20 May. The
// first period is a stub: it serves 42 of the quarter's 91 days, and costs so
// much of a quarter. The customer leaves on 10 August, so the last is one, too.
func Example_stub() {
	provisioned := calendar.Must("2025-05-20T09:30:00Z")
	left := calendar.Must("2025-08-10T17:00:00Z")
	term := calendar.Period{Start: provisioned, End: left}

	quarterly := calendar.Schedule{
		Anchor: provisioned,
		Every:  calendar.Interval{N: 3},
		Align:  calendar.CalendarYear,
	}
	for k, ref := range quarterly.Periods(term) {
		served := ref.Intersect(term)
		num, den := calendar.ByDay.Share(ref, served, quarterly.Zone)
		fmt.Printf("%d: %v, %d of %d days of %v\n", k, served, num, den, ref)
	}
	// Output:
	// 0: 2025-05-20T09:30:00Z/2025-07-01T00:00:00Z, 42 of 91 days of 2025-04-01T00:00:00Z/2025-07-01T00:00:00Z
	// 1: 2025-07-01T00:00:00Z/2025-08-10T17:00:00Z, 40 of 92 days of 2025-07-01T00:00:00Z/2025-10-01T00:00:00Z
}
