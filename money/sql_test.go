package money_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"testing"

	"github.com/daybook-go/daybook/money"
)

// echo is a database of one statement, which returns its arguments as a row.
type echo struct{}

func (echo) Connect(context.Context) (driver.Conn, error)   { return echo{}, nil }
func (echo) Driver() driver.Driver                          { return nil }
func (echo) Prepare(string) (driver.Stmt, error)            { return echo{}, nil }
func (echo) Begin() (driver.Tx, error)                      { return nil, driver.ErrSkip }
func (echo) Close() error                                   { return nil }
func (echo) NumInput() int                                  { return -1 }
func (echo) Exec([]driver.Value) (driver.Result, error)     { return nil, driver.ErrSkip }
func (echo) Query(args []driver.Value) (driver.Rows, error) { return &row{args: args}, nil }

type row struct {
	args []driver.Value
	read bool
}

func (r *row) Columns() []string { return make([]string, len(r.args)) }
func (r *row) Close() error      { return nil }

func (r *row) Next(dest []driver.Value) error {
	if r.read {
		return io.EOF
	}
	r.read = true
	copy(dest, r.args)
	return nil
}

// Through database/sql itself: text columns, three columns, and NULL.
func TestThroughSQL(t *testing.T) {
	db := sql.OpenDB(echo{})
	defer db.Close()
	a, price := euro("-10.50"), money.MustNumber("0.0048576")

	var text, parts money.Amount
	var currency money.Currency
	var number money.Number
	var units int64
	var scale uint8
	err := db.QueryRow("", a.String(), a.Units(), a.Scale(), a.Currency().String(), price.String()).
		Scan(&text, &units, &scale, &currency, &number)
	if err != nil {
		t.Fatal(err)
	}
	if parts, err = money.FromUnits(units, scale, currency); err != nil || text != a || parts != a || number != price {
		t.Errorf("came back as %v, %v, %v, %v", text, parts, number, err)
	}
	var null sql.Null[money.Amount]
	if err := db.QueryRow("", nil).Scan(&null); err != nil || null.Valid {
		t.Errorf("NULL is read as %v, %v", null, err)
	}
	if err := db.QueryRow("", a.String()).Scan(&null); err != nil || null.V != a || !null.Valid {
		t.Errorf("%v is read as %v, %v", a, null, err)
	}
	if err := db.QueryRow("", nil).Scan(&text); !as[*money.ScanError](err) || text != a {
		t.Errorf("NULL into a used Amount is %v, %v", text, err)
	}
}

func TestScan(t *testing.T) {
	type scanner interface{ Scan(any) error }
	a, x, c := euro("3.33"), money.MustNumber("3.33"), usd
	for name, s := range map[string]scanner{"Amount": &a, "Number": &x, "Currency": &c} {
		// A float has lost the cent before anyone could look.
		for _, src := range []any{nil, 10.05, float32(1), true, []string{"1"}} {
			if err := s.Scan(src); !as[*money.ScanError](err) {
				t.Errorf("%s of %T: %v", name, src, err)
			}
		}
	}
	if a != euro("3.33") || x != money.MustNumber("3.33") || c != usd {
		t.Errorf("refused values became %v, %v, %v", a, x, c)
	}
	if err := x.Scan(int64(-7)); err != nil || x != money.MustNumber("-7") {
		t.Errorf("-7 is read as %v, %v", x, err)
	}
	if err := a.Scan(int64(7)); !as[*money.ScanError](err) {
		t.Errorf("a whole number is an Amount: %v", err)
	}
	if err := c.Scan([]byte("JPY")); err != nil || c != jpy {
		t.Errorf("JPY is read as %v, %v", c, err)
	}
	if err := c.Scan("yen"); !as[*money.CurrencyError](err) || c != jpy {
		t.Errorf("yen is read as %v, %v", c, err)
	}
	var zero money.Amount
	if err := a.Scan(zero.String()); err != nil || a != zero {
		t.Errorf("the zero Amount is read back %v, %v", a, err)
	}
}
