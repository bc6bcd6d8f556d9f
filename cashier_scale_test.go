package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/store/memstore"
)

// "Amount carries currency" (known-faults 45): a first credit of "5 EUR" does not
// keep an account from taking invoices with cents, for ever.
func TestFirstAmountOfOtherDigits(t *testing.T) {
	s := new(memstore.Store)
	c := cashier(s, nil, january.End)
	five := money.New(5, 0, money.MustCurrency("EUR"))
	if _, err := c.Grant(t.Context(), adas(), daybook.Credit{Reference: "g", Amount: five}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Grant(t.Context(), adas(), daybook.Credit{Reference: "mill", Amount: money.New(1001, 3, money.MustCurrency("EUR"))}); err == nil {
		t.Error("a credit of a tenth of a cent is granted")
	}
	issued(t, s, "i-1", january.Start, 10000, 0)
	stand, err := c.Post(t.Context(), "i-1")
	if err != nil {
		t.Fatal(err)
	}
	if stand.Owed != euros(10500) {
		t.Errorf("%s is owed, want 105.00", stand.Owed)
	}
}
