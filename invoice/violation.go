package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
)

// A Violation is a rule that an invoice does not keep.
type Violation struct {
	Rule  string `json:"rule"`  // such as "BR-CO-10"; ours begin with "DAYBOOK-"
	Field string `json:"field"` // where: "totals.lines", "lines[2].net"
	Text  string `json:"text"`
}

// Error says all three.
func (v Violation) Error() string { return fmt.Sprintf("invoice: %s: %s: %s", v.Rule, v.Field, v.Text) }

// Violations returns every arithmetic rule of EN 16931-1 that the invoice does not
// keep, and two of Peppol BIS Billing 3.0, in the order of the document. Digits
// says how many decimals a currency has: the standard's two are those of most.
//
//	BR-CO-10 to 18        the sums of the document
//	BR-S-05 to 10         rate, base, amount and reason of a tax; likewise Z, E, AE, G, IC (K), O, AF (L), AG (M)
//	BR-DEC-…              decimals of every amount
//	BR-16, 27, 33, 38     there is a line; no price is negative; allowances have a reason
//	PEPPOL-EN16931-R040   an allowance is its base by its percentage
//	PEPPOL-EN16931-R120   a line is quantity by price
//	DAYBOOK-DELTA         raw less net is the delta
//	DAYBOOK-SHARE         lines' shares of the tax sum to it
//	DAYBOOK-TYPE          a credit note takes back, and nothing else does
//
// A credit note takes back the cents that were charged: by BR-CO-17 its tax may be
// off by one unit for each of its lines.
func (inv *Invoice) Violations(digits money.Currencies) []Violation {
	r := rules{inv: inv}
	r.decimals(digits)
	r.lines()
	r.allowances()
	r.taxes()
	r.sums()
	r.own()
	return r.found
}

// rules collects violations.
type rules struct {
	inv   *Invoice
	found []Violation
}

func (r *rules) add(rule, field, format string, args ...any) {
	r.found = append(r.found, Violation{rule, field, fmt.Sprintf(format, args...)})
}

// equal reports amounts that differ. The zero Amount is nothing in any currency.
func (r *rules) equal(rule, field string, want running, got money.Amount) {
	r.near(rule, field, want, got, 0)
}

// near reports amounts that differ by more than slack units.
func (r *rules) near(rule, field string, want running, got money.Amount, slack int64) {
	if want.err != nil {
		r.add(rule, field, "%v", want.err)
		return
	}
	off, err := want.total.Sub(got)
	if err != nil {
		r.add(rule, field, "%v", err)
	} else if u := off.Units(); u > slack || u < -slack {
		r.add(rule, field, "%v, want %v", got, want.total)
	}
}

// nothing is where sums begin: zero, in the digits of the document.
func (r *rules) nothing() running {
	t := &r.inv.Totals
	for _, a := range []money.Amount{t.Lines, t.Net, t.Gross, t.Payable} {
		if a != (money.Amount{}) {
			return running{total: money.New(0, a.Scale(), a.Currency())}
		}
	}
	return running{}
}
