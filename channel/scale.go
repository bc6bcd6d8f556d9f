package channel

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
