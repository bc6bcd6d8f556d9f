package pricing

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// A LineKind says what a rated line is about. The zero LineKind is LineFlat.
type LineKind uint8

// The kinds of lines.
const (
	LineFlat     LineKind = iota // Flat, once
	LineUnit                     // Units at Unit
	LinePackage                  // Units packages at Unit
	LineTier                     // Units of a tier at Unit, and Flat once
	LineTag                      // Flat, for the value of an attribute
	LinePercent                  // Unit percent of Base, and Flat once
	LineDynamic                  // the amount that came with the usage
	LineCustom                   // what the host's own model says
	LineIncluded                 // Units that cost nothing
	LineMinimum                  // what lacks to a minimum, at least zero
	LineMaximum                  // what exceeds a maximum, at most zero
)

var lineKindTexts = []string{
	"flat", "unit", "package", "tier", "tag", "percent", "dynamic", "custom", "included", "minimum", "maximum",
}

// String returns the name, such as "tier".
func (k LineKind) String() string { return textOf(lineKindTexts, uint8(k), "line") }

// MarshalText returns what String does.
func (k LineKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what String returns.
func (k *LineKind) UnmarshalText(text []byte) error {
	i, err := indexOf(lineKindTexts, text, "line")
	if err == nil {
		*k = LineKind(i)
	}
	return err
}

// A RatedLine explains a part of a price. The amounts of all lines sum to the
// price, exactly.
type RatedLine struct {
	Path   string // where in the model: "" is all of it, else such as "models[1].tiers[0]"
	Kind   LineKind
	Tier   int // 0-based, of a LineTier
	Units  Quantity
	Unit   decimal.Decimal
	Flat   decimal.Decimal
	Base   decimal.Decimal // of a LinePercent
	Amount Exact
}

// String returns the line as a clerk would write it: "tiers[1]: 6 × 3 = 18".
func (l RatedLine) String() string {
	at := l.Path
	if at != "" {
		at += ": "
	}
	switch l.Kind {
	case LineUnit, LinePackage, LineTier:
		at += fmt.Sprintf("%s × %s", l.Units, text(l.Unit))
		if !l.Flat.IsZero() {
			at += " + " + text(l.Flat)
		}
	case LinePercent:
		at += fmt.Sprintf("%s %% of %s + %s", text(l.Unit), text(l.Base), text(l.Flat))
	case LineIncluded:
		at += fmt.Sprintf("%s included", l.Units)
	default:
		at += l.Kind.String()
	}
	return at + " = " + l.Amount.String()
}

// MarshalJSON returns the line with all numbers as texts; what is zero is left
// out, but the amount. It is for reading, and has no way back: a seller's prices
// may have more digits than may come in.
func (l RatedLine) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Path   string   `json:"path,omitempty"`
		Kind   LineKind `json:"kind"`
		Tier   int      `json:"tier,omitempty"`
		Units  string   `json:"units,omitempty"`
		Unit   string   `json:"unit,omitempty"`
		Flat   string   `json:"flat,omitempty"`
		Base   string   `json:"base,omitempty"`
		Amount Exact    `json:"amount"`
	}{l.Path, l.Kind, l.Tier, unless0(l.Units.String()), unless0(text(l.Unit)), unless0(text(l.Flat)), unless0(text(l.Base)), l.Amount})
}

func unless0(text string) string {
	if text == "0" {
		return ""
	}
	return text
}

// text returns d without an exponent or trailing zeros.
func text(d decimal.Decimal) string { return Exact{n: fix.FromDecimal(d)}.String() }

// An explanation collects lines below a path.
type explanation struct {
	ask  *ask
	path string
	list []RatedLine
}

// add appends a line whose units and amount are times k.
func (e *explanation) add(l RatedLine, units, amount fix.Num) {
	l.Path = e.path
	if l.Kind == LineTier {
		l.Path = joined(e.path, fmt.Sprintf("tiers[%d]", l.Tier))
	}
	l.Units = FromExact(e.ask.under(units))
	l.Amount = e.ask.under(amount).reduced()
	e.list = append(e.list, l)
}

// below collects what f adds under a further step of the path.
func (e *explanation) below(step string, f func() (fix.Num, error)) (fix.Num, error) {
	path := e.path
	e.path = joined(path, step)
	n, err := f()
	e.path = path
	return n, err
}

func joined(path, step string) string {
	if path == "" {
		return step
	}
	return path + "." + step
}
