package channel

import (
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
)

// maxPieces bounds the pieces of one charge that a chain prices apart: bands of
// quantities times tiers.
const maxPieces = 1024

// A band is a range of quantities: above above, up to and including upTo. A zero
// upTo is open, a zero above has no lower end.
type band struct{ above, upTo fix.Num }

func (b band) covers(c band) bool {
	return b.above.Cmp(c.above) <= 0 && (b.upTo.IsZero() || !c.upTo.IsZero() && c.upTo.Cmp(b.upTo) <= 0)
}

// bandsOf cuts all quantities at the ends of bands.
func bandsOf(list []band) []band {
	var ends []fix.Num
	for _, b := range list {
		for _, end := range []fix.Num{b.above, b.upTo} {
			if !end.IsZero() {
				ends = append(ends, end)
			}
		}
	}
	slices.SortFunc(ends, fix.Num.Cmp)
	ends = slices.CompactFunc(ends, func(a, b fix.Num) bool { return a.Cmp(b) == 0 })
	out := make([]band, 0, len(ends)+1)
	var above fix.Num
	for _, end := range append(ends, fix.Num{}) {
		out = append(out, band{above, end})
		above = end
	}
	return out
}
