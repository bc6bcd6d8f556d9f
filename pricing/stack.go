package pricing

import (
	"errors"
	"fmt"
	"slices"
)

// An ExclusionError reports two discounts that do not go together.
type ExclusionError struct{ Discount, Excluded DiscountID }

// Error names both.
func (e *ExclusionError) Error() string {
	return fmt.Sprintf("pricing: discount %q does not go with %q", e.Discount, e.Excluded)
}

// Stack reports, all at once, why discounts cannot be used together: a
// *[ExclusionError] for each two that exclude each other, a *[FieldError] for
// each fault, with paths such as "discounts[1].percent", and for one that comes
// twice.
func Stack(discounts ...Discount) error {
	f := newFaults()
	var faults []error
	for i := range discounts {
		d := &discounts[i]
		g := f.at("discounts[%d]", i)
		d.validate(g)
		for j := range discounts[:i] {
			switch o := &discounts[j]; {
			case o.ID == d.ID:
				g.at("id").add("%.40q is discounts[%d] already", d.ID, j)
			case slices.Contains(o.Excludes, d.ID):
				faults = append(faults, &ExclusionError{o.ID, d.ID})
			case slices.Contains(d.Excludes, o.ID):
				faults = append(faults, &ExclusionError{d.ID, o.ID})
			}
		}
	}
	return errors.Join(append([]error{f.err()}, faults...)...)
}
