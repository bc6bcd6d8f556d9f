package channel

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// A FieldError reports one fault of a directory, a price book or a rule, and
// where it is.
type FieldError struct {
	Path   string // such as "items[3].rule.percent"
	Reason string
	Err    error // the cause, where another package found it; may be nil
}

// Error returns path and reason.
func (e *FieldError) Error() string { return "channel: " + e.Path + ": " + e.Reason }

// Unwrap returns the cause, such as a *money.DecimalError.
func (e *FieldError) Unwrap() error { return e.Err }

// faults collects FieldErrors below a path.
type faults struct {
	path string
	list *[]error
}

func newFaults() faults { return faults{list: new([]error)} }

func (f faults) err() error { return errors.Join(*f.list...) }

// at returns the collector for a field below f's path.
func (f faults) at(format string, args ...any) faults {
	path := fmt.Sprintf(format, args...)
	if f.path != "" {
		path = f.path + "." + path
	}
	return faults{path: path, list: f.list}
}

// add adds a fault. A %w in format is its cause.
func (f faults) add(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	*f.list = append(*f.list, &FieldError{Path: f.path, Reason: err.Error(), Err: errors.Unwrap(err)})
}

func (f faults) wrap(err error) {
	*f.list = append(*f.list, &FieldError{Path: f.path, Reason: err.Error(), Err: err})
}

// gate reports whether d may be computed with.
func (f faults) gate(d decimal.Decimal) bool {
	err := money.Gate(d)
	if err != nil {
		f.wrap(err)
	}
	return err == nil
}

// text checks an identifier or a label.
func (f faults) text(s string, required bool) {
	switch {
	case s == "" && required:
		f.add("missing")
	case !utf8.ValidString(s):
		f.add("%.40q is not UTF-8", s)
	}
}
