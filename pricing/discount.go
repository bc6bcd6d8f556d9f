package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
)

// A DiscountID names a discount.
type DiscountID string

// A DiscountKind says how a discount is computed. The zero DiscountKind is
// PercentOff.
type DiscountKind uint8

// The kinds of discounts.
const (
	PercentOff DiscountKind = iota // Percent of what is booked
	AmountOff                      // Amount in every period, or all that is booked if that is less
	FixedPrice                     // what exceeds Amount, for a full period
)

var discountKindTexts = []string{"percent-off", "amount-off", "fixed-price"}

// String returns the name, such as "percent-off".
func (k DiscountKind) String() string { return textOf(discountKindTexts, uint8(k), "discount") }

// MarshalText returns what String does.
func (k DiscountKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what String returns.
func (k *DiscountKind) UnmarshalText(text []byte) error {
	i, err := indexOf(discountKindTexts, text, "discount")
	if err == nil {
		*k = DiscountKind(i)
	}
	return err
}

// A Scope says which charges a discount is on. The zero Scope is Licence.
type Scope uint8

// The scopes.
const (
	Licence          Scope = iota // recurring charges
	LicenceAndExtras              // and one-time charges
	Everything                    // and usage
)

var scopeTexts = []string{"licence", "licence-and-extras", "all"}

// String returns "licence", "licence-and-extras" or "all".
func (s Scope) String() string { return textOf(scopeTexts, uint8(s), "scope") }

// MarshalText returns what String does.
func (s Scope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what String returns.
func (s *Scope) UnmarshalText(text []byte) error {
	i, err := indexOf(scopeTexts, text, "scope")
	if err == nil {
		*s = Scope(i)
	}
	return err
}

// Covers reports whether c is in the scope.
func (s Scope) Covers(c *Charge) bool {
	switch c.Kind {
	case Recurring:
		return s <= Everything
	case OneTime:
		return s == LicenceAndExtras || s == Everything
	}
	return s == Everything
}

// A Discount makes charges cheaper, by lines of its own: what is booked stays,
// and net is what is booked plus the discount. A bundle's discounts come before
// coupons.
type Discount struct {
	ID      DiscountID
	Bundle  bool // of a bundle; else a coupon
	Kind    DiscountKind
	Percent decimal.Decimal // of PercentOff: above 0, at most 100
	Amount  decimal.Decimal // of AmountOff and FixedPrice: at least 0
	Scope   Scope           // of FixedPrice: Licence
	Funder  Funder
	// Periods is how many billing periods it lasts, a stub counting as one;
	// zero: for ever. Until ends it for periods that start then or later; zero:
	// never.
	Periods int
	Until   calendar.Instant
	// Excludes names discounts that it does not go with. One of two need say so.
	Excludes []DiscountID
	// MaxRedemptions and PerCustomer limit how often it is given away; zero:
	// no limit.
	MaxRedemptions, PerCustomer int
}

// Validate reports every fault of d at once, each a *[FieldError].
func (d *Discount) Validate() error {
	f := newFaults()
	d.validate(f)
	return f.err()
}

func (d *Discount) validate(f faults) {
	f.at("id").text(string(d.ID), true)
	percent := f.at("percent").gate(d.Percent)
	amount := f.at("amount").gate(d.Amount)
	switch d.Kind {
	case PercentOff:
		if percent && (d.Percent.Sign() <= 0 || d.Percent.GreaterThan(decimal.New(100, 0))) {
			f.at("percent").add("%s is not above 0 and at most 100", text(d.Percent))
		}
		if amount && !d.Amount.IsZero() {
			f.at("amount").add("a percentage has no amount")
		}
	case AmountOff, FixedPrice:
		if amount && d.Amount.Sign() < 0 {
			f.at("amount").add("%s is negative", text(d.Amount))
		}
		if percent && !d.Percent.IsZero() {
			f.at("percent").add("an amount has no percentage")
		}
	default:
		f.at("kind").add("no such kind: %d", d.Kind)
	}
	if d.Scope > Everything {
		f.at("scope").add("no such scope: %d", d.Scope)
	} else if d.Kind == FixedPrice && d.Scope != Licence {
		f.at("scope").add("a fixed price is of the licence")
	}
	for _, n := range []struct {
		name string
		n    int
	}{{"periods", d.Periods}, {"max_redemptions", d.MaxRedemptions}, {"per_customer", d.PerCustomer}} {
		if n.n < 0 {
			f.at("%s", n.name).add("%d is negative", n.n)
		}
	}
}
