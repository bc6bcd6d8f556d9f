package livereport

import (
	"encoding/json"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A Selection is a query as one viewer asks it. It takes whole rows and gives
// what the viewer sees of those that fit, and nothing else. It may not be shared
// between goroutines.
type Selection struct {
	query    Query
	viewer   channel.Viewer
	channels Channels
	slots    [4]slotName // of hours, days, weeks, months: the last one named
	tags     map[subscription.Tags]map[string]string
}

// NewSelection returns q as v asks it. The error is that of [Query.Validate].
func NewSelection(q Query, v channel.Viewer, c Channels) (*Selection, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	if groups, ok := q.Filter[ByBillingGroup]; ok && !slices.Contains(groups, "") {
		c = c.within(groups)
	}
	return &Selection{query: q, viewer: v, channels: c, tags: map[subscription.Tags]map[string]string{}}, nil
}

// An Entry is a row as a query shows it to its viewer.
type Entry struct {
	proceeds.View
	// Final says, in a merged query, that the line is booked. It is told to those
	// who deal with the customer: to others it would tell accounts apart.
	Final bool `json:"final,omitempty"`
	Rows  int  `json:"rows"` // how many it is made of: 1, or more where the query nets

	parties party
}

// A party is what the viewer sees of the chain, by role, and of its channel.
type party struct {
	vendor, parent, distributor, reseller channel.PartyID
	channel                               channel.ChannelCode
	group                                 channel.GroupID
}

// Entry cuts r to the viewer; false if that is nothing, or the query does not
// take it. final says whether the line of r is booked; it counts in merged
// queries.
func (s *Selection) Entry(r *proceeds.Row, final bool) (Entry, bool) {
	view, ok := r.For(s.viewer)
	if !ok || view.Book != s.query.Source.Book() {
		return Entry{}, false
	}
	e := Entry{View: view, Rows: 1, Final: final && s.query.Source == Merged && view.KnowsCustomer()}
	s.place(&e, r)
	return e, s.takes(&e)
}

// place fills in who the parties are, by role, of those that the cut shows.
func (s *Selection) place(e *Entry, r *proceeds.Row) {
	for l, p := range r.Route.Parties {
		if p == "" || l >= len(r.Route.Roles) || !s.viewer.Operator && !deals(e.Sides, p) {
			continue
		}
		switch r.Route.Roles[l] { // the last wins: nearest to the customer
		case channel.Vendor:
			e.parties.vendor = p
		case channel.Parent:
			e.parties.parent = p
		case channel.Distributor:
			e.parties.distributor = p
		case channel.Reseller:
			e.parties.reseller = p
		}
	}
	if s.query.has(ByChannel) || s.query.has(ByBillingGroup) {
		e.parties.channel, e.parties.group = s.channels.of(r.Customer, s.viewer)
	}
}

// deals reports whether p is on one of the sides.
func deals(sides []channel.Side, p channel.PartyID) bool {
	return slices.ContainsFunc(sides, func(s channel.Side) bool { return s.Seller == p || s.Buyer == p })
}

func (s *Selection) takes(e *Entry) bool {
	all := calendar.Period{}
	if q := &s.query; q.Frame != all && !q.Frame.Contains(s.time(e)) || q.Recorded != all && !q.Recorded.Contains(e.Recorded) {
		return false
	}
	for d, values := range s.query.Filter {
		if d != ByLevel && !slices.Contains(values, s.Value(e, d)) {
			return false
		}
	}
	return true
}

// time is the instant at which e counts.
func (s *Selection) time(e *Entry) calendar.Instant {
	if s.query.axis() == Service {
		return e.Service.Start
	}
	return e.Posted
}

// Value returns the value that e has in a dimension, of those that the query
// groups or filters by; of the others channel and billing group are empty.
func (s *Selection) Value(e *Entry, d Dimension) string {
	switch d {
	case ByProduct:
		return e.Product
	case ByProductType:
		return e.ProductType
	case ByPlan:
		return string(e.Plan)
	case ByCharge:
		return string(e.Charge)
	case ByKind:
		return e.Kind.String()
	case ByTiming:
		return e.Timing.String()
	case ByTaxCategory:
		return e.TaxCategory
	case ByCurrency:
		return e.currency().String()
	case BySubscription:
		return string(e.Subscription)
	case ByCustomer:
		return string(e.Customer)
	case ByComponent:
		return e.Component
	case ByLocation:
		return e.Location
	case ByVendor:
		return string(e.parties.vendor)
	case ByParent:
		return string(e.parties.parent)
	case ByDistributor:
		return string(e.parties.distributor)
	case ByReseller:
		return string(e.parties.reseller)
	case ByChannel:
		return string(e.parties.channel)
	case ByBillingGroup:
		return string(e.parties.group)
	case ByFinality:
		return s.finality(e)
	}
	if g, ok := d.slots(); ok {
		return s.slot(g, s.time(e))
	}
	key, _ := d.tag()
	return s.tag(e.Tags, key)
}

func (s *Selection) finality(e *Entry) string {
	switch {
	case s.query.Source != Merged || !e.KnowsCustomer():
		return ""
	case e.Final:
		return "final"
	}
	return "live"
}

// tag returns the value of a tag, "" if there is none. Rows share few tags, so
// they are read once.
func (s *Selection) tag(t subscription.Tags, key string) string {
	if t == "" {
		return ""
	}
	values, ok := s.tags[t]
	if !ok {
		const most = 1024 // kept at a time
		if len(s.tags) >= most {
			clear(s.tags)
		}
		if json.Unmarshal([]byte(t), &values) != nil {
			values = nil // not by NewTags: no tag can be told
		}
		s.tags[t] = values
	}
	return values[key]
}

// A slotName is a slot with the text that answers call it by.
type slotName struct {
	calendar.Period
	text string
}

// slot returns the name of the slot that t lies in. Rows come in the order of
// time more or less, so the last slot is kept.
func (s *Selection) slot(g calendar.Granularity, t calendar.Instant) string {
	last := &s.slots[g]
	if last.text != "" && last.Contains(t) {
		return last.text
	}
	p := g.SlotAt(t, s.viewer.Zone)
	text := p.Start.In(s.viewer.Zone).Format("2006-01-02")
	switch g {
	case calendar.Hourly: // local hours may come twice
		text = p.Start.String()
	case calendar.Monthly:
		text = text[:len("2006-01")]
	}
	*last = slotName{p, text}
	return text
}
