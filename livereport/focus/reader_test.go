package focus_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// good is a line of a feed, by column.
func good() map[string]string {
	return map[string]string{
		"BilledCost": "1.50", "BillingCurrency": "USD", "ChargeCategory": "Usage", "ProviderName": "Cloud", "ServiceName": "Compute",
		"ChargePeriodStart": "2026-03-02T00:00:00Z", "ChargePeriodEnd": "2026-03-02T01:00:00Z",
	}
}

// text writes lines with the columns of the first one, in the order of names.
func text(all ...map[string]string) string {
	names := slices.Sorted(maps.Keys(all[0]))
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Write(names)
	for _, l := range all {
		var record []string
		for _, n := range names {
			record = append(record, l[n])
		}
		w.Write(record)
	}
	w.Flush()
	return out.String()
}

func with(column, value string) map[string]string {
	l := good()
	l[column] = value
	return l
}

func read(t testing.TB, r io.Reader, o focus.ReadOptions) (out []focus.Line, faults []*focus.LineError, lost int) {
	t.Helper()
	in, err := focus.NewReader(r, o)
	if err != nil {
		t.Fatal(err)
	}
	faults, lost, err = in.Collect(1000, func(l *focus.Line) error { out = append(out, *l); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out, faults, lost
}

// Each fault costs its line, which is named with column and reason, and no other.
func TestReadFaults(t *testing.T) {
	for name, tt := range map[string]struct{ column, value, says string }{
		"no number":         {"BilledCost", "free", `line 3: BilledCost: money: decimal "free" refused`},
		"no cost":           {"BilledCost", "NULL", "line 3: BilledCost: missing"},
		"empty cost":        {"BilledCost", "", "line 3: BilledCost: missing"},
		"10,000 digits":     {"BilledCost", strings.Repeat("9", 10_000), "line 3: BilledCost: money: decimal"},
		"1E999999999":       {"BilledCost", "1E999999999", "line 3: BilledCost: money: decimal"},
		"12 decimals":       {"BilledCost", "0.000000000001", "line 3: BilledCost: more than 11 decimals"},
		"a list price":      {"ListCost", "1,50", `line 3: ListCost: money: decimal "1,50" refused`},
		"a quantity":        {"ConsumedQuantity", "NaN", "line 3: ConsumedQuantity: money: decimal"},
		"a currency":        {"BillingCurrency", "QQQ", "line 3: BillingCurrency: money: unknown currency"},
		"a category":        {"ChargeCategory", "Gift", `line 3: ChargeCategory: "Gift" is no charge category`},
		"a class":           {"ChargeClass", "Error", `line 3: ChargeClass: "Error" is no charge class`},
		"a time":            {"ChargePeriodStart", "yesterday", `line 3: ChargePeriodStart: "yesterday" is no time`},
		"30 February":       {"ChargePeriodStart", "2026-02-30T00:00:00Z", "line 3: ChargePeriodStart: "},
		"an empty period":   {"ChargePeriodEnd", "2026-03-02T00:00:00Z", "line 3: ChargePeriodEnd: 2026-03-02T00:00:00Z is not after the start"},
		"tags":              {"Tags", "team=x", "line 3: Tags: no JSON object"},
		"nested tags":       {"Tags", `{"a":{"b":1}}`, `line 3: Tags: the value of "a" is an object or a list`},
		"not UTF-8":         {"ServiceName", "a\xff", "line 3: ServiceName: not UTF-8"},
		"no provider":       {"ProviderName", "NULL", "line 3: ProviderName: missing"},
		"billing backwards": {"BillingPeriodEnd", "2026-02-01 00:00:00", "line 3: BillingPeriodEnd: "},
	} {
		t.Run(name, func(t *testing.T) {
			fine := with(tt.column, good()[tt.column])
			if tt.column == "BillingPeriodEnd" {
				fine["BillingPeriodStart"] = "2026-03-01 00:00:00"
			}
			bad := maps.Clone(fine)
			bad[tt.column] = tt.value
			got, faults, lost := read(t, strings.NewReader(text(fine, bad, fine)), focus.ReadOptions{})
			if len(got) != 2 || lost != 1 || len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), tt.says) || len(faults[0].Error()) > 300 {
				t.Errorf("%d lines, %d lost: %v, want %s", len(got), lost, faults, tt.says)
			}
			if len(got) == 2 && (got[0].Number != 2 || got[1].Number != 4) {
				t.Errorf("lines %d and %d, want 2 and 4", got[0].Number, got[1].Number)
			}
		})
	}
}

// Lines that are no CSV, or of another width.
func TestReadBrokenLines(t *testing.T) {
	lines := strings.SplitAfter(text(good(), good(), good()), "\n")
	for name, tt := range map[string]struct {
		line, says string
		good, lost int
	}{
		"a quote":     {strings.Replace(lines[2], "Compute", `Com"pute`, 1), "line 3: character ", 2, 1},
		"open quote":  {strings.Replace(lines[2], "Compute", `"Compute`, 1), "line 3: character ", 1, 2},
		"too short":   {"1.50,USD\n", "line 3: ChargeCategory: missing: the line has 2 columns of 7", 2, 1},
		"too long":    {strings.TrimSuffix(lines[2], "\n") + ",x\n", "line 3: column 8: the line has 8 columns of 7", 2, 1},
		"empty line":  {"\n", "", 2, 0},
		"the control": {lines[2], "", 3, 0},
	} {
		got, faults, lost := read(t, strings.NewReader(lines[0]+lines[1]+tt.line+lines[3]), focus.ReadOptions{})
		ok := len(faults) == 0 && tt.says == "" || len(faults) == 1 && tt.says != "" && strings.HasPrefix(faults[0].Error(), tt.says)
		if len(got) != tt.good || lost != tt.lost || !ok {
			t.Errorf("%s: %d lines, %d lost, %v; want %d, %d, %q", name, len(got), lost, faults, tt.good, tt.lost, tt.says)
		}
	}
}

func TestReadHeaders(t *testing.T) {
	many := func(column string) string { return strings.Replace(text(good()), "BilledCost", column, 1) }
	for name, tt := range map[string]struct {
		text, says string
		o          focus.ReadOptions
	}{
		"nothing":         {"", "header: EOF", focus.ReadOptions{}},
		"a column less":   {many("Cost"), "line 1: BilledCost: the column is missing", focus.ReadOptions{}},
		"another case":    {many("billedcost"), "line 1: billedcost: the column is spelt BilledCost", focus.ReadOptions{}},
		"twice":           {many("BilledCost,ServiceName"), "line 1: ServiceName: the column is there twice", focus.ReadOptions{}},
		"required":        {text(good()), "line 1: SubAccountId: the column is missing", focus.ReadOptions{Require: []string{"SubAccountId"}}},
		"requires what":   {text(good()), "line 1: Colour: no column of FOCUS", focus.ReadOptions{Require: []string{"Colour"}}},
		"strict":          {text(good()), "line 1: BillingAccountId: the column is missing", focus.ReadOptions{Strict: true}},
		"unknown refused": {text(with("Colour", "red")), "line 1: Colour: no column of FOCUS", focus.ReadOptions{Extra: focus.RefuseExtra}},
	} {
		_, err := focus.NewReader(strings.NewReader(tt.text), tt.o)
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
}

// Columns that FOCUS does not have are passed over, or kept.
func TestExtraColumns(t *testing.T) {
	l := with("x_Team", "ovens")
	l["Colour"] = "NULL"
	for o, want := range map[focus.Extra]map[string]string{focus.IgnoreExtra: nil, focus.KeepExtra: {"x_Team": "ovens"}} {
		got, _, _ := read(t, strings.NewReader(text(l)), focus.ReadOptions{Extra: o})
		if diff := cmp.Diff(want, got[0].Extra); diff != "" {
			t.Errorf("extra %d mismatch (-want +got):\n%s", o, diff)
		}
	}
	delete(l, "Colour")
	if got, _, _ := read(t, strings.NewReader(text(l)), focus.ReadOptions{Extra: focus.RefuseExtra}); len(got) != 1 {
		t.Error("an x_ column is refused")
	}
}

// A version is known by its columns, in whatever order they stand, and each
// version has as many as FOCUS says.
func TestVersions(t *testing.T) {
	count := map[focus.Version]int{}
	for _, c := range focus.Columns() {
		count[c.Since]++
		l := with(c.Name, good()[c.Name])
		in, err := focus.NewReader(strings.NewReader(text(l)), focus.ReadOptions{})
		if err != nil || in.Version() != c.Since {
			t.Errorf("with %s: version %v, %v; want %v", c.Name, in.Version(), err, c.Since)
		}
	}
	if diff := cmp.Diff(map[focus.Version]int{focus.V10: 43, focus.V11: 7, focus.V12: 7}, count); diff != "" {
		t.Errorf("columns mismatch (-want +got):\n%s", diff)
	}
	all := focus.Columns()
	if !slices.IsSortedFunc(all, func(a, b focus.Column) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the columns are not in order, so that none is found")
	}
}

// Facts of a feed: the vendor cost to the last decimal, null quantities, and what
// is negative.
func TestFacts(t *testing.T) {
	for name, tt := range map[string]struct{ category, cost, charge string }{
		"usage": {"Usage", "0.00000080000", "usage"}, "purchase": {"Purchase", "5", "purchase"}, "tax": {"Tax", "1.1", "tax"},
		"credit": {"Credit", "-2.5E-1", "credit"}, "adjustment": {"Adjustment", "0.01", "adjustment"},
		"usage below zero": {"Usage", "-0.00000000001", "adjustment"}, "a tax refund": {"tax", "-1", "adjustment"}, "a credit above zero": {"Credit", "1", "credit"},
	} {
		l := with("ChargeCategory", tt.category)
		l["BilledCost"], l["ConsumedQuantity"], l["PricingQuantity"] = tt.cost, "NULL", ""
		got, faults, _ := read(t, strings.NewReader(text(l)), focus.ReadOptions{})
		if len(got) != 1 {
			t.Fatal(name, faults)
		}
		f := got[0].Fact()
		if f.ID != "line 2" || string(f.Charge) != tt.charge || f.At != calendar.Must("2026-03-02T00:00:00Z") || !f.Quantity.Equal(decimal.RequireFromString(tt.cost)) {
			t.Errorf("%s: %+v, want %s of %s", name, f, tt.charge, tt.cost)
		}
		if got[0].ConsumedQuantity.Known || got[0].PricingQuantity.Known {
			t.Errorf("%s: a null quantity is known", name)
		}
	}
}

// The real sample: 1000 lines of FOCUS 1.0, 7 of them without a ContractedCost.
func TestReadSample(t *testing.T) {
	got, faults, _ := read(t, file(t, "focus_sample.csv"), focus.ReadOptions{Require: []string{"SubAccountId"}})
	sum := decimal.Zero
	accounts, unknown := map[string]bool{}, 0
	for i := range got {
		sum = sum.Add(got[i].Billed.Decimal())
		accounts[got[i].Text("SubAccountId")] = true
		if !got[i].Contracted.Known {
			unknown++
		}
	}
	if len(got) != 1000 || len(faults) != 0 || sum.StringFixed(focus.FeedDigits) != "20.52022672899" || len(accounts) != 73 || unknown != 7 {
		t.Errorf("%d lines, %d faults, Σ %s, %d accounts, %d without a contracted cost", len(got), len(faults), sum.StringFixed(11), len(accounts), unknown)
	}
	_, faults, lost := read(t, file(t, "focus_sample.csv"), focus.ReadOptions{Strict: true})
	if lost != 7 || faults[0].Column != "ContractedCost" {
		t.Errorf("strictly, %d lines are lost: %v", lost, faults[0])
	}
}

func TestReadBack(t *testing.T) { rapid.Check(t, readBack) }
func FuzzReadBack(f *testing.F) { f.Fuzz(rapid.MakeFuzz(readBack)) }

// readBack: what is written is read again, whatever it is called.
func readBack(t *rapid.T) {
	name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a,b", "\"", "a\nb", "'", "=1", "é", "NULL ", "\ufeff", " x"})).Draw(t, "name")
	c := charge(proceeds.Booked, rapid.Int64().Draw(t, "amount"), january)
	c.Location, c.Invoice = name, bill
	c.Invoice.Net = money.Amount{}
	var out strings.Builder
	w, err := focus.NewWriter(&out, ada())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&c); err != nil {
		if !errors.Is(err, focus.ErrText) {
			t.Fatal(err)
		}
		bare := strings.TrimSpace(name)
		if bare != "" && bare != focus.Null && !strings.ContainsAny(name, "\x00\r") && utf8.ValidString(name) {
			t.Fatalf("%q is refused: %v", name, err)
		}
		return
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	in, err := focus.NewReader(strings.NewReader(out.String()), focus.ReadOptions{Extra: focus.KeepExtra, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := in.Read()
	if err != nil {
		t.Fatal(err)
	}
	if l.Text("RegionId") != name || !l.Billed.Decimal().Equal(c.Sides[0].Amount.Decimal()) || l.Charge != january || l.Billing != january ||
		in.Version() != focus.V12 || l.Extra["x_Plan"] != "basic" || l.Currency != eur || l.Category != focus.Purchase {
		t.Fatalf("%q is read as %q: %+v", name, l.Text("RegionId"), l)
	}
	if _, err := in.Read(); !errors.Is(err, io.EOF) {
		t.Fatalf("after the last line: %v", err)
	}
}

func TestReadAnything(t *testing.T) { rapid.Check(t, readAnything) }
func FuzzReadAnything(f *testing.F) { f.Fuzz(rapid.MakeFuzz(readAnything)) }

// readAnything: no bytes make a reader panic or stop before their end, nor a
// checker.
func readAnything(t *rapid.T) {
	body := rapid.SliceOf(rapid.SampledFrom([]string{"1.5", "NULL", ",", "\n", "\"", "Usage", "USD", "2026-03-02T00:00:00Z", "{", "}", "\xff", "x"})).Draw(t, "body")
	in, err := focus.NewReader(strings.NewReader(text(good())+strings.Join(body, "")), focus.ReadOptions{Extra: focus.KeepExtra})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range in.All() {
		if n++; err != nil && !errors.As(err, new(*focus.LineError)) {
			t.Fatal(err)
		}
	}
	if n == 0 {
		t.Fatal("not even the good line")
	}
}

// endless yields lines without end, n of them.
type endless struct {
	head, line string
	n          int
}

func (e *endless) Read(b []byte) (int, error) {
	if e.head != "" {
		k := copy(b, e.head)
		e.head = e.head[k:]
		return k, nil
	}
	if e.n == 0 {
		return 0, io.EOF
	}
	if len(b) < len(e.line) {
		return 0, fmt.Errorf("room for %d bytes", len(b))
	}
	e.n--
	return copy(b, e.line), nil
}

// What a reader holds does not grow with the dataset.
func TestReaderMemory(t *testing.T) {
	head, line, _ := strings.Cut(text(good()), "\n")
	heap := func(n int) uint64 {
		in, err := focus.NewReader(&endless{head: head + "\n", line: line, n: n}, focus.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for _, err := range in.All() {
			if lines++; err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(in)
		if lines != n {
			t.Fatalf("%d lines of %d", lines, n)
		}
		return m.HeapAlloc
	}
	if few, many := heap(100), heap(50_000); many > few+1<<20 {
		t.Errorf("%d bytes after 100 lines, %d after 50,000", few, many)
	}
}
