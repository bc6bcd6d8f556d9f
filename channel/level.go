package channel

import "strconv"

// MaxLevels bounds the levels of a chain.
const MaxLevels = 8

// A Level is a place in a chain's ladder of prices: level i is what party i
// charges the next one. Levels from 0 on count from the vendor, negative ones
// from the customer, so that SellOut is the last level of a chain of any length.
type Level int8

// The levels that have names.
const (
	VendorCost Level = 0  // what the vendor gets
	Wholesale  Level = 1  // what the parent charges the distributor
	SellIn     Level = -2 // what the distributor charges the reseller
	SellOut    Level = -1 // what the reseller charges the customer
)

// In returns l counted from the vendor in a ladder of n levels; false if there
// is no such level.
func (l Level) In(n int) (int, bool) {
	i := int(l)
	if i < 0 {
		i += n
	}
	return i, 0 <= i && i < n
}

// Name returns the level's name in a ladder of n levels: "vendor-cost",
// "wholesale", "sell-in", "sell-out", or "level-3" where it has none. In short
// ladders, where two names fit, the one from the customer's end wins.
func (l Level) Name(n int) string {
	i, ok := l.In(n)
	switch {
	case !ok:
		return "level" + strconv.Itoa(int(l))
	case i == n-1:
		return "sell-out"
	case i == 0:
		return "vendor-cost"
	case i == n-2:
		return "sell-in"
	case i == 1:
		return "wholesale"
	}
	return "level-" + strconv.Itoa(i)
}
