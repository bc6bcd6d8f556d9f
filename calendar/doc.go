// Package calendar cuts time: billing periods, report slots, and the share of
// a period that is over.
//
// An [Instant] is whole microseconds UTC, a [Period] is half-open. A [Schedule]
// numbers billing periods from an anchor, for ever in both directions: period k
// is a function of the anchor and k, never of period k−1, so 31 January renews
// on 28 February and on 31 March.
//
// [Granularity] cuts a zone's time into the slots of a report, and [Measure]
// says which fraction of a period has passed.
//
// Local times that a zone skips move forward by what was skipped, and local
// times that it repeats mean the first, here and nowhere else. The years 1 to
// 9999 are supported; beyond them, time stands still.
//
// All values are immutable and may be shared between goroutines. Load a
// *time.Location once and share it; nil is UTC.
package calendar
