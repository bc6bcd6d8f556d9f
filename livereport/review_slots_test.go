package livereport_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
)

// A frame without a near end, such as "everything up to the year 9999", costs no
// more than the slots that are over.
func TestReviewSlotsOfAnOpenFrame(t *testing.T) {
	known := calendar.Must("2026-02-01T00:00:00Z")
	frame := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2500-01-01T00:00:00Z")}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	slots := livereport.Slots(calendar.Hourly, frame, nil, known)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; len(slots) != 31*24 || mb > 1 {
		t.Errorf("%d slots took %v and %d MiB", len(slots), took, mb)
	}
}
