package proceeds

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/shopspring/decimal"
)

// SettlementTerms say which rows a [Settlement] folds, and by which rules. The
// zero Agreements let every seller issue for itself; the zero Fees pay every
// vendor its price.
type SettlementTerms struct {
	// Book is whose rows are folded. The two hold the same amounts at other
	// instants, so they are never folded together.
	Book Book
	// Frame is what is settled, by posting date: whole days in the viewer's zone.
	Frame calendar.Period
	// Granularity cuts the frame into posting periods of a day or longer. The
	// zero Granularity is days.
	Granularity calendar.Granularity
	// Parent is the owner of the platform: it gets the platform fees, and issues
	// what is issued on behalf.
	Parent     channel.PartyID
	Fees       []FeeRate
	Agreements []Agreement
}

// A SettlementError reports one fault of settlement terms or of a row that is
// to be settled.
type SettlementError struct {
	Path   string // such as "fees[1].percent"; of a row "row.route"
	Reason string
	Err    error // the cause, such as [ErrBoth]; may be nil
}

// Error returns path and reason.
func (e *SettlementError) Error() string {
	return "proceeds: settlement: " + e.Path + ": " + e.Reason
}

// Unwrap returns the cause.
func (e *SettlementError) Unwrap() error { return e.Err }

// termFaults collects the faults of terms.
type termFaults []error

func (f *termFaults) add(bad bool, path, format string, args ...any) {
	if bad {
		*f = append(*f, &SettlementError{Path: path, Reason: fmt.Sprintf(format, args...)})
	}
}

func (t *SettlementTerms) validate(v channel.Viewer) error {
	var f termFaults
	f.add(t.Book > Live, "book", "unknown %v", t.Book)
	f.add(t.Frame.IsEmpty(), "frame", "%v is empty", t.Frame)
	for _, at := range []struct {
		path string
		calendar.Instant
	}{{"frame.start", t.Frame.Start}, {"frame.end", t.Frame.End}} {
		f.add(v.Day(at.Instant).Start != at.Instant, at.path, "%v is not where a day of the viewer's zone begins", at.Instant)
	}
	_, err := t.Granularity.MarshalText()
	f.add(err != nil, "granularity", "unknown %v", t.Granularity)
	f.add(t.Granularity == calendar.Hourly, "granularity", "%v: posting periods are days or longer", t.Granularity)
	t.validateFees(&f)
	t.validateAgreements(&f)
	return errors.Join(f...)
}

func (t *SettlementTerms) validateFees(f *termFaults) {
	seen, hundred, any := map[feeScope]int{}, decimal.New(100, 0), false
	for i := range t.Fees {
		r, path := &t.Fees[i], fmt.Sprintf("fees[%d]", i)
		any = any || !r.Percent.IsZero()
		f.add(r.Charge != "" && r.Plan == "", path+".charge", "%.40q of no plan", r.Charge)
		f.add(r.Vendor != "" && r.Plan != "", path+".vendor", "plan %.40q has its own", r.Plan)
		f.add(r.Percent.Sign() < 0 || r.Percent.Decimal().GreaterThan(hundred), path+".percent", "%v is not of 0 to 100", r.Percent)
		if r.clashes(r) {
			*f = append(*f, &SettlementError{path, both, ErrBoth})
		}
		first, again := seen[r.scope()]
		switch {
		case !again:
			seen[r.scope()] = i
		case r.clashes(&t.Fees[first]) || t.Fees[first].clashes(r):
			*f = append(*f, &SettlementError{path, fmt.Sprintf("with fees[%d]: %s", first, both), ErrBoth})
		default:
			f.add(true, path, "is fees[%d] again", first)
		}
	}
	f.add(any && t.Parent == "", "parent", "missing: there are platform fees")
}

// clashes reports whether f asks for a fee and g for the vendor price.
func (f *FeeRate) clashes(g *FeeRate) bool { return !f.Percent.IsZero() && g.VendorPrice }

func (t *SettlementTerms) validateAgreements(f *termFaults) {
	seen := map[[2]channel.PartyID]int{}
	for i, a := range t.Agreements {
		path, pair := fmt.Sprintf("agreements[%d]", i), [2]channel.PartyID{a.Seller, a.Buyer}
		first, again := seen[pair]
		f.add(again, path, "is agreements[%d] again", first)
		if !again {
			seen[pair] = i
		}
		f.add(a.Issuing > OnBehalf, path+".issuing", "unknown %v", a.Issuing)
		f.add(a.Issuing == OnBehalf && t.Parent == "", path+".issuing", "on behalf, and there is no parent")
		f.add(a.Seller != "" && a.Seller == a.Buyer, path, "%.40q sells to itself", a.Seller)
	}
}
