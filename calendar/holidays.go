package calendar

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Holidays are the dates of a place on which no business is done, beside its
// weekends. They come from the host, under a name that it stores schedules
// with. Nil Holidays are none, with Saturdays and Sundays as the weekend.
//
// Periods are computed, not kept: add dates before the months that they lie in
// are billed, and never take one back.
type Holidays struct {
	name    string
	weekend uint8 // a bit for each time.Weekday
	dates   []date
}

// NewHolidays returns holidays on dates such as "2026-12-25", in any order. The
// weekend is Saturday and Sunday. The error joins a *[FieldError] for a missing
// name and for each text that is no date: "dates[3]".
func NewHolidays(name string, dates ...string) (*Holidays, error) {
	var f faults
	f.add(name == "", "name", "missing")
	h := &Holidays{name: name, weekend: saturdayAndSunday}
	for i, s := range dates {
		t, err := time.Parse(time.DateOnly, s)
		f.add(err != nil, fmt.Sprintf("dates[%d]", i), fmt.Sprintf("%.64q is no date", s))
		h.dates = append(h.dates, wall(t.UnixMicro()).date())
	}
	if f != nil {
		return nil, errors.Join(f...)
	}
	slices.Sort(h.dates)
	return h, nil
}

const saturdayAndSunday = 1<<time.Saturday | 1<<time.Sunday

// WithWeekend returns a copy of h with other days of the week off, such as
// Friday and Saturday, or none.
func (h *Holidays) WithWeekend(days ...time.Weekday) *Holidays {
	var c Holidays
	if h != nil {
		c = *h
	}
	c.weekend = 0
	for _, d := range days {
		c.weekend |= 1 << (d & 7)
	}
	return &c
}

// Name returns the name, "" of nil.
func (h *Holidays) Name() string {
	if h == nil {
		return ""
	}
	return h.name
}

func (h *Holidays) off(d date) bool {
	if h == nil {
		return saturdayAndSunday>>d.weekday()&1 == 1
	}
	_, found := slices.BinarySearch(h.dates, d)
	return found || h.weekend>>d.weekday()&1 == 1
}

// businessDay returns the nth business day of a month, or from its end if n is
// negative; the last that there is; the month's last or first day if none is.
func (h *Holidays) businessDay(month int64, n int) date {
	d, found, step := firstOf(month), firstOf(month+1)-1, date(1)
	if n < 0 {
		d, found, step, n = found, d, -1, -n
	}
	for end := found + step; n > 0 && d != end; d += step {
		if !h.off(d) {
			found = d
			n--
		}
	}
	return found
}
