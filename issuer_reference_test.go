package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

// "Rebill takes an issued invoice back, by a credit note on what is left of it":
// also where a host named a part of it "rebilled".
func TestRebillAfterPartOfThatName(t *testing.T) {
	_, issuer := issuing(t)
	open := opened(t, issuer, sellOut)
	if _, err := issuer.Credit(t.Context(), open.ID, "rebilled", invoice.Crediting{Parts: []invoice.Part{{Line: 1, Amount: euros(100)}}}); err != nil {
		t.Fatal(err)
	}
	next, err := issuer.Rebill(t.Context(), open.ID)
	if err != nil || next.ID == open.ID || next.Status != invoice.Draft {
		t.Errorf("%v %s, %v; want a new draft", next.Status, next.ID, err)
	}
}

// "Corrections: credit note with reference": a second part under no reference is
// not taken for the first.
func TestCreditWithoutReference(t *testing.T) {
	_, issuer := issuing(t)
	open := opened(t, issuer, sellOut)
	for _, cents := range []int64{100, 200} {
		note, err := issuer.Credit(t.Context(), open.ID, "", invoice.Crediting{Parts: []invoice.Part{{Line: 1, Amount: euros(cents)}}})
		if err == nil && note.Totals.Gross.Units() != -cents {
			t.Errorf("asked for %s, got %s", euros(cents), note.Totals.Gross)
		}
	}
}
