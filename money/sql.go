package money

import "fmt"

// A ScanError reports a column value of a type that is never read as money:
// NULL, which sql.Null takes, and floats, which have lost the cent already.
type ScanError struct{ Type string }

// Error names the type.
func (e *ScanError) Error() string { return "money: cannot read a column of type " + e.Type }

// maxColumn is longer than any text that is read here. What is longer still is
// refused by its beginning.
const maxColumn = 2 * maxText

func scan(src any, unmarshal func([]byte) error) error {
	switch v := src.(type) {
	case string:
		return unmarshal([]byte(v[:min(len(v), maxColumn)]))
	case []byte:
		return unmarshal(v)
	}
	return &ScanError{Type: fmt.Sprintf("%T", src)}
}

// Scan makes *Amount an sql.Scanner for text columns that hold what String
// writes. Anything but text is a *[ScanError]; a stays as it was.
//
// To store an amount pass a.String(). Columns that are to be summed in the
// database are better three: Units, Scale and Currency, read back with
// [FromUnits].
func (a *Amount) Scan(src any) error { return scan(src, a.UnmarshalText) }

// Scan makes *Currency an sql.Scanner for text columns. Anything but text is a
// *[ScanError].
func (c *Currency) Scan(src any) error { return scan(src, c.UnmarshalText) }

// Scan makes *Number an sql.Scanner for columns of text, or of whole numbers.
// Anything else is a *[ScanError]; x stays as it was. To store a number pass
// x.String().
func (x *Number) Scan(src any) error {
	if v, ok := src.(int64); ok {
		*x = whole(v)
		return nil
	}
	return scan(src, x.UnmarshalText)
}
