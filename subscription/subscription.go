package subscription

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// ErrTimeline is wrapped by every fault of a subscription that Validate finds.
var ErrTimeline = errors.New("subscription: broken timeline")

// An ID names a subscription: opaque, from the host, never empty.
type ID string

// A PoolID names subscriptions that share what pooled charges cost: opaque, from
// the host. The zero PoolID is none.
type PoolID string

// A Subscription is what a customer bought: a timeline of terms. Terms ascend;
// each is in force until the next one or End.
type Subscription struct {
	ID       ID
	Customer channel.PartyID
	Location string // where it runs, for reports; may be empty
	Tags     Tags
	Pool     PoolID // with which others it shares the price of pooled charges
	Terms    []Term
	End      calendar.Instant // the zero End is open
	Refunds  Credits          // what becomes of the rest of the period that End cuts
	Facts    []Fact
	// Discounts are what was granted; those that go together: see [pricing.Stack].
	Discounts []Grant
}

// Tags are labels in canonical form: a JSON object with sorted keys, or empty.
// Equal tags compare with ==.
type Tags string

// NewTags returns the canonical form of m.
func NewTags(m map[string]string) Tags {
	if len(m) == 0 {
		return ""
	}
	b, err := json.Marshal(m) // sorts the keys; strings cannot fail
	if err != nil {
		panic(err)
	}
	return Tags(b)
}

// Validate reports every fault of the subscription, each with its path, as one
// error that wraps ErrTimeline.
func (s *Subscription) Validate() error {
	var faults []error
	fault := func(path, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%w: %s: %w", ErrTimeline, path, fmt.Errorf(format, args...)))
	}
	if s.ID == "" {
		fault("id", "empty")
	}
	if s.Customer == "" {
		fault("customer", "empty")
	}
	for path, text := range s.texts() {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			fault(path, "%.40q is not UTF-8 without NUL, which stores cannot keep", text)
		}
	}
	if len(s.Terms) == 0 {
		fault("terms", "none")
	}
	plans := map[pricing.PlanID]*channel.Offer{}
	for i := range s.Terms {
		t := &s.Terms[i]
		path := fmt.Sprintf("terms[%d]", i)
		if i > 0 && t.From <= s.Terms[i-1].From {
			fault(path+".from", "%v is not after %v", t.From, s.Terms[i-1].From)
		}
		if t.Offer == nil {
			fault(path+".offer", "missing")
			continue
		}
		if err := t.Schedule.Validate(); err != nil {
			fault(path+".schedule", "%w", err)
		}
		if every := t.Offer.Plan.Every; every != (calendar.Interval{}) && every.String() != t.Schedule.Every.String() {
			fault(path+".schedule.every", "%v, the plan's period is %v", t.Schedule.Every, every)
		}
		t.creditFaults(s.Terms[:i], func(at, format string, args ...any) { fault(path+"."+at, format, args...) })
		t.chargeFaults(s.Terms[:i], func(at, format string, args ...any) { fault(path+"."+at, format, args...) })
		t.faults(func(at, format string, args ...any) { fault(path+"."+at, format, args...) })
		// Amounts of one plan add up over its terms, so they must be alike.
		if o := plans[t.Offer.Plan.ID]; o != nil && (o.Levels() != t.Offer.Levels() || o.Plan.Currency != t.Offer.Plan.Currency) {
			fault(path+".offer", "plan %q changes its currency or number of levels", t.Offer.Plan.ID)
		}
		plans[t.Offer.Plan.ID] = t.Offer
	}
	if n := len(s.Terms); n > 0 && !s.End.IsZero() && s.End < s.Terms[n-1].From {
		fault("end", "%v lies before the last term", s.End)
	}
	seen := map[string]bool{}
	for i, f := range s.Facts {
		path := fmt.Sprintf("facts[%d]", i)
		if f.ID == "" || seen[f.ID] {
			fault(path+".id", "empty or not unique: %q", f.ID)
		}
		if first, _, _ := strings.Cut(f.ID, " "); slices.Contains(reserved, first) {
			fault(path+".id", "%q is the name of a component", first)
		}
		seen[f.ID] = true
		if err := money.Gate(f.Quantity); err != nil {
			fault(path+".quantity", "%w", err)
		}
		if !s.takes(f) {
			fault(path+".charge", "no term at %v has the one-off charge %q on request", f.At, f.Charge)
		}
	}
	s.discountFaults(fault)
	return errors.Join(faults...)
}

// reserved are first words of components that the engine makes itself.
var reserved = []string{"chargeback", "rest", "minimum", "maximum", "tiers"}

// texts yields the texts that stores keep, with their paths.
func (s *Subscription) texts() iter.Seq2[string, string] {
	return func(yield func(path, text string) bool) {
		ok := yield("id", string(s.ID)) && yield("customer", string(s.Customer)) && yield("location", s.Location) && yield("tags", string(s.Tags)) && yield("pool", string(s.Pool))
		for i := 0; ok && i < len(s.Facts); i++ {
			ok = yield(fmt.Sprintf("facts[%d].id", i), s.Facts[i].ID)
		}
		for i := 0; ok && i < len(s.Discounts); i++ {
			ok = yield(fmt.Sprintf("discounts[%d].id", i), string(s.Discounts[i].ID))
		}
	}
}
