package invoice

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// A Line bills rows of one product, price and tax category together.
//
// Quantity × Price, rounded, is Net wherever there is a price: a line without one
// (Price is zero) is of rows that have no price in common, such as parts of a
// month, tiers, discounts, minimums and credits.
type Line struct {
	Product     string           `json:"product"`
	ProductType string           `json:"product_type,omitempty"`
	Plan        pricing.PlanID   `json:"plan"`
	Charge      pricing.ChargeID `json:"charge"`
	Component   string           `json:"component,omitempty"` // of a charge: a discount, "minimum"; known where the customer is billed
	Text        string           `json:"text,omitempty"`      // what the buyer reads
	Earlier     bool             `json:"earlier,omitempty"`   // corrects a billing period before this one
	Fee         bool             `json:"marketplace_fee,omitempty"`
	Service     calendar.Period  `json:"service,omitzero"`  // from the first to the last instant of service
	Quantity    pricing.Quantity `json:"quantity,omitzero"` // Σ of the rows, where that is a quantity
	Unit        string           `json:"unit,omitempty"`
	Price       money.Number     `json:"price,omitzero"` // of one unit, without tax
	TaxCategory string           `json:"tax_category,omitempty"`
	TaxCode     TaxCode          `json:"tax_code,omitzero"`
	TaxRate     money.Number     `json:"tax_rate,omitzero"` // percent
	Raw         string           `json:"raw,omitempty"`     // Σ of the rows before any rounding
	Net         money.Amount     `json:"net"`
	Delta       string           `json:"delta,omitempty"` // Raw − Net
	Tax         money.Amount     `json:"tax"`             // the line's share of the tax on all lines of its rate
	Rows        []proceeds.Key   `json:"rows"`            // what it bills
	Of          int              `json:"of,omitzero"`     // on a credit note: the line that it credits, from 1
}

// An Allowance is a discount, or a charge, on the whole document (BG-20, BG-21).
// In [Terms] it is asked for by an Amount or a Percent; on an invoice it has both
// its Amount and its tax.
type Allowance struct {
	Charge      bool         `json:"charge,omitempty"`  // it adds to the total, and does not reduce it
	Text        string       `json:"text"`              // the reason, which is required (BT-97, BT-104)
	Earlier     bool         `json:"earlier,omitempty"` // corrects a billing period before this one
	ReasonCode  string       `json:"reason_code,omitempty"`
	TaxCategory string       `json:"tax_category,omitempty"` // "" spreads it over all rates of the document
	Percent     money.Number `json:"percent,omitzero"`       // of the lines that it is spread over
	Base        money.Amount `json:"base"`                   // what Percent is of
	Amount      money.Amount `json:"amount"`
	TaxCode     TaxCode      `json:"tax_code,omitzero"`
	TaxRate     money.Number `json:"tax_rate,omitzero"`
	Tax         money.Amount `json:"tax"`         // its share of the tax at its rate, with the sign of what it adds
	Of          int          `json:"of,omitzero"` // on a credit note: the allowance that it credits, from 1
}

// Totals are an invoice's sums (BG-22).
//
// Net = Lines − Allowances + Charges, Gross = Net + Tax, and Payable = Gross −
// Prepaid + Rounding.
type Totals struct {
	Raw        string       `json:"raw"`              // Σ of the lines before any rounding
	Lines      money.Amount `json:"lines"`            // BT-106: Σ of the lines' nets
	Delta      string       `json:"delta"`            // Raw − Lines: what rounding took or gave
	Allowances money.Amount `json:"allowances"`       // BT-107
	Charges    money.Amount `json:"charges"`          // BT-108
	Net        money.Amount `json:"net"`              // BT-109: without tax
	Tax        money.Amount `json:"tax"`              // BT-110
	Gross      money.Amount `json:"gross"`            // BT-112: with tax
	Prepaid    money.Amount `json:"prepaid"`          // BT-113: paid before
	Rounding   money.Amount `json:"rounding"`         // BT-114: to what can be paid in cash
	Payable    money.Amount `json:"payable"`          // BT-115
	Fees       money.Amount `json:"marketplace_fees"` // of Gross: the marketplace's own fees, with their tax
	Creditable money.Amount `json:"creditable"`       // of Payable: what credits may pay
	Taxes      []Tax        `json:"taxes,omitempty"`  // by code and rate (BG-23)
}

// A Tax is the tax on all that an invoice charges at one code and rate (BG-23).
type Tax struct {
	Code       TaxCode      `json:"code"`
	Rate       money.Number `json:"rate"` // percent
	Base       money.Amount `json:"base"`
	Amount     money.Amount `json:"amount"`
	Reason     string       `json:"reason,omitempty"`      // why there is none (BT-120)
	ReasonCode string       `json:"reason_code,omitempty"` // of the VATEX list (BT-121)
}
