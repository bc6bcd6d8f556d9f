package pricing

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
)

// A Sample is one raw fact about usage. Source and ID identify it: the same
// again adds nothing, and of two that differ the one recorded first counts.
type Sample struct {
	Source string // who reports: a series of its own; may be empty
	ID     string // unique within the source
	At     calendar.Instant
	Known  calendar.Instant // when it was recorded; zero: from the beginning
	Value  decimal.Decimal  // not for Count and Unique
	Key    string           // for Unique: whom or what to count once
}

// accepted returns the samples that are known, each once, by time. Samples of
// one instant stand in the order of recording.
func accepted(samples []Sample, known calendar.Instant) []Sample {
	var out []Sample
	for _, s := range samples {
		if s.Known <= known {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Sample) int {
		return cmp.Or(byIdentity(&a, &b), cmp.Compare(a.Known, b.Known), cmp.Compare(a.At, b.At), a.Value.Cmp(b.Value), cmp.Compare(a.Key, b.Key))
	})
	out = slices.CompactFunc(out, func(a, b Sample) bool { return byIdentity(&a, &b) == 0 })
	slices.SortFunc(out, func(a, b Sample) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Known, b.Known), byIdentity(&a, &b))
	})
	return out
}

func byIdentity(a, b *Sample) int {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
}
