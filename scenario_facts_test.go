package daybook_test

import (
	"slices"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// The facts of a scenario, as its commands say them: neither the engine's types
// nor its rules. The engine is given its own copy, the oracle reads these.
type facts struct {
	zone    *time.Location // of customers, and of the times in the file
	slots   string         // hour, day, week, month
	slotsIn *time.Location // of reporting
	sellers []sellerFacts
	plans   map[string][]*planFacts // by id, revisions in order
	subs    []*subFacts
	policy  policyFacts // of purchases that follow
}

type sellerFacts struct {
	role, percent string
}

type planFacts struct {
	id       string
	revision int
	currency string
	sellers  []sellerFacts
	charges  []*chargeFacts
	every    string           // of purchases; "" is a month
	trial    string           // days
	minimum  string           // term; "" is none
	freeze   bool             // of prices during a committed term
	from     calendar.Instant // of the revision, for orders
}

type chargeFacts struct {
	id, kind  string // prepaid, postpaid, usage, set-up, on-request
	every     string // ISO 8601; "" is the subscription's
	model     string // flat, unit, package, graduated, volume, stairstep
	price     string
	included  string
	minimum   string // of usage; "" is none
	statistic string // of usage: average, peak, last; "" is the total
	tierFacts []tierFacts
}

type tierFacts struct{ upTo, unit, flat string } // upTo "" is open

type subFacts struct {
	id     string
	terms  []termFacts
	end    calendar.Instant
	refund []string
	once   []onceFacts
	used   []useFacts
	told   []told // events, for the engine
	bought bool   // by an order: the engine makes its own timeline of the events
	life   lifeFacts
}

type termFacts struct {
	from    calendar.Instant
	mode    string // running, trial, paused, forfeited
	plan    *planFacts
	seats   string
	of      map[string]string // of charges that have a quantity of their own
	anchor  calendar.Instant
	every   string
	align   string
	measure string
	zone    *time.Location
	credit  []string // of the rest that this term cut off, per level
	ordered bool     // by an order that another one may take back
}

type onceFacts struct {
	id, charge, quantity string
	at                   calendar.Instant
}

type useFacts struct {
	id, metric, quantity string
	at                   calendar.Instant
}

func newFacts() *facts {
	return &facts{zone: time.UTC, slots: "day", slotsIn: time.UTC, plans: map[string][]*planFacts{}}
}

func (f *facts) sub(id string) *subFacts {
	for _, s := range f.subs {
		if s.id == id {
			return s
		}
	}
	return nil
}

func (p *planFacts) charge(id string) *chargeFacts {
	for _, c := range p.charges {
		if c.id == id {
			return c
		}
	}
	return nil
}

// seatsOf returns how many units of a charge are in force.
func (t *termFacts) seatsOf(charge string) string {
	if q, ok := t.of[charge]; ok {
		return q
	}
	return t.seats
}

// change makes what holds at an instant another term, from then on until the
// next one.
func (s *subFacts) change(at calendar.Instant, edit func(*termFacts)) bool {
	i := len(s.terms) - 1
	for i >= 0 && s.terms[i].from > at {
		i--
	}
	if i < 0 {
		return false
	}
	if s.terms[i].from < at {
		t := s.terms[i]
		t.from, t.credit = at, nil
		i++
		s.terms = slices.Insert(s.terms, i, t)
	}
	edit(&s.terms[i])
	return true
}

// creditOf returns what a list of credits says of a level: an empty place is as
// the level before, and the vendor's is pro-rated.
func creditOf(list []string, level int) string {
	for l := min(level, len(list)-1); l >= 0; l-- {
		if list[l] != "" {
			return list[l]
		}
	}
	return "pro-rated"
}

// parts of a list such as none,,pro-rated.
func listOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
