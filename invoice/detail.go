package invoice

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/shopspring/decimal"
)

// detailColumns are those of a Detail. They are a contract: new ones come last.
var detailColumns = []string{
	"record", "line", "row", "posted", "service_start", "service_end", "subscription", "plan", "charge", "component",
	"quantity", "unit", "raw", "booked", "currency",
}

// A Detail writes the rows of an invoice as CSV, one at a time, each with its raw
// amount, and proves at the end that they are what was billed. What is written is
// cut to the viewer. Make one with [NewDetail].
type Detail struct {
	out    *csv.Writer
	inv    *Invoice
	viewer channel.Viewer
	line   map[proceeds.Key]int // from 1; 0: silent
	seen   map[string]int       // rows of one name
	raw    decimal.Decimal
	err    error
}

// A DetailError says that rows are not those of the invoice.
type DetailError struct {
	Invoice ID
	Reason  string
}

// Error says why.
func (e *DetailError) Error() string {
	return fmt.Sprintf("invoice %s: detail: %s", e.Invoice, e.Reason)
}

// NewDetail starts a detailed CSV of an invoice on w. The error is
// channel.ErrUnavailable where the invoice does not exist for the viewer, and a
// *[DetailError] for a credit note on another invoice, which has no rows of its own.
func NewDetail(w io.Writer, inv *Invoice, v channel.Viewer) (*Detail, error) {
	if !inv.seenBy(v) {
		return nil, fmt.Errorf("invoice: detail: %w", channel.ErrUnavailable)
	}
	if credits(inv) {
		return nil, &DetailError{inv.ID, "it takes back rows of another invoice, and has none"}
	}
	d := &Detail{out: csv.NewWriter(w), inv: inv, viewer: v, line: map[proceeds.Key]int{}, seen: map[string]int{}}
	for i := range inv.Lines {
		for _, k := range inv.Lines[i].Rows {
			d.line[k] = i + 1
		}
	}
	for _, k := range inv.Silent {
		d.line[k] = 0
	}
	d.write(detailColumns)
	return d, d.err
}

// Row writes a row of the invoice. Rows may come in any order, each once. The error
// is a *[DetailError], or that of the writer.
func (d *Detail) Row(r *proceeds.Row) error {
	if d.err != nil {
		return d.err
	}
	line, ok := d.line[r.Key]
	if !ok {
		return d.fail("a row that is not on it, or was there before")
	}
	delete(d.line, r.Key)
	c, err := chargedOf(r, d.inv.Level)
	if err != nil {
		return d.fail("a row that has not its level")
	}
	if line == 0 {
		return nil
	}
	d.raw = d.raw.Add(c.raw)
	view, ok := r.For(d.viewer)
	if !ok {
		return d.fail("a row that the viewer may not see")
	}
	d.write(d.record(line, &c, &view))
	return d.err
}

func (d *Detail) fail(reason string) error {
	d.err = &DetailError{d.inv.ID, reason}
	return d.err
}

func (d *Detail) write(record []string) {
	if err := d.out.Write(record); err != nil && d.err == nil {
		d.err = fmt.Errorf("invoice: detail: %w", err)
	}
}

func (d *Detail) record(line int, c *charged, v *proceeds.View) []string {
	raw, booked, quantity := c.raw, c.booked, v.Quantity
	if d.inv.Type.IsCredit() {
		raw, booked, quantity = raw.Neg(), booked.Neg(), quantity.Neg()
	}
	ref := Ref(d.viewer, v)
	if d.seen[ref]++; d.seen[ref] > 1 {
		ref += "-" + strconv.Itoa(d.seen[ref])
	}
	return []string{
		"row", strconv.Itoa(line), ref, v.Posted.String(), v.Service.Start.String(), v.Service.End.String(),
		textCell(string(v.Subscription)), textCell(string(v.Plan)), textCell(string(v.Charge)), textCell(v.Component),
		quantity.String(), textCell(v.Unit), fixed(raw, d.zero()), fixed(booked, d.zero()), d.inv.Currency.String(),
	}
}

func (d *Detail) zero() money.Amount {
	return money.New(0, d.inv.Totals.Lines.Scale(), d.inv.Currency)
}

// Close writes what the rows sum to, what rounding took or gave, and what is
// printed; nothing else comes after. The error is a *[DetailError] where rows are
// missing or their raw amounts are not the invoice's.
func (d *Detail) Close() error {
	if d.err != nil {
		return d.err
	}
	for _, line := range d.line {
		if line > 0 {
			return d.fail(fmt.Sprintf("rows of line %d are missing", line))
		}
	}
	t := &d.inv.Totals
	want, err := money.ParseDecimal(t.Raw)
	if err != nil || !want.Equal(d.raw) || !d.raw.Sub(t.Lines.Decimal()).Equal(decimalOf(t.Delta)) {
		return d.fail(fmt.Sprintf("rows sum to %s, want %s", fixed(d.raw, d.zero()), t.Raw))
	}
	p := printer{turn: d.inv.Type.IsCredit()}
	printed := p.totals(t)
	for _, total := range [][2]string{{"raw", printed.Raw}, {"delta", printed.Delta}, {"lines", printed.Lines.Text()}} {
		record := make([]string, len(detailColumns))
		record[0], record[2], record[12], record[14] = "total", total[0], total[1], d.inv.Currency.String()
		d.write(record)
	}
	d.out.Flush()
	if err := d.out.Error(); err != nil && d.err == nil {
		d.err = fmt.Errorf("invoice: detail: %w", err)
	}
	return firstOf(d.err, p.err)
}

// decimalOf reads a number of the invoice; zero if it is none.
func decimalOf(text string) decimal.Decimal {
	d, err := money.ParseDecimal(text)
	if err != nil {
		return decimal.Zero
	}
	return d
}

// Ref returns the viewer's name for a row that it sees. It is made of what the
// viewer sees of the row, so it is the same in a feed and in the detail of an
// invoice; rows that look alike have one name.
func Ref(v channel.Viewer, row *proceeds.View) string {
	b, err := json.Marshal(row)
	if err != nil {
		return ""
	}
	return v.ID("row", string(b))
}
