package invoice

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/money"
)

// Errors of entries, as the cause of an [EntryError].
var (
	// ErrOverdrawn: more than the source has, or than the item has open.
	ErrOverdrawn = errors.New("more than there is")
	// ErrUnknown: the account has no such item, credit, payment or note.
	ErrUnknown = errors.New("the account has none of this name")
	// ErrRecorded: the account has an entry of this kind and reference.
	ErrRecorded = errors.New("recorded before")
	// ErrEntry: the entry cannot be, whatever the account holds.
	ErrEntry = errors.New("faulty entry")
)

// An EntryError refuses an entry. Nothing of it is applied.
type EntryError struct {
	Kind      EntryKind
	Reference string
	Field     string // as in JSON
	Err       error
}

// Error says which entry, which field and why.
func (e *EntryError) Error() string {
	return fmt.Sprintf("invoice: %v %.40q: %s: %v", e.Kind, e.Reference, e.Field, e.Err)
}

// Unwrap returns the cause.
func (e *EntryError) Unwrap() error { return e.Err }

func (e *Entry) fault(field string, err error) error {
	return &EntryError{e.Kind, e.Reference, field, err}
}

func (e *Entry) faulty(field, reason string) error {
	return e.fault(field, fmt.Errorf("%w: %s", ErrEntry, reason))
}

// sums adds and takes away until something does not fit, and keeps that error.
type sums struct{ err error }

func (s *sums) add(a, b money.Amount) money.Amount { return s.keep(a.Add(b)) }

func (s *sums) sub(a, b money.Amount) money.Amount { return s.keep(a.Sub(b)) }

func (s *sums) keep(a money.Amount, err error) money.Amount {
	if s.err == nil {
		s.err = err
	}
	return a
}

// least returns the smaller of two amounts that are alike.
func least(a, b money.Amount) money.Amount {
	if b.Units() < a.Units() {
		return b
	}
	return a
}
