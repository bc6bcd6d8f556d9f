package pricing

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// A FieldError reports one fault of a plan or a model, and where it is.
type FieldError struct {
	Path   string // such as "charges[2].price.tiers[0].up_to"
	Reason string
	Err    error // the cause, where another package found it; may be nil
}

// Error returns path and reason.
func (e *FieldError) Error() string { return "pricing: " + e.Path + ": " + e.Reason }

// Unwrap returns the cause, such as a *money.DecimalError.
func (e *FieldError) Unwrap() error { return e.Err }

// A QuantityError reports a quantity that a model does not price.
type QuantityError struct {
	Quantity Quantity
	Reason   string
}

// Error returns quantity and reason.
func (e *QuantityError) Error() string {
	return fmt.Sprintf("pricing: quantity %s: %s", e.Quantity, e.Reason)
}

// faults collects FieldErrors below a path.
type faults struct {
	path string
	list *[]error
}

func newFaults() faults { return faults{list: new([]error)} }

func (f faults) err() error { return errors.Join(*f.list...) }

// orRoot gives a fault of a whole model a name where it stands alone.
func (f faults) orRoot(name string) faults {
	if f.path == "" {
		return f.at("%s", name)
	}
	return f
}

// at returns the collector for a field below f's path.
func (f faults) at(format string, args ...any) faults {
	path := format
	if len(args) > 0 {
		path = fmt.Sprintf(format, args...)
	}
	if f.path != "" {
		path = f.path + "." + path
	}
	return faults{path: path, list: f.list}
}

func (f faults) add(format string, args ...any) {
	*f.list = append(*f.list, &FieldError{Path: f.path, Reason: fmt.Sprintf(format, args...)})
}

// gate reports whether d may be computed with.
func (f faults) gate(d decimal.Decimal) bool {
	err := money.Gate(d)
	if err != nil {
		f.wrap(err)
	}
	return err == nil
}

// num returns d, and zero where it may not be computed with.
func (f faults) num(d decimal.Decimal) fix.Num {
	if !f.gate(d) {
		return fix.Num{}
	}
	return plain(d)
}

// count checks the length of a list.
func (f faults) count(n, most int) bool {
	switch {
	case n == 0:
		f.add("missing")
	case n > most:
		f.add("%d are more than %d", n, most)
	default:
		return true
	}
	return false
}

// interval checks an interval, or the lack of one.
func (f faults) interval(i calendar.Interval) {
	if _, err := i.MarshalText(); err != nil {
		f.wrap(err)
	}
}

func (f faults) wrap(err error) {
	*f.list = append(*f.list, &FieldError{Path: f.path, Reason: err.Error(), Err: err})
}

func index(name string, i int) string { return fmt.Sprintf("%s[%d]", name, i) }

// text checks an identifier or a label.
func (f faults) text(s string, required bool) {
	switch {
	case s == "" && required:
		f.add("missing")
	case !utf8.ValidString(s):
		f.add("%.40q is not UTF-8", s)
	}
}
