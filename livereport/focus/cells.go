package focus

import (
	"strings"
	"unicode/utf8"

	"github.com/daybook-go/daybook/calendar"
)

// Null is the word that stands for a value that is not there.
const Null = "NULL"

// fill writes l into the cells, in the order of the header.
func (w *Writer) fill(l *entry) error {
	billing, err := moments("BillingPeriod", l.billing)
	if err != nil {
		return err
	}
	period, err := moments("ChargePeriod", l.period)
	if err != nil {
		return err
	}
	var price, quantity, unit, consumedUnit, category string
	if l.charge != nil {
		price, quantity, unit, category = plain(l.price), plain(l.quantity), l.unit, "Standard"
	}
	if l.consumed != "" {
		consumedUnit = unitOf(l.charge.Unit)
	}
	effective, currency := l.effective.Text(), l.amount.Currency().String()
	seller, sku := w.d.name(w.d.Seller), l.sku()
	subID, subName, subType := l.sub(&w.d)
	region, resource, resourceType, tags, meter := "", "", "", "", ""
	if c := l.charge; c != nil {
		region, resource, meter = c.Location, string(c.Subscription), string(c.Charge)
		if resource != "" {
			resourceType = "Subscription"
		}
		if tags, err = w.tagged(string(c.Tags)); err != nil {
			return err
		}
	}
	w.cells = append(w.cells[:0],
		l.billed.Text(), string(l.buyer), w.d.name(l.buyer), l.account, currency,
		billing[1], billing[0],
		l.category.String(), l.class, l.description(), l.frequency(), period[1], period[0],
		l.consumed, consumedUnit, l.cost, price, effective,
		l.invoice.Number, seller, l.cost, price,
		category, currency, price, effective,
		price, quantity, unit, seller, l.service.Publisher,
		region, region, resource, "", resourceType,
		l.service.Category, l.service.Name, l.service.Subcategory, sku, meter, "", sku,
		subID, subName, subType, tags,
	)
	if err := w.channel(l); err != nil {
		return err
	}
	return w.finish()
}

// channel appends the columns that are no part of FOCUS.
func (w *Writer) channel(l *entry) error {
	var out [len(channelColumns)]string
	if c := l.charge; c != nil {
		posted, err := moment(c.Posted)
		if err != nil {
			return &ChargeError{"x_Posted", err}
		}
		out = [...]string{c.Book.String(), string(c.Charge), c.Component, flag(c.Estimated), string(c.Plan), posted,
			"", "", "", c.TaxCategory, c.Timing.String()}
		if s := l.side.Settled; s != nil {
			out[6], out[7], out[8] = s.Amount.Text(), s.Amount.Currency().String(), s.Rate
		}
	}
	w.cells = append(w.cells, out[:]...)
	if w.d.OwnMargin {
		own, err := l.own(w.d.Viewer)
		if err != nil {
			return &ChargeError{"x_ViewerMargin", err}
		}
		w.cells = append(w.cells, own[:]...)
	}
	return nil
}

// A cellRule says what may stand in a column of a dataset.
type cellRule struct {
	name     string
	required bool // it may not be null
	text     bool // it holds what hosts call things
}

// cellRules returns those of d's columns.
func (d *Dataset) cellRules() (out []cellRule) {
	for _, name := range d.Header() {
		r := cellRule{name: name, text: !strings.HasPrefix(name, "x_Viewer") && name != "x_SettledCost"}
		if k, ok := columnAt(name); ok {
			r.required, r.text = columns[k].Required, columns[k].Type == Text
		}
		out = append(out, r)
	}
	return out
}

// finish writes null where nothing is, and refuses text that no dataset holds.
func (w *Writer) finish() error {
	for i, text := range w.cells {
		switch r := &w.rules[i]; {
		case text == "" && r.required, r.text && text != "" && !w.fits(text):
			return &ChargeError{r.name, ErrText}
		case r.text && w.d.RefuseFormulas && formula(text):
			return &ChargeError{r.name, ErrFormula}
		case text == "" && !w.d.EmptyNull:
			w.cells[i] = Null
		}
	}
	return nil
}

// fits reports whether a dataset can hold the text: a reader gets back what was
// written.
func (w *Writer) fits(text string) bool {
	bare := strings.TrimSpace(text)
	return bare != "" && (w.d.EmptyNull || bare != Null) &&
		strings.IndexByte(text, 0) < 0 && strings.IndexByte(text, '\r') < 0 && utf8.ValidString(text)
}

// formula reports whether a spreadsheet would compute the text.
func formula(text string) bool { return text != "" && strings.IndexByte("=+-@\t", text[0]) >= 0 }

// tagged returns tags that are the flat object that FOCUS wants.
func (w *Writer) tagged(tags string) (string, error) {
	if tags == "" || tags == w.tags {
		return tags, nil
	}
	if err := flatObject(tags); err != nil {
		return "", &ChargeError{"Tags", err}
	}
	w.tags = tags
	return tags, nil
}

// moments returns the two ends of a period, to the second and never the same.
func moments(column string, p calendar.Period) (out [2]string, err error) {
	const second = 1_000_000
	floor := func(t calendar.Instant) calendar.Instant { return t - (t%second+second)%second }
	start, end := floor(p.Start), floor(p.End)
	if p.Start.IsZero() || p.End.IsZero() || p.End < p.Start {
		return out, &ChargeError{column + "Start", errNoInstant}
	}
	if out[0], err = moment(start); err != nil {
		return out, &ChargeError{column + "Start", err}
	}
	if out[1], err = moment(max(end, start+second)); err != nil {
		return out, &ChargeError{column + "End", err}
	}
	return out, nil
}
