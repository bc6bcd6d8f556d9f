package invoice

import (
	"cmp"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/shopspring/decimal"
)

// A group is what rows of one line have in common.
type group struct {
	place                int // of the product type in Terms.Types
	productType, product string
	plan                 pricing.PlanID
	charge               pricing.ChargeID
	earlier              bool // corrects an earlier period
	priced               bool
	price                money.Number
	component            string
	reduces              bool // has no price and reduces the total, such as a discount
	unit, tax            string
	row                  int // ByRow: which
}

func (g *group) compare(h *group) int {
	return cmp.Or(
		cmp.Compare(g.place, h.place),
		strings.Compare(g.productType, h.productType), strings.Compare(g.product, h.product),
		strings.Compare(string(g.plan), string(h.plan)), strings.Compare(string(g.charge), string(h.charge)),
		yes(g.earlier, h.earlier), yes(h.priced, g.priced), h.price.Cmp(g.price),
		strings.Compare(g.component, h.component), yes(g.reduces, h.reduces),
		strings.Compare(g.unit, h.unit), strings.Compare(g.tax, h.tax), cmp.Compare(g.row, h.row))
}

// yes orders false before true.
func yes(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

const day = calendar.Instant(24 * 60 * 60 * 1e6)

// A draftLine is a line with the exact amounts of its rows.
type draftLine struct {
	Line
	group
	booked, raw decimal.Decimal
	quantity    pricing.Quantity
	counted     bool // every row's quantity is one that adds up
}

// value returns what the line comes to before it is rounded.
func (d *draftLine) value(p *Policy) decimal.Decimal {
	if p.Of == Raw {
		return d.raw
	}
	return d.booked
}

// lines puts charged rows on lines, in the document's order.
func (t *Terms) lines(rows []charged, period calendar.Period) []*draftLine {
	if t.Policy.Group == ByRow && !allDirect(rows) {
		// The order of keys would tell one account from another.
		slices.SortStableFunc(rows, func(a, b charged) int {
			return cmp.Or(b.raw.Cmp(a.raw), b.row.Quantity.Cmp(a.row.Quantity), cmp.Compare(a.row.Service.Start/day, b.row.Service.Start/day))
		})
	}
	byGroup := map[group]*draftLine{}
	var out []*draftLine
	for i := range rows {
		g := t.group(&rows[i], period, i)
		d := byGroup[g]
		if d == nil {
			d = newDraftLine(&rows[i], g)
			byGroup[g], out = d, append(out, d)
		}
		d.add(&rows[i])
	}
	slices.SortFunc(out, func(a, b *draftLine) int { return a.group.compare(&b.group) })
	return out
}

func (t *Terms) group(c *charged, period calendar.Period, i int) group {
	r := c.row
	place := slices.Index(t.Types, r.Route.ProductType)
	if place < 0 {
		place = len(t.Types)
	}
	g := group{
		place: place, productType: r.Route.ProductType, product: r.Route.Product, plan: r.Plan, charge: r.Charge,
		earlier: max(r.Service.Start, r.Service.End-1) < period.Start, unit: r.Route.Unit, tax: r.Route.TaxCategory,
	}
	switch t.Policy.Group {
	case ByCharge:
		return g
	case ByRow:
		g.row = i + 1
	}
	g.price, g.priced = c.price, !c.price.IsZero()
	g.reduces = !g.priced && c.booked.Sign() < 0
	// What tells one account from another is for those who deal with the customer.
	if c.direct && r.Kind != pricing.OneTime && r.Component != proceeds.Rest {
		g.component = r.Component
	}
	return g
}

func newDraftLine(c *charged, g group) *draftLine {
	return &draftLine{
		group: g, counted: true,
		Line: Line{
			Product: g.product, ProductType: g.productType, Plan: g.plan, Charge: g.charge, Component: g.component,
			Earlier: g.earlier, Fee: g.productType == MarketplaceFee, Service: c.row.Service, Price: g.price,
			Unit: g.unit, TaxCategory: g.tax,
		},
	}
}

func (d *draftLine) add(c *charged) {
	r := c.row
	d.booked, d.raw = d.booked.Add(c.booked), d.raw.Add(c.raw)
	d.quantity = d.quantity.Add(r.Quantity)
	// Seats on thirty days are no thirty seats.
	d.counted = d.counted && !(r.Kind == pricing.Recurring && r.Book == proceeds.Live)
	d.Service = calendar.Period{Start: min(d.Service.Start, r.Service.Start), End: max(d.Service.End, r.Service.End)}
	d.Rows = append(d.Rows, r.Key)
}

// counts sets the line's quantity where there is one. What cannot be kept as text
// is none.
func (d *draftLine) counts() {
	if q, err := pricing.ParseQuantity(d.quantity.String()); err == nil && d.counted {
		d.Quantity = q
	}
}

// explain drops a price that does not come to the net: rows that were rounded
// one by one may sum to another cent.
func (d *draftLine) explain(p *Policy) {
	if d.Price.IsZero() {
		return
	}
	if off, err := offPrice(&d.Line, p.Mode); err != nil || off > p.slack() {
		d.Price = money.Number{}
	}
}

// offPrice returns how many units a line's net is off quantity × price.
func offPrice(l *Line, mode money.Rounding) (int64, error) {
	want, err := money.Round(l.Quantity.Decimal().Mul(l.Price.Decimal()), l.Net.Scale(), l.Net.Currency(), mode)
	if err != nil {
		return 0, err
	}
	off, err := want.Sub(l.Net)
	if err != nil {
		return 0, err
	}
	return max(off.Units(), -off.Units()), nil
}

// slack is how many units a line may be off its own amount.
func (p *Policy) slack() int64 {
	if p.Order == SumFirst {
		return 1
	}
	return 0
}
