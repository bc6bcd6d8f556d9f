package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/shopspring/decimal"
)

// A charged is a row as one level charges it, in the currency in which the two
// settle.
type charged struct {
	row           *proceeds.Row
	seller, buyer channel.PartyID
	currency      money.Currency
	booked, raw   decimal.Decimal
	price         money.Number // of one unit; zero where there is none
	direct        bool         // the buyer is the customer
	silent        bool         // it comes to nothing: no party may see it
}

// Settles returns the currency in which a row is billed at a level: that in
// which its two parties settle, else the book's. False: there is no such level.
func Settles(r *proceeds.Row, level channel.Level) (money.Currency, bool) {
	l, ok := level.In(r.Amounts.Levels())
	if !ok {
		return money.Currency{}, false
	}
	if x := settlement(r, l); x != nil {
		return x.Currency, true
	}
	return r.Currency, true
}

func settlement(r *proceeds.Row, l int) *channel.Settlement {
	if r.Route == nil || l >= len(r.Route.Settlements) || r.Route.Settlements[l].IsZero() {
		return nil
	}
	return &r.Route.Settlements[l]
}

func chargedOf(r *proceeds.Row, level channel.Level) (charged, error) {
	l, ok := level.In(r.Amounts.Levels())
	if !ok {
		return charged{}, fmt.Errorf("invoice: %v: no level %d", r.Key, level)
	}
	if r.Route == nil {
		return charged{}, fmt.Errorf("invoice: %v: %w", r.Key, proceeds.ErrNoRoute)
	}
	c := charged{row: r, seller: r.Route.Seller(l), buyer: r.Route.Buyer(l, r.Customer), direct: direct(r.Route, l)}
	if c.seller == "" {
		return charged{}, fmt.Errorf("invoice: %v: level %d is switched off", r.Key, level)
	}
	if err := c.value(l); err != nil {
		return charged{}, fmt.Errorf("invoice: %v: %w", r.Key, err)
	}
	c.price = c.unitPrice()
	return c, nil
}

// value sets what the row comes to at level l.
func (c *charged) value(l int) error {
	r := c.row
	amount, _ := r.Amounts.Of(channel.Level(l))
	text, _ := r.Amounts.Raw(channel.Level(l))
	raw, err := money.ParseDecimal(text)
	if err != nil {
		return fmt.Errorf("raw: %w", err)
	}
	c.currency, c.booked, c.raw = r.Currency, amount.Decimal(), raw
	c.silent = amount.IsZero() && raw.IsZero() && r.Quantity.IsZero()
	x := settlement(r, l)
	if x == nil {
		return nil
	}
	rate, err := money.ParseDecimal(x.Rate)
	if err != nil {
		return fmt.Errorf("settlements[%d].rate: %w", l, err)
	}
	settled, err := money.FromUnits(r.Amounts.Parts().Settled[l], x.Scale, x.Currency)
	if err != nil {
		return fmt.Errorf("settlements[%d]: %w", l, err)
	}
	c.currency, c.booked, c.raw = x.Currency, settled.Decimal(), raw.Mul(rate).RoundBank(channel.RawScale)
	c.silent = c.silent && settled.IsZero()
	return nil
}

// direct reports whether nobody stands between level l and the customer.
func direct(r *channel.Route, l int) bool {
	for _, p := range r.Parties[min(l+1, len(r.Parties)):] {
		if p != "" {
			return false
		}
	}
	return true
}

// feeDigits are the most decimals of a price for a period: a share of a month
// that is divided by days has more, and is no price of a unit.
const feeDigits = 4

// unitPrice returns what one unit costs, where that number is exact: raw =
// quantity × price. A quota of a fee is a share of time, which has none.
func (c *charged) unitPrice() money.Number {
	r := c.row
	if r.Quantity.IsZero() || r.Quantity.IsFraction() || c.raw.IsZero() || r.Kind == pricing.Recurring && r.Book == proceeds.Live {
		return money.Number{}
	}
	digits := int32(channel.RawScale)
	if r.Kind != pricing.Usage {
		digits = feeDigits
	}
	q := r.Quantity.Decimal()
	price := c.raw.DivRound(q, digits)
	if price.Sign() <= 0 || !price.Mul(q).Equal(c.raw) {
		return money.Number{}
	}
	n, err := money.NumberOf(price)
	if err != nil {
		return money.Number{}
	}
	return n
}
