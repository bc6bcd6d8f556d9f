package usage

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A Report is the usage and spend that a [Config] asks for.
type Report struct {
	Config
	Lines  []Line  `json:"lines"`  // by channel, account, product, unit and currency; text bytewise
	Totals []Total `json:"totals"` // one for each currency
}

// A Line is what was used of a product in one unit, and what it comes to.
type Line struct {
	Channel      channel.ChannelCode `json:"channel,omitempty"`
	Customer     channel.PartyID     `json:"customer,omitempty"`
	Subscription string              `json:"subscription,omitempty"`
	Product      string              `json:"product,omitempty"`
	Unit         string              `json:"unit,omitempty"`
	Metered      bool                `json:"metered"`             // whether anything was: else Quantity is none
	Quantity     pricing.Quantity    `json:"quantity"`            // of usage
	Estimated    bool                `json:"estimated,omitempty"` // a reading behind it was carried forward
	Currency     money.Currency      `json:"currency"`
	Sum
}

// A Total is what all lines of a currency come to.
type Total struct {
	Currency money.Currency `json:"currency"`
	Sum
}

// A Sum is what a viewer pays, what it charges, and the difference. To the
// operator they are the ends of the chain, what the vendor gets and what the
// customer pays.
type Sum struct {
	Cost   money.Amount `json:"cost"`
	Spend  money.Amount `json:"spend"`
	Margin money.Amount `json:"margin"`
}

func (s *Sum) add(buys, sells money.Amount) (err error) {
	if s.Cost, err = s.Cost.Add(buys); err != nil {
		return err
	}
	s.Spend, err = s.Spend.Add(sells)
	return err
}

func (s *Sum) close() (err error) {
	if s.Margin, err = s.Spend.Sub(s.Cost); err != nil {
		return fmt.Errorf("usage: margin: %w", err)
	}
	return nil
}

func (l Line) compare(m Line) int {
	return cmp.Or(
		strings.Compare(string(l.Channel), string(m.Channel)), strings.Compare(string(l.Customer), string(m.Customer)),
		strings.Compare(l.Subscription, m.Subscription), strings.Compare(l.Product, m.Product),
		strings.Compare(l.Unit, m.Unit), strings.Compare(l.Currency.String(), m.Currency.String()))
}

func (t Total) compare(u Total) int { return strings.Compare(t.Currency.String(), u.Currency.String()) }

// WriteCSV writes the lines, with the header "channel", "customer",
// "subscription", "product", "unit", "quantity", "estimated", "currency", "cost",
// "spend", "margin". Text is safe from spreadsheets, numbers are as they are, and
// the quantity of what is not metered is empty. The error is the writer's.
func (r *Report) WriteCSV(w io.Writer) error {
	t := livereport.NewTable(w, "channel", "customer", "subscription", "product", "unit", "quantity", "estimated",
		"currency", "cost", "spend", "margin")
	for i := range r.Lines {
		l := &r.Lines[i]
		for _, text := range []string{string(l.Channel), string(l.Customer), l.Subscription, l.Product, l.Unit} {
			t.Text(text)
		}
		quantity := ""
		if l.Metered {
			quantity = l.Quantity.String()
		}
		t.Number(quantity)
		t.Text(map[bool]string{true: "estimated"}[l.Estimated])
		t.Text(l.Currency.String())
		for _, a := range []money.Amount{l.Cost, l.Spend, l.Margin} {
			t.Number(a.Text())
		}
		if err := t.End(); err != nil {
			return err
		}
	}
	return t.Close()
}
