package calendar

import "math/bits"

// An Alignment says where periods of months or years start. The zero Alignment
// is Anniversary; the others start at local midnight, and the anchor only says
// which period is number 0: the one that it lies in.
//
// Make one with the constants, [OnDays] or [OnBusinessDay]; the number behind it
// is for ==, its text for storing.
type Alignment uint32

const (
	// Anniversary starts periods at the anchor's day and time of day.
	Anniversary Alignment = 0
	// CalendarYear cuts the year from 1 January on: calendar months, quarters,
	// half-years, years. The interval must divide a year.
	CalendarYear Alignment = special
	// LastDay starts periods on the last day of a month.
	LastDay Alignment = 1 << 31
)

// Bit d is day d of the month. Bit 0 says that the others hold a number: 0 for
// CalendarYear, or a business day plus mostDays + 1.
const (
	special  = 1
	mostDays = 31
	noDay    = special | Alignment(mostDays+1)<<1
)

// OnDays starts a period on each of these days of the month, 1 to 31, or on its
// last day if it has fewer: OnDays(31) is LastDay. Several days need periods of
// one month. Validate reports a day that is none, and two days that meet in
// February.
func OnDays(days ...int) Alignment {
	var a Alignment
	for _, d := range days {
		if d < 1 || d > mostDays {
			return noDay
		}
		a |= 1 << d
	}
	if a == 0 {
		return noDay
	}
	return a
}

// OnBusinessDay starts periods on the nth business day of the month, or from
// the month's end if n is negative: −1 is the last. It is the last one that
// there is if there are fewer, and counts with the schedule's Holidays. n is 1
// to 31 either way; Validate reports any other.
func OnBusinessDay(n int) Alignment {
	if n < -mostDays || n > mostDays {
		return noDay
	}
	return special | Alignment(n+mostDays+1)<<1
}

// businessDay returns n of OnBusinessDay(n), 0 for other alignments.
func (a Alignment) businessDay() int {
	if a&special == 0 || a == CalendarYear {
		return 0
	}
	return min(int(a>>1)-mostDays-1, mostDays)
}

// perMonth returns how many periods start in a month.
func (a Alignment) perMonth() int64 {
	if a&special != 0 {
		return 1
	}
	return int64(max(1, bits.OnesCount32(uint32(a))))
}

// dayAt returns the ith day of the set, from 0; 1 where there is no set.
func (a Alignment) dayAt(i int) int {
	if a&special != 0 {
		return 1
	}
	for ; i > 0; i-- {
		a &= a - 1
	}
	return max(1, bits.TrailingZeros32(uint32(a)))
}

// daysUpTo counts the days of the set that are day or before.
func (a Alignment) daysUpTo(day int) int {
	return bits.OnesCount32(uint32(a) & (1<<(day+1) - 1))
}

// valid reports whether a is one of the constants or of the constructors'.
func (a Alignment) valid() bool {
	n := a.businessDay()
	return a&special == 0 || a == CalendarYear || n != 0 && a == OnBusinessDay(n)
}

// fault returns what is wrong with a for every, or "".
func (a Alignment) fault(every Interval) string {
	n := every.count()
	if every.Unit == Year {
		n *= 12
	}
	switch {
	case a == Anniversary:
	case !a.valid():
		return "no such day"
	case every.Unit != Month && every.Unit != Year:
		return "needs an interval of months or years"
	case a == CalendarYear && 12%n != 0:
		return every.String() + " does not divide a year"
	case a.perMonth() > 1 && n != 1:
		return "several days need an interval of one month"
	case bits.OnesCount32(uint32(a)>>28) > 1 && a&special == 0:
		return "two days meet at the end of February"
	}
	return ""
}
