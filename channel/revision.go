package channel

import (
	"reflect"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// MaxItems bounds the items of a revision.
const MaxItems = 10_000

const maxTier = 1000

// An Item is one line of a price book: what it is for, and the rule. It may
// recommend a price to whoever sells to customers below, with or without a rule
// of its own.
type Item struct {
	For         Selector
	Rule        Rule
	Recommended Rule // builds on what that reseller pays, the list price or cost
	Locked      bool // no edit changes or drops it unless it unlocks
}

// A Revision is a price book as it is from an instant on. It is made by an edit
// of its book, and never changed.
type Revision struct {
	ref      BookRef
	currency money.Currency
	from     calendar.Instant
	made     calendar.Instant
	items    []Item
	keys     []string       // of the items' selectors
	index    map[string]int // key to item
	compiled []compiled     // the most specific first
}

type compiled struct {
	selection
	item *Item
}

// Ref returns the book and the number of the revision, from 1 on.
func (r *Revision) Ref() BookRef { return r.ref }

// From returns the instant from which the revision is in force.
func (r *Revision) From() calendar.Instant { return r.from }

// Made returns when the revision was made.
func (r *Revision) Made() calendar.Instant { return r.made }

// Items returns a copy of the items, in their order.
func (r *Revision) Items() []Item { return slices.Clone(r.items) }

// compile checks the items and orders them by how specific they are.
func (r *Revision) compile(f faults, customs pricing.Customs) {
	if len(r.items) > MaxItems {
		f.at("items").add("%d are more than %d", len(r.items), MaxItems)
		return
	}
	r.index = make(map[string]int, len(r.items))
	for i := range r.items {
		item, g := &r.items[i], f.at("items[%d]", i)
		c := compiled{item.For.compile(g.at("for")), item}
		key := c.key()
		if first, twice := r.index[key]; twice {
			g.at("for").add("the same as items[%d]", first)
		} else {
			r.index[key] = i
		}
		item.validate(g, r.currency, customs)
		r.keys, r.compiled = append(r.keys, key), append(r.compiled, c)
	}
	slices.SortStableFunc(r.compiled, func(a, b compiled) int { return slices.Compare(b.rank, a.rank) })
}

func (i *Item) validate(f faults, c money.Currency, customs pricing.Customs) {
	if i.Rule.Kind == NoRule && i.Recommended.Kind == NoRule {
		f.at("rule").add("missing")
	}
	i.Rule.validate(f.at("rule"), customs)
	i.Recommended.validate(f.at("recommended"), customs)
	if c.IsZero() && (i.Rule.money() || i.Recommended.money()) {
		f.at("rule").add("an amount in a book without a currency")
	}
}

// pick returns the most specific rule for a price; nil if there is none.
func (r *Revision) pick(q *query, rule func(*Item) *Rule) *Rule {
	for i := range r.compiled {
		c := &r.compiled[i]
		if picked := rule(c.item); picked.Kind != NoRule && c.matches(q) {
			return picked
		}
	}
	return nil
}

func ruleOf(i *Item) *Rule        { return &i.Rule }
func recommendedOf(i *Item) *Rule { return &i.Recommended }

// breaks reports, as faults, what r changes of the locked items of before.
func (r *Revision) breaks(f faults, before *Revision) {
	for i := range before.items {
		was := &before.items[i]
		if !was.Locked {
			continue
		}
		switch now, kept := r.index[before.keys[i]]; {
		case !kept:
			f.at("items").add("items[%d] of revision %d is locked, and dropped", i, before.ref.Revision)
		case !reflect.DeepEqual(r.items[now], *was):
			f.at("items[%d]", now).add("items[%d] of revision %d is locked, and changed", i, before.ref.Revision)
		}
	}
}
