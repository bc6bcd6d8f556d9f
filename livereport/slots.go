package livereport

import (
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

// A Quota is a proceeds row of the live book: its service is one slot, or the
// line's part of it.
type Quota = proceeds.Row

// Slots returns the slots that start in frame and are over at known, ascending.
func Slots(g calendar.Granularity, frame calendar.Period, zone *time.Location, known calendar.Instant) (out []calendar.Period) {
	for slot := range g.Slots(frame, zone) {
		if slot.End > known {
			break
		}
		out = append(out, slot)
	}
	return out
}
