package proceeds

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A Book tells the two ledgers apart.
type Book uint8

// The books.
const (
	Booked Book = iota // proceeds: one cell a charge and segment
	Live               // live proceeds: one cell a charge and slot
)

// String returns "booked" or "live".
func (b Book) String() string {
	switch b {
	case Booked:
		return "booked"
	case Live:
		return "live"
	}
	return fmt.Sprintf("book(%d)", uint8(b))
}

// MarshalText implements encoding.TextMarshaler.
func (b Book) MarshalText() ([]byte, error) {
	if b > Live {
		return nil, fmt.Errorf("proceeds: unknown %v", b)
	}
	return []byte(b.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Book) UnmarshalText(text []byte) error {
	switch string(text) {
	case "booked":
		*b = Booked
	case "live":
		*b = Live
	default:
		return fmt.Errorf("proceeds: book: unknown %q", text)
	}
	return nil
}

// A Cell is what is booked convergently: all that one charge of one plan earns
// for one subscription from Start on: a segment's start, or the start of the
// line's part of a slot. Its end is no part of it, for ends move.
type Cell struct {
	Book         Book             `json:"book"`
	Currency     money.Currency   `json:"currency"`
	Subscription subscription.ID  `json:"subscription"`
	Plan         pricing.PlanID   `json:"plan"`
	Charge       pricing.ChargeID `json:"charge"`
	Component    string           `json:"component,omitempty"` // the id of a fact or discount, "minimum", "maximum", "tiers"; none of the charge itself
	Start        calendar.Instant `json:"start"`
}

// Compare orders cells by book, subscription, plan, charge, component, start
// and currency; text bytewise.
func (c Cell) Compare(d Cell) int {
	return cmp.Or(
		cmp.Compare(c.Book, d.Book),
		strings.Compare(string(c.Subscription), string(d.Subscription)),
		strings.Compare(string(c.Plan), string(d.Plan)),
		strings.Compare(string(c.Charge), string(d.Charge)),
		strings.Compare(c.Component, d.Component),
		cmp.Compare(c.Start, d.Start),
		strings.Compare(c.Currency.String(), d.Currency.String()),
	)
}

// A Key identifies a row. N counts the rows of the cell before it: appending is
// a compare-and-swap on the length of the cell.
type Key struct {
	Cell
	N uint32 `json:"n"`
}

// Compare orders keys by cell, then N.
func (k Key) Compare(l Key) int { return cmp.Or(k.Cell.Compare(l.Cell), cmp.Compare(k.N, l.N)) }

// A Window asks for every cell of a subscription with Period.Start ≤ Start <
// Period.End.
type Window struct {
	Book         Book
	Subscription subscription.ID
	Period       calendar.Period
}

// Covers reports whether the window asks for c.
func (w Window) Covers(c Cell) bool {
	return w.Book == c.Book && w.Subscription == c.Subscription && w.Period.Contains(c.Start)
}
