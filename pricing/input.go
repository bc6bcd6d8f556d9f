package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// An Input is all that a price may depend on. Most models need the quantity
// alone.
type Input struct {
	Quantity Quantity
	// Amount is what came with the usage, for [Dynamic] and [Percentage].
	// Valid tells zero from missing.
	Amount decimal.NullDecimal
	// Attributes choose a price of [Tagged] and a cell of [Matrix].
	Attributes map[string]string
	// Charges is what other charges of the plan come to, after discounts and
	// before tax, for a [Percentage] of them.
	Charges map[ChargeID]decimal.Decimal
}

// At returns the usage of a quantity and nothing else.
func At(q Quantity) Input { return Input{Quantity: q} }

// zero returns u as it was before anything was used.
func (u Input) zero() Input {
	z := Input{Attributes: u.Attributes, Amount: decimal.NullDecimal{Valid: u.Amount.Valid}}
	if u.Charges != nil {
		z.Charges = make(map[ChargeID]decimal.Decimal, len(u.Charges))
		for id := range u.Charges {
			z.Charges[id] = decimal.Decimal{}
		}
	}
	return z
}

func (u *Input) isZero() bool {
	return u.Quantity.IsZero() && !u.Amount.Valid && u.Attributes == nil && u.Charges == nil
}

// An InputError reports usage without something that its price depends on. It is
// never priced at zero instead.
type InputError struct {
	Field  string // such as "amount", "attributes[region]", "charges[licence]"
	Reason string
	Err    error // the cause, where another package or the host found it
}

// Error names the field.
func (e *InputError) Error() string {
	return fmt.Sprintf("pricing: input: %s: %s", e.Field, e.Reason)
}

// Unwrap returns the cause.
func (e *InputError) Unwrap() error { return e.Err }

// attribute returns the value of an attribute.
func (u *Input) attribute(name string) (string, error) {
	v, ok := u.Attributes[name]
	if !ok {
		return "", &InputError{Field: fmt.Sprintf("attributes[%s]", name), Reason: "missing"}
	}
	return v, nil
}

func noSuchValue(attribute, value string) error {
	return &InputError{
		Field:  fmt.Sprintf("attributes[%s]", attribute),
		Reason: fmt.Sprintf("%.40q has no price", value),
	}
}
