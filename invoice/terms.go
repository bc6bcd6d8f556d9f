package invoice

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// MarketplaceFee is the product type of charges that are the marketplace's own
// fees. Sellers pass them on as they are: see [channel.PassThrough].
const MarketplaceFee = "marketplace-fee"

// Toggles are what a seller chooses for an invoice. The zero Toggles include tax
// and marketplace fees, and keep credits for what is sold.
type Toggles struct {
	NoTax          bool `json:"no_tax,omitempty"`           // prices only: the document says nothing of tax
	NoFees         bool `json:"no_fees,omitempty"`          // rows of marketplace fees stay where they are
	CreditsForFees bool `json:"credits_for_fees,omitempty"` // credits may pay for marketplace fees, too
}

// An Item names what is sold, for texts.
type Item struct {
	Product string
	Plan    pricing.PlanID
	Charge  pricing.ChargeID
}

// Terms say how rows become an invoice.
type Terms struct {
	Level  channel.Level   // whose price is billed; negative levels count from the customer
	Period calendar.Period // the billing period; zero: from the first to the last posting date of the rows

	// Seller and Buyer are printed as they are. Without them the document knows
	// their ids only.
	Seller, Buyer channel.Party
	// Issuing says who writes the document, and Issuer who that is where it is
	// done on the seller's behalf.
	Issuing proceeds.Issuing
	Issuer  channel.Party

	Tax      TaxTable         // zero: tax is not included
	TaxPoint calendar.Instant // whose rates count; zero: the period's last instant
	Place    channel.Address  // of supply; zero: the buyer's address
	Toggles

	Policy     Policy
	Currencies money.Currencies // whose minor units are printed; zero: those of ISO 4217
	Allowances []Allowance      // discounts and charges on the whole document
	Prepaid    money.Amount     // what the buyer has paid before

	Texts map[Item]string // of lines; none: product and charge
	Types []string        // product types in the order of the document; others come after them by name

	Series    string      // of the invoice's number
	Attempt   int         // 0, or how many invoices of the same rows were voided before
	Preceding []Reference // invoices that this one replaces
}

func (t *Terms) validate() error {
	if endsInDigit(t.Series) {
		return &SeriesError{Customer: t.Buyer.ID, Series: t.Series}
	}
	if !utf8.ValidString(t.Series) {
		return fmt.Errorf("invoice: terms.series: %.40q is not UTF-8", t.Series)
	}
	if !t.Period.Valid() {
		return fmt.Errorf("invoice: terms.period: %v ends before it starts", t.Period)
	}
	if t.Buyer.ID != "" && t.Buyer.Currency.IsZero() {
		return &NoCurrencyError{t.Buyer.ID}
	}
	if t.Issuing > proceeds.OnBehalf || t.Issuing == proceeds.OnBehalf && t.Issuer.ID == "" {
		return fmt.Errorf("invoice: terms.issuer: missing of a document that is issued %v", t.Issuing)
	}
	return t.Policy.validate()
}

func endsInDigit(s string) bool { return s != "" && '0' <= s[len(s)-1] && s[len(s)-1] <= '9' }

// validate refuses what is no policy. Roundings are checked where they round.
func (p *Policy) validate() error {
	for _, field := range []struct {
		name string
		ok   bool
	}{
		{"mode", p.Mode <= money.Floor}, {"tax", p.Tax <= money.Floor}, {"of", p.Of <= Raw},
		{"group", p.Group <= ByRow}, {"order", p.Order <= SumFirst}, {"cash", p.Cash.Sign() >= 0},
	} {
		if !field.ok {
			return fmt.Errorf("invoice: policy.%s: there is no such one", field.name)
		}
	}
	return nil
}

// text returns what a line is called.
func (t *Terms) text(l *Line) string {
	name, ok := t.Texts[Item{l.Product, l.Plan, l.Charge}]
	if !ok {
		name = strings.TrimSpace(l.Product + " " + string(l.Charge))
	}
	if l.Component != "" {
		name += ", " + l.Component
	}
	return name
}
