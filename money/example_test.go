package money_test

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

func ExampleAmount() {
	eur := money.MustCurrency("EUR")
	fee := money.New(1000, 2, eur)
	tax, _ := money.Parse("1.90", eur)
	gross, _ := fee.Add(tax)
	fmt.Println(gross, gross == money.New(1190, 2, eur))

	_, err := fee.Add(money.New(1000, 2, money.MustCurrency("USD")))
	fmt.Println(err)
	// Output:
	// 11.90 EUR true
	// money: amounts are not alike: EUR at scale 2 and USD at scale 2
}

// Only the sum has to fit: it is added up in 128 bits.
func ExampleSum() {
	most := money.New(1<<63-1, 2, money.MustCurrency("EUR"))
	less, _ := most.Neg()
	fmt.Println(money.Sum(most, most, less))
	fmt.Println(most.Add(most))
	// Output:
	// 92233720368547758.07 EUR <nil>
	// 0 money: out of range
}

func ExampleRound() {
	eur := money.MustCurrency("EUR")
	price := decimal.RequireFromString("0.125")
	for _, r := range []money.Rounding{money.HalfUp, money.HalfEven, money.Ceiling, money.Down} {
		a, _ := money.Round(price, 2, eur, r)
		b, _ := money.Round(price.Neg(), 2, eur, r)
		fmt.Printf("%-9v %v, %v\n", r, a, b)
	}
	// Output:
	// half-up   0.13 EUR, -0.13 EUR
	// half-even 0.12 EUR, -0.12 EUR
	// ceiling   0.13 EUR, -0.12 EUR
	// down      0.12 EUR, -0.12 EUR
}

// Tax on a net amount, rounded once.
func ExampleAmount_Mul() {
	net, _ := money.Parse("223.46", money.MustCurrency("EUR"))
	fmt.Println(net.Mul(decimal.RequireFromString("0.22"), 2, money.HalfUp))
	// Output: 49.16 EUR <nil>
}

// Nine of 31 days.
func ExampleAmount_MulFrac() {
	fee, _ := money.Parse("10.00", money.MustCurrency("EUR"))
	fmt.Println(fee.MulFrac(9, 31, 2, money.HalfUp))
	// Output: 2.90 EUR <nil>
}

// Cash in francs comes in steps of 0.05.
func ExampleAmount_RoundTo() {
	chf := money.MustCurrency("CHF")
	step := money.New(5, 2, chf)
	for _, text := range []string{"10.02", "10.03", "-10.03"} {
		due, _ := money.Parse(text, chf)
		fmt.Println(due.RoundTo(step, money.HalfUp))
	}
	// Output:
	// 10.00 CHF <nil>
	// 10.05 CHF <nil>
	// -10.05 CHF <nil>
}

// A month's fee by days: every day can be asked for alone, and all sum to it.
func ExampleAmount_Share() {
	fee, _ := money.Parse("10.00", money.MustCurrency("EUR"))
	days := map[string]int{}
	var sum money.Amount
	for i := range int64(31) {
		day, _ := fee.Share(i, 31)
		days[day.Text()]++
		sum, _ = sum.Add(day)
	}
	fmt.Println(days, sum)
	// Output: map[0.32:23 0.33:8] 10.00 EUR
}

// A subscription starts after nine of 31 days: what is before and what is after
// sum to the fee.
func ExampleAmount_Between() {
	fee, _ := money.Parse("10.00", money.MustCurrency("EUR"))
	fmt.Println(fee.Between(0, 9, 31))
	fmt.Println(fee.Between(9, 31, 31))
	// Output:
	// 2.90 EUR <nil>
	// 7.10 EUR <nil>
}

// Three customers share a pool of 50 GB. Each one's part follows from what was
// used before it and with it.
func ExampleAmount_BetweenBy() {
	pool, _ := money.Parse("9.99", money.MustCurrency("EUR"))
	before, all := decimal.NewFromInt(0), decimal.NewFromInt(50)
	for _, used := range []string{"12.5", "30", "7.5"} {
		after := before.Add(decimal.RequireFromString(used))
		part, _ := pool.BetweenBy(before, after, all)
		fmt.Println(part)
		before = after
	}
	// Output:
	// 2.50 EUR
	// 5.99 EUR
	// 1.50 EUR
}

func ExampleAmount_Allocate() {
	credit, _ := money.Parse("-0.05", money.MustCurrency("EUR"))
	fmt.Println(credit.Allocate([]int64{1, 1, 0}))
	// Output: [-0.03 EUR -0.02 EUR 0.00 EUR] <nil>
}

// A service's revenue by the costs of its two locations.
func ExampleAmount_AllocateBy() {
	revenue, _ := money.Parse("10.00", money.MustCurrency("EUR"))
	costs := []decimal.Decimal{decimal.RequireFromString("41.77"), decimal.RequireFromString("8.23")}
	fmt.Println(revenue.AllocateBy(costs))
	// Output: [8.35 EUR 1.65 EUR] <nil>
}

func ExampleAmount_Split() {
	fee, _ := money.Parse("10.00", money.MustCurrency("EUR"))
	fmt.Println(fee.Split(3))
	// Output: [3.34 EUR 3.33 EUR 3.33 EUR] <nil>
}

// There is no default: each currency has the digits that the standard gives it.
func ExampleCurrencies() {
	iso := money.Currencies{}
	for _, code := range []string{"EUR", "JPY", "KWD", "CLF", "PTS"} {
		a, err := iso.Round(decimal.RequireFromString("999.5"), money.MustCurrency(code), money.HalfUp)
		fmt.Println(a, err)
	}
	// Output:
	// 999.50 EUR <nil>
	// 1000 JPY <nil>
	// 999.500 KWD <nil>
	// 999.5000 CLF <nil>
	// 0 money: unknown currency "PTS"
}

// A host bills in points, and keeps a currency that the standard has withdrawn.
func ExampleCurrencies_With() {
	own, _ := money.Currencies{}.With("PTS", 0)
	own, _ = own.With("BGN", 2)
	fmt.Println(own.Digits(money.MustCurrency("PTS")))
	fmt.Println(own.Digits(money.MustCurrency("BGN")))
	// Output:
	// 0 <nil>
	// 2 <nil>
}

func ExampleCurrencies_Format() {
	fine, _ := money.Parse("4.86112", money.MustCurrency("EUR"))
	fmt.Println(money.Currencies{}.Format(fine, money.HalfUp))
	// Output: 4.86 EUR <nil>
}

func ExampleParseDecimal() {
	for _, text := range []string{"0.0048576", "1e1000000000", "−5", "1_000"} {
		d, err := money.ParseDecimal(text)
		fmt.Println(d.StringFixed(7), errors.Is(err, money.ErrDecimal))
	}
	// Output:
	// 0.0048576 false
	// 0.0000000 true
	// 0.0000000 true
	// 0.0000000 true
}

func ExampleGate() {
	fmt.Println(money.Gate(decimal.New(1, 2_000_000_000)))
	// Output: money: decimal refused: exponent 2000000000 is outside [-18, 18]
}

// A price from JSON: text or number, always exact, never null.
func ExampleNumber() {
	var price struct {
		Unit money.Number `json:"unit"`
	}
	fmt.Println(json.Unmarshal([]byte(`{"unit": 0.00485760}`), &price), price.Unit)
	fmt.Println(price.Unit == money.MustNumber("0.0048576"))
	fmt.Println(json.Unmarshal([]byte(`{"unit": null}`), &price), price.Unit)
	b, _ := json.Marshal(price)
	fmt.Println(string(b))
	// Output:
	// <nil> 0.0048576
	// true
	// money: decimal "null" refused: not a plain decimal number 0.0048576
	// {"unit":"0.0048576"}
}

// A host that passes amounts to database/sql as they are gives a type of its
// own the method that package money leaves out.
type column struct{ money.Amount }

func (c column) Value() (driver.Value, error) {
	b, err := c.MarshalText()
	return string(b), err
}

func ExampleAmount_Scan() {
	fee, _ := money.Parse("10.00", money.MustCurrency("EUR"))
	stored, _ := column{fee}.Value()
	var back money.Amount
	err := back.Scan(stored)
	fmt.Printf("%q %v %v\n", stored, back == fee, err)
	fmt.Println(back.Scan(nil))
	// Output:
	// "10.00 EUR" true <nil>
	// money: cannot read a column of type <nil>
}
