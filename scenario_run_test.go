package daybook_test

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
)

// A runner plays one scenario: what its commands say goes to the engine and to
// the oracle.
type runner struct {
	*facts
	oracle *oracle
	ledger daybook.Ledger
	offers offers
	seen   map[string]int // rows that were printed, by book
	asOf   map[string]calendar.Instant
	levels bool // print every level, not the customer's price alone
	days   bool // print every slot
}

func newRunner() *runner {
	f := newFacts()
	return &runner{facts: f, oracle: newOracle(f), ledger: new(memstore.Store), offers: offers{},
		seen: map[string]int{}, asOf: map[string]calendar.Instant{}}
}

var books = map[string]proceeds.Book{"booked": proceeds.Booked, "live": proceeds.Live}

// do carries out one command.
func (r *runner) do(c *command) error {
	if read, ok := verbs[c.verb]; ok {
		return read(r.facts, c)
	}
	switch c.verb {
	case "show":
		return r.show(c)
	case "book":
		return r.run(c, "booked")
	case "collect":
		return r.run(c, "live")
	case "run":
		return r.run(c, "booked", "live")
	case "close":
		return r.close(c)
	}
	return c.fault("no such command")
}

func (r *runner) show(c *command) error {
	if err := c.only(1); err != nil {
		return err
	}
	switch c.args[0] {
	case "levels":
		r.levels = true
	case "days":
		r.days = true
	default:
		return c.fault("does not know %q", c.args[0])
	}
	return nil
}

// run books or collects, or both, as of a date.
func (r *runner) run(c *command, names ...string) error {
	if err := c.only(1); err != nil {
		return err
	}
	at, err := r.instant(c, c.args[0])
	if err != nil {
		return err
	}
	for _, name := range names {
		if at < r.asOf[name] {
			return c.fault("runs go forward")
		}
		r.asOf[name] = at
		if _, err := r.engine(name); err != nil {
			return fmt.Errorf("line %d: %s: %w", c.line, c.verb, err)
		}
		r.oracle.run(name, at)
	}
	return nil
}

// engine runs one book as of its last date, over all time, and returns how many
// rows it added.
func (r *runner) engine(name string) (int, error) {
	return r.engineOver(name, calendar.Period{Start: r.begin(), End: r.asOf[name]})
}

func (r *runner) engineOver(name string, frame calendar.Period) (int, error) {
	subs, err := r.subscriptions(r.offers)
	if err != nil {
		return 0, err
	}
	meter, err := r.meter()
	if err != nil {
		return 0, err
	}
	at := r.asOf[name]
	b, c := engines(r.ledger, meter, at, 0)
	c.Granularity, c.Zone = r.granularity(), r.slotsIn
	do := map[string]func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){"booked": b.Book, "live": c.Collect}[name]
	report, err := do(context.Background(), frame, stream(subs))
	for _, q := range report.Quarantined {
		return 0, fmt.Errorf("%s was left alone: %w", q.Subscription, q.Err)
	}
	return report.Rows, err
}

// begin is the start of the first slot of the first subscription.
func (r *runner) begin() calendar.Instant {
	first := never
	for _, s := range r.subs {
		first = min(first, r.slot(s.terms[0].from).s)
	}
	return first
}

func (r *runner) close(c *command) error {
	if err := c.only(1); err != nil {
		return err
	}
	at, err := r.instant(c, c.args[0])
	for name, b := range books {
		if err == nil {
			err = r.ledger.CloseBook(context.Background(), b, at)
		}
		r.oracle.shut[name] = max(at, r.oracle.shut[name])
	}
	return err
}

type fatal struct{}

func (fatal) Fatal(args ...any) { panic(fmt.Errorf("%v", args)) }

// rows returns all rows of a book.
func (r *runner) rows(name string) []proceeds.Row { return rows(fatal{}, r.ledger, books[name]) }

// confirmed compares all that the ledger holds with the oracle.
func (r *runner) confirmed() error {
	held := map[oracleKey]map[calendar.Instant]perLevel{}
	for name := range books {
		for _, x := range r.rows(name) {
			k := oracleKey{name, string(x.Subscription), string(x.Plan), string(x.Charge), x.Component, x.Start}
			if held[k] == nil {
				held[k] = map[calendar.Instant]perLevel{}
			}
			held[k][x.Posted] = held[k][x.Posted].plus(levelsOf(&x))
		}
	}
	all := maps.Clone(held)
	maps.Copy(all, r.oracle.held)
	for _, k := range slices.SortedFunc(maps.Keys(all), compareKeys) {
		postings := maps.Clone(held[k])
		if postings == nil {
			postings = map[calendar.Instant]perLevel{}
		}
		maps.Copy(postings, r.oracle.held[k])
		for _, at := range slices.Sorted(maps.Keys(postings)) {
			if got, want := held[k][at], r.oracle.held[k][at]; got != want {
				return fmt.Errorf("%v posted %v: booked %v, the oracle says %v", k, at, got, want)
			}
		}
	}
	return nil
}

func compareKeys(a, b oracleKey) int {
	return slices.Compare([]string{a.book, a.sub, a.plan, a.charge, a.component, a.start.String()},
		[]string{b.book, b.sub, b.plan, b.charge, b.component, b.start.String()})
}

func levelsOf(x *proceeds.Row) (out perLevel) {
	out = x.Amounts.Parts().Units
	return out
}
