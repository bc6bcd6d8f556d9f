package calendar_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// A book closes its months some days after they end. Until then late usage of
// January counts in January, after that in February.
func Example_closing() {
	book := calendar.Closing{Periods: calendar.Monthly}
	late := calendar.Must("2026-01-31T23:00:00Z")

	running := calendar.Must("2026-01-31T23:30:00Z")
	over := calendar.Must("2026-02-05T08:00:00Z")
	fmt.Println(book.State(late, running), book.State(late, over), book.Next(late))

	book, err := book.After(calendar.Close{UpTo: calendar.Must("2026-02-01T00:00:00Z"), At: over})
	fmt.Println(book.State(late, over), book.Next(late), err)

	_, err = book.After(calendar.Close{UpTo: calendar.Must("2026-03-01T00:00:00Z"), At: over})
	fmt.Println(err)
	// Output:
	// open settling 2026-01-01T00:00:00Z/2026-02-01T00:00:00Z
	// closed 2026-02-01T00:00:00Z/2026-03-01T00:00:00Z <nil>
	// up_to: after the event itself
}
