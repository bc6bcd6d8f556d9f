package livereport

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// Instructions folds rows into billing instructions for one viewer. Each row is
// cut to the viewer first, and the order of rows does not matter. It is made by
// [NewInstructions] and used by one goroutine.
//
//   - Lines are of whole posting periods, so once those are closed a further pull
//     gives the same bytes.
//   - What is booked later than it serves is a line of its own. It names the line
//     that it corrects, if there is one: add the rows of [Instructions.Earlier]
//     with [Instructions.AddEarlier] for that.
//   - An External pair is instructed of quotas, each in the posting period in
//     which it counts.
type Instructions struct {
	viewer  channel.Viewer
	terms   InstructionTerms
	lines   map[instructionKey]*instructionSums
	firsts  map[instructionKey][]instructionKey // of what is served: the lines of its first posting period
	earlier calendar.Period
}

// NewInstructions returns an empty fold. The error joins an *[InstructionError]
// for each fault of the terms.
func NewInstructions(v channel.Viewer, t InstructionTerms) (*Instructions, error) {
	if err := t.validate(v); err != nil {
		return nil, err
	}
	return &Instructions{viewer: v, terms: t,
		lines: map[instructionKey]*instructionSums{}, firsts: map[instructionKey][]instructionKey{}}, nil
}

// Add counts in a row that is posted in the frame; what is not, or not to be
// instructed, or hidden from the viewer is left out. The error wraps
// money.ErrRange where a sum does not fit.
func (x *Instructions) Add(r *proceeds.Row) error {
	return x.each(r, func(k instructionKey, v *proceeds.View, s *channel.Side) error {
		if !x.terms.has(v.Posted) {
			return nil
		}
		if home := (calendar.Period{Start: k.service, End: x.terms.Frame.Start}); k.posted > k.service && !home.IsEmpty() {
			x.earlier.Start, x.earlier.End = min(cmp.Or(x.earlier.Start, home.Start), home.Start), home.End
		}
		return x.fold(k, v, s)
	})
}

// Earlier returns the posting period before the frame in which what the rows
// correct may be posted; empty if they correct nothing.
func (x *Instructions) Earlier() calendar.Period { return x.earlier }

// AddEarlier looks for what is corrected in a row that is posted before the frame.
func (x *Instructions) AddEarlier(r *proceeds.Row) error {
	return x.each(r, func(k instructionKey, v *proceeds.View, s *channel.Side) error {
		if !x.earlier.Contains(v.Posted) {
			return nil
		}
		return x.fold(k, v, s)
	})
}

// each calls do for every side of the row that is to be instructed.
func (x *Instructions) each(r *proceeds.Row, do func(instructionKey, *proceeds.View, *channel.Side) error) error {
	v, ok := r.For(x.viewer)
	if !ok {
		return nil
	}
	for i := range v.Sides {
		s := &v.Sides[i]
		basis := x.terms.Bases.On(s.Seller, s.Buyer, r.Line)
		if !x.terms.wants(s) || !x.takes(basis, r.Book) {
			continue
		}
		if err := do(x.key(&v, s, basis), &v, s); err != nil {
			return fmt.Errorf("livereport: instructions: %q to %q: %w", s.Seller, s.Buyer, err)
		}
	}
	return nil
}

// takes reports whether rows of a book are what a pair is billed by.
func (x *Instructions) takes(b channel.BillingBasis, book proceeds.Book) bool {
	if b == channel.External {
		return book == proceeds.Live
	}
	return x.terms.All && (b == channel.Booked) == (book == proceeds.Booked)
}

func (x *Instructions) fold(k instructionKey, v *proceeds.View, s *channel.Side) error {
	if x.lines[k] == nil {
		x.lines[k] = &instructionSums{level: v.Level, parts: map[instructionTimes]*instructionSum{}}
	}
	return x.lines[k].add(v, s)
}

// Set returns the instructions of the rows so far. Posting periods that end after
// closed are provisional.
func (x *Instructions) Set(closed calendar.Instant) (InstructionSet, error) {
	set := InstructionSet{Frame: x.terms.Frame, Granularity: x.terms.Granularity}
	var lines []Instruction
	for k, sums := range x.lines {
		ln, err := sums.line(k)
		if err != nil {
			return InstructionSet{}, err
		}
		if len(ln.Parts) == 0 {
			continue // it has been taken back within its posting period
		}
		of := k.served()
		switch first := x.firsts[of]; {
		case len(first) == 0 || k.posted < first[0].posted:
			x.firsts[of] = []instructionKey{k}
		case k.posted == first[0].posted:
			x.firsts[of] = append(first, k)
		}
		if x.terms.has(k.posted) {
			ln.ID, ln.Posted = k.id(x.viewer), x.terms.Granularity.SlotAt(k.posted, x.viewer.Zone)
			ln.Provisional = ln.Posted.End > closed
			lines = append(lines, ln)
		}
	}
	x.refer(lines)
	slices.SortFunc(lines, compareInstructions)
	return set, set.pair(lines)
}

// refer names, in what is posted later than the first line of the same service,
// that line.
func (x *Instructions) refer(lines []Instruction) {
	ids := map[string]instructionKey{}
	for k := range x.lines {
		if x.terms.has(k.posted) {
			ids[k.id(x.viewer)] = k
		}
	}
	for i := range lines {
		k := ids[lines[i].ID]
		if first := x.firsts[k.served()]; first[0].posted < k.posted {
			lines[i].Corrects = k.among(first, x.viewer)
		}
	}
}

// pair puts lines, which are in order, on the pairs that they run between.
func (s *InstructionSet) pair(lines []Instruction) (err error) {
	s.Pairs = []PairInstructions{}
	for i := range lines {
		ln := &lines[i]
		n := len(s.Pairs) - 1
		if n < 0 || s.Pairs[n].Seller != ln.Seller || s.Pairs[n].Buyer != ln.Buyer || s.Pairs[n].Currency != ln.Net.Currency() {
			s.Pairs = append(s.Pairs, PairInstructions{Seller: ln.Seller, Buyer: ln.Buyer, Currency: ln.Net.Currency()})
			n++
		}
		p := &s.Pairs[n]
		if p.Net, err = p.Net.Add(ln.Net); err != nil {
			return fmt.Errorf("livereport: instructions: %q to %q: %w", p.Seller, p.Buyer, err)
		}
		p.Lines = append(p.Lines, *ln)
	}
	return nil
}

func compareInstructions(a, b Instruction) int {
	return cmp.Or(
		strings.Compare(string(a.Seller), string(b.Seller)), strings.Compare(string(a.Buyer), string(b.Buyer)),
		strings.Compare(a.Net.Currency().String(), b.Net.Currency().String()),
		cmp.Compare(a.Posted.Start, b.Posted.Start),
		strings.Compare(string(a.Customer), string(b.Customer)), strings.Compare(string(a.Subscription), string(b.Subscription)),
		strings.Compare(a.ProductType, b.ProductType), strings.Compare(a.Product, b.Product),
		strings.Compare(string(a.Plan), string(b.Plan)), strings.Compare(string(a.Charge), string(b.Charge)),
		strings.Compare(a.Component, b.Component), cmp.Compare(a.Service.Start, b.Service.Start),
		strings.Compare(a.ID, b.ID))
}
