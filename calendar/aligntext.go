package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns "anniversary", "calendar-year", "day 1,15", "business-day -1".
func (a Alignment) String() string {
	switch n := a.businessDay(); {
	case a == Anniversary:
		return "anniversary"
	case a == CalendarYear:
		return "calendar-year"
	case !a.valid():
		return fmt.Sprintf("alignment(%d)", uint32(a))
	case n != 0:
		return "business-day " + strconv.Itoa(n)
	}
	days := make([]string, a.perMonth())
	for i := range days {
		days[i] = strconv.Itoa(a.dayAt(i))
	}
	return "day " + strings.Join(days, ",")
}

// MarshalText returns String. The error is a *[TextError].
func (a Alignment) MarshalText() ([]byte, error) {
	if !a.valid() {
		return nil, textError("alignment", a.String())
	}
	return []byte(a.String()), nil
}

// UnmarshalText reads what String returns, and Anniversary from nothing. The
// error is a *[TextError].
func (a *Alignment) UnmarshalText(b []byte) error {
	s := string(b)
	read := readAlignment(s)
	if len(b) > 0 && read.String() != s {
		return textError("alignment", s)
	}
	*a = read
	return nil
}

func readAlignment(s string) Alignment {
	if s == CalendarYear.String() {
		return CalendarYear
	}
	if n, ok := strings.CutPrefix(s, "business-day "); ok {
		day, _ := strconv.Atoi(n) // what is no number is no business day
		return OnBusinessDay(day)
	}
	list, ok := strings.CutPrefix(s, "day ")
	if !ok {
		return Anniversary
	}
	var days [mostDays]int
	n := 0
	for day := range strings.SplitSeq(list, ",") {
		if n == len(days) {
			return noDay
		}
		days[n], _ = strconv.Atoi(day)
		n++
	}
	return OnDays(days[:n]...)
}
