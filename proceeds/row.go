package proceeds

import (
	"errors"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A Row is one booking. It is never changed and never deleted; the rows of a
// cell sum to what the cell has earned. N = 0 books, later rows adjust.
type Row struct {
	Key
	Kind      pricing.Kind
	Timing    pricing.Timing
	Service   calendar.Period  // what it is for; an adjustment keeps that of the row it corrects
	Line      calendar.Instant // start of its line: of the billing period, or of the charge in it; an adjustment keeps that, too
	Due       calendar.Instant // when it was to be booked: a period's start or end
	Posted    calendar.Instant // the instant it counts at; never in a period that was closed
	Known     calendar.Instant // recorded at; ascends within a cell
	Customer  channel.PartyID
	Location  string
	Tags      subscription.Tags
	Quantity  pricing.Quantity // consumed, the level reached (averages, peaks), or in force (recurring, set-up)
	Estimated bool             // a reading behind Quantity was carried forward
	Amounts   channel.Amounts  // booked at every level, and raw
	Route     *channel.Route   // shared, never changed
}

// Corrects returns the key of the row that r corrects; false if r is the first
// of its cell.
func (r *Row) Corrects() (Key, bool) {
	if r.N == 0 {
		return Key{}, false
	}
	return Key{Cell: r.Cell, N: r.N - 1}, true
}

// Equal is what "same content" means to a store.
func (r *Row) Equal(s *Row) bool {
	return r.Key == s.Key && r.Kind == s.Kind && r.Timing == s.Timing && r.Service == s.Service && r.Line == s.Line &&
		r.Due == s.Due && r.Posted == s.Posted && r.Known == s.Known && r.Customer == s.Customer &&
		r.Location == s.Location && r.Tags == s.Tags && r.Quantity.Equal(s.Quantity) && r.Estimated == s.Estimated &&
		r.Amounts == s.Amounts && sameRoute(r.Route, s.Route)
}

func sameRoute(a, b *channel.Route) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a == b || a.ID == b.ID
}

// ErrNoRoute is returned for a row that does not say between whom it runs.
var ErrNoRoute = errors.New("proceeds: a row without a route")

// ErrWholeRow is what marshalling a Row returns.
var ErrWholeRow = errors.New("proceeds: a whole row shows every level: cut it with For")

// MarshalJSON refuses: a whole row shows every level. Cut it with For.
func (r Row) MarshalJSON() ([]byte, error) { return nil, ErrWholeRow }

// A View is a row cut to a viewer. It carries no N: a row that the viewer may
// not see must not show as a gap. Who does not deal with the customer sees
// neither the account nor anything that tells it from others: no subscription,
// component, location or tags, and instead of the instants of the customer's
// schedule the days that they fall on.
type View struct {
	Book         Book              `json:"book"`
	Subscription subscription.ID   `json:"subscription,omitempty"` // where the viewer may know the customer
	Plan         pricing.PlanID    `json:"plan"`
	Charge       pricing.ChargeID  `json:"charge"`
	Component    string            `json:"component,omitempty"`
	Kind         pricing.Kind      `json:"kind"`
	Timing       pricing.Timing    `json:"timing"`
	Service      calendar.Period   `json:"service"`
	Due          calendar.Instant  `json:"due"`
	Posted       calendar.Instant  `json:"posted"`
	Recorded     calendar.Instant  `json:"recorded,omitempty"` // the operator's only: a hidden adjustment shifts it
	Location     string            `json:"location,omitempty"`
	Tags         subscription.Tags `json:"tags,omitempty"`
	Quantity     pricing.Quantity  `json:"quantity"`
	Estimated    bool              `json:"estimated,omitempty"`
	channel.Cut
}

// For cuts the row to a viewer. False: the row does not exist for it, because
// it is another party's or because nothing that the viewer may see is in it.
func (r *Row) For(v channel.Viewer) (View, bool) {
	cut, ok := v.View(r.Route, r.Customer, r.Amounts)
	if !ok || !v.Operator && cut.IsZero() && r.Quantity.IsZero() {
		return View{}, false
	}
	out := View{
		Book: r.Book, Plan: r.Plan, Charge: r.Charge, Kind: r.Kind, Timing: r.Timing,
		Service: r.Service, Due: r.Due, Posted: r.Posted,
		Quantity: r.Quantity, Estimated: r.Estimated, Cut: cut,
	}
	if v.Operator {
		out.Recorded = r.Known
	}
	if cut.KnowsCustomer() {
		out.Subscription, out.Component = r.Subscription, r.Component
		out.Location, out.Tags = r.Location, r.Tags
	} else {
		out.Service = calendar.Period{Start: v.Day(r.Service.Start).Start, End: v.Day(r.Service.End - 1).End}
		out.Due, out.Posted = v.Day(r.Due).Start, v.Day(r.Posted).Start
	}
	return out, true
}

// Viewers returns the parties for which r exists, without the operator: those
// whose feeds it belongs to, vendor first, each once.
func (r *Row) Viewers() []channel.PartyID {
	if r.Route == nil {
		return nil
	}
	out := make([]channel.PartyID, 0, len(r.Route.Parties)+1)
	add := func(p channel.PartyID) {
		for _, q := range out {
			if p == q {
				return
			}
		}
		if _, ok := r.For(channel.Viewer{Party: p}); ok {
			out = append(out, p)
		}
	}
	for _, p := range r.Route.Parties {
		add(p)
	}
	add(r.Customer)
	return out
}
