package invoice

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// FormatNumber returns the n-th number of a series, counted from 1: "R-000001".
// Numbers of two series differ, because no series ends in a digit.
func FormatNumber(series string, n uint64) string { return fmt.Sprintf("%s%06d", series, n) }

// ErrTemplate is returned for a series with an unknown word in braces.
var ErrTemplate = errors.New("invoice: no such template of a series")

// SeriesOn returns the series that a template means on the day, in a zone (nil is
// UTC), that an invoice is issued on: {year} is its year, {month} its month. The
// numbers of "R-{year}-" begin anew each year: R-2026-000001. Another word in
// braces wraps [ErrTemplate], a series that would end in a digit [ErrSeries].
func SeriesOn(template string, issued calendar.Instant, zone *time.Location) (string, error) {
	t := issued.In(zone)
	series := strings.NewReplacer("{year}", t.Format("2006"), "{month}", t.Format("01")).Replace(template)
	if strings.ContainsAny(series, "{}") {
		return "", fmt.Errorf("%w: %.40q", ErrTemplate, template)
	}
	if n := len(series); n > 0 && series[n-1] >= '0' && series[n-1] <= '9' {
		return "", fmt.Errorf("%w: %.40q", ErrSeries, series)
	}
	return series, nil
}

// DueOn returns the instant at which an invoice becomes past due that is issued
// at an instant and to be paid within days: the end of the due date, which is the
// issue date in zone (nil is UTC) and so many days more. Issued on 1 February and
// payable within 14 days it is past due when 16 February begins.
func DueOn(issued calendar.Instant, days int, zone *time.Location) calendar.Instant {
	if zone == nil {
		zone = time.UTC
	}
	day := calendar.Daily.SlotAt(issued, zone)
	y, m, d := day.Start.In(zone).Date()
	// Noon is on the day that is meant, whatever a change of the clock does to midnight.
	due := calendar.At(time.Date(y, m, d+days, 12, 0, 0, 0, zone))
	return calendar.Daily.SlotAt(due, zone).End
}
