package channel

import "slices"

// Levels returns how many levels there are.
func (r *Rates) Levels() int { return r.levels }

// MulEach returns r with level l times k[l].
func (r Rates) MulEach(k *[MaxLevels]int64) Rates {
	for l := range r.levels {
		r.at[l] = r.at[l].MulInt(k[l])
	}
	return r
}

// VendorOnly returns r with nothing at the levels above the vendor's.
func (r Rates) VendorOnly() Rates {
	clear(r.at[min(1, r.levels):])
	return r
}

// Only returns a with nothing at the levels that the mask leaves out: bit l is
// level l, counted from the vendor.
func (a Amounts) Only(mask uint8) Amounts {
	for l := range a.Levels() {
		if mask&(1<<l) == 0 {
			a.units[l], a.rest[l], a.settled[l] = 0, 0, 0
		}
	}
	return a
}

// SamePairs returns the levels, as a mask for Only, at which two routes run
// between the same seller and buyer and settle in the same currency. Routes of
// other lengths, and no route, have none.
func (r *Route) SamePairs(customer PartyID, s *Route, other PartyID) (mask uint8) {
	if r == nil || s == nil || len(r.Parties) != len(s.Parties) {
		return 0
	}
	for l := range r.Parties {
		if r.Seller(l) == s.Seller(l) && r.Buyer(l, customer) == s.Buyer(l, other) && r.settlement(l).adds(s.settlement(l)) {
			mask |= 1 << l
		}
	}
	return mask
}

// settlement returns how level l settles; the zero Settlement is in the book
// currency.
func (r *Route) settlement(l int) Settlement {
	if l >= len(r.Settlements) {
		return Settlement{}
	}
	return r.Settlements[l]
}

// adds reports whether amounts of two settlements add up, at whatever rates.
func (s Settlement) adds(o Settlement) bool { return s.Currency == o.Currency && s.Scale == o.Scale }

// SettledLike returns r with the settlements of another route: those of a
// period's start, which all rows of the period keep.
func (r *Route) SettledLike(start *Route) *Route {
	if slices.Equal(r.Settlements, start.Settlements) {
		return r
	}
	out := *r
	out.Settlements = start.Settlements
	out.ID = out.digest()
	return &out
}
