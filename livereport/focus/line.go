package focus

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Line is one line of a dataset that was read. Text that is null is empty.
type Line struct {
	Number   int // of the line in the file, counted from 1
	Category Category
	// Correction says that ChargeClass is Correction.
	Correction bool
	Currency   money.Currency  // BillingCurrency
	Charge     calendar.Period // ChargePeriodStart and ChargePeriodEnd
	Billing    calendar.Period // BillingPeriodStart and BillingPeriodEnd; may be the zero Period

	Billed                      money.Number // BilledCost
	Effective, List, Contracted Decimals
	ConsumedQuantity            Decimals
	PricingQuantity             Decimals

	texts [len(columns)]string
	// Extra are the columns that FOCUS does not have, where they are kept. What is
	// null is not in it.
	Extra map[string]string
}

// Decimals is a number that may be null. The zero value is.
type Decimals struct {
	money.Number
	Known bool
}

// Text returns what a column of FOCUS holds, as it stands in the dataset; "" for
// null and for what is no column.
func (l *Line) Text(column string) string {
	if i, ok := columnAt(column); ok {
		return l.texts[i]
	}
	return ""
}

// A Category is a ChargeCategory.
type Category uint8

// The categories.
const (
	Usage Category = iota
	Purchase
	Tax
	Credit
	Adjustment
)

var categories = [...]string{"Usage", "Purchase", "Tax", "Credit", "Adjustment"}

// String returns the name that FOCUS has for it.
func (c Category) String() string {
	if int(c) < len(categories) {
		return categories[c]
	}
	return fmt.Sprintf("category(%d)", uint8(c))
}

// MarshalText returns what String does.
func (c Category) MarshalText() ([]byte, error) {
	if int(c) >= len(categories) {
		return nil, fmt.Errorf("focus: unknown %v", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what String returns, in any case.
func (c *Category) UnmarshalText(text []byte) error {
	for i, name := range categories {
		if strings.EqualFold(name, string(text)) {
			*c = Category(i)
			return nil
		}
	}
	return fmt.Errorf("%.40q is no charge category", text)
}

// line reads a record.
func (r *Reader) line(number int, record []string) (Line, error) {
	l := Line{Number: number}
	fault := func(column string, err error) (Line, error) {
		return Line{}, &LineError{Line: number, Column: column, Reason: err.Error()}
	}
	if len(record) > r.width {
		return fault(fmt.Sprintf("column %d", r.width+1), fmt.Errorf("the line has %d columns of %d", len(record), r.width))
	}
	for k := range columns {
		c, at := &columns[k], r.place[k]
		if at < 0 {
			continue
		}
		if at >= len(record) {
			return fault(c.Name, fmt.Errorf("missing: the line has %d columns of %d", len(record), r.width))
		}
		text := value(record[at])
		if text == "" {
			if r.need[k] {
				return fault(c.Name, errMissing)
			}
			continue
		}
		if !utf8.ValidString(text) {
			return fault(c.Name, errNotText)
		}
		if err := r.take(&l, c, text); err != nil {
			return fault(c.Name, err)
		}
		if c.Type == Text {
			text = record[at] // spaces are part of a name
		}
		l.texts[k] = r.share(text)
	}
	for i := range r.extra {
		if x := &r.extra[i]; x.at < len(record) && value(record[x.at]) != "" {
			if l.Extra == nil {
				l.Extra = map[string]string{}
			}
			l.Extra[x.name] = r.share(record[x.at])
		}
	}
	if column, err := l.periods(); err != nil {
		return fault(column, err)
	}
	return l, nil
}

var (
	errMissing = errors.New("missing")
	errNotText = errors.New("not UTF-8")
)

// value returns a cell without spaces around it; "" where it is null.
func value(cell string) string {
	cell = strings.TrimSpace(cell)
	if cell == Null {
		return ""
	}
	return cell
}

// most is how many texts a reader remembers, and how long they may be.
const (
	mostShared  = 4096
	mostSharing = 128
)

// share returns a text that holds nothing of the record. Texts that come again
// are kept once.
func (r *Reader) share(text string) string {
	if s, ok := r.shared[text]; ok {
		return s
	}
	s := strings.Clone(text)
	if len(s) <= mostSharing && len(r.shared) < mostShared {
		r.shared[s] = s
	}
	return s
}

// take reads one column.
func (r *Reader) take(l *Line, c *Column, text string) (err error) {
	switch c.Type {
	case Decimal:
		return r.takeNumber(l, c.Name, text)
	case DateTime:
		return l.takeTime(c.Name, text)
	case KeyValue:
		return flatObject(text)
	}
	switch c.Name {
	case "BillingCurrency":
		if l.Currency, err = money.ParseCurrency(text); err == nil {
			_, err = money.Currencies{}.Digits(l.Currency)
		}
	case "ChargeCategory":
		err = l.Category.UnmarshalText([]byte(text))
	case "ChargeClass":
		if l.Correction = strings.EqualFold(text, correction); !l.Correction {
			err = fmt.Errorf("%.40q is no charge class", text)
		}
	}
	return err
}

func (r *Reader) takeNumber(l *Line, name, text string) error {
	x, err := money.ParseNumber(text)
	if err != nil {
		return err
	}
	switch name {
	case "BilledCost":
		l.Billed = x
		if d := x.Decimal(); !d.Truncate(r.o.Digits).Equal(d) {
			return fmt.Errorf("more than %d decimals", r.o.Digits)
		}
	case "EffectiveCost":
		l.Effective = Decimals{x, true}
	case "ListCost":
		l.List = Decimals{x, true}
	case "ContractedCost":
		l.Contracted = Decimals{x, true}
	case "ConsumedQuantity":
		l.ConsumedQuantity = Decimals{x, true}
	case "PricingQuantity":
		l.PricingQuantity = Decimals{x, true}
	}
	return nil
}

func (l *Line) takeTime(name, text string) error {
	t, err := parseTime(text)
	if err != nil {
		return err
	}
	switch name {
	case "ChargePeriodStart":
		l.Charge.Start = t
	case "ChargePeriodEnd":
		l.Charge.End = t
	case "BillingPeriodStart":
		l.Billing.Start = t
	case "BillingPeriodEnd":
		l.Billing.End = t
	}
	return nil
}

// parseTime reads the two forms in use: FOCUS's own, and that of its sample data.
func parseTime(text string) (calendar.Instant, error) {
	for _, form := range []string{time.RFC3339, time.DateTime} {
		if t, err := time.Parse(form, text); err == nil {
			at := calendar.At(t)
			if _, err := at.MarshalText(); err == nil && !at.IsZero() {
				return at, nil
			}
		}
	}
	return 0, fmt.Errorf("%.40q is no time", text)
}

// periods reports a period that does not end after it starts.
func (l *Line) periods() (column string, err error) {
	if l.Charge.IsEmpty() {
		return "ChargePeriodEnd", fmt.Errorf("%v is not after the start, %v", l.Charge.End, l.Charge.Start)
	}
	if l.Billing.Start != 0 && l.Billing.End != 0 && l.Billing.IsEmpty() {
		return "BillingPeriodEnd", fmt.Errorf("%v is not after the start, %v", l.Billing.End, l.Billing.Start)
	}
	return "", nil
}
