package calendar

// monthly numbers the dates on which periods of months start. A turn is as many
// months as a period has, and has one start, or several of one month.
type monthly struct {
	align    Alignment
	holidays *Holidays
	month    int64 // of turn 0, since year 0
	day      int   // of the month, where a turn has one
	perTurn  int64
	skip     int64 // starts of turn 0 that come before period 0
}

// start returns the date on which period k starts.
func (m *monthly) start(k, months int64) date {
	turn := floorDiv(k+m.skip, m.perTurn)
	month := m.month + bounded(turn*months) // 54 bits at most
	if n := m.align.businessDay(); n != 0 {
		return m.holidays.businessDay(month, n)
	}
	day := m.day
	if m.perTurn > 1 {
		day = m.align.dayAt(int(k + m.skip - turn*m.perTurn))
	}
	return dateOf(month, day)
}

// estimate returns the period of d, or one beside it.
func (m *monthly) estimate(d date, months int64) int64 {
	month, day := d.civil()
	turn := floorDiv(month-m.month, months)
	switch k := turn*m.perTurn - m.skip; {
	case m.perTurn > 1:
		return k + int64(m.align.daysUpTo(day)) - 1
	case day < m.day && month == m.month+turn*months:
		return k - 1
	default:
		return k
	}
}

// alignTo moves the grid from its anchor to the starts that a says, and makes
// the period of the anchor number 0.
func (g *grid) alignTo(a Alignment, h *Holidays) {
	every := g.every
	if every.Unit != Month && every.Unit != Year {
		return // a fault that Validate reports
	}
	g.align, g.holidays, g.timeOfDay = a, h, 0
	g.day, g.perTurn = a.dayAt(0), a.perMonth()
	g.every = Interval{}
	k, _ := g.at(g.origin)
	turns := floorDiv(int64(k), g.perTurn)
	g.every = every
	g.month += turns
	g.skip = int64(k) - turns*g.perTurn
	if a == CalendarYear {
		g.month = floorDiv(g.month, g.months()) * g.months()
	}
}
