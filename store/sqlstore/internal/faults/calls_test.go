package faults

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/store/sqlstore"
)

var errLost = errors.New("faults: the connection was cut")

// A failing store fails at chosen calls, before or after their effect.
type failing struct {
	daybook.Store
	calls  int
	before map[int]bool
	after  map[int]bool
	hit    int // how many failed
}

// call runs one call of the store, or not, and loses its answer, or not.
func (s *failing) call(do func() error) error {
	n := s.calls
	s.calls++
	if s.before[n] {
		s.hit++
		return errLost
	}
	err := do()
	if s.after[n] {
		s.hit++
		return errLost
	}
	return err
}

func (s *failing) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	return s.call(func() error { return s.Store.AppendRows(ctx, rows) })
}

func (s *failing) Heads(ctx context.Context, w []proceeds.Window) (heads []proceeds.Head, closed calendar.Instant, err error) {
	err = s.call(func() (err error) { heads, closed, err = s.Store.Heads(ctx, w); return })
	return heads, closed, err
}

func (s *failing) Unbilled(ctx context.Context, b daybook.Bill, after proceeds.Key, limit int) (rows []proceeds.Row, err error) {
	err = s.call(func() (err error) { rows, err = s.Store.Unbilled(ctx, b, after, limit); return })
	return rows, err
}

func (s *failing) Invoice(ctx context.Context, id invoice.ID) (inv invoice.Invoice, err error) {
	err = s.call(func() (err error) { inv, err = s.Store.Invoice(ctx, id); return })
	return inv, err
}

func (s *failing) PutInvoices(ctx context.Context, invs []invoice.Invoice) (out []invoice.Invoice, err error) {
	err = s.call(func() (err error) { out, err = s.Store.PutInvoices(ctx, invs); return })
	return out, err
}

func (s *failing) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	return s.call(func() error { return s.Store.AppendEntries(ctx, entries) })
}

// A plan says which calls fail. The second of a pair counts the calls that the
// first brings about.
type plan struct {
	first, second       int // −1: none
	lateFirst, lateNext bool
}

func (p plan) on(s daybook.Store) *failing {
	f := &failing{Store: s, before: map[int]bool{}, after: map[int]bool{}}
	for _, c := range []struct {
		call int
		late bool
	}{{p.first, p.lateFirst}, {p.second, p.lateNext}} {
		if c.late {
			f.after[c.call] = true
		} else {
			f.before[c.call] = true
		}
	}
	return f
}

// plans are all single faults and all pairs of n calls.
func plans(n int) (singles, pairs []plan) {
	for i := range n {
		for _, late := range []bool{false, true} {
			singles = append(singles, plan{i, -1, late, false})
			for k := i + 1; k <= n; k++ {
				pairs = append(pairs, plan{i, k, late, false}, plan{i, k, late, true})
			}
		}
	}
	return singles, pairs
}

// spread returns n of all, evenly, or all in a full run.
func spread(all []plan, n int) []plan {
	if *full || len(all) <= n {
		return all
	}
	var out []plan
	for i := range n {
		out = append(out, all[i*len(all)/n])
	}
	return out
}

// Every call of the store fails before its effect and after it, and every pair
// of calls does.
func TestCalls(t *testing.T) {
	count := &failing{Store: new(memstore.Store)}
	j, err := newJob("")
	if err != nil {
		t.Fatal(err)
	}
	j.batch = subscriptions
	if err := j.do(t.Context(), count); err != nil {
		t.Fatal(err)
	}
	singles, pairs := plans(count.calls)
	t.Logf("%d calls, %d single faults, %d pairs", count.calls, len(singles), len(pairs))
	t.Run("singly", func(t *testing.T) {
		onEach(t, func(t *testing.T, database string, open func(testing.TB) *sqlstore.Store) {
			r := result{order: 1, fault: "every call of the store, before or after its effect", database: database}
			callsFail(t, open(t), r, spread(singles, *some))
		})
	})
	t.Run("pairs", func(t *testing.T) {
		r := result{order: 2, fault: "every pair of calls, before or after their effects", database: "memory"}
		callsFail(t, nil, r, spread(pairs, 40**some))
		onEach(t, func(t *testing.T, database string, open func(testing.TB) *sqlstore.Store) {
			r := result{order: 2, fault: "pairs of calls, a sample", database: database}
			some := pairs[:0:0]
			for i := 0; i < len(pairs); i += len(pairs)/times(400) + 1 {
				some = append(some, pairs[i])
			}
			callsFail(t, open(t), r, some)
		})
	})
}

// callsFail runs a job for every plan, all in one store; in one of its own if
// there is none.
func callsFail(t *testing.T, s daybook.Store, r result, plans []plan) {
	var at place
	for i, p := range plans {
		on, from := s, at
		if s == nil {
			on, from = new(memstore.Store), place{}
		}
		f := p.on(on)
		d, next := runFailing(t, fmt.Sprintf("j%d-", i), on, f, f, from)
		at = next
		r.faults += f.hit
		r.compared(d)
	}
	r.control = "a caller that sends an append again under the next number"
	var control difference
	for i := range 60 {
		f := plan{i, -1, true, false}.on(new(memstore.Store))
		d, _ := runFailing(t, "", f.Store, resending{f}, f, place{})
		control.add(d)
	}
	report(t, r, control)
}

// runFailing runs a job through a store that fails and compares what is stored.
func runFailing(t *testing.T, prefix string, s, through daybook.Store, f *failing, from place) (difference, place) {
	t.Helper()
	j, err := newJob(prefix)
	if err != nil {
		t.Fatal(err)
	}
	j.batch = subscriptions
	if err := j.do(t.Context(), through); err != nil {
		t.Fatalf("failing %v, %v: %v", f.before, f.after, err)
	}
	d, next, err := j.finished(t.Context(), s, from)
	if err != nil {
		t.Fatal(err)
	}
	if d.any() && through == daybook.Store(f) {
		t.Errorf("failing before %v, after %v: %+v", f.before, f.after, d)
	}
	return d, next
}
