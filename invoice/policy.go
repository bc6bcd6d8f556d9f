package invoice

import "github.com/daybook-go/daybook/money"

// A Policy says how an invoice is rounded. The zero Policy is that of EN 16931:
// each line is rounded half away from zero, then lines are summed; tax is
// rounded once for each rate, on the sum of its lines.
type Policy struct {
	Mode money.Rounding `json:"mode,omitzero"` // of lines and allowances
	Tax  money.Rounding `json:"tax,omitzero"`  // of tax

	// Of says which amounts of rows are summed.
	Of Basis `json:"of,omitzero"`
	// Group says which rows are one line. Rows of a line are summed before they
	// are rounded.
	Group Grouping `json:"group,omitzero"`
	// Order says whether lines or their sum are rounded.
	Order Order `json:"order,omitzero"`
	// TaxEach computes and rounds tax line by line. Three lines of 696.22 at 25 %
	// are then taxed 522.18, and at once 522.17.
	TaxEach bool `json:"tax_each,omitzero"`

	// Cash is the least that can be paid, such as 0.05 CHF: what is payable is
	// rounded to a multiple of it, half away from zero. Zero is not at all.
	Cash money.Amount `json:"cash,omitzero"`
}

// A Basis says which amounts of rows an invoice sums. The zero Basis is Booked.
type Basis uint8

// The bases.
const (
	Booked Basis = iota // as booked: invoices and proceeds are the same to the cent
	Raw                 // as before booking: the sum is rounded once
)

// A Grouping says which rows are one line. The zero Grouping is ByPrice.
type Grouping uint8

// The groupings. None of them puts rows of two plans, charges, units or tax
// categories on one line, nor corrections of earlier periods on a line with what
// is new.
const (
	ByPrice  Grouping = iota // rows of one price; those without one together
	ByCharge                 // all rows of a charge
	ByRow                    // each row by itself
)

// An Order says what is rounded first. The zero Order is LinesFirst.
type Order uint8

// The orders.
const (
	// LinesFirst rounds each line, then sums.
	LinesFirst Order = iota
	// SumFirst rounds the sum. Each line is what the rounded sum grows by with it,
	// so lines still sum to the total, and each is less than a unit off its own
	// amount.
	SumFirst
)

var (
	bases     = []string{"booked", "raw"}
	groupings = []string{"by-price", "by-charge", "by-row"}
	orders    = []string{"lines-first", "sum-first"}
)

// String returns "booked" or "raw".
func (b Basis) String() string { return nameOf(bases, uint8(b), "basis") }

// MarshalText implements encoding.TextMarshaler.
func (b Basis) MarshalText() ([]byte, error) { return marshalName(bases, uint8(b), "basis") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Basis) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(b), bases, text, "basis")
}

// String returns "by-price", "by-charge" or "by-row".
func (g Grouping) String() string { return nameOf(groupings, uint8(g), "grouping") }

// MarshalText implements encoding.TextMarshaler.
func (g Grouping) MarshalText() ([]byte, error) { return marshalName(groupings, uint8(g), "grouping") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (g *Grouping) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(g), groupings, text, "grouping")
}

// String returns "lines-first" or "sum-first".
func (o Order) String() string { return nameOf(orders, uint8(o), "order") }

// MarshalText implements encoding.TextMarshaler.
func (o Order) MarshalText() ([]byte, error) { return marshalName(orders, uint8(o), "order") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Order) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(o), orders, text, "order")
}
