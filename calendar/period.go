package calendar

// A Period is the time from Start up to, and without, End. The zero Period is
// empty.
type Period struct {
	Start Instant `json:"start"`
	End   Instant `json:"end"`
}

// Valid reports whether End does not precede Start.
func (p Period) Valid() bool { return p.Start <= p.End }

// IsEmpty reports whether no instant lies in p.
func (p Period) IsEmpty() bool { return p.Start >= p.End }

// Contains reports whether t lies in p. The end does not.
func (p Period) Contains(t Instant) bool { return p.Start <= t && t < p.End }

// Overlaps reports whether some instant lies in both.
func (p Period) Overlaps(q Period) bool { return !p.Intersect(q).IsEmpty() }

// Intersect returns what lies in both; the zero Period if nothing does.
func (p Period) Intersect(q Period) Period {
	both := Period{Start: max(p.Start, q.Start), End: min(p.End, q.End)}
	if both.IsEmpty() {
		return Period{}
	}
	return both
}

// String returns "start/end".
func (p Period) String() string { return p.Start.String() + "/" + p.End.String() }

// within returns what of p lies in the years 1 to 9999.
func (p Period) within() Period { return Period{Start: within(p.Start), End: within(p.End)} }
