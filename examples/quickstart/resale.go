package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// focusDigits is the scale at which an export's costs are booked.
const focusDigits = 11

// focusScene resells the costs of an export: each sub-account is a customer,
// each service a product, each line a one-off at vendor cost = BilledCost.
func focusScene(name string, r io.Reader) (*scene, error) {
	lines, faults, err := readCosts(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	left := 0
	for _, f := range faults {
		left += swallowed(f)
	}
	read := len(lines) + left
	lines, others := oneCurrency(lines)
	faults, left = append(faults, others...), left+len(others)
	byLineNumber(faults)
	if len(lines) == 0 {
		return nil, fmt.Errorf("%s: no line of costs among %d: %w", name, read, errors.Join(faults...))
	}
	span, err := spanOf(lines)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	subs, err := resale(lines, span)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	digits, err := money.Currencies{}.Digits(lines[0].currency)
	if err != nil {
		return nil, err
	}
	sc := &scene{
		title: fmt.Sprintf("a resale of the costs in %s along four levels", filepath.Base(name)),
		file:  "quickstart-focus.db", again: " -focus " + name,
		span: span, months: monthsOf(span), maxRows: read, extra: focusDigits - digits, tax: decimal.NewFromInt(22),
		reads: summary(lines, read, left, subs), faults: faults,
	}
	ids := slices.Sorted(maps.Keys(subs))
	sc.subs = func() daybook.Subscriptions {
		return func(yield func(subscription.Subscription, error) bool) {
			for _, id := range ids {
				if !yield(*subs[id], nil) {
					return
				}
			}
		}
	}
	sc.one = func(id subscription.ID) (subscription.Subscription, bool) {
		if s := subs[id]; s != nil {
			return *s, true
		}
		return subscription.Subscription{}, false
	}
	sc.strip = busiest(subs, ids)
	return sc, nil
}

func summary(lines []costLine, read, left int, subs map[subscription.ID]*subscription.Subscription) string {
	accounts, negative := map[string]bool{}, 0
	sum := decimal.Zero
	for _, l := range lines {
		accounts[l.account] = true
		sum = sum.Add(l.cost)
		if l.category == "credit" || l.category == "adjustment" {
			negative++
		}
	}
	return fmt.Sprintf("%d lines read, %d quarantined; %d sub-accounts, %d subscriptions, %d credits and adjustments; Σ BilledCost %s %v.",
		read, left, len(accounts), len(subs), negative, sum.StringFixed(focusDigits), lines[0].currency)
}

// most is how many days an export may cover.
const most = 1100

// spanOf returns the whole months that the lines start in.
func spanOf(lines []costLine) (calendar.Period, error) {
	first, last := lines[0].period.Start, lines[0].period.Start
	for _, l := range lines {
		first, last = min(first, l.period.Start), max(last, l.period.Start)
	}
	if last-first > most*day {
		return calendar.Period{}, fmt.Errorf("charges start from %v to %v: more than %d days", first, last, most)
	}
	return calendar.Period{Start: calendar.Monthly.SlotAt(first, nil).Start, End: calendar.Monthly.SlotAt(last, nil).End}, nil
}

func monthsOf(span calendar.Period) (out []calendar.Period) {
	for m := range calendar.Monthly.Slots(span, nil) {
		out = append(out, m)
	}
	return out
}

// named keeps names apart that are joined by slashes.
var named = strings.NewReplacer("%", "%25", "/", "%2F")

// resale returns a subscription for each sub-account and service.
func resale(lines []costLine, span calendar.Period) (map[subscription.ID]*subscription.Subscription, error) {
	offers := map[[2]string]*channel.Offer{}
	subs := map[subscription.ID]*subscription.Subscription{}
	for _, l := range lines {
		id := subscription.ID(named.Replace(l.account) + " / " + named.Replace(l.provider) + " / " + named.Replace(l.service))
		if subs[id] == nil {
			key := [2]string{l.provider, l.service}
			if offers[key] == nil {
				o, err := resold(l)
				if err != nil {
					return nil, err
				}
				offers[key] = o
			}
			subs[id] = &subscription.Subscription{ID: id, Customer: channel.PartyID("account " + l.account), Terms: []subscription.Term{{
				From: span.Start, Offer: offers[key], Schedule: calendar.Schedule{Anchor: span.Start, Zone: time.UTC},
			}}}
		}
		subs[id].Facts = append(subs[id].Facts, subscription.Fact{
			ID: fmt.Sprintf("line %d", l.number), Charge: pricing.ChargeID(l.category), At: l.period.Start, Quantity: l.cost,
		})
	}
	return subs, nil
}

// resold is a provider's service as it is sold on: every unit of cost as one
// unit of currency, and a markup at each level.
func resold(l costLine) (*channel.Offer, error) {
	plan := &pricing.Plan{ID: pricing.PlanID(l.service), Revision: 1, Product: l.service, Name: l.service, Currency: l.currency}
	for _, c := range []string{"usage", "purchase", "tax", "credit", "adjustment"} {
		plan.Charges = append(plan.Charges, pricing.Charge{
			ID: pricing.ChargeID(c), Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)},
			Unit: l.currency.String() + " of vendor cost", TaxCategory: "S", ProductType: c,
		})
	}
	return channel.NewOffer(plan, &channel.Chain{
		ID: channel.ChainID(l.provider), Revision: 1, Vendor: channel.PartyID("vendor " + l.provider),
		Sellers: []channel.Seller{
			markup("platform", channel.Parent, "10"), markup("distributor", channel.Distributor, "5"), markup("reseller", channel.Reseller, "20"),
		},
	})
}

// busiest is the subscription with the most lines, the first among equals.
func busiest(subs map[subscription.ID]*subscription.Subscription, ids []subscription.ID) subscription.ID {
	best := ids[0]
	for _, id := range ids {
		if len(subs[id].Facts) > len(subs[best].Facts) {
			best = id
		}
	}
	return best
}
