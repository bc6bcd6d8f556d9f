package invoice_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"slices"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Every invoice that is assembled by the standard policy keeps every rule of the
// standard, reads back from its JSON as itself, and claims each row once.
func assembledKeepsRules(t *rapid.T) {
	all, terms := drawRows(t), drawTerms(t)
	inv, err := invoice.Assemble(all, terms)
	if errors.Is(err, invoice.ErrNothing) && terms.NoFees {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range inv.Violations(money.Currencies{}) {
		t.Error(v)
	}
	readsBack(t, inv)
	claimed := map[proceeds.Key]bool{}
	for _, k := range inv.Claims() {
		if claimed[k] {
			t.Errorf("row %v stands twice", k)
		}
		claimed[k] = true
	}
	for _, r := range all {
		if fee := r.Route.ProductType == invoice.MarketplaceFee; claimed[r.Key] == (fee && terms.NoFees) {
			t.Errorf("row %v of type %q is claimed: %v", r.Key, r.Route.ProductType, claimed[r.Key])
		}
	}
}

func readsBack(t *rapid.T, inv invoice.Invoice) {
	body, err := json.Marshal(inv)
	if err != nil {
		t.Fatal(err)
	}
	var back invoice.Invoice
	if err := json.Unmarshal(body, &back); err != nil || !reflect.DeepEqual(back, inv) {
		t.Errorf("its JSON reads as another invoice: %v\n%s", err, body)
	}
}

func TestAssembledKeepsRules(t *testing.T) { rapid.Check(t, assembledKeepsRules) }
func FuzzAssembledKeepsRules(f *testing.F) { f.Fuzz(rapid.MakeFuzz(assembledKeepsRules)) }

// By any policy the sums of the document hold; only the tax on each line by
// itself is not the tax on their sum.
func anyPolicySums(t *rapid.T) {
	all, terms := drawRows(t), drawTerms(t)
	terms.Policy = drawPolicy(t)
	inv, err := invoice.Assemble(all, terms)
	if errors.Is(err, invoice.ErrNothing) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range inv.Violations(money.Currencies{}) {
		if v.Rule != "BR-CO-17" || !terms.Policy.TaxEach {
			t.Error(v)
		}
	}
	readsBack(t, inv)
}

func TestAnyPolicySums(t *testing.T) { rapid.Check(t, anyPolicySums) }
func FuzzAnyPolicySums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(anyPolicySums)) }

// The order in which rows come changes nothing.
func orderIsNothing(t *rapid.T) {
	all, terms := drawRows(t), drawTerms(t)
	terms.Policy = drawPolicy(t)
	one, err := invoice.Assemble(all, terms)
	two, again := invoice.Assemble(rapid.Permutation(all).Draw(t, "order"), terms)
	if (err == nil) != (again == nil) || !reflect.DeepEqual(one, two) {
		t.Errorf("another order comes to another invoice: %v, %v\n%s", err, again, cmp.Diff(nets(one), nets(two)))
	}
}

func TestOrderIsNothing(t *testing.T) { rapid.Check(t, orderIsNothing) }
func FuzzOrderIsNothing(f *testing.F) { f.Fuzz(rapid.MakeFuzz(orderIsNothing)) }

// halfUp rounds x to cents, half away from zero: the oracle's own rounding.
func halfUp(x *big.Rat) *big.Int {
	y := new(big.Rat).Mul(x, big.NewRat(200, 1))
	sign := y.Sign()
	y.Abs(y).Add(y, big.NewRat(1, 1))
	n := new(big.Int).Quo(y.Num(), new(big.Int).Mul(y.Denom(), big.NewInt(2)))
	return n.Mul(n, big.NewInt(int64(sign)))
}

func rat(text string) *big.Rat {
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return x
}

// oracle rounds lines, then taxes their sum, from the rows that each line names.
func oracle(all []proceeds.Row, inv *invoice.Invoice) (net, tax *big.Int, raw *big.Rat) {
	byKey := map[proceeds.Key]*proceeds.Row{}
	for i := range all {
		byKey[all[i].Key] = &all[i]
	}
	net, tax, raw = new(big.Int), new(big.Int), new(big.Rat)
	type rate struct{ code, rate string }
	bases := map[rate]*big.Int{}
	for _, l := range inv.Lines {
		booked := new(big.Rat)
		for _, k := range l.Rows {
			a, _ := byKey[k].Amounts.Of(channel.SellOut)
			text, _ := byKey[k].Amounts.Raw(channel.SellOut)
			booked.Add(booked, rat(a.Text()))
			raw.Add(raw, rat(text))
		}
		k := rate{l.TaxCode.String(), l.TaxRate.String()}
		if bases[k] == nil {
			bases[k] = new(big.Int)
		}
		bases[k].Add(bases[k], halfUp(booked))
		net.Add(net, halfUp(booked))
	}
	for k, base := range bases {
		x := new(big.Rat).Mul(new(big.Rat).SetInt(base), rat(k.rate))
		tax.Add(tax, halfUp(x.Mul(x, big.NewRat(1, 10000))))
	}
	return net, tax, raw
}

// Totals are those of an exact second calculation, and rounding took or gave half
// a unit a line at most.
func totalsAreExact(t *rapid.T) {
	all := drawRows(t)
	terms := invoice.Terms{Level: channel.SellOut, Period: january, Tax: world(t)}
	inv, err := invoice.Assemble(all, terms)
	if err != nil {
		t.Fatal(err)
	}
	net, tax, raw := oracle(all, &inv)
	if !net.IsInt64() || inv.Totals.Net.Units() != net.Int64() || inv.Totals.Tax.Units() != tax.Int64() || rat(inv.Totals.Raw).Cmp(raw) != 0 {
		t.Errorf("net %v, tax %v, raw %s; want %v, %v, %v", inv.Totals.Net, inv.Totals.Tax, inv.Totals.Raw, net, tax, raw.FloatString(12))
	}
	terms.Policy.Of = invoice.Raw
	if inv, err = invoice.Assemble(all, terms); err != nil {
		t.Fatal(err)
	}
	most := big.NewRat(int64(len(inv.Lines)), 200)
	if d := rat(inv.Totals.Delta); d.Abs(d).Cmp(most) > 0 {
		t.Errorf("delta %s of %d lines", inv.Totals.Delta, len(inv.Lines))
	}
}

func TestTotalsAreExact(t *testing.T) { rapid.Check(t, totalsAreExact) }
func FuzzTotalsAreExact(f *testing.F) { f.Fuzz(rapid.MakeFuzz(totalsAreExact)) }

// Rows booked in cents are invoiced to the cent.
func invoicedIsBooked(t *rapid.T) {
	n := rapid.IntRange(1, 8).Draw(t, "rows")
	var out []sale
	for i := range n {
		s := drawSale(t, i)
		s.scale = 2
		out = append(out, s)
	}
	all, want := rows(out...), int64(0)
	for i := range all {
		want += all[i].Amounts.Parts().Units[3]
	}
	terms := invoice.Terms{Level: channel.SellOut, Period: january, Policy: invoice.Policy{
		Group: invoice.Grouping(rapid.IntRange(0, 2).Draw(t, "group")),
	}}
	inv, err := invoice.Assemble(all, terms)
	if err != nil {
		t.Fatal(err)
	}
	if inv.Totals.Net.Units() != want {
		t.Errorf("net %v, booked %d cents", inv.Totals.Net, want)
	}
}

func TestInvoicedIsBooked(t *testing.T) { rapid.Check(t, invoicedIsBooked) }
func FuzzInvoicedIsBooked(f *testing.F) { f.Fuzz(rapid.MakeFuzz(invoicedIsBooked)) }

// Lines are in the order of product types, then of products and charges.
func TestLinesInOrder(t *testing.T) {
	terms := sellOut(t, "22")
	terms.Types = []string{"saas", "iaas"}
	inv := assembled(t, terms,
		sale{charge: "z", typ: "zoo", raw: []string{"1"}}, sale{charge: "b", typ: "iaas", raw: []string{"1"}},
		sale{charge: "a", typ: "iaas", raw: []string{"1"}}, sale{charge: "c", typ: "saas", raw: []string{"1"}},
		sale{charge: "m", typ: "apps", raw: []string{"1"}})
	var got []string
	for _, l := range inv.Lines {
		got = append(got, l.ProductType+" "+string(l.Charge))
	}
	if want := []string{"saas c", "iaas a", "iaas b", "apps m", "zoo z"}; !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}
