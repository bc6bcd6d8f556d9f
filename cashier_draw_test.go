package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/store/memstore"
)

// "prepaid usage packs as a liability drawn by usage": units that are worth less
// than a cent are drawn too, and what they are worth comes with those after them.
func TestDrawLessThanACent(t *testing.T) {
	s := new(memstore.Store)
	c := cashier(s, nil, january.End)
	if _, err := c.SellPack(t.Context(), adas(), daybook.Credit{Reference: "p", Amount: euros(100), Units: money.MustNumber("1000")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Receive(t.Context(), adas(), daybook.Transfer{Reference: "b", Amount: euros(100)}); err != nil {
		t.Fatal(err)
	}
	issued(t, s, "i-1", january.Start, 10000, 0)
	var spent int64
	for _, units := range []string{"1", "3", "3", "7", "1000"} { // all that the usage came to so far
		rest, err := c.Draw(t.Context(), "i-1", "calls", january.End, money.MustNumber(units))
		if err != nil || !rest.IsZero() {
			t.Fatalf("draw %s: %v left, %v", units, rest, err)
		}
		stand, err := c.Standing(t.Context(), adas())
		if err != nil {
			t.Fatal(err)
		}
		it, _ := stand.Receivable("i-1")
		spent = it.Amount.Units() - it.Open.Units()
	}
	if spent != 100 {
		t.Errorf("the pack of 1.00 paid %s", euros(spent))
	}
}
