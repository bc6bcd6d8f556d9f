package invoice_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

func TestNothingToBill(t *testing.T) {
	if _, err := invoice.Assemble(nil, invoice.Terms{}); !errors.Is(err, invoice.ErrNothing) {
		t.Errorf("Assemble of nothing: %v, want ErrNothing", err)
	}
}

func TestSeriesEndsInNoDigit(t *testing.T) {
	_, err := invoice.Assemble(nil, invoice.Terms{Series: "A1"})
	if !errors.Is(err, invoice.ErrSeries) {
		t.Errorf("Assemble: %v, want ErrSeries", err)
	}
	if a, b := invoice.FormatNumber("A1", 1), invoice.FormatNumber("A", 1_000_001); a != b {
		t.Errorf("control: %s and %s are not the same number", a, b)
	}
}
