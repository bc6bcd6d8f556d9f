package focus

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// correction is the one value of ChargeClass.
const correction = "Correction"

// An entry is a line to be written.
type entry struct {
	charge   *Charge
	side     *channel.Side
	service  Service
	invoice  Invoice
	buyer    channel.PartyID
	account  string // the type of the buyer's
	billing  calendar.Period
	period   calendar.Period
	category Category
	class    string
	// amount is what the line is about; of it, billed is on an invoice and
	// effective is consumed.
	amount, billed, effective money.Amount
	consumed                  string // "" is null
	priced
}

// entry returns the line of one side of a charge, by the book that the pair
// settles by.
func (w *Writer) entry(c *Charge, s *channel.Side, by proceeds.Book) (*entry, error) {
	service, ok := w.services[c.Product]
	if !ok {
		return nil, &ChargeError{"ServiceName", fmt.Errorf("%w: %.60q", ErrService, c.Product)}
	}
	l := &entry{charge: c, side: s, service: service, buyer: s.Buyer, account: "Partner", period: c.Service, amount: s.Amount}
	if c.Customer == s.Buyer {
		l.account = "Customer"
	}
	if c.Invoice.Number != "" {
		l.invoice = c.Invoice
	}
	if l.invoice.Issuer != "" && l.invoice.Issuer != w.d.Seller {
		return nil, &ChargeError{"InvoiceIssuerName", fmt.Errorf("%w: %.60q", ErrIssuer, l.invoice.Issuer)}
	}
	if l.billing = l.invoice.Period; l.invoice.Number == "" {
		l.billing = calendar.Monthly.SlotAt(c.Posted, w.d.Viewer.Zone)
	}
	if corrects(c, w.d.Viewer) {
		l.class = correction
	}
	none := money.New(0, s.Amount.Scale(), s.Amount.Currency())
	l.billed, l.effective = s.Amount, s.Amount
	switch {
	case c.Book == proceeds.Booked:
		l.effective = none
	case by == proceeds.Booked:
		l.billed = none
	}
	q := quantityOf(c.Quantity)
	share := c.Book == proceeds.Live && c.Kind == pricing.Recurring
	l.priced = pricedAs(s, q, unitOf(c.Unit), share)
	switch {
	case c.Book == proceeds.Booked && inAdvance(c):
		l.category = Purchase
	case c.Book == proceeds.Booked: // its quotas say what was consumed
		l.category, l.consumed = Usage, "0"
	default:
		l.category, l.consumed = Usage, plain(q)
	}
	return l, nil
}

// inAdvance reports whether a charge is bought before it is used up.
func inAdvance(c *Charge) bool {
	return c.Kind == pricing.OneTime || c.Kind == pricing.Recurring && c.Timing == pricing.Prepaid
}

// corrects reports whether a charge counts later than it would have if its
// billing period had been open. Only what the viewer sees decides.
func corrects(c *Charge, v channel.Viewer) bool {
	switch {
	case c.Correction:
		return true
	case c.Book == proceeds.Booked && inAdvance(c):
		return c.Posted > c.Due && c.Posted >= calendar.Monthly.SlotAt(c.Due, v.Zone).End
	}
	return !c.Service.IsEmpty() && c.Posted >= c.Service.End
}

// rounding returns the line that takes what rounding took on an invoice.
func (w *Writer) rounding(sum invoiceSum) (*entry, error) {
	a, err := money.Parse(plain(sum.invoice.Delta.Decimal().Neg()), sum.sum.Currency())
	if err != nil {
		return nil, &ChargeError{"BilledCost", err}
	}
	other, err := Service{Name: rounding, Publisher: w.d.name(w.d.Seller)}.complete(rounding)
	if err != nil {
		return nil, err
	}
	return &entry{
		service: other, invoice: sum.invoice, buyer: sum.buyer, account: sum.account, billing: sum.invoice.Period, period: sum.invoice.Period,
		priced:   priced{cost: a.Text()},
		category: Adjustment, amount: a, billed: a, effective: money.New(0, a.Scale(), a.Currency()),
	}, nil
}

func (l *entry) frequency() string {
	switch {
	case l.charge == nil || l.charge.Kind == pricing.OneTime:
		return "One-Time"
	case l.charge.Kind == pricing.Usage:
		return "Usage-Based"
	}
	return "Recurring"
}

func (l *entry) description() string {
	switch c := l.charge; {
	case c == nil:
		return "Rounding of the invoice's lines"
	case c.Component != "":
		return string(c.Charge) + " of plan " + string(c.Plan) + ", " + c.Component
	default:
		return string(c.Charge) + " of plan " + string(c.Plan)
	}
}

// sub returns the sub-account: of a partner's account the customer, of a
// customer's own the subscription.
func (l *entry) sub(d *Dataset) (id, name, kind string) {
	switch c := l.charge; {
	case c == nil || !c.KnowsCustomer():
		return "", "", ""
	case c.Customer != l.buyer:
		return string(c.Customer), d.name(c.Customer), "Customer"
	default:
		return string(c.Subscription), string(c.Subscription), "Subscription"
	}
}

// sku returns the id of what is sold at a price.
func (l *entry) sku() string {
	if l.charge == nil {
		return ""
	}
	return string(l.charge.Plan) + "/" + string(l.charge.Charge)
}

// own returns what the viewer pays and gets for a charge, and the difference.
func (l *entry) own(v channel.Viewer) (out [3]string, err error) {
	if l.charge == nil {
		return out, nil
	}
	cost, income := l.charge.Cost(v.Party), l.charge.Income(v.Party)
	margin, err := income.Sub(cost)
	if err != nil {
		return out, err
	}
	for i, a := range []money.Amount{cost, income, margin} {
		if a != (money.Amount{}) {
			out[i] = a.Text()
		}
	}
	return out, nil
}

// moment writes an instant to the second, as the rule model wants it.
func moment(t calendar.Instant) (string, error) {
	at := t.Time()
	if y := at.Year(); y < 1 || y > 9999 || t.IsZero() {
		return "", errNoInstant
	}
	return at.Format("2006-01-02T15:04:05Z"), nil
}

var errNoInstant = errors.New("no instant of the years 1 to 9999")

// flag writes what is seldom true.
func flag(b bool) string {
	if b {
		return strconv.FormatBool(b)
	}
	return ""
}
