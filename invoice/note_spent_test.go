package invoice_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

// "what is credited in parts sums to what was charged, and no cent more can be"
// (Credit): a line of which nothing is left makes no empty credit note.
func TestCreditSpentPart(t *testing.T) {
	inv := issued(assembled(t, sellOut(t, "22"), sale{quantity: "1", raw: []string{"10"}}, sale{charge: "other", quantity: "1", raw: []string{"5"}}))
	c := invoice.Crediting{Series: "C-", Parts: []invoice.Part{{Line: 1}}}
	first, err := invoice.Credit(inv, c)
	if err != nil {
		t.Fatal(err)
	}
	c.Earlier = []invoice.Invoice{first}
	var refused *invoice.CreditError
	if again, err := invoice.Credit(inv, c); !errors.As(err, &refused) || refused.Path != "parts[0].amount" {
		t.Errorf("a credit note of %s on a line that is taken back: %v", again.Totals.Gross, err)
	}
}
