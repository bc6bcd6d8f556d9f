package livereport

import (
	"slices"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

// A Quota is a proceeds row of the live book: its service is one slot, or the
// line's part of it.
type Quota = proceeds.Row

// Slots returns the slots that start in frame and are over at known, ascending.
func Slots(g calendar.Granularity, frame calendar.Period, zone *time.Location, known calendar.Instant) []calendar.Period {
	out := slices.Collect(g.Slots(frame, zone))
	for len(out) > 0 && out[len(out)-1].End > known {
		out = out[:len(out)-1]
	}
	return out
}
