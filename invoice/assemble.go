package invoice

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/shopspring/decimal"
)

// ErrNothing is returned where there is nothing to bill.
var ErrNothing = errors.New("invoice: nothing to bill")

// ErrSeries is returned for a series that ends in a digit: its numbers could be
// another's.
var ErrSeries = errors.New("invoice: the series ends in a digit")

// ErrTemplate is returned for a series with an unknown word in braces.
var ErrTemplate = errors.New("invoice: no such template of a series")

// Terms say how rows become an invoice.
type Terms struct {
	Level   channel.Level   // whose price is billed; negative levels count from the customer
	Digits  uint8           // of the invoice's amounts: the currency's minor unit
	TaxRate decimal.Decimal // percent, one rate for all lines
	Series  string          // of the invoice's number
	Attempt int             // 0, or how many invoices of the same rows were voided before
}

// Assemble bills rows, all of one seller, buyer and currency, at a level. Rows
// of one product, charge and tax category become one line, in the order of
// product type, product and charge.
func Assemble(rows []proceeds.Row, t Terms) (Invoice, error) {
	if len(rows) == 0 {
		return Invoice{}, ErrNothing
	}
	if err := money.Gate(t.TaxRate); err != nil {
		return Invoice{}, fmt.Errorf("invoice: tax rate: %w", err)
	}
	if n := len(t.Series); n > 0 && t.Series[n-1] >= '0' && t.Series[n-1] <= '9' {
		return Invoice{}, fmt.Errorf("%w: %q", ErrSeries, t.Series)
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b proceeds.Row) int { return a.Key.Compare(b.Key) })
	r := &rows[0]
	l, ok := t.Level.In(r.Amounts.Levels())
	if !ok {
		return Invoice{}, fmt.Errorf("invoice: %v: no level %d", r.Key, t.Level)
	}
	inv := Invoice{
		Seller: r.Route.Seller(l), Buyer: r.Route.Buyer(l, r.Customer), Level: t.Level,
		Currency: r.Currency, Series: t.Series, Version: 1,
	}
	inv.ID = id(&inv, r.Key, t.Attempt)
	inv.Period.Start, inv.Period.End = r.Posted, r.Posted+1
	sums := map[group]*decimal.Decimal{}
	for i := range rows {
		if err := inv.add(&rows[i], sums); err != nil {
			return Invoice{}, fmt.Errorf("invoice: %v: %w", rows[i].Key, err)
		}
	}
	for i := range inv.Lines {
		ln := &inv.Lines[i]
		raw := *sums[ln.group()]
		ln.Raw = fixed(raw)
		var err error
		if ln.Net, err = money.Round(raw, t.Digits, inv.Currency, money.HalfUp); err != nil {
			return Invoice{}, fmt.Errorf("invoice: line %d: %w", i, err)
		}
	}
	slices.SortFunc(inv.Lines, func(a, b Line) int { return a.group().compare(b.group()) })
	var err error
	inv.Totals, err = Total(inv.Lines, t.TaxRate, t.Digits, inv.Currency)
	return inv, err
}

// Total rounds tax and adds up lines: Net = Σ lines' nets, Tax = Net × rate
// rounded half away from zero, Gross = Net + Tax.
func Total(lines []Line, rate decimal.Decimal, digits uint8, c money.Currency) (Totals, error) {
	t := Totals{Net: money.New(0, digits, c), TaxRate: fixed(rate)}
	sum := decimal.Zero
	var err error
	for i := range lines {
		if t.Net, err = t.Net.Add(lines[i].Net); err != nil {
			return Totals{}, fmt.Errorf("invoice: line %d: %w", i, err)
		}
		raw := lines[i].Net.Decimal()
		if lines[i].Raw != "" {
			if raw, err = money.ParseDecimal(lines[i].Raw); err != nil {
				return Totals{}, fmt.Errorf("invoice: lines[%d].raw: %w", i, err)
			}
		}
		sum = sum.Add(raw)
	}
	if t.Tax, err = money.Round(t.Net.Decimal().Mul(rate).Shift(-2), digits, c, money.HalfUp); err != nil {
		return Totals{}, fmt.Errorf("invoice: tax: %w", err)
	}
	if t.Gross, err = t.Net.Add(t.Tax); err != nil {
		return Totals{}, fmt.Errorf("invoice: gross: %w", err)
	}
	t.Raw, t.Delta = fixed(sum), fixed(sum.Sub(t.Net.Decimal()))
	return t, nil
}

// fixed writes d with the decimals that it has, whatever decimal's globals say.
func fixed(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

// A group is what rows of one line have in common.
type group struct{ productType, product, plan, charge, unit, tax string }

func (g group) compare(h group) int {
	return cmp.Or(
		strings.Compare(g.productType, h.productType), strings.Compare(g.product, h.product),
		strings.Compare(g.plan, h.plan), strings.Compare(g.charge, h.charge),
		strings.Compare(g.unit, h.unit), strings.Compare(g.tax, h.tax))
}

func (l *Line) group() group {
	return group{l.ProductType, l.Product, string(l.Plan), string(l.Charge), l.Unit, l.TaxCategory}
}

func (inv *Invoice) add(r *proceeds.Row, sums map[group]*decimal.Decimal) error {
	l, ok := inv.Level.In(r.Amounts.Levels())
	if !ok {
		return fmt.Errorf("no level %d", inv.Level)
	}
	seller, buyer := r.Route.Seller(l), r.Route.Buyer(l, r.Customer)
	if seller != inv.Seller || buyer != inv.Buyer || r.Currency != inv.Currency {
		return fmt.Errorf("%s to %s in %v is not on an invoice of %s to %s in %v",
			seller, buyer, r.Currency, inv.Seller, inv.Buyer, inv.Currency)
	}
	amount, _ := r.Amounts.Of(inv.Level)
	inv.Period.Start = min(inv.Period.Start, r.Posted)
	inv.Period.End = max(inv.Period.End, r.Posted+1)
	line := Line{
		Product: r.Route.Product, ProductType: r.Route.ProductType, Plan: r.Plan, Charge: r.Charge,
		Unit: r.Route.Unit, TaxCategory: r.Route.TaxCategory,
	}
	g := line.group()
	if sums[g] == nil {
		sums[g] = new(decimal.Decimal)
		inv.Lines = append(inv.Lines, line)
	}
	*sums[g] = sums[g].Add(amount.Decimal())
	i := slices.IndexFunc(inv.Lines, func(l Line) bool { return l.group() == g })
	inv.Lines[i].Rows = append(inv.Lines[i].Rows, r.Key)
	return nil
}

// id digests what the invoice is about.
func id(inv *Invoice, first proceeds.Key, attempt int) ID {
	return IDOf(string(inv.Seller), string(inv.Buyer), fmt.Sprint(inv.Level), inv.Currency.String(), first.String(), fmt.Sprint(attempt))
}
