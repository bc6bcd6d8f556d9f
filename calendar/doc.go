// Package calendar cuts time: billing periods, report slots, and the share of
// a period that is over.
//
// An [Instant] is whole microseconds UTC, a [Period] is half-open: a fact at its
// end belongs to the next.
//
// A [Schedule] numbers billing periods from an anchor, for ever in both
// directions. Period k is a function of the anchor and k, never of period k−1,
// so 31 January renews on 28 February and on 31 March. Its [Interval] is so many
// hours, days, weeks, months or years. Its [Alignment] moves the starts from the
// anniversary to fixed days, calendar quarters, or business days with a host's
// [Holidays]. [Schedule.At] finds the period of an instant, [Schedule.Periods]
// those of a span.
//
// A period that a term begins or leaves halfway is served as a stub, the part
// that [Period.Intersect] gives. The period itself stays its reference: a
// [Measure] says how much of it is over at an instant, as an exact fraction, and
// what a part is worth is the difference of two such positions. So the parts of
// a period, however it is cut, are worth the whole.
//
// A [Granularity] cuts a zone's time into the slots of a report, and a
// [Closing] says which of them still take rows. A [ScheduleText] is how a
// schedule is stored, with its zone by name.
//
// Local times that a zone skips move forward by what was skipped, and local
// times that it repeats mean the first, here and nowhere else. A day of 23 or 25
// hours is one day. The years 1 to 9999 are supported; beyond them, time stands
// still.
//
// All values are immutable and may be shared between goroutines. Load a
// *time.Location once and share it; nil is UTC.
package calendar
