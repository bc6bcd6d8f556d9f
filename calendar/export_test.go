package calendar

import "time"

// The years that the package supports, for tests.
const (
	MinInstant = minInstant
	MaxInstant = maxInstant
)

// FromWall returns when zone's clock shows w, microseconds since it showed
// 1970-01-01 00:00.
func FromWall(w int64, zone *time.Location) Instant { return wall(w).in(zone) }
