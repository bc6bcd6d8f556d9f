package livereport

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// An Instruction tells another system to bill one line: what one seller charges
// one buyer for one charge, of service in one period, posted in one period. It
// says nothing that its viewer may not see; who does not deal with the customer
// gets one line for all accounts.
type Instruction struct {
	// ID is the line's own name, 32 hexadecimal digits, for ever. Another viewer
	// has another one for it.
	ID string `json:"id"`
	// Corrects is the ID of the line that it corrects: the first one of what it
	// serves. Empty if it is that itself.
	Corrects string `json:"corrects,omitempty"`
	// Provisional: its posting period is not closed, so it may still change.
	Provisional bool `json:"provisional,omitempty"`

	Basis        channel.BillingBasis `json:"basis"`
	Seller       channel.PartyID      `json:"seller"`
	Buyer        channel.PartyID      `json:"buyer"`
	Customer     channel.PartyID      `json:"customer,omitempty"`
	Subscription subscription.ID      `json:"subscription,omitempty"`
	Plan         pricing.PlanID       `json:"plan"`
	Charge       pricing.ChargeID     `json:"charge"`
	Component    string               `json:"component,omitempty"`
	Kind         pricing.Kind         `json:"kind"`
	Timing       pricing.Timing       `json:"timing"`
	Product      string               `json:"product,omitempty"`
	ProductType  string               `json:"product_type,omitempty"`
	TaxCategory  string               `json:"tax_category,omitempty"`
	Location     string               `json:"location,omitempty"`
	Tags         subscription.Tags    `json:"tags,omitempty"`

	Service calendar.Period `json:"service"` // from the first part's start to the last one's end
	Posted  calendar.Period `json:"posted"`  // the posting period that it counts in
	// Quantity is the sum of the parts where quantities add up over time: usage
	// and one-offs. Of fees and of levels, such as averages, it is that of the
	// latest service.
	Quantity  pricing.Quantity `json:"quantity"`
	Estimated bool             `json:"estimated,omitempty"`
	Unit      string           `json:"unit,omitempty"`
	Net       money.Amount     `json:"net"` // without tax, in the book currency; the sum of the parts
	Raw       string           `json:"raw"` // before booking's rounding
	// Settled is the net in the currency in which the two settle, if that is
	// another.
	Settled *channel.Settled `json:"settled,omitempty"`
	// Parts are what the line is made of, in the order of service.
	Parts []InstructionPart `json:"parts"`
}

// An InstructionPart is the rows of one service and posting date: of one day,
// where quotas are daily.
type InstructionPart struct {
	Service   calendar.Period  `json:"service"`
	Posted    calendar.Instant `json:"posted"`
	Quantity  pricing.Quantity `json:"quantity"`
	Estimated bool             `json:"estimated,omitempty"`
	Net       money.Amount     `json:"net"`
	Raw       string           `json:"raw"`
	Settled   *money.Amount    `json:"settled,omitempty"`
}

// A PairInstructions is all that one seller is to charge one buyer in one
// currency.
type PairInstructions struct {
	Seller   channel.PartyID `json:"seller"`
	Buyer    channel.PartyID `json:"buyer"`
	Currency money.Currency  `json:"currency"`
	Net      money.Amount    `json:"net"` // the sum of the lines
	Lines    []Instruction   `json:"lines"`
}

// An InstructionSet answers a pull: the billing instructions of a frame. Sets of
// adjacent frames have the lines of the whole.
type InstructionSet struct {
	Frame       calendar.Period      `json:"frame"` // by posting date; go on at its end
	Granularity calendar.Granularity `json:"granularity"`
	Pairs       []PairInstructions   `json:"pairs"` // by seller, buyer and currency
}

// Lines returns the lines of all pairs, in order.
func (s *InstructionSet) Lines() (out []Instruction) {
	for i := range s.Pairs {
		out = append(out, s.Pairs[i].Lines...)
	}
	return out
}
