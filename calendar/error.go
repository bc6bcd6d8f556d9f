package calendar

import "fmt"

// A TextError reports a text that does not say what it should.
type TextError struct {
	What string // such as "instant" or "interval"
	Text string // cut after 64 bytes
}

// Error says both.
func (e *TextError) Error() string { return fmt.Sprintf("calendar: %q is no %s", e.Text, e.What) }

func textError(what, text string) error {
	const most = 64
	if len(text) > most {
		text = text[:most] + "…"
	}
	return &TextError{What: what, Text: text}
}

// A FieldError reports a fault of a value, at a path such as "anchor".
type FieldError struct{ Path, Reason string }

// Error says both.
func (e *FieldError) Error() string { return e.Path + ": " + e.Reason }

// faults collects field errors, for errors.Join.
type faults []error

func (f *faults) add(bad bool, path, reason string) {
	if bad {
		*f = append(*f, &FieldError{Path: path, Reason: reason})
	}
}
