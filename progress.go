package daybook

import (
	"cmp"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A Done says what a run has completed: every subscription of its shard has what
// it should in this period of the book, but for those that were quarantined. The
// zero Done is nothing.
type Done struct {
	Book   proceeds.Book   `json:"book"`
	Shard  Shard           `json:"shard"`
	Period calendar.Period `json:"period"` // of slots; of Booked, by posting date
	// Held are the parties that a quarantined subscription concerns, sorted: for
	// them, and for the operator, the period is not complete.
	Held []channel.PartyID `json:"held,omitempty"`
}

// done returns what the run has completed.
func (r *run) done() Done {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.frame.IsEmpty() {
		return Done{}
	}
	slices.Sort(r.held)
	return Done{r.book, r.Shard, r.frame, slices.Compact(r.held)}
}

// concerned returns the parties that a subscription concerns, some twice.
func concerned(s *subscription.Subscription) []channel.PartyID {
	out := []channel.PartyID{s.Customer}
	for i := range s.Terms {
		if o := s.Terms[i].Offer; o != nil && o.Plan != nil && o.Levels() > 0 && len(o.Plan.Charges) > 0 {
			for _, p := range o.Route(0).Parties {
				if p != "" {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// A Progress says up to where the books are complete: the watermark that every
// answer of a [Reader] has. It is the host's to keep, as JSON, beside whatever
// says which runs it has started: each [Report] is folded in with After, in any
// order and as often as one likes. The zero Progress knows of nothing. It never
// changes, and may be shared.
type Progress struct {
	// From is where the books begin: nothing is missing before. The zero From is
	// where the first run began.
	From calendar.Instant `json:"from,omitempty"`
	Done []Done           `json:"done"`
}

// After returns p with what a run has done.
func (p Progress) After(d Done) Progress {
	if d.Period.IsEmpty() {
		return p
	}
	if d.Shard.Of <= 1 {
		d.Shard = Shard{}
	}
	all := append(slices.Clone(p.Done), d)
	slices.SortFunc(all, compareDone)
	p.Done = all[:0:0]
	for _, d := range all {
		if n := len(p.Done); n > 0 && p.Done[n-1].joins(&d) {
			p.Done[n-1].Period.End = max(p.Done[n-1].Period.End, d.Period.End)
			continue
		}
		p.Done = append(p.Done, d)
	}
	p.Done = slices.DeleteFunc(p.Done, func(d Done) bool {
		return len(d.Held) > 0 && slices.ContainsFunc(p.Done, func(e Done) bool { return e.covers(&d) })
	})
	return p
}

// compareDone puts what may be joined side by side.
func compareDone(a, b Done) int {
	return cmp.Or(cmp.Compare(a.Book, b.Book), cmp.Compare(a.Shard.Of, b.Shard.Of), cmp.Compare(a.Shard.Index, b.Shard.Index),
		slices.Compare(a.Held, b.Held), cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Period.End, b.Period.End))
}

// joins reports whether d, which does not start before e, goes on where e ends.
func (e *Done) joins(d *Done) bool {
	return e.Book == d.Book && e.Shard == d.Shard && slices.Equal(e.Held, d.Held) && d.Period.Start <= e.Period.End
}

// covers reports whether e makes d, which held something, superfluous.
func (e *Done) covers(d *Done) bool {
	return len(e.Held) == 0 && e.Book == d.Book && e.Shard == d.Shard && e.Period.Start <= d.Period.Start && d.Period.End <= e.Period.End
}

// Complete returns up to where a book is complete for a viewer, without a gap:
// of live proceeds every slot that ends by then has its quotas, of proceeds all
// that is due and posted before is booked. Zero is nowhere. All shards must have
// got there, of one division or of several. A quarantined subscription holds up
// the parties that it concerns, and nobody else: the others do not hear of it.
func (p Progress) Complete(b proceeds.Book, v channel.Viewer) calendar.Instant {
	t := p.From
	if t.IsZero() {
		t = p.first(b)
	}
	if t.IsZero() || !v.Operator && v.Party == "" {
		return 0
	}
	start := t
	for {
		next := t
		for _, of := range p.divisions(b) {
			next = max(next, p.reach(b, of, v, t))
		}
		if next == t {
			break
		}
		t = next
	}
	if t == start {
		return 0
	}
	return t
}

// first returns where the earliest run of a book began.
func (p Progress) first(b proceeds.Book) (first calendar.Instant) {
	for i := range p.Done {
		if d := &p.Done[i]; d.Book == b && (first.IsZero() || d.Period.Start < first) {
			first = d.Period.Start
		}
	}
	return first
}

// divisions returns into how many shards a book's runs were divided; 0 is not at
// all.
func (p Progress) divisions(b proceeds.Book) (out []int) {
	for i := range p.Done {
		if p.Done[i].Book == b {
			out = append(out, p.Done[i].Shard.Of)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// reach returns up to where all shards of one division go on from t; t if one of
// them does not.
func (p Progress) reach(b proceeds.Book, of int, v channel.Viewer, t calendar.Instant) calendar.Instant {
	to := make([]calendar.Instant, max(1, of))
	for i := range p.Done {
		d := &p.Done[i]
		if d.Book != b || d.Shard.Of != of || d.Shard.Index < 0 || d.Shard.Index >= len(to) || d.holdsUp(v) {
			continue
		}
		if d.Period.Start <= t {
			to[d.Shard.Index] = max(to[d.Shard.Index], d.Period.End)
		}
	}
	return max(t, slices.Min(to))
}

func (d *Done) holdsUp(v channel.Viewer) bool {
	if v.Operator {
		return len(d.Held) > 0
	}
	return slices.Contains(d.Held, v.Party)
}
