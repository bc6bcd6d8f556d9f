package channel

import (
	"github.com/daybook-go/daybook/pricing"
)

// Reduced sets r to amount at the funder's level and at every level after it
// down to the customer, and nothing before: so the margins of all others stay.
// 6, 7, 8, 10 with −2 paid for by the vendor are 4, 5, 6, 8. False: there is no
// such level, and r is nothing.
func (o *Offer) Reduced(r *Rates, f pricing.Funder, amount pricing.Exact) bool {
	*r = Rates{levels: o.levels, exchange: o.exchange}
	from, ok := Level(f).In(o.levels)
	n, exact := amount.Num()
	if !ok || !exact {
		return false
	}
	for l := from; l < o.levels; l++ {
		r.at[l] = n
	}
	return true
}
