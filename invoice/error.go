package invoice

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// ErrNothing is what a [NothingError] is.
var ErrNothing = errors.New("invoice: nothing to bill")

// ErrSeries is what a [SeriesError] is.
var ErrSeries = errors.New("invoice: the series ends in a digit")

// A NothingError says that nothing is to be billed to a buyer.
type NothingError struct{ Customer channel.PartyID }

// Error names the buyer.
func (e *NothingError) Error() string {
	if e.Customer == "" {
		return ErrNothing.Error()
	}
	return fmt.Sprintf("%v to %q", ErrNothing, e.Customer)
}

// Is reports whether target is [ErrNothing].
func (e *NothingError) Is(target error) bool { return target == ErrNothing }

// A SeriesError refuses a series that ends in a digit: its numbers could be
// another's.
type SeriesError struct {
	Customer channel.PartyID
	Series   string
}

// Error names both.
func (e *SeriesError) Error() string {
	return fmt.Sprintf("%v: %.40q, for customer %q", ErrSeries, e.Series, e.Customer)
}

// Is reports whether target is [ErrSeries].
func (e *SeriesError) Is(target error) bool { return target == ErrSeries }

// A MixedError refuses rows that are not of one document: those of two sellers,
// buyers or currencies.
type MixedError struct {
	Customer  channel.PartyID // of the document
	Field     string          // "seller", "buyer", "currency"
	Want, Got string          // of the document, and of the row
}

// Error says which.
func (e *MixedError) Error() string {
	return fmt.Sprintf("invoice: customer %q: %s %q is not on an invoice of %s %q", e.Customer, e.Field, e.Got, e.Field, e.Want)
}

// A NoCurrencyError reports a customer without a currency to be billed in.
type NoCurrencyError struct{ Customer channel.PartyID }

// Error names the customer.
func (e *NoCurrencyError) Error() string {
	return fmt.Sprintf("invoice: customer %q has no invoice currency", e.Customer)
}

// A NoPriceBookError reports a customer that no price book counts for.
type NoPriceBookError struct {
	Customer channel.PartyID
	Err      error // what found it; may be nil
}

// Error names the customer.
func (e *NoPriceBookError) Error() string {
	return fmt.Sprintf("invoice: customer %q has no price book", e.Customer)
}

// Unwrap returns what found it.
func (e *NoPriceBookError) Unwrap() error { return e.Err }

// Billable returns what a customer lacks to be billed, together: a
// *[NoPriceBookError] where resolved, the error of compiling its offer, says so
// (a *channel.MissingBookError), and a *[NoCurrencyError]. Any other fault of
// resolved is returned as it is.
func Billable(customer channel.Party, resolved error) error {
	var book *channel.MissingBookError
	if errors.As(resolved, &book) {
		resolved = &NoPriceBookError{customer.ID, resolved}
	}
	if customer.Currency.IsZero() {
		return errors.Join(resolved, &NoCurrencyError{customer.ID})
	}
	return resolved
}

// A NoTaxError reports a sale that a tax table has no rate for. It names the
// customer, and what was looked for.
type NoTaxError struct {
	Customer channel.PartyID
	Category string
	Place    string // country and region
	At       calendar.Instant
}

// Error says which.
func (e *NoTaxError) Error() string {
	return fmt.Sprintf("invoice: customer %q: no tax rate for category %q in %q on %v", e.Customer, e.Category, e.Place, e.At)
}
