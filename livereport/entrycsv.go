package livereport

import (
	"fmt"
	"io"
	"strconv"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// EntryColumns returns the header of entries as CSV, which only ever grows at its
// end.
//
// Instants are RFC 3339 in UTC, amounts have all their digits, "settled" amounts
// are in the currency in which the two settle, where that is another. buys is
// what the viewer pays buys_from, sells what it charges sells_to, margin the
// difference; to the operator they are the two ends of the chain. The operator's
// has three columns more for each of eight levels, from the vendor on: level_1,
// seller_1, amount_1 and so on, empty where there is none.
func EntryColumns(operator bool) []string {
	columns := []string{
		"book", "final", "posted", "service_start", "service_end", "due", "recorded",
		"subscription", "customer", "plan", "charge", "component", "kind", "timing",
		"product", "product_type", "location", "tags", "quantity", "estimated", "unit", "tax_category",
		"currency", "buys_from", "buys", "sells_to", "sells", "margin",
		"buys_settled", "buys_settled_currency", "sells_settled", "sells_settled_currency", "rows",
	}
	if operator {
		for l := 1; l <= channel.MaxLevels; l++ {
			columns = append(columns, fmt.Sprint("level_", l), fmt.Sprint("seller_", l), fmt.Sprint("amount_", l))
		}
	}
	return columns
}

// EntryCSV writes entries as CSV with the columns of [EntryColumns], one at a
// time. The zero EntryCSV is not ready: see [NewEntryCSV].
type EntryCSV struct {
	table  *Table
	viewer channel.Viewer
}

// NewEntryCSV returns a writer of the entries of a viewer.
func NewEntryCSV(w io.Writer, v channel.Viewer) *EntryCSV {
	return &EntryCSV{NewTable(w, EntryColumns(v.Operator)...), v}
}

// Close writes the header where no entry has. The error is the writer's.
func (c *EntryCSV) Close() error { return c.table.Close() }

// Write writes an entry. The error is the writer's, or wraps money.ErrRange where
// what the viewer pays, charges or keeps does not fit, and then nothing of the
// entry is written.
func (c *EntryCSV) Write(e *Entry) error {
	ends, err := endsOf(e, c.viewer)
	if err != nil {
		return fmt.Errorf("livereport: csv: %w", err)
	}
	t := c.table
	t.Text(e.Book.String())
	t.Text(strconv.FormatBool(e.Final))
	for _, at := range []fmt.Stringer{e.Posted, e.Service.Start, e.Service.End, e.Due, e.Recorded} {
		t.Number(at.String())
	}
	for _, text := range []string{string(e.Subscription), string(e.Customer), string(e.Plan), string(e.Charge), e.Component,
		e.Kind.String(), e.Timing.String(), e.Product, e.ProductType, e.Location, string(e.Tags)} {
		t.Text(text)
	}
	t.Number(e.Quantity.String())
	t.Text(strconv.FormatBool(e.Estimated))
	t.Text(e.Unit)
	t.Text(e.TaxCategory)
	ends.write(t)
	t.Number(strconv.Itoa(e.Rows))
	if c.viewer.Operator {
		writeLevels(t, e.Sides)
	}
	return t.End()
}

func writeLevels(t *Table, sides []channel.Side) {
	for l := range channel.MaxLevels {
		if l >= len(sides) {
			for range 3 {
				t.Text("")
			}
			continue
		}
		t.Text(sides[l].Level)
		t.Text(string(sides[l].Seller))
		t.Number(sides[l].Amount.Text())
	}
}

// ends is what an entry is to its viewer, with whom it deals.
type ends struct {
	position
	margin     money.Amount
	from, to   channel.PartyID
	paid, made money.Amount // as settled
}

func endsOf(e *Entry, v channel.Viewer) (out ends, err error) {
	s := Selection{viewer: v}
	positions, err := s.positions(nil, e)
	if err != nil || len(positions) == 0 {
		return out, err
	}
	out.position = positions[0]
	if out.margin, err = out.sells.Sub(out.buys); err != nil {
		return out, err
	}
	last := len(e.Sides) - 1
	for i := range e.Sides {
		side := &e.Sides[i]
		if v.Operator && i == 0 || !v.Operator && side.Buyer == v.Party {
			if out.from == "" {
				out.from = side.Seller
			}
			if out.paid, err = addSettled(out.paid, side); err != nil {
				return out, err
			}
		}
		if v.Operator && i == last || !v.Operator && side.Seller == v.Party {
			out.to = side.Buyer
			if out.made, err = addSettled(out.made, side); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

func addSettled(sum money.Amount, s *channel.Side) (money.Amount, error) {
	if s.Settled == nil {
		return sum, nil
	}
	return sum.Add(s.Settled.Amount)
}

func (d *ends) write(t *Table) {
	t.Text(d.buys.Currency().String())
	t.Text(string(d.from))
	t.Number(d.buys.Text())
	t.Text(string(d.to))
	t.Number(d.sells.Text())
	t.Number(d.margin.Text())
	for _, a := range []money.Amount{d.paid, d.made} {
		if a.Currency().IsZero() {
			t.Number("")
			t.Text("")
			continue
		}
		t.Number(a.Text())
		t.Text(a.Currency().String())
	}
}
