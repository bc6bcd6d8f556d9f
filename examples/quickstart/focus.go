package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// An export is what a FOCUS export says in one currency, as it was read line by
// line: of each line only its fact is kept.
type export struct {
	currency money.Currency
	numbers  []int // of its lines
	accounts map[string]bool
	subs     map[subscription.ID]*feed
	first    calendar.Instant // of the charges' starts
	last     calendar.Instant
	negative int
	sum      decimal.Decimal
}

// A feed is what one sub-account has cost at one service.
type feed struct {
	account, provider, service string
	facts                      []subscription.Fact
}

// mostFaults is how many lines that are left out are named.
const mostFaults = 1000

// readExport reads an export, and returns what it says in the currency of most of
// its lines. A line that is no good is left out and reported, and so is one in
// another currency. An error means that nothing can be read.
func readExport(r io.Reader) (e *export, read, left int, faults []error, err error) {
	in, err := focus.NewReader(r, focus.ReadOptions{Require: []string{"SubAccountId"}})
	if err != nil {
		return nil, 0, 0, nil, err
	}
	exports := map[money.Currency]*export{}
	bad, left, err := in.Collect(mostFaults, func(l *focus.Line) error {
		if exports[l.Currency] == nil {
			exports[l.Currency] = &export{
				currency: l.Currency, accounts: map[string]bool{}, subs: map[subscription.ID]*feed{}, first: l.Charge.Start, last: l.Charge.Start,
			}
		}
		exports[l.Currency].add(l)
		return nil
	})
	if err != nil {
		return nil, 0, 0, nil, err
	}
	read = left
	for _, x := range exports {
		read += len(x.numbers)
		if e == nil || x.isMore(e) {
			e = x
		}
	}
	for _, x := range exports {
		if x == e {
			continue
		}
		left += len(x.numbers)
		for _, n := range x.numbers[:min(len(x.numbers), mostFaults)] {
			bad = append(bad, &focus.LineError{Line: n, Column: "BillingCurrency", Reason: fmt.Sprintf("%v in an export of %v", x.currency, e.currency)})
		}
	}
	slices.SortStableFunc(bad, func(a, b *focus.LineError) int { return cmp.Compare(a.Line, b.Line) })
	for _, f := range bad {
		faults = append(faults, f)
	}
	if e == nil {
		return nil, read, left, faults, fmt.Errorf("no line of costs among %d: %w", read, errors.Join(faults...))
	}
	return e, read, left, faults, nil
}

// isMore reports whether e has more lines than x; among equals the first currency
// by name has.
func (e *export) isMore(x *export) bool {
	return cmp.Or(cmp.Compare(len(x.numbers), len(e.numbers)), cmp.Compare(e.currency.String(), x.currency.String())) < 0
}

func (e *export) add(l *focus.Line) {
	account, provider, service := l.Text("SubAccountId"), l.Text("ProviderName"), l.Text("ServiceName")
	id := subscription.ID(named.Replace(account) + " / " + named.Replace(provider) + " / " + named.Replace(service))
	if e.subs[id] == nil {
		e.subs[id] = &feed{account: account, provider: provider, service: service}
		e.accounts[account] = true
	}
	fact := l.Fact()
	e.subs[id].facts = append(e.subs[id].facts, fact)
	e.numbers = append(e.numbers, l.Number)
	e.first, e.last = min(e.first, l.Charge.Start), max(e.last, l.Charge.Start)
	e.sum = e.sum.Add(fact.Quantity)
	if fact.Charge == focus.CreditCost || fact.Charge == focus.AdjustmentCost {
		e.negative++
	}
}
