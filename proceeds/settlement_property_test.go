package proceeds_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"pgregory.net/rapid"
)

// A stall is a plan as it is sold somewhere, in two revisions of opposite flags.
type stall struct {
	offers [2]*channel.Offer
	levels int
}

// fair is three vendors: acme sells directly in two ways and in a channel, bolt
// directly and in a channel, and the parent its own.
func fair(t failing) (out []stall) {
	parent, reseller := sellerAs("parent", channel.Parent), sellerAs("reseller", channel.Reseller)
	for _, x := range []struct {
		plan, vendor string
		sellers      []channel.Seller
	}{
		{"p", "acme", []channel.Seller{parent}},
		{"p", "acme", nil},
		{"p", "acme", []channel.Seller{parent, reseller}},
		{"r", "bolt", []channel.Seller{parent}},
		{"s", "bolt", []channel.Seller{parent, sellerAs("", channel.Distributor), reseller}},
		{"t", "parent", nil},
	} {
		s := stall{levels: len(x.sellers) + 1}
		for i := range s.offers {
			s.offers[i] = soldAs(t, x.plan, i == 1, x.vendor, slices.Clone(x.sellers)...)
		}
		out = append(out, s)
	}
	return out
}

func fairRates() proceeds.SettlementTerms {
	terms := rates()
	terms.Fees = append(terms.Fees, proceeds.FeeRate{Plan: "r", Charge: "traffic", Percent: pct("12.345")})
	return terms
}

// trade draws up to n rows: sales, credits, coupons, trials and corrections of
// them, by what revision ever, over January and February.
func trade(t *rapid.T, n int) (rows []proceeds.Row) {
	stalls, next := fair(t), map[proceeds.Cell]uint32{}
	for range rapid.IntRange(0, n).Draw(t, "rows") {
		s := stalls[rapid.IntRange(0, len(stalls)-1).Draw(t, "stall")]
		var units []int64
		for range s.levels {
			units = append(units, rapid.Int64Range(-2000, 5000).Draw(t, "units"))
		}
		r := postedRow(s.offers[rapid.IntRange(0, 1).Draw(t, "revision")], rapid.IntRange(0, 3).Draw(t, "charge"),
			rapid.SampledFrom([]string{"", "discount", proceeds.Chargeback}).Draw(t, "component"), 0,
			rapid.SampledFrom([]string{"01-01", "01-02", "01-17", "01-31", "02-01", "02-28"}).Draw(t, "day"), units...)
		r.Customer = rapid.SampledFrom([]channel.PartyID{"ada", "bob"}).Draw(t, "customer")
		r.N = next[r.Cell]
		next[r.Cell]++
		rows = append(rows, r)
	}
	return rows
}

func units(r *proceeds.Row, l int) int64 {
	a, _ := r.Amounts.Of(channel.Level(l))
	return a.Units()
}

// naiveFees are the platform fees in cents by vendor: one round(rate × Σ) for
// each rate, in rational numbers. Where each is true it rounds row by row.
func naiveFees(rows []proceeds.Row, terms proceeds.SettlementTerms, each bool) map[channel.PartyID]int64 {
	first := map[string]*proceeds.Row{}
	id := func(r *proceeds.Row) string {
		return fmt.Sprint(r.Cell, r.Route.Seller(0), r.Route.Buyer(0, r.Customer))
	}
	for i := range rows {
		r := &rows[i]
		if units(r, 0) == 0 { // the vendor does not see it
			continue
		}
		if f := first[id(r)]; f == nil || r.N < f.N {
			first[id(r)] = r
		}
	}
	type rated struct {
		vendor  channel.PartyID
		percent string
		row     int
	}
	bases := map[rated]int64{}
	for i := range rows {
		r := &rows[i]
		vendor := r.Route.Parties[0]
		if units(r, 0) == 0 || vendor == terms.Parent {
			continue
		}
		if f := first[id(r)].Route; slices.Contains(f.Parties, "reseller") || !f.Fee {
			continue
		}
		best := 0
		var percent string
		for _, f := range terms.Fees {
			rank := 1
			switch {
			case f.Charge != "" && f.Charge == r.Charge && f.Plan == r.Plan:
				rank = 4
			case f.Charge == "" && f.Plan != "" && f.Plan == r.Plan:
				rank = 3
			case f.Vendor != "" && f.Vendor == vendor:
				rank = 2
			case f.Plan != "" || f.Vendor != "":
				continue
			}
			if rank > best {
				best, percent = rank, f.Percent.String()
			}
		}
		k := rated{vendor, percent, 0}
		if each {
			k.row = i
		}
		bases[k] += units(r, 0)
	}
	out := map[channel.PartyID]int64{}
	for k, base := range bases {
		p, _ := new(big.Rat).SetString(k.percent)
		out[k.vendor] += halfUp(p.Mul(p, big.NewRat(base, 100)))
	}
	return out
}

// halfUp rounds half away from zero.
func halfUp(x *big.Rat) int64 {
	twice := new(big.Int).Mul(x.Num(), big.NewInt(2))
	twice.Add(twice, new(big.Int).Mul(x.Denom(), big.NewInt(int64(x.Sign()))))
	return twice.Quo(twice, new(big.Int).Mul(x.Denom(), big.NewInt(2))).Int64()
}

// feesBy sums the platform fees of the periods, by vendor.
func feesBy(t failing, terms proceeds.SettlementTerms, g calendar.Granularity, rows []proceeds.Row) map[channel.PartyID]int64 {
	terms.Granularity = g
	out := map[channel.PartyID]int64{}
	for _, b := range balancesOf(t, keeper, terms, rows...) {
		out[b.Vendor] += b.Booked.PlatformFee.Units()
	}
	return out
}

// The fees of days, weeks and months each sum to the rate on the sum of the frame.
func TestFeesSum(t *testing.T) { rapid.Check(t, feesSum) }
func FuzzFeesSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(feesSum)) }

func feesSum(t *rapid.T) {
	rows, terms := trade(t, 20), fairRates()
	want := naiveFees(rows, terms, false)
	for _, g := range []calendar.Granularity{calendar.Daily, calendar.Weekly, calendar.Monthly} {
		got := feesBy(t, terms, g, rows)
		for _, vendor := range []channel.PartyID{"acme", "bolt", "parent"} {
			if got[vendor] != want[vendor] {
				t.Fatalf("%v fees of %s sum to %d, want %d", g, vendor, got[vendor], want[vendor])
			}
		}
	}
}

// Runs in between change nothing: what a run adds to the fee is a difference, and
// they sum to the fee of the whole.
func TestFeesOfRunsSum(t *testing.T) { rapid.Check(t, feesOfRunsSum) }
func FuzzFeesOfRunsSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(feesOfRunsSum)) }

func feesOfRunsSum(t *rapid.T) {
	rows, terms := trade(t, 20), fairRates()
	running := settlementOf(t, keeper, terms)
	for i := range rows {
		if err := running.Add(&rows[i]); err != nil {
			t.Fatal(err)
		}
		got, err := running.Balances()
		if err != nil {
			t.Fatal(err)
		}
		if want := balancesOf(t, keeper, terms, rows[:i+1]...); fmt.Sprint(balanceLines(got)) != fmt.Sprint(balanceLines(want)) {
			t.Fatalf("after %d rows %v, want %v", i+1, balanceLines(got), balanceLines(want))
		}
	}
}

// The control: fees that are rounded row by row are others.
func TestFeesSumBites(t *testing.T) {
	p := direct(t, "p")
	var rows []proceeds.Row
	for i := range uint32(3) {
		rows = append(rows, postedRow(p, feeOf, "", i, "01-01", 333, 333))
	}
	if a, b := naiveFees(rows, fairRates(), false)["vendor"], naiveFees(rows, fairRates(), true)["vendor"]; a != 50 || b != 51 {
		t.Errorf("5 %% of 3 × 3.33 = %d at once and %d row by row, want 50 and 51", a, b)
	}
}

// pairSums sums what each pair owes: sales of the rows, seller by seller. If lose
// is true it forgets the credits.
func pairSums(rows []proceeds.Row, lose bool) map[string]int64 {
	out := map[string]int64{}
	for i := range rows {
		r := &rows[i]
		for l := range r.Route.Parties {
			if s := r.Route.Seller(l); s != "" && !(lose && units(r, l) < 0) {
				out[string(s+"→"+r.Route.Buyer(l, r.Customer))] += units(r, l)
			}
		}
	}
	return out
}

// What is owed is what the rows hold, and what the parties keep is what the
// customers pay.
func TestSettlementSums(t *testing.T) { rapid.Check(t, settlementSums) }
func FuzzSettlementSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(settlementSums)) }

func settlementSums(t *rapid.T) {
	rows, terms := trade(t, 20), fairRates()
	all := debtsOf(t, keeper, terms, rows...)
	if diff := compareSums(saleSums(all), pairSums(rows, false)); diff != "" {
		t.Fatal(diff)
	}
	positions, err := proceeds.Positions(all)
	if err != nil {
		t.Fatal(err)
	}
	var kept, paid int64
	net := map[channel.PartyID]int64{}
	for _, p := range positions {
		net[p.Party] = p.Net.Units()
		if p.Party == "ada" || p.Party == "bob" {
			paid += p.Pays.Units() - p.Gets.Units()
		} else {
			kept += p.Net.Units()
		}
	}
	if kept != paid {
		t.Fatalf("the parties keep %d, the customers pay %d", kept, paid)
	}
	due := map[channel.PartyID]int64{}
	for _, b := range balancesOf(t, keeper, terms, rows...) {
		due[b.Vendor] += b.Booked.Balance.Units()
		if f := b.Booked; !f.VendorPrice.IsZero() && !f.PlatformFee.IsZero() {
			t.Fatalf("a fee and the vendor price at once: %s", balanceLine(b))
		}
	}
	for _, vendor := range []channel.PartyID{"acme", "bolt"} {
		if net[vendor] != due[vendor] {
			t.Fatalf("%s nets %d, and its balances sum to %d", vendor, net[vendor], due[vendor])
		}
	}
}

func saleSums(debts []proceeds.Debt) map[string]int64 {
	out := map[string]int64{}
	for _, d := range debts {
		if d.Kind == proceeds.Sale {
			out[string(d.Seller+"→"+d.Buyer)] += d.Amount.Units()
		}
	}
	return out
}

func compareSums(got, want map[string]int64) string {
	for _, m := range []map[string]int64{got, want} {
		for k := range m {
			if got[k] != want[k] {
				return fmt.Sprintf("%s: %d, want %d", k, got[k], want[k])
			}
		}
	}
	return ""
}

// The control: a sum that forgets credits is another.
func TestSettlementSumsBites(t *testing.T) {
	rows := fourLevels(t)
	got := saleSums(debtsOf(t, keeper, byMonth(), rows...))
	if diff := compareSums(got, pairSums(rows, false)); diff != "" {
		t.Error(diff)
	}
	if compareSums(got, pairSums(rows, true)) == "" {
		t.Error("control: a sum without credits is the same")
	}
}

// undo takes a row back, numbered n in its cell.
func undo(t failing, r proceeds.Row, n uint32) proceeds.Row {
	var err error
	if r.Amounts, err = (channel.Amounts{}).Sub(r.Amounts); err != nil {
		t.Fatal(err)
	}
	r.N = n
	return r
}

// Neither the order of rows nor a row taken back and booked again leaves a trace,
// and rows that are all taken back leave nothing.
func TestSettlementIsAFold(t *testing.T) { rapid.Check(t, settlementIsAFold) }
func FuzzSettlementIsAFold(f *testing.F) { f.Fuzz(rapid.MakeFuzz(settlementIsAFold)) }

func settlementIsAFold(t *rapid.T) {
	rows, terms := trade(t, 12), fairRates()
	viewers := []channel.Viewer{keeper, {Party: "acme"}, {Party: "parent"}, {Party: "ada"}}
	again, back := slices.Clone(rows), slices.Clone(rows)
	for i, r := range rows {
		again = append(again, undo(t, r, uint32(100+2*i)))
		r.N = uint32(101 + 2*i)
		again = append(again, r)
		back = append(back, undo(t, r, uint32(100+i)))
	}
	again = rapid.Permutation(again).Draw(t, "order")
	for _, v := range viewers {
		if a, b := shownTo(t, v, terms, rows...), shownTo(t, v, terms, again...); a != b {
			t.Fatalf("%v: in another order, with reversals: %s, want %s", v, b, a)
		}
		if nothing := shownTo(t, v, terms, back...); nothing != shownTo(t, v, terms) {
			t.Fatalf("%v: all taken back: %s", v, nothing)
		}
	}
}

// The control: a reversal without the redo shows.
func TestSettlementIsAFoldBites(t *testing.T) {
	rows := fourLevels(t)
	short := append(slices.Clone(rows), undo(t, rows[0], 9))
	if shownTo(t, keeper, byMonth(), rows...) == shownTo(t, keeper, byMonth(), short...) {
		t.Error("control: a reversal leaves everything as it was")
	}
}

// hide changes what a vendor may not see of a row: what others pay each other, who
// sells to the customer in a channel, and whose price books were used.
func hide(t *rapid.T, r proceeds.Row) proceeds.Row {
	route, parts := *r.Route, r.Amounts.Parts()
	route.Parties = slices.Clone(route.Parties)
	route.Books = slices.Clone(route.Books)
	for l := 1; l < len(route.Parties); l++ {
		parts.Units[l] += rapid.Int64Range(-100, 100).Draw(t, "hidden")
		route.Books[l] = channel.BookRef{ID: "secret", Revision: rapid.IntRange(1, 9).Draw(t, "book")}
	}
	if n := len(route.Parties); n > 2 { // a vendor's buyer is the parent
		route.Parties[n-1] = rapid.SampledFrom([]channel.PartyID{"reseller", "another"}).Draw(t, "reseller")
	}
	var err error
	if r.Amounts, err = parts.Amounts(); err != nil {
		t.Fatal(err)
	}
	r.Route = &route
	return r
}

// A vendor's report holds nothing of other vendors, nor of what its buyers make
// of what they buy: whatever of that changes, it gets the same bytes.
func TestVendorsAreIsolated(t *testing.T) { rapid.Check(t, vendorsAreIsolated) }
func FuzzVendorsAreIsolated(f *testing.F) { f.Fuzz(rapid.MakeFuzz(vendorsAreIsolated)) }

func vendorsAreIsolated(t *rapid.T) {
	rows, terms := trade(t, 15), fairRates()
	party := rapid.SampledFrom([]channel.PartyID{"acme", "bolt", "stranger"}).Draw(t, "party")
	var other []proceeds.Row
	for _, r := range rows {
		if r.Route.Parties[0] == party {
			other = append(other, hide(t, r))
		}
	}
	for _, r := range trade(t, 15) {
		if r.Route.Parties[0] != party {
			other = append(other, r)
		}
	}
	a, b := shownTo(t, channel.Viewer{Party: party}, terms, rows...), shownTo(t, channel.Viewer{Party: party}, terms, other...)
	if a != b {
		t.Fatalf("%s sees what is hidden:\n%s\nand\n%s", party, a, b)
	}
	for _, name := range []string{"acme", "bolt"} {
		if string(party) != name && strings.Contains(a, name) {
			t.Fatalf("%s reads of %s:\n%s", party, name, a)
		}
	}
}

// The control: what is hidden does change, and the operator sees it.
func TestVendorsAreIsolatedBites(t *testing.T) {
	p, other := direct(t, "p"), soldAs(t, "r", false, "bolt", sellerAs("parent", channel.Parent))
	rows := []proceeds.Row{postedRow(p, feeOf, "", 0, "01-01", 1000, 1000), postedRow(other, feeOf, "", 0, "01-01", 500, 500)}
	vendor := channel.Viewer{Party: "vendor"}
	if shownTo(t, keeper, rates(), rows...) == shownTo(t, keeper, rates(), rows[:1]...) {
		t.Error("control: the operator does not see bolt")
	}
	if a, b := shownTo(t, vendor, rates(), rows...), shownTo(t, vendor, rates(), rows[:1]...); a != b {
		t.Errorf("the vendor sees bolt:\n%s", cmp.Or(a, b))
	}
	rows[0].Amounts = channel.AmountsOf(euros, 2, 1001, 1000)
	if a, b := shownTo(t, vendor, rates(), rows...), shownTo(t, vendor, rates(), rows[:1]...); a != b || !strings.Contains(a, "10.01") {
		t.Errorf("the vendor does not see its own: %s", a)
	}
}
