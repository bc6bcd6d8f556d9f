package money_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// Faults that other billing engines shipped. Each test has a control that has
// the fault.

// No float, anywhere: the sources of the exact packages do not know the words.
func TestFault16NoFloats(t *testing.T) {
	words := []string{"float32", "float64", "Float32", "Float64", "ParseFloat", "InexactFloat64", "NewFromFloat"}
	floats := func(file *ast.File) (found []string) {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && slices.Contains(words, id.Name) {
				found = append(found, id.Name)
			}
			return true
		})
		return found
	}
	files := append(must(filepath.Glob("*.go")), must(filepath.Glob("../internal/fix/*.go"))...)
	read := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		read++
		if found := floats(must(parser.ParseFile(token.NewFileSet(), name, nil, 0))); found != nil {
			t.Errorf("%s uses %v", name, found)
		}
	}
	if read < 15 {
		t.Errorf("only %d files read", read)
	}
	const control = "package p\nfunc f(d decimal.Decimal) float64 { return d.InexactFloat64() }"
	if found := floats(must(parser.ParseFile(token.NewFileSet(), "p.go", control, 0))); len(found) != 2 {
		t.Errorf("control: found %v", found)
	}
}

// Shares rounded each on their own leave a cent due.
func TestFault40CentStaysDue(t *testing.T) {
	due := euro("10.00")
	paid := total(must(due.Allocate([]int64{1, 1, 1}))...)
	if rest := must(due.Sub(paid)); !rest.IsZero() {
		t.Errorf("%v stays due", rest)
	}
	third := must(due.MulFrac(1, 3, 2, money.HalfUp))
	want(t, "control: what stays due", must(due.Sub(total(third, third, third))), "0.01")
}

// A balance that rounds otherwise than its postings is not their sum.
func TestFault41BalanceIsSumOfPostings(t *testing.T) {
	raw := []string{"10.006", "-3.335", "-2.006"}
	var balance, exact money.Amount
	for _, r := range raw {
		balance = total(balance, cents(dec(r)))
		exact = total(exact, euro(r))
	}
	want(t, "balance", balance, "4.66")
	want(t, "control: the exact balance, floored", must(exact.Rescale(2, money.Floor)), "4.66")
	want(t, "control: the exact balance, half up", must(exact.Rescale(2, money.HalfUp)), "4.67")
}

// The tax of credited lines is what was allocated to them, not a new
// calculation.
func TestFault42CreditMatchesItems(t *testing.T) {
	nets := []int64{69622, 69622, 69622}
	tax := euro("522.17")
	parts := must(tax.Allocate(nets))
	if credited := total(parts...); credited != tax {
		t.Errorf("crediting every line credits %v of %v", credited, tax)
	}
	again := must(euro("696.22").Mul(dec("0.25"), 2, money.HalfUp))
	want(t, "control: tax calculated again", total(again, again, again), "522.18")
}

// Decimal to float to decimal flips the half cent.
func TestFault43HalfCent(t *testing.T) {
	var price money.Number
	if err := json.Unmarshal([]byte(`1.005`), &price); err != nil {
		t.Fatal(err)
	}
	want(t, "1.005", cents(price.Decimal()), "1.01")

	var float float64
	if err := json.Unmarshal([]byte(`1.005`), &float); err != nil {
		t.Fatal(err)
	}
	if naive := math.Round(float*100) / 100; naive != 1.00 {
		t.Errorf("control: floats give %v", naive)
	}
	// Large numbers lose whole units.
	big := money.MustNumber("90071992547409.93")
	want(t, "a large price", cents(big.Decimal()), "90071992547409.93")
	if err := json.Unmarshal([]byte(`9007199254740993`), &float); err != nil || int64(float) == 9007199254740993 {
		t.Errorf("control: floats hold 2^53 + 1: %v", err)
	}
}

// Half of 500 yen is 250 yen, not 25,000.
func TestFault45ZeroDecimalCurrency(t *testing.T) {
	iso := money.Currencies{}
	price := must(iso.Round(dec("500"), jpy, money.HalfUp))
	half := must(price.MulFrac(1, 2, price.Scale(), money.HalfUp))
	if half != money.New(250, 0, jpy) || half.String() != "250 JPY" {
		t.Errorf("half of %v is %v", price, half)
	}
	// Control: minor units by a default of two digits.
	if units := dec("500").Shift(2).IntPart() / 2; units != 25000 {
		t.Errorf("control: %d units", units)
	}
	// Nothing gives a currency, or its digits, by default.
	if _, err := iso.Digits(money.Currency{}); !as[*money.UnknownCurrencyError](err) {
		t.Errorf("no currency has digits: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"amount":"500"}`), new(money.Amount)); !as[*money.CurrencyError](err) {
		t.Errorf("500 of no currency is read: %v", err)
	}
	if _, err := price.Add(euro("500")); !is(err, money.ErrMismatch) {
		t.Errorf("yen and euros add up: %v", err)
	}
}

// An empty interval is worth nothing, wherever it lies.
func TestFault48EmptyInterval(t *testing.T) {
	a := euro("99.99")
	for i := range int64(92) {
		if p := must(a.Between(i, i, 91)); !p.IsZero() {
			t.Errorf("nothing from %d to %d is %v", i, i, p)
		}
	}
	at := dec("0.123456789")
	if p := must(a.BetweenBy(at, at, decimal.New(1, 0))); !p.IsZero() {
		t.Errorf("nothing at %v is %v", at, p)
	}
	first, last := int64(30), int64(30)
	if p := must(a.MulFrac(last-first+1, 91, 2, money.HalfUp)); p.IsZero() {
		t.Error("control: days counted with both ends are worth nothing")
	}
}

// A ratio that is cut before it is used takes its error times the price.
func TestFaultRatioCutToFourDigits(t *testing.T) {
	want(t, "a third of 12,000.00", must(euro("12000.00").MulFrac(1, 3, 2, money.HalfUp)), "4000.00")
	ratio := decimal.New(1, 0).DivRound(decimal.New(3, 0), 4)
	want(t, "control", must(euro("12000.00").Mul(ratio, 2, money.HalfUp)), "3999.60")
}
