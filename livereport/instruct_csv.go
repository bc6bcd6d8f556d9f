package livereport

import (
	"fmt"
	"io"
	"strconv"

	"github.com/daybook-go/daybook/calendar"
)

// InstructionColumns returns the header of billing instructions as CSV, which
// only ever grows at its end. Instants are RFC 3339 in UTC, amounts have all
// their digits.
func InstructionColumns() []string {
	return []string{
		"id", "corrects", "provisional", "basis", "seller", "buyer", "customer", "subscription",
		"plan", "charge", "component", "kind", "timing", "product", "product_type", "tax_category", "location", "tags",
		"service_start", "service_end", "posted_start", "posted_end", "quantity", "estimated", "unit",
		"net", "currency", "raw", "settled", "settled_currency", "rate", "rate_at", "rate_source", "parts",
	}
}

// WriteCSV writes the lines of all pairs, in order, with the columns of
// [InstructionColumns]; of what a line is made of it says how many parts. Text is
// safe from spreadsheets: see [Table]. The error is the writer's.
func (s *InstructionSet) WriteCSV(w io.Writer) error {
	t := NewTable(w, InstructionColumns()...)
	for i := range s.Pairs {
		for k := range s.Pairs[i].Lines {
			if err := s.Pairs[i].Lines[k].write(t); err != nil {
				return err
			}
		}
	}
	return t.Close()
}

func (ln *Instruction) write(t *Table) error {
	for _, text := range []string{ln.ID, ln.Corrects, strconv.FormatBool(ln.Provisional), ln.Basis.String(),
		string(ln.Seller), string(ln.Buyer), string(ln.Customer), string(ln.Subscription),
		string(ln.Plan), string(ln.Charge), ln.Component, ln.Kind.String(), ln.Timing.String(),
		ln.Product, ln.ProductType, ln.TaxCategory, ln.Location, string(ln.Tags)} {
		t.Text(text)
	}
	for _, at := range []calendar.Instant{ln.Service.Start, ln.Service.End, ln.Posted.Start, ln.Posted.End} {
		t.Number(at.String())
	}
	t.Number(ln.Quantity.String())
	t.Text(strconv.FormatBool(ln.Estimated))
	t.Text(ln.Unit)
	t.Number(ln.Net.Text())
	t.Text(ln.Net.Currency().String())
	t.Number(ln.Raw)
	ln.writeSettled(t)
	t.Number(strconv.Itoa(len(ln.Parts)))
	return t.End()
}

func (ln *Instruction) writeSettled(t *Table) {
	s := ln.Settled
	if s == nil {
		for range 5 {
			t.Text("")
		}
		return
	}
	t.Number(s.Amount.Text())
	t.Text(s.Amount.Currency().String())
	t.Number(s.Rate)
	t.Number(s.At.String())
	t.Text(s.Source)
}

// WriteJSON writes the set as json.Marshal does, but for line breaks and one pair
// at a time. The error is the writer's.
func (s *InstructionSet) WriteJSON(w io.Writer) error {
	l := list{w: w}
	l.text(`{"frame":`)
	l.value(s.Frame)
	l.text(fmt.Sprintf(`,"granularity":"%v","pairs":`, s.Granularity))
	for i := range s.Pairs {
		if err := l.item(&s.Pairs[i]); err != nil {
			return err
		}
	}
	l.end()
	l.text("}\n")
	return l.err
}
