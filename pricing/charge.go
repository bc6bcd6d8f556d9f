package pricing

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// A ChargeID names a charge within its plan.
type ChargeID string

// A MetricID names what a usage charge counts. Its meaning is the host's.
type MetricID string

// A Kind says what a charge is for. The zero Kind is Recurring.
type Kind uint8

// The kinds.
const (
	Recurring Kind = iota // a fee for each billing period
	OneTime               // a set-up at the plan's start, or a one-off on request
	Usage                 // what a metric counted in the period
)

var kindTexts = []string{"recurring", "one-time", "usage"}

// String returns "recurring", "one-time" or "usage".
func (k Kind) String() string { return textOf(kindTexts, uint8(k), "kind") }

// MarshalText returns what String does.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what String returns.
func (k *Kind) UnmarshalText(text []byte) error {
	i, err := indexOf(kindTexts, text, "kind")
	if err == nil {
		*k = Kind(i)
	}
	return err
}

// A Timing says when the charge of a period is booked. The zero Timing is
// Prepaid.
type Timing uint8

// The timings.
const (
	Prepaid  Timing = iota // in advance: at the period's start
	Postpaid               // in arrears: at the period's end
)

var timingTexts = []string{"prepaid", "postpaid"}

// String returns "prepaid" or "postpaid".
func (t Timing) String() string { return textOf(timingTexts, uint8(t), "timing") }

// MarshalText returns what String does.
func (t Timing) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what String returns.
func (t *Timing) UnmarshalText(text []byte) error {
	i, err := indexOf(timingTexts, text, "timing")
	if err == nil {
		*t = Timing(i)
	}
	return err
}

// A Charge is one price of a plan.
type Charge struct {
	ID   ChargeID
	Kind Kind
	// Timing is that of a recurring charge. Usage is known, and due, at the
	// period's end whatever it says.
	Timing Timing
	// OnRequest, of a one-time charge, makes it due whenever it is asked for
	// instead of once at the plan's start.
	OnRequest bool
	// Every is how often a recurring charge is due. Zero is as often as its
	// plan; for a month where that is longer, say one month.
	Every calendar.Interval
	// Model is the price. In JSON and in paths it is "price".
	Model Model
	// Quantities says how many units may be bought.
	Quantities QuantityRule
	// Metric is what a usage charge counts, and Statistic how. Other kinds have
	// none. An additive statistic accrues as it is used; a level, such as an
	// average, by the share of time that is over: 10 users at 2.00 over 12 of 30
	// days are 8.00.
	Metric    MetricID
	Statistic Statistic
	// Pooled says that the subscriptions of a pool share the charge's tiers,
	// included units, minimum and maximum: it is priced for what they use together,
	// and each bears its part by quantity. Only additive usage is.
	Pooled bool
	// Unit is the name of one unit, such as "GB".
	Unit        string
	TaxCategory string
	// Fee says that the platform fee is taken of the charge's income. A fee of the
	// marketplace itself is told by its ProductType.
	Fee         bool
	ProductType string
}

func (c *Charge) validate(table Customs, f faults) {
	f.at("id").text(string(c.ID), true)
	f.at("unit").text(c.Unit, false)
	f.at("tax_category").text(c.TaxCategory, false)
	f.at("product_type").text(c.ProductType, false)
	f.at("metric").text(string(c.Metric), c.Kind == Usage)
	if c.Kind > Usage {
		f.at("kind").add("no such kind: %d", c.Kind)
	}
	if c.Timing > Postpaid {
		f.at("timing").add("no such timing: %d", c.Timing)
	}
	if c.Kind != Usage && c.Metric != "" {
		f.at("metric").add("a %s charge counts nothing", c.Kind)
	}
	switch {
	case c.Statistic > CounterValue:
		f.at("statistic").add("no such statistic: %d", c.Statistic)
	case c.Kind != Usage && c.Statistic != Total:
		f.at("statistic").add("a %s charge counts nothing", c.Kind)
	}
	if c.Kind != OneTime && c.OnRequest {
		f.at("on_request").add("a %s charge is not due on request", c.Kind)
	}
	if c.Pooled && (c.Kind != Usage || !c.Statistic.Additive()) {
		f.at("pooled").add("only usage that adds up is shared, not %s of a %s charge", c.Statistic, c.Kind)
	}
	if c.Kind == Recurring || c.Every == (calendar.Interval{}) {
		f.at("every").interval(c.Every)
	} else {
		f.at("every").add("a %s charge has no interval", c.Kind)
	}
	c.Quantities.validate(f.at("quantities"))
	compiler{table: table}.compile(c.Model, f.at("price"))
	if c.Kind == Usage {
		boundsOutermost(c.Model, true, 0, f.at("price"))
	}
}

// boundsOutermost reports minimums and maximums that stand inside something
// else. Usage owes a part of them in a part of a period, which is known only of
// the outermost: see Rater.Bounds.
func boundsOutermost(m Model, outermost bool, depth int, f faults) {
	if depth > MaxDepth {
		return
	}
	switch m.(type) {
	case Minimum, Maximum:
		if !outermost {
			f.add("a minimum or maximum of usage stands around everything else")
		}
	default:
		outermost = false
	}
	inside(m, func(path string, part Model) {
		boundsOutermost(part, outermost, depth+1, f.at("%s", path))
	})
}

func textOf(texts []string, i uint8, what string) string {
	if int(i) < len(texts) {
		return texts[i]
	}
	return fmt.Sprintf("%s-%d", what, i)
}

func indexOf(texts []string, text []byte, what string) (int, error) {
	for i, t := range texts {
		if t == string(text) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("pricing: no such %s: %.40q", what, text)
}
