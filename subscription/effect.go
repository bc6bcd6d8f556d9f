package subscription

// An Effect says when an order takes effect, once it is approved and its
// requested instant has come. The zero Effect is ByDefault.
type Effect uint8

// The effects.
const (
	// ByDefault is at once for what costs as much or more, and at the period's
	// end for what costs less. A cancellation is at the period's end.
	ByDefault Effect = iota
	Immediately
	// AtPeriodEnd is when the billing period ends that is running: a change on
	// its first instant waits for all of it, one on its last for nothing. A
	// trial counts as a period.
	AtPeriodEnd
)

var effects = []string{"default", "immediately", "period-end"}

// String returns the name, such as "period-end".
func (e Effect) String() string { return textOf(effects, uint8(e), "effect") }

// MarshalText implements encoding.TextMarshaler.
func (e Effect) MarshalText() ([]byte, error) { return marshalName(effects, uint8(e), "effect") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Effect) UnmarshalText(text []byte) error { return unmarshalName(effects, e, text, "effect") }
