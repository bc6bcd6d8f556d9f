package revenue

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// An Entry is a flow of money in the host's journal: what a client paid for a
// service, or into its credit where Service is empty. FromCredit says that the
// credit paid: for the service, or, without one, back to the client or because it
// expired.
type Entry struct {
	Client     channel.PartyID
	Service    string           // a subscription's id, or a product's where the reporting party sees no subscriptions
	Amount     money.Amount     // net; negative takes an earlier one back
	Tax        money.Amount     // beside Amount; may be the zero Amount
	TaxPercent decimal.Decimal  // such as 22
	Type       string           // of the item that was paid; "" is "service"
	Source     string           // of the money, such as "tr" for a transaction
	FromCredit bool             // the money is credit that was counted in before
	At         calendar.Instant // when it flowed; only what lies in the frame counts
}

// A Credit is what a client had at the frame's start, beside what the frame's
// entries say.
type Credit struct {
	Client  channel.PartyID
	Opening money.Amount
}

// An Override replaces what a service requires in the frame.
type Override struct {
	Client  channel.PartyID
	Service string
	Amount  money.Amount
}

// An Allotment is credit that a report counted as revenue of a service before it
// was spent, and where.
type Allotment struct {
	Client    channel.PartyID    `json:"client"`
	Service   string             `json:"service"`
	Locations []LocationAllotted `json:"locations"`
}

// A LocationAllotted is a location's part of an [Allotment].
type LocationAllotted struct {
	Name   string       `json:"name"`
	Amount money.Amount `json:"amount"`
}
