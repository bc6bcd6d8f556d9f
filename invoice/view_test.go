package invoice_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// bytesFor is all that leaves for a viewer: JSON, customer CSV and detailed CSV.
func bytesFor(t interface{ Fatal(...any) }, inv invoice.Invoice, all []proceeds.Row, v channel.Viewer) string {
	view, ok, err := inv.For(v)
	if err != nil || !ok {
		t.Fatal(v.Party, " sees nothing: ", err)
	}
	var out bytes.Buffer
	body, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(body)
	if err := view.CSV(&out); err != nil {
		t.Fatal(err)
	}
	d, err := invoice.NewDetail(&out, &inv, v)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if err := d.Row(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What is hidden from the two parties of an upstream invoice changes no byte that
// they get: whose account it is, what it is called, the time of day, hidden
// corrections, and what others pay.
func upstreamIsBlind(t *rapid.T) {
	n := rapid.IntRange(1, 5).Draw(t, "rows")
	var shown, other []proceeds.Row
	for i := range n {
		s := drawSale(t, i)
		s.tax, s.scale = "", 4
		shown = append(shown, s.row())
		s.sub, s.customer, s.component, s.n = fmt.Sprintf("%d-%s", 9-i, s.sub), "bob", "secret "+s.component, s.n+7
		s.start, s.posted = s.start+day/4, s.posted+day/3
		r := s.row()
		r.Known += 99
		p := r.Amounts.Parts()
		p.Units[0], p.Units[3] = 1, -5 // the vendor's and the customer's
		var err error
		if r.Amounts, err = p.Amounts(); err != nil {
			t.Fatal(err)
		}
		r.Service.End -= day / 2
		other = append(other, r)
	}
	hidden := sale{sub: "a-first", charge: "a", raw: []string{"0", "0", "0", "7"}}.row() // nothing between these two
	other = append(other, hidden)
	terms := invoice.Terms{Level: channel.SellIn, Period: january, Tax: flat(t, "22"), Series: "D-"}
	terms.Policy.Group = invoice.Grouping(rapid.IntRange(0, 2).Draw(t, "group"))
	one, err := invoice.Assemble(shown, terms)
	if err != nil {
		t.Fatal(err)
	}
	two, err := invoice.Assemble(other, terms)
	if err != nil {
		t.Fatal(err)
	}
	for _, party := range []channel.PartyID{"distributor", "reseller"} {
		v := channel.Viewer{Party: party}
		one, two := issued(one), issued(two)
		a, _, err := one.For(v)
		if err != nil {
			t.Fatal(err)
		}
		b, _, err := two.For(v)
		if err != nil {
			t.Fatal(err)
		}
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		if diff := cmp.Diff(string(x), string(y)); diff != "" {
			t.Fatalf("%s sees what is hidden (-want +got)\n%s", party, diff)
		}
	}
	// The reseller knows its customers: their rows are told to the distributor alone
	// without their names.
	one, two = issued(one), issued(two)
	v := channel.Viewer{Party: "distributor"}
	if diff := cmp.Diff(bytesFor(t, one, shown, v), bytesFor(t, two, other, v)); diff != "" {
		t.Fatalf("the distributor reads what is hidden (-want +got)\n%s", diff)
	}
}

func TestUpstreamIsBlind(t *testing.T) { rapid.Check(t, upstreamIsBlind) }
func FuzzUpstreamIsBlind(f *testing.F) { f.Fuzz(rapid.MakeFuzz(upstreamIsBlind)) }

// The control: to the customer its own names are no secret.
func TestCustomerReadsItsOwn(t *testing.T) {
	all := rows(sale{sub: "mine", component: "coupon", quantity: "1", raw: []string{"10"}})
	inv, err := invoice.Assemble(all, sellOut(t, "22"))
	if err != nil {
		t.Fatal(err)
	}
	text := bytesFor(t, issued(inv), all, channel.Viewer{Party: "ada"})
	if !strings.Contains(text, "mine") || !strings.Contains(text, "coupon") {
		t.Errorf("the customer does not read its own names\n%s", text)
	}
}

func TestWhoSees(t *testing.T) {
	draft := assembled(t, sellOut(t, "22"), sale{quantity: "1", raw: []string{"10"}})
	self := draft
	self.Issuing = proceeds.SelfBilling
	for _, tt := range []struct {
		name string
		inv  invoice.Invoice
		see  []string
	}{
		{"a draft", draft, []string{"operator", "reseller"}},
		{"a draft that the buyer writes", self, []string{"operator", "ada"}},
		{"what is issued", issued(draft), []string{"operator", "reseller", "ada"}},
	} {
		var got []string
		for _, party := range []string{"operator", "vendor", "parent", "distributor", "reseller", "ada", "bob", ""} {
			v := channel.Viewer{Party: channel.PartyID(party)}
			if party == "operator" {
				v = channel.Viewer{Operator: true}
			}
			_, ok, err := tt.inv.For(v)
			if err != nil {
				t.Fatal(err)
			}
			_, denied := invoice.NewDetail(&bytes.Buffer{}, &tt.inv, v)
			if ok == errors.Is(denied, channel.ErrUnavailable) {
				t.Errorf("%s: %s sees %v, and its detail %v", tt.name, party, ok, denied)
			}
			if ok {
				got = append(got, party)
			}
		}
		if diff := cmp.Diff(tt.see, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	a, b := issued(draft), issued(draft)
	one, _, _ := a.For(channel.Viewer{Party: "reseller"})
	two, _, _ := b.For(channel.Viewer{Party: "ada"})
	if one.ID == two.ID || one.ID == string(draft.ID) {
		t.Error("two viewers can join what they have by its id")
	}
}

// The detail's raw amounts sum to the printed total and the delta, whatever the
// policy, and a row too few, too many or changed is found.
func detailReconciles(t *rapid.T) {
	all, terms := drawRows(t), drawTerms(t)
	terms.Policy = drawPolicy(t)
	terms.NoFees = false
	inv, err := invoice.Assemble(all, terms)
	if err != nil {
		t.Fatal(err)
	}
	inv = issued(inv)
	view, _, err := inv.For(channel.Viewer{Party: "ada"})
	if err != nil {
		t.Fatal(err)
	}
	records, err := detail(&inv, all)
	if err != nil {
		t.Fatal(err)
	}
	raw := dec("0")
	for _, r := range records {
		if r[0] == "row" {
			raw = raw.Add(dec(r[12]))
		}
	}
	if !raw.Equal(dec(view.Totals.Raw)) || !raw.Sub(dec(view.Totals.Delta)).Equal(view.Totals.Lines.Decimal()) {
		t.Errorf("rows sum to %v; raw %s, delta %s, lines %v", raw.StringFixed(12), view.Totals.Raw, view.Totals.Delta, view.Totals.Lines)
	}
	i := rapid.IntRange(0, len(all)-1).Draw(t, "row")
	var refused *invoice.DetailError
	if _, err := detail(&inv, append(all[:i:i], all[i+1:]...)); !errors.As(err, &refused) {
		t.Errorf("a row is missing: %v", err)
	}
	if _, err := detail(&inv, append(all[:len(all):len(all)], all[i])); !errors.As(err, &refused) {
		t.Errorf("a row comes twice: %v", err)
	}
	p := all[i].Amounts.Parts()
	p.Rest[3]++
	changed := append([]proceeds.Row(nil), all...)
	changed[i].Amounts, _ = p.Amounts()
	if _, err := detail(&inv, changed); !errors.As(err, &refused) {
		t.Errorf("a row was changed: %v", err)
	}
	if note, err := invoice.Credit(inv, invoice.Crediting{}); err == nil {
		note = issued(note)
		if _, err := detail(&note, nil); !errors.As(err, &refused) {
			t.Errorf("a credit note has no rows: %v", err)
		}
	}
}

func detail(inv *invoice.Invoice, all []proceeds.Row) ([][]string, error) {
	var out bytes.Buffer
	d, err := invoice.NewDetail(&out, inv, channel.Viewer{Party: "ada"})
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := d.Row(&all[i]); err != nil {
			return nil, err
		}
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return csv.NewReader(&out).ReadAll()
}

func TestDetailReconciles(t *testing.T) { rapid.Check(t, detailReconciles) }
func FuzzDetailReconciles(f *testing.F) { f.Fuzz(rapid.MakeFuzz(detailReconciles)) }

// A name of a row in the detail is its name in the viewer's feed.
func TestRefIsThatOfTheFeed(t *testing.T) {
	all := rows(sale{quantity: "1", raw: []string{"10"}}, sale{sub: "s-2", quantity: "1", raw: []string{"10"}})
	inv, err := invoice.Assemble(all, invoice.Terms{Level: channel.SellIn, Period: january})
	if err != nil {
		t.Fatal(err)
	}
	v := channel.Viewer{Party: "distributor"}
	text := bytesFor(t, issued(inv), all, v)
	feed, _ := all[0].For(v)
	ref := invoice.Ref(v, &feed)
	if !strings.Contains(text, ","+ref+",") || !strings.Contains(text, ","+ref+"-2,") {
		t.Errorf("two rows that look alike are not named %s and %s-2\n%s", ref, ref, text)
	}
}

type broken struct{ after int }

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	all := rows(sale{quantity: "1", raw: []string{"10"}})
	inv, err := invoice.Assemble(all, sellOut(t, "22"))
	if err != nil {
		t.Fatal(err)
	}
	view, _, _ := inv.For(channel.Viewer{Operator: true})
	if err := view.CSV(&broken{}); err == nil {
		t.Error("CSV says nothing of a writer that fails")
	}
	d, err := invoice.NewDetail(&broken{}, &inv, channel.Viewer{Operator: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Row(&all[0]), d.Close()); err == nil {
		t.Error("Detail says nothing of a writer that fails")
	}
}

// Text that would be a formula is none, and numbers stay numbers.
func TestCSVFormulas(t *testing.T) {
	for _, text := range []string{`=HYPERLINK("x")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "|calc"} {
		terms := sellOut(t, "22")
		terms.Texts = map[invoice.Item]string{{Product: "backup", Plan: "plan", Charge: "fee"}: text}
		inv := assembled(t, terms, sale{raw: []string{"-10"}}, sale{charge: "b", quantity: "3", raw: []string{"30"}})
		view, _, err := inv.For(channel.Viewer{Operator: true})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := view.CSV(&out); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		cell := records[2][4]
		if !strings.HasPrefix(cell, "'") || !strings.HasSuffix(strings.ReplaceAll(cell, "\r\n", "\n"), strings.TrimLeft(text, "\r")) {
			t.Errorf("%q is the cell %q", text, cell)
		}
		if records[2][13] != "-10.00" {
			t.Errorf("net is the cell %q, want -10.00", records[2][13])
		}
	}
}

// In another currency all sums hold, and net, gross and payable are each theirs at
// the rate.
func shownSums(t *rapid.T) {
	inv, err := invoice.Assemble(drawRows(t), drawTerms(t))
	if errors.Is(err, invoice.ErrNothing) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	view, _, err := inv.For(channel.Viewer{Operator: true})
	if err != nil {
		t.Fatal(err)
	}
	x := invoice.Exchange{
		Currency: money.MustCurrency(rapid.SampledFrom([]string{"USD", "JPY", "KWD"}).Draw(t, "currency")), At: january.End,
		Rate: money.MustNumber(rapid.SampledFrom([]string{"1.0825", "162.31", "0.3341", "0.000001", "1"}).Draw(t, "rate")),
	}
	got, err := view.In(x, money.Currencies{})
	if err != nil {
		t.Fatal(err)
	}
	// A view in another currency is an invoice in that: the rules say whether it sums.
	shown := invoice.Invoice{Type: view.Type, Currency: x.Currency, Totals: got.Totals}
	for _, l := range got.Lines {
		shown.Lines = append(shown.Lines, invoice.Line{Net: l.Net, TaxCode: l.TaxCode, TaxRate: l.TaxRate, Raw: l.Raw, Delta: l.Delta})
	}
	for _, a := range got.Allowances {
		shown.Allowances = append(shown.Allowances, invoice.Allowance{Charge: a.Charge, Text: a.Text, Amount: a.Amount, TaxCode: a.TaxCode, TaxRate: a.TaxRate})
	}
	for _, v := range shown.Violations(money.Currencies{}) {
		// Tax is that of the invoice at the rate, not computed anew.
		if v.Rule != "BR-CO-17" && v.Rule != "DAYBOOK-SHARE" && v.Rule != "DAYBOOK-TYPE" && !strings.HasSuffix(v.Rule, "-09") {
			t.Error(v)
		}
	}
	for _, pair := range [][2]money.Amount{
		{view.Totals.Lines, got.Totals.Lines}, {view.Totals.Net, got.Totals.Net}, {view.Totals.Gross, got.Totals.Gross}, {view.Totals.Payable, got.Totals.Payable},
	} {
		if want, err := money.Round(pair[0].Decimal().Mul(x.Rate.Decimal()), pair[1].Scale(), x.Currency, money.HalfUp); err != nil || want != pair[1] {
			t.Errorf("%v at %v is %v, want %v", pair[0], x.Rate, pair[1], want)
		}
	}
}

func TestShownSums(t *testing.T) { rapid.Check(t, shownSums) }
func FuzzShownSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(shownSums)) }

func TestShownRefused(t *testing.T) {
	inv := assembled(t, sellOut(t, "22"), sale{raw: []string{"60000000000000000"}})
	view, _, _ := inv.For(channel.Viewer{Operator: true})
	usd, rate, at := money.MustCurrency("USD"), money.MustNumber("2"), calendar.Instant(1)
	small := assembled(t, sellOut(t, "22"), sale{raw: []string{"1"}})
	again, _, _ := small.For(channel.Viewer{Operator: true})
	again, err := again.In(invoice.Exchange{Currency: usd, Rate: rate, At: at}, money.Currencies{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		view invoice.View
		x    invoice.Exchange
		want string
	}{
		{"no currency", view, invoice.Exchange{Rate: rate, At: at}, "currency"},
		{"no rate", view, invoice.Exchange{Currency: usd, At: at}, "rate"},
		{"no date", view, invoice.Exchange{Currency: usd, Rate: rate}, "date"},
		{"too much", view, invoice.Exchange{Currency: usd, Rate: money.MustNumber("1000"), At: at}, "range"},
		{"twice", again, invoice.Exchange{Currency: usd, Rate: rate, At: at}, "already"},
	} {
		if _, err := tt.view.In(tt.x, money.Currencies{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}
