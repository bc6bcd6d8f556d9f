package faults

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

var books = []proceeds.Book{proceeds.Booked, proceeds.Live}

// A place is where feeds have been read to.
type place [2]daybook.Cursor

// read returns the rows that were stored since a place, and the place after
// them, as one who polls reads them.
func read(ctx context.Context, s daybook.Ledger, after place) ([]proceeds.Row, place, error) {
	var all []proceeds.Row
	for i, b := range books {
		for {
			scope := daybook.Scope{Viewer: channel.Viewer{Operator: true}, Book: b}
			rows, next, err := s.RowsSince(ctx, scope, after[i], 1000)
			if err != nil {
				return nil, after, err
			}
			if len(rows) == 0 {
				break
			}
			all, after[i] = append(all, rows...), next
		}
	}
	return all, after, nil
}

// A ledger is what a database holds of a job, folded.
type ledger struct {
	canon proceeds.Canon
	cells map[proceeds.Cell]int64 // units at sell-out
	twice int                     // keys that were read more than once
}

// fold folds the rows of a job, without its prefix: all jobs are alike then.
func (j *job) fold(rows []proceeds.Row) (*ledger, error) {
	l := &ledger{cells: map[proceeds.Cell]int64{}}
	seen := map[proceeds.Key]bool{}
	for _, r := range rows {
		if seen[r.Key] {
			l.twice++
		}
		seen[r.Key] = true
		id, mine := strings.CutPrefix(string(r.Subscription), j.prefix)
		if !mine {
			return nil, fmt.Errorf("row %v is of another job", r.Key)
		}
		r.Subscription = subscription.ID(id)
		r.Customer = channel.PartyID(strings.TrimPrefix(string(r.Customer), j.prefix))
		if err := l.canon.Add(&r); err != nil {
			return nil, err
		}
		a, _ := r.Amounts.Of(channel.SellOut)
		l.cells[r.Cell] += a.Units()
	}
	return l, nil
}

// A difference is what went wrong.
type difference struct{ lost, doubled int }

func (d *difference) add(o difference) { d.lost, d.doubled = d.lost+o.lost, d.doubled+o.doubled }

func (d difference) any() bool { return d.lost+d.doubled > 0 }

// less returns what got lacks of want, and has too much. All amounts of a job
// are positive.
func less(want, got *ledger) (d difference) {
	d.doubled = got.twice
	for c, units := range want.cells {
		if got.cells[c] < units {
			d.lost++
		}
	}
	for c, units := range got.cells {
		if units > want.cells[c] {
			d.doubled++
		}
	}
	if d == (difference{}) && want.canon.Hash() != got.canon.Hash() {
		d = difference{1, 1} // other rows of the same sums
	}
	return d
}

// reference is the job on a store in memory that never fails.
var reference = sync.OnceValues(func() (*ledger, error) {
	return referenceOf(func(ctx context.Context, j *job, s daybook.Store) error { return j.do(ctx, s) })
})

func referenceOf(do func(context.Context, *job, daybook.Store) error) (*ledger, error) {
	ctx := context.Background()
	j, err := newJob("")
	if err != nil {
		return nil, err
	}
	s := new(memstore.Store)
	if err := do(ctx, j, s); err != nil {
		return nil, err
	}
	rows, _, err := read(ctx, s, place{})
	if err != nil {
		return nil, err
	}
	return j.fold(rows)
}

// finished compares a job that ran to its end with the reference.
func (j *job) finished(ctx context.Context, s daybook.Store, after place) (difference, place, error) {
	want, err := reference()
	if err != nil {
		return difference{}, after, err
	}
	rows, next, err := read(ctx, s, after)
	if err != nil {
		return difference{}, after, err
	}
	got, err := j.fold(rows)
	if err != nil {
		return difference{}, after, err
	}
	d := less(want, got)
	lost, doubled, err := j.settled(ctx, s)
	d.add(difference{lost, doubled})
	return d, next, err
}

// acks remembers the rows that a store has said are stored.
type acks struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (a *acks) add(keys ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.keys == nil {
		a.keys = map[string]bool{}
	}
	for _, k := range keys {
		a.keys[k] = true
	}
}

// missing counts those that are not among rows.
func (a *acks) missing(rows []proceeds.Row) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := len(a.keys)
	for _, r := range rows {
		if a.keys[fmt.Sprint(r.Key)] {
			n--
		}
	}
	return n
}

// An acking store tells which appends were answered.
type acking struct {
	daybook.Store
	ack func(keys ...string)
}

func (s acking) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	err := s.Store.AppendRows(ctx, rows)
	if err == nil {
		s.ack(keysOf(rows)...)
	}
	return err
}

func keysOf(rows []proceeds.Row) []string {
	var keys []string
	for _, r := range rows {
		keys = append(keys, fmt.Sprint(r.Key))
	}
	return keys
}
