package livereport

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// An Answer is what a query comes to.
type Answer struct {
	Query Query `json:"query"`
	// Complete is up to where nothing is missing: every slot that ends by then has
	// been collected, or booked, for all subscriptions that concern the viewer.
	// The zero Complete is unknown. See the root package's Progress.
	Complete calendar.Instant `json:"complete,omitempty"`
	// Revision is what had been stored: the same query as of it has this answer
	// for ever.
	Revision Revision        `json:"revision"`
	Groups   []Group         `json:"groups"` // by their values bytewise, then by currency
	Totals   []Group         `json:"totals"` // one for each currency
	Pairs    []channel.Total `json:"pairs"`  // who charged whom, of what the viewer sees
}

// A Group is a sum of rows that are alike in the dimensions of a query, in one
// currency. Margin is Sells − Buys, exactly.
type Group struct {
	Values   []string       `json:"values,omitempty"` // of the query's dimensions, in their order
	Currency money.Currency `json:"currency"`
	Rows     int            `json:"rows"` // that the viewer sees
	// Buys is what the viewer is charged and Sells what it charges. To the operator
	// they are the two ends of the chain, what the vendor gets and what the customer
	// pays, or those of each level in a query by level.
	Buys   money.Amount `json:"buys"`
	Sells  money.Amount `json:"sells"`
	Margin money.Amount `json:"margin"`
}

// A Revision names what was stored in the two books at some time, as far as one
// viewer sees: the cursors of the last rows. It is for that viewer only.
type Revision struct {
	Final string `json:"final"`
	Live  string `json:"live"`
}

// MaxGroups bounds an answer.
const MaxGroups = 1 << 20

// ErrGroups is returned for a query whose answer has more than MaxGroups groups.
var ErrGroups = errors.New("livereport: too many groups")

// A Tally adds entries of a selection up. Its order does not matter. It may not
// be shared between goroutines.
type Tally struct {
	selection *Selection
	groups    map[string]*Group
	totals    map[money.Currency]*Group
	pairs     channel.Totals
	key       []byte
	positions []position
	values    []string
}

// NewTally returns an empty tally.
func NewTally(s *Selection) *Tally {
	return &Tally{selection: s, groups: map[string]*Group{}, totals: map[money.Currency]*Group{}}
}

// Add counts an entry in. The error wraps money.ErrRange where a sum does not
// fit, money.ErrMismatch where amounts of one currency have other digits, and
// ErrGroups.
func (t *Tally) Add(e *Entry) error {
	if err := t.pairs.Add(&e.Cut); err != nil {
		return fmt.Errorf("livereport: %w", err)
	}
	positions, err := t.selection.positions(t.positions[:0], e)
	if err != nil {
		return fmt.Errorf("livereport: sides: %w", err)
	}
	t.positions = positions
	for i := range positions {
		if err := t.count(e, &positions[i]); err != nil {
			return fmt.Errorf("livereport: sum in %v: %w", e.currency(), err)
		}
	}
	return t.total(e)
}

// count adds a position to its group.
func (t *Tally) count(e *Entry, p *position) error {
	q := &t.selection.query
	if levels, ok := q.Filter[ByLevel]; ok && !slices.Contains(levels, p.level) {
		return nil
	}
	t.values = t.values[:0]
	t.key = append(t.key[:0], e.currency().String()...)
	for _, d := range q.GroupBy {
		value := p.level
		if d != ByLevel {
			value = t.selection.Value(e, d)
		}
		t.values = append(t.values, value)
		t.key = append(binary.AppendUvarint(t.key, uint64(len(value))), value...)
	}
	g := t.groups[string(t.key)]
	if g == nil {
		if len(t.groups) == MaxGroups {
			return ErrGroups
		}
		g = &Group{Values: slices.Clone(t.values), Currency: e.currency()}
		t.groups[string(t.key)] = g
	}
	return g.add(p, e.Rows)
}

// total adds an entry to the total of its currency: whatever a query by level
// takes apart or leaves out, that is the viewer's own position.
func (t *Tally) total(e *Entry) error {
	whole := Selection{viewer: t.selection.viewer}
	positions, err := whole.positions(t.positions[:0], e)
	if err != nil || len(positions) == 0 {
		return err
	}
	g := t.totals[e.currency()]
	if g == nil {
		g = &Group{Currency: e.currency()}
		t.totals[e.currency()] = g
	}
	return g.add(&positions[0], e.Rows)
}

func (g *Group) add(p *position, rows int) (err error) {
	if g.Buys, err = g.Buys.Add(p.buys); err != nil {
		return err
	}
	if g.Sells, err = g.Sells.Add(p.sells); err != nil {
		return err
	}
	g.Rows += rows
	return nil
}

// Answer returns the sums so far. The error wraps money.ErrRange where a margin
// does not fit.
func (t *Tally) Answer() (Answer, error) {
	a := Answer{Query: t.selection.query, Groups: make([]Group, 0, len(t.groups)), Totals: make([]Group, 0, len(t.totals)), Pairs: t.pairs.All()}
	for _, g := range t.groups {
		a.Groups = append(a.Groups, *g)
	}
	for _, g := range t.totals {
		a.Totals = append(a.Totals, *g)
	}
	for _, some := range [][]Group{a.Groups, a.Totals} {
		slices.SortFunc(some, compareGroups)
		for i := range some {
			var err error
			if some[i].Margin, err = some[i].Sells.Sub(some[i].Buys); err != nil {
				return Answer{}, fmt.Errorf("livereport: margin in %v: %w", some[i].Currency, err)
			}
		}
	}
	return a, nil
}

func compareGroups(a, b Group) int {
	return cmp.Or(slices.Compare(a.Values, b.Values), cmp.Compare(a.Currency.String(), b.Currency.String()))
}
