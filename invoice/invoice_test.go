package invoice_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

func TestTransitions(t *testing.T) {
	for _, tt := range []struct {
		from, to invoice.Status
		ok       bool
	}{
		{invoice.Draft, invoice.Open, true}, {invoice.Draft, invoice.Void, true}, {invoice.Open, invoice.Void, true},
		{invoice.Draft, invoice.Draft, false}, {invoice.Open, invoice.Draft, false}, {invoice.Open, invoice.Open, false},
		{invoice.Void, invoice.Draft, false}, {invoice.Void, invoice.Open, false}, {invoice.Void, invoice.Void, false},
	} {
		got, err := invoice.Invoice{ID: "i", Status: tt.from, Version: 3}.To(tt.to)
		var refused *invoice.TransitionError
		if tt.ok && (err != nil || got.Version != 4 || got.Status != tt.to) || !tt.ok && !errors.As(err, &refused) {
			t.Errorf("%v to %v = %+v, %v", tt.from, tt.to, got, err)
		}
	}
}

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
