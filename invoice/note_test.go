package invoice_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"pgregory.net/rapid"
)

// Whatever is credited in whatever parts: when nothing is left, invoice and credit
// notes come to nothing in every line, tax and total, and no cent more can be
// credited (fault 42).
func creditsToNothing(t *rapid.T) {
	inv, err := invoice.Assemble(drawRows(t), drawTerms(t))
	if errors.Is(err, invoice.ErrNothing) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if inv.Type.IsCredit() {
		return
	}
	inv = issued(inv)
	var notes []invoice.Invoice
	for range rapid.IntRange(0, 3).Draw(t, "notes") {
		note, err := invoice.Credit(inv, drawCrediting(t, &inv, notes))
		var refused *invoice.CreditError
		switch {
		case errors.As(err, &refused):
		case err != nil:
			t.Fatal(err)
		default:
			notes = append(notes, keeps(t, note))
		}
	}
	rest, err := invoice.Credit(inv, invoice.Crediting{Earlier: notes})
	var refused *invoice.CreditError
	if err != nil && !errors.As(err, &refused) {
		t.Fatal(err)
	} else if err == nil {
		notes = append(notes, keeps(t, rest))
	}
	// An error says that nothing was left to credit.
	if err == nil {
		comeToNothing(t, inv, notes)
	}
	if more, err := invoice.Credit(inv, invoice.Crediting{Earlier: notes}); err == nil && refused == nil {
		t.Errorf("another %v is credited", more.Totals.Gross)
	}
}

func drawCrediting(t *rapid.T, inv *invoice.Invoice, notes []invoice.Invoice) invoice.Crediting {
	c := invoice.Crediting{Earlier: notes, Reason: "returned"}
	p := invoice.Part{Line: rapid.IntRange(1, len(inv.Lines)).Draw(t, "line")}
	if rapid.Bool().Draw(t, "part") {
		net := inv.Lines[p.Line-1].Net
		p.Amount = money.New(net.Units()*int64(rapid.IntRange(1, 99).Draw(t, "percent"))/100, 2, eur)
	}
	c.Parts = []invoice.Part{p}
	return c
}

func keeps(t *rapid.T, note invoice.Invoice) invoice.Invoice {
	for _, v := range note.Violations(money.Currencies{}) {
		t.Errorf("credit note: %v", v)
	}
	readsBack(t, note)
	if len(note.Claims()) > 0 {
		t.Error("a credit note claims rows")
	}
	return note
}

func comeToNothing(t *rapid.T, inv invoice.Invoice, notes []invoice.Invoice) {
	lines := make([][2]int64, len(inv.Lines))
	for i, l := range inv.Lines {
		lines[i] = [2]int64{l.Net.Units(), l.Tax.Units()}
	}
	gross, tax, rounding := inv.Totals.Gross.Units(), inv.Totals.Tax.Units(), inv.Totals.Rounding.Units()
	for _, n := range notes {
		gross, tax, rounding = gross+n.Totals.Gross.Units(), tax+n.Totals.Tax.Units(), rounding+n.Totals.Rounding.Units()
		for _, l := range n.Lines {
			lines[l.Of-1][0] += l.Net.Units()
			lines[l.Of-1][1] += l.Tax.Units()
		}
	}
	for i, l := range lines {
		if l != [2]int64{} {
			t.Errorf("of line %d net and tax %v are left", i+1, l)
		}
	}
	if gross != 0 || tax != 0 || rounding != 0 {
		t.Errorf("gross %d, tax %d, rounding %d are left", gross, tax, rounding)
	}
}

func TestCreditsToNothing(t *testing.T) { rapid.Check(t, creditsToNothing) }
func FuzzCreditsToNothing(f *testing.F) { f.Fuzz(rapid.MakeFuzz(creditsToNothing)) }

// The tax of a credit note is the invoice's own cents: three lines of 0.35 at 10 %
// are taxed 0.04, 0.03 and 0.04. A tax that is computed anew for each would take
// back 0.12 of 0.11 (faults 42, 44).
func TestFault42CreditNoteTax(t *testing.T) {
	inv := issued(assembled(t, sellOut(t, "10"), sale{charge: "a", quantity: "1", raw: []string{"0.35"}},
		sale{charge: "b", quantity: "1", raw: []string{"0.35"}}, sale{charge: "c", quantity: "1", raw: []string{"0.35"}}))
	if inv.Totals.Tax.Text() != "0.11" {
		t.Fatalf("tax %v, want 0.11", inv.Totals.Tax)
	}
	var notes []invoice.Invoice
	var got []string
	for line := 1; line <= 3; line++ {
		note, err := invoice.Credit(inv, invoice.Crediting{Parts: []invoice.Part{{Line: line}}, Earlier: notes, Series: "C-"})
		if err != nil {
			t.Fatal(err)
		}
		notes, got = append(notes, note), append(got, note.Totals.Tax.Text())
	}
	if got[0] != "-0.04" || got[1] != "-0.03" || got[2] != "-0.04" {
		t.Errorf("taxes %v, want -0.04, -0.03, -0.04", got)
	}
	anew, err := inv.Lines[1].Net.Mul(dec("0.1"), 2, money.HalfUp)
	if err != nil || anew.Text() != "0.04" {
		t.Errorf("control: the second line's own tax is %v, want 0.04: %v", anew, err)
	}
}

func TestCreditWhole(t *testing.T) {
	terms := sellOut(t, "22")
	terms.Policy.Cash = money.New(5, 2, eur)
	terms.Prepaid = money.New(500, 2, eur)
	terms.Allowances = []invoice.Allowance{{Text: "loyal", Percent: money.MustNumber("10")}}
	inv := issued(assembled(t, terms, sale{quantity: "3", raw: []string{"29.97"}}))
	note, err := invoice.Credit(inv, invoice.Crediting{Reason: "wrong customer", Series: "C-"})
	if err != nil {
		t.Fatal(err)
	}
	want := inv.Totals
	if note.Type != invoice.CreditNote || note.Totals.Gross.Units() != -want.Gross.Units() || note.Totals.Rounding.Units() != -want.Rounding.Units() {
		t.Errorf("%v of %+v, want what turns %+v", note.Type, note.Totals, want)
	}
	if note.Preceding[0] != inv.Reference() || note.Status != invoice.Draft || note.Number != "" || note.ID == inv.ID {
		t.Errorf("reference %v, %v %q", note.Preceding, note.Status, note.Number)
	}
	if again, err := invoice.Credit(inv, invoice.Crediting{Reason: "wrong customer", Series: "C-"}); err != nil || again.ID != note.ID {
		t.Errorf("a repeated call makes %s, %v; want %s", again.ID, err, note.ID)
	}
	if note.Totals.Creditable.Sign() != 0 {
		t.Errorf("credits may pay %v of a credit note", note.Totals.Creditable)
	}
}

func TestCreditRefused(t *testing.T) {
	terms := sellOut(t, "22")
	terms.Allowances = []invoice.Allowance{{Text: "loyal", Percent: money.MustNumber("10")}}
	inv := issued(assembled(t, terms, sale{charge: "a", quantity: "1", raw: []string{"10"}}, sale{charge: "b", quantity: "1", raw: []string{"20"}}))
	whole, err := invoice.Credit(inv, invoice.Crediting{})
	if err != nil {
		t.Fatal(err)
	}
	draft := inv
	draft.Number = ""
	reduced := issued(assembled(t, sellOut(t, "22"), sale{charge: "a", quantity: "1", raw: []string{"10"}}, sale{charge: "b", raw: []string{"-4"}}))
	part := func(line int, amount string) invoice.Crediting {
		a, err := money.Parse(amount, eur)
		if err != nil {
			t.Fatal(err)
		}
		return invoice.Crediting{Parts: []invoice.Part{{Line: line, Amount: a}}}
	}
	for _, tt := range []struct {
		name string
		inv  invoice.Invoice
		c    invoice.Crediting
		path string
	}{
		{"a draft", draft, invoice.Crediting{}, "number"},
		{"a credit note", issued(whole), invoice.Crediting{}, "type"},
		{"nothing left", inv, invoice.Crediting{Earlier: []invoice.Invoice{whole}}, "parts"},
		{"more than the line", inv, part(1, "10.01"), "parts[0].amount"},
		{"of the other sign", inv, part(1, "-1.00"), "parts[0].amount"},
		{"less than a cent", inv, part(1, "0.001"), "parts[0].amount"},
		{"no such line", inv, part(3, "1.00"), "parts[0].amount"},
		{"no line", inv, part(0, "1.00"), "parts[0].amount"},
		{"no such allowance", inv, invoice.Crediting{Parts: []invoice.Part{{Allowance: 2}}}, "parts[0].amount"},
		{"a discount alone", reduced, invoice.Crediting{Parts: []invoice.Part{{Line: 2}}}, "parts"},
		{"lines without their discount", inv, invoice.Crediting{Parts: []invoice.Part{{Line: 1}, {Line: 2}}}, "parts"},
		{"another invoice's", inv, invoice.Crediting{Earlier: []invoice.Invoice{inv}}, "earlier[0]"},
	} {
		_, err := invoice.Credit(tt.inv, tt.c)
		var refused *invoice.CreditError
		if !errors.As(err, &refused) || refused.Path != tt.path {
			t.Errorf("%s: %v, want a CreditError at %s", tt.name, err, tt.path)
		}
	}
	if _, err := invoice.Credit(inv, invoice.Crediting{Series: "C1"}); !errors.Is(err, invoice.ErrSeries) {
		t.Errorf("series C1: %v", err)
	}
}

// What takes back more than it charges is a credit note, and one that the buyer
// writes is a self-billed one.
func TestNegativeTotalIsCreditNote(t *testing.T) {
	for _, tt := range []struct {
		raw     string
		issuing proceeds.Issuing
		want    invoice.Type
		code    string
	}{
		{"10", proceeds.EachForItself, invoice.Commercial, "380"},
		{"-10", proceeds.EachForItself, invoice.CreditNote, "381"},
		{"10", proceeds.SelfBilling, invoice.SelfBilled, "389"},
		{"-10", proceeds.SelfBilling, invoice.SelfBilledCreditNote, "261"},
		{"0", proceeds.EachForItself, invoice.Commercial, "380"},
	} {
		terms := sellOut(t, "22")
		terms.Issuing = tt.issuing
		inv := assembled(t, terms, sale{quantity: "1", raw: []string{tt.raw}})
		inv = issued(inv)
		v, ok, err := inv.For(channel.Viewer{Party: "ada"})
		if inv.Type != tt.want || !ok || err != nil || v.Code != tt.code || v.Totals.Gross.Sign() < 0 || v.Lines[0].Net.Sign() < 0 {
			t.Errorf("%s %v: %v, printed %s of %v, %v", tt.raw, tt.issuing, inv.Type, v.Code, v.Totals.Gross, err)
		}
	}
}

// What was credited whole is billed anew: the same rows, another document, with
// what it replaces.
func TestRebill(t *testing.T) {
	terms := sellOut(t, "22")
	s := sale{quantity: "3", raw: []string{"29.97"}}
	first := issued(assembled(t, terms, s))
	terms.Attempt, terms.Preceding = 1, []invoice.Reference{first.Reference()}
	again := assembled(t, terms, s)
	if again.ID == first.ID || again.Number != "" || again.Preceding[0].Number != "R-000001" || again.Totals.Gross != first.Totals.Gross {
		t.Errorf("rebilled as %s %q of %v, after %v", again.ID, again.Number, again.Totals.Gross, again.Preceding)
	}
	terms.Preceding[0].Number = "changed"
	if again.Preceding[0].Number != "R-000001" {
		t.Error("the invoice shares what it was assembled from")
	}
}

// Line and document rounding never disagree: the sum of lines is the total, to
// the cent, where rounding quantity by price line by line and the document by
// itself would not be (fault 44).
func TestFault44LinesAreTheTotal(t *testing.T) {
	var sales []sale
	for _, c := range []string{"a", "b", "c"} {
		sales = append(sales, sale{charge: c, scale: 4, quantity: "1", raw: []string{"0.3333"}})
	}
	for _, tt := range []struct {
		order invoice.Order
		lines []string
		net   string
	}{
		{invoice.LinesFirst, []string{"0.33", "0.33", "0.33"}, "0.99"},
		{invoice.SumFirst, []string{"0.33", "0.34", "0.33"}, "1.00"},
	} {
		terms := sellOut(t, "22")
		terms.Policy.Order = tt.order
		inv := assembled(t, terms, sales...)
		if got := nets(inv); !slices.Equal(got, tt.lines) || inv.Totals.Net.Text() != tt.net {
			t.Errorf("%v: %v are %v; want %v and %s", tt.order, got, inv.Totals.Net, tt.lines, tt.net)
		}
		for _, v := range inv.Violations(money.Currencies{}) {
			t.Errorf("%v: %v", tt.order, v)
		}
	}
}
