package main

import (
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
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// focusScene resells the costs of an export: each sub-account is a customer,
// each service a product, each line a one-off at vendor cost = BilledCost.
func focusScene(name string, r io.Reader) (*scene, error) {
	e, read, left, faults, err := readExport(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	span, err := e.span()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	subs, err := e.resale(span)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	digits, err := money.Currencies{}.Digits(e.currency)
	if err != nil {
		return nil, err
	}
	sc := &scene{
		title: fmt.Sprintf("a resale of the costs in %s along four levels", filepath.Base(name)),
		file:  "quickstart-focus.db", again: " -focus " + name,
		span: span, months: monthsOf(span), maxRows: read, extra: focus.FeedDigits - digits, tax: decimal.NewFromInt(22),
		reads: e.summary(read, left), faults: faults,
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

func (e *export) summary(read, left int) string {
	return fmt.Sprintf("%d lines read, %d quarantined; %d sub-accounts, %d subscriptions, %d credits and adjustments; Σ BilledCost %s %v.",
		read, left, len(e.accounts), len(e.subs), e.negative, e.sum.StringFixed(focus.FeedDigits), e.currency)
}

// most is how many days an export may cover.
const most = 1100

// span returns the whole months that the lines start in.
func (e *export) span() (calendar.Period, error) {
	if e.last-e.first > most*day {
		return calendar.Period{}, fmt.Errorf("charges start from %v to %v: more than %d days", e.first, e.last, most)
	}
	return calendar.Period{Start: calendar.Monthly.SlotAt(e.first, nil).Start, End: calendar.Monthly.SlotAt(e.last, nil).End}, nil
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
func (e *export) resale(span calendar.Period) (map[subscription.ID]*subscription.Subscription, error) {
	offers := map[[2]string]*channel.Offer{}
	subs := map[subscription.ID]*subscription.Subscription{}
	for id, f := range e.subs {
		key := [2]string{f.provider, f.service}
		if offers[key] == nil {
			o, err := resold(f, e.currency)
			if err != nil {
				return nil, err
			}
			offers[key] = o
		}
		subs[id] = &subscription.Subscription{ID: id, Customer: channel.PartyID("account " + f.account), Facts: f.facts, Terms: []subscription.Term{{
			From: span.Start, Offer: offers[key], Schedule: calendar.Schedule{Anchor: span.Start, Zone: time.UTC},
		}}}
	}
	return subs, nil
}

// resold is a provider's service as it is sold on: every unit of cost as one
// unit of currency, and a markup at each level.
func resold(f *feed, currency money.Currency) (*channel.Offer, error) {
	plan := &pricing.Plan{ID: pricing.PlanID(f.service), Revision: 1, Product: f.service, Name: f.service, Currency: currency}
	for _, c := range focus.FeedCharges() {
		plan.Charges = append(plan.Charges, pricing.Charge{
			ID: c, Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)},
			Unit: currency.String() + " of vendor cost", TaxCategory: "S", ProductType: string(c),
		})
	}
	return channel.NewOffer(plan, &channel.Chain{
		ID: channel.ChainID(f.provider), Revision: 1, Vendor: channel.PartyID("vendor " + f.provider),
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
