package calendar

import "time"

// A date is a day of the proleptic Gregorian calendar; 0 is 1970-01-01.
type date int64

const (
	firstDate = date(minInstant / (24 * hour))
	lastDate  = date(maxInstant/(24*hour)) - 1
)

func (d date) wall() wall { return wall(d) * dayLength }

func (d date) weekday() time.Weekday {
	return time.Weekday(int64(d) + 4 - 7*floorDiv(int64(d)+4, 7)) // 0 is a Thursday
}

// civil returns the months since year 0 and the day of the month.
func (d date) civil() (months int64, day int) {
	const secondsPerDay = 24 * 60 * 60
	y, m, day := time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
	return int64(y)*12 + int64(m) - 1, day
}

// thirty numbers days so that each month has 30.
func (d date) thirty() int64 {
	months, day := d.civil()
	return months*30 + int64(min(day, 30))
}

// dateOf returns the day of a month, or the month's last if it has fewer.
func dateOf(months int64, day int) date {
	d := firstOf(months) + date(day) - 1
	if day <= 28 {
		return d
	}
	return min(d, firstOf(months+1)-1)
}

// firstOf returns the first day of a month, counted from year 0. Years that
// begin in March end with the leap day, and their months follow one rule: five
// of them have 153 days.
func firstOf(months int64) date {
	y := floorDiv(months-2, 12)
	m := months - 2 - 12*y
	days := 365*y + floorDiv(y, 4) - floorDiv(y, 100) + floorDiv(y, 400) + (153*m+2)/5
	const march0 = 719_468 // days from 1 March of year 0 to 1970
	return date(days - march0)
}

// dateAt returns the date whose slot t lies in. Unlike the clock's date it never
// falls: some zones go back across midnight.
func dateAt(t Instant, zone *time.Location) date {
	shown := wallOf(t, zone)
	d := shown.date()
	if isUTC(zone) {
		return d
	}
	// No zone goes back by more than a day: the date is right where the last
	// change came before midnight.
	midnight := t - Instant(shown-d.wall())
	if boundBefore(time.UnixMicro(int64(t)).In(zone)) <= midnight {
		return d
	}
	s := newSlots(Daily, zone)
	s.at(t)
	return date(s.k)
}
