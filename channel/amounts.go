package channel

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// RawScale is the number of decimals of raw amounts; where more are booked, raw
// amounts have those.
const RawScale = 12

// Amounts is one booked amount a level, in one currency and scale, and beside
// it the raw amount, from before booking's rounding. It holds no pointer and
// compares with ==. The zero Amounts is nothing at every level: it adds to any.
type Amounts struct {
	units    [MaxLevels]int64
	rest     [MaxLevels]int64 // raw − booked, in 10^−max(RawScale, scale)
	settled  [MaxLevels]int64 // in the settlement currency of the level's route
	currency money.Currency
	scale    uint8
	levels   uint8
}

// Parts are the numbers of Amounts, for stores that keep them in columns.
type Parts struct {
	Currency money.Currency   `json:"currency"`
	Scale    uint8            `json:"scale"`
	Levels   uint8            `json:"levels"`
	Units    [MaxLevels]int64 `json:"units"`   // booked, in 10^−Scale
	Rest     [MaxLevels]int64 `json:"rest"`    // raw − booked, in 10^−max(12, Scale)
	Settled  [MaxLevels]int64 `json:"settled"` // where a level settles in another currency: units of that
}

// ErrParts is returned for parts that no Amounts has.
var ErrParts = errors.New("channel: no such amounts")

// AmountsOf returns booked amounts in units of 10^−scale of c, one a level,
// whose raw amounts are the same. It panics beyond MaxLevels and
// money.MaxScale, which is a mistake of the program.
func AmountsOf(c money.Currency, scale uint8, units ...int64) Amounts {
	if len(units) > MaxLevels || scale > money.MaxScale {
		panic("channel: more levels or digits than there are")
	}
	a := Amounts{currency: c, scale: scale, levels: uint8(len(units))}
	copy(a.units[:], units)
	return a
}

// Parts returns the numbers of a.
func (a Amounts) Parts() Parts {
	return Parts{a.currency, a.scale, a.levels, a.units, a.rest, a.settled}
}

// Amounts returns the amounts that p are the parts of. ErrParts reports levels
// or a scale beyond what there is, and numbers at levels that are not there.
func (p Parts) Amounts() (Amounts, error) {
	if p.Levels > MaxLevels || p.Scale > money.MaxScale {
		return Amounts{}, fmt.Errorf("%w: %d levels at scale %d", ErrParts, p.Levels, p.Scale)
	}
	for l := int(p.Levels); l < MaxLevels; l++ {
		if p.Units[l] != 0 || p.Rest[l] != 0 || p.Settled[l] != 0 {
			return Amounts{}, fmt.Errorf("%w: level %d of %d", ErrParts, l, p.Levels)
		}
	}
	return Amounts{p.Units, p.Rest, p.Settled, p.Currency, p.Scale, p.Levels}, nil
}

// Levels returns how many levels there are.
func (a Amounts) Levels() int { return int(a.levels) }

// Currency returns the book currency, in which levels add up.
func (a Amounts) Currency() money.Currency { return a.currency }

// Of returns the booked amount at a level; false if there is no such level.
func (a Amounts) Of(l Level) (money.Amount, bool) {
	i, ok := l.In(a.Levels())
	if !ok {
		return money.Amount{}, false
	}
	return money.New(a.units[i], a.scale, a.currency), true
}

// Raw returns the raw amount at a level, at RawScale decimals or more.
func (a Amounts) Raw(l Level) (string, bool) {
	i, ok := l.In(a.Levels())
	if !ok {
		return "", false
	}
	var room [64]byte
	booked, rest := fix.New(a.units[i], int32(a.scale)), fix.New(a.rest[i], int32(max(RawScale, a.scale)))
	return string(booked.Add(rest).AppendText(room[:0])), true
}

// Margin returns level l minus the level before it: what its seller keeps. At
// the vendor's level that is all. A margin that does not fit is reported as
// false, like one of no level.
func (a Amounts) Margin(l Level) (money.Amount, bool) {
	m, ok := a.Of(l)
	i, _ := l.In(a.Levels())
	if !ok || i == 0 {
		return m, ok
	}
	before, _ := a.Of(Level(i - 1))
	m, err := m.Sub(before)
	return m, err == nil
}

// IsZero reports whether nothing is booked, raw or settled at any level.
func (a Amounts) IsZero() bool {
	none := [MaxLevels]int64{}
	return a.units == none && a.rest == none && a.settled == none
}

func (a Amounts) isNothing() bool { return a == Amounts{} }

// Add returns a + b. The error wraps money.ErrMismatch if they are not alike,
// and money.ErrRange if the sum does not fit.
func (a Amounts) Add(b Amounts) (Amounts, error) {
	if b.isNothing() {
		return a, nil
	}
	if a.isNothing() {
		return b, nil
	}
	return a.each(&b, add)
}

// Sub returns a − b, under the rules of Add.
func (a Amounts) Sub(b Amounts) (Amounts, error) {
	if b.isNothing() {
		return a, nil
	}
	if a.isNothing() {
		a.currency, a.scale, a.levels = b.currency, b.scale, b.levels
	}
	return a.each(&b, sub)
}

func (a Amounts) each(b *Amounts, op func(x, y int64) (int64, bool)) (Amounts, error) {
	if a.currency != b.currency || a.scale != b.scale || a.levels != b.levels {
		return Amounts{}, fmt.Errorf("channel: amounts: %w", money.ErrMismatch)
	}
	fits := true
	for l := range a.Levels() {
		var ok [3]bool
		a.units[l], ok[0] = op(a.units[l], b.units[l])
		a.rest[l], ok[1] = op(a.rest[l], b.rest[l])
		a.settled[l], ok[2] = op(a.settled[l], b.settled[l])
		fits = fits && ok[0] && ok[1] && ok[2]
	}
	if !fits {
		return Amounts{}, fmt.Errorf("channel: amounts: %w", money.ErrRange)
	}
	return a, nil
}

func add(x, y int64) (int64, bool) { s := x + y; return s, (s > x) == (y > 0) }

func sub(x, y int64) (int64, bool) { d := x - y; return d, (d < x) == (y > 0) }

// String returns every level from the vendor on, and the raw amount where it
// differs: "EUR 6.00 7.20 (7.196000000000)".
func (a Amounts) String() string {
	var b strings.Builder
	b.WriteString(a.currency.String())
	for l := range a.Levels() {
		fmt.Fprintf(&b, " %s", money.New(a.units[l], a.scale, a.currency).Text())
		if a.rest[l] != 0 {
			raw, _ := a.Raw(Level(l))
			fmt.Fprintf(&b, " (%s)", raw)
		}
		if a.settled[l] != 0 {
			fmt.Fprintf(&b, " [%d]", a.settled[l])
		}
	}
	return b.String()
}

// MarshalJSON returns the parts. It shows every level: cut what leaves the
// operator's hands with [Viewer.View].
func (a Amounts) MarshalJSON() ([]byte, error) { return json.Marshal(a.Parts()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Amounts) UnmarshalJSON(b []byte) error {
	var p Parts
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("channel: amounts: %w", err)
	}
	read, err := p.Amounts()
	if err != nil {
		return err
	}
	*a = read
	return nil
}
