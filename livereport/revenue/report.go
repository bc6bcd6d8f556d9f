package revenue

import (
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// A Report is the revenue of a time frame. Its JSON is that of the report that it
// replaces: a [Number] is a JSON number, an [ID] of digits too, a [Date] the text
// that Python writes.
type Report struct {
	Clients   []Client   `json:"revenue_report"`
	Locations []Location `json:"total_revenue_per_location"`
	Total     Number     `json:"total_revenue"`
	Currency  string     `json:"currency_code"`
	Start     Date       `json:"start_date"`
	End       Date       `json:"end_date"`
}

// A Client is the revenue from one client.
type Client struct {
	ID           ID         `json:"client"`
	Name         string     `json:"client_display_name"`
	Services     Services   `json:"services_report"`
	CreditIn     Number     `json:"credit_in"`
	CreditOut    Number     `json:"credit_out"`
	CreditLeft   Number     `json:"credit_available"` // what there was, and In, less Out
	TotalDebt    Number     `json:"total_debt"`
	TotalAlloted Number     `json:"total_alloted_from_credit"`
	Locations    []Location `json:"revenue_per_location"`
}

// A Service is the revenue from one service of a client.
type Service struct {
	Name         string      `json:"service_name"`
	ID           ID          `json:"service_id"`
	Entries      []EntryLine `json:"entries"`
	FixedPrice   Number      `json:"fixed_monthly_price"` // fees due in the frame, or the override
	Overridden   bool        `json:"price_overridden"`
	TotalRevenue Number      `json:"total_revenue"`     // Σ entries
	FromCredit   Number      `json:"total_from_credit"` // Σ entries that credit paid
	Usage        Usage       `json:"usage_details"`
	Required     Number      `json:"cost_still_required"`
	Percent      Number      `json:"cost_required_percent"` // of what all services of the client still require; they sum to 100
	Alloted      Number      `json:"alloted_from_credit"`
	Debt         Number      `json:"debt"`

	places []placed
}

// An EntryLine is a journal entry of a service. One of the type "allotment", from
// the source "reversal", takes back what the report before alloted.
type EntryLine struct {
	Amount     Number `json:"amount"` // net
	Type       string `json:"item_type"`
	FromCredit bool   `json:"from_credit"`
	Tax        Number `json:"taxes_amount"`
	TaxPercent Number `json:"taxes_percent"`
	Source     string `json:"source"`
	Date       Date   `json:"date"`
}

// A Usage is a service's usage, by location and charge. One without any is {}.
type Usage struct {
	Name      string
	Service   ID
	Locations []UsageAt // the dearest first
	Total     Number
}

// A UsageAt is a service's usage at one location.
type UsageAt struct {
	Name      string
	Resources []Resource // by id
	Cost      Number
}

// A Resource is what was used of one charge. Its number is that of the lines
// behind it: a machine whose usage is a component of its own counts as one.
type Resource struct {
	ID     string `json:"-"`
	Name   string `json:"resource_name"`
	Price  Number `json:"price"`
	Number int    `json:"num_resources"`
}

// A Location is revenue earned at a location.
type Location struct {
	Name    string `json:"name"`
	Revenue Number `json:"revenue"`
}

// A placed amount is a part of a service's revenue at a location: all of it, and
// how much of it is alloted.
type placed struct {
	name             string
	revenue, alloted money.Amount
}

// Allotments returns what the report counted that is not spent yet, for
// [Config.Opening] of the next one.
func (r *Report) Allotments() (out []Allotment) {
	for i := range r.Clients {
		c := &r.Clients[i]
		for j := range c.Services {
			s := &c.Services[j]
			a := Allotment{Client: channel.PartyID(c.ID), Service: string(s.ID)}
			for _, p := range s.places {
				if !p.alloted.IsZero() {
					a.Locations = append(a.Locations, LocationAllotted{p.name, p.alloted})
				}
			}
			if a.Locations != nil {
				out = append(out, a)
			}
		}
	}
	return out
}
