package calendar

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A ScheduleText is a [Schedule] as hosts store it, with zone and holidays by
// name. Reading back takes two steps, for only the host can load them:
//
//	var text calendar.ScheduleText
//	err := json.Unmarshal(stored, &text)
//	zone, err := time.LoadLocation(text.Zone)
//	s, err := text.Schedule(zone, nil)
type ScheduleText struct {
	Anchor   Instant   `json:"anchor"`
	Every    Interval  `json:"every"`
	Align    Alignment `json:"align"`
	Zone     string    `json:"zone"` // IANA name, never an offset
	Holidays string    `json:"holidays,omitempty"`
}

// Text returns s as it is stored. The error is that of Validate.
func (s Schedule) Text() (ScheduleText, error) {
	if err := s.Validate(); err != nil {
		return ScheduleText{}, err
	}
	return ScheduleText{
		Anchor: s.Anchor, Every: s.Every, Align: s.Align,
		Zone: zoneName(s.Zone), Holidays: s.Holidays.Name(),
	}, nil
}

// Schedule returns the schedule with what its names stand for, or every fault:
// those of Validate, and a *[FieldError] for a zone or holidays of another name.
// Nil is UTC and no holidays. No zone at all is a fault, so it cannot be
// forgotten.
func (t ScheduleText) Schedule(zone *time.Location, h *Holidays) (Schedule, error) {
	s := Schedule{Anchor: t.Anchor, Every: t.Every, Align: t.Align, Zone: zone, Holidays: h}
	var f faults
	f.add(t.Zone == "", "zone", "missing")
	f.add(t.Zone != "" && t.Zone != zoneName(zone), "zone", fmt.Sprintf("%.64q, got %.64q", t.Zone, zoneName(zone)))
	f.add(t.Holidays != h.Name(), "holidays", fmt.Sprintf("%.64q, got %.64q", t.Holidays, h.Name()))
	if err := errors.Join(append(f, s.Validate())...); err != nil {
		return Schedule{}, err
	}
	return s, nil
}

// MarshalJSON writes the ScheduleText. A Schedule does not unmarshal: read a
// ScheduleText.
func (s Schedule) MarshalJSON() ([]byte, error) {
	t, err := s.Text()
	if err != nil {
		return nil, err
	}
	return json.Marshal(t)
}

// UnmarshalJSON returns an error, whatever it is given: a zone cannot be loaded
// here. Read a [ScheduleText].
func (s *Schedule) UnmarshalJSON([]byte) error {
	return &FieldError{Path: "schedule", Reason: "read a ScheduleText"}
}
