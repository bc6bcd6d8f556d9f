package money_test

import (
	"errors"
	"math"
	"reflect"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/daybook-go/daybook/money"
)

func is(err, target error) bool { return errors.Is(err, target) }

// as reports whether err is a *T.
func as[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

func TestAmountIsFlat(t *testing.T) {
	if size := unsafe.Sizeof(money.Amount{}); size != 16 {
		t.Errorf("an Amount takes %d bytes, want 16", size)
	}
	if kind := pointerIn(reflect.TypeFor[money.Amount]()); kind != reflect.Invalid {
		t.Errorf("an Amount holds a %v", kind)
	}
}

// pointerIn returns the first kind below typ that points somewhere.
func pointerIn(typ reflect.Type) reflect.Kind {
	switch k := typ.Kind(); k {
	case reflect.Struct:
		for f := range typ.Fields() {
			if k := pointerIn(f.Type); k != reflect.Invalid {
				return k
			}
		}
	case reflect.Array:
		return pointerIn(typ.Elem())
	case reflect.Pointer, reflect.Slice, reflect.String, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan:
		return k
	}
	return reflect.Invalid
}

func TestAmountComparesWithEquals(t *testing.T) {
	a := money.New(1000, 2, eur)
	if a != euro("10.00") {
		t.Error("10.00 EUR is not 10.00 EUR")
	}
	for name, b := range map[string]money.Amount{
		"units": money.New(1001, 2, eur), "scale": money.New(1000, 3, eur), "currency": money.New(1000, 2, usd),
	} {
		if a == b {
			t.Errorf("another %s compares equal", name)
		}
	}
	if a == euro("10.0") {
		t.Error("== does not tell 10.00 from 10.0")
	}
	// As the package's comment says.
	comparable := cmpopts.EquateComparable(money.Amount{})
	if !cmp.Equal([]money.Amount{a}, []money.Amount{a}, comparable) || cmp.Equal(a, euro("10.01"), comparable) {
		t.Error("go-cmp disagrees with ==")
	}
}

func TestZeroAmount(t *testing.T) {
	var zero money.Amount
	if !zero.IsZero() || zero.Sign() != 0 || zero.Text() != "0" || zero.String() != "0" || !zero.Currency().IsZero() {
		t.Errorf("the zero Amount is %v", zero)
	}
	for name, f := range map[string]func(money.Amount) (money.Amount, error){
		"Neg":     money.Amount.Neg,
		"Add":     func(a money.Amount) (money.Amount, error) { return a.Add(money.Amount{}) },
		"Sub":     func(a money.Amount) (money.Amount, error) { return a.Sub(money.Amount{}) },
		"Rescale": func(a money.Amount) (money.Amount, error) { return a.Rescale(2, money.HalfUp) },
		"Mul":     func(a money.Amount) (money.Amount, error) { return a.Mul(dec("1.5"), 2, money.HalfUp) },
		"MulFrac": func(a money.Amount) (money.Amount, error) { return a.MulFrac(1, 3, 2, money.HalfUp) },
		"RoundTo": func(a money.Amount) (money.Amount, error) { return a.RoundTo(euro("0.05"), money.HalfUp) },
		"Share":   func(a money.Amount) (money.Amount, error) { return a.Share(1, 3) },
		"Cash":    func(a money.Amount) (money.Amount, error) { return money.Currencies{}.Rescale(a, money.HalfUp) },
	} {
		if got, err := f(zero); err != nil || got != zero {
			t.Errorf("%s of the zero Amount = %v, %v", name, got, err)
		}
	}
}

func TestAmountParts(t *testing.T) {
	a := money.New(-1050, 3, usd)
	if a.Units() != -1050 || a.Scale() != 3 || a.Currency() != usd || a.Sign() != -1 || a.IsZero() {
		t.Errorf("parts of %v are wrong", a)
	}
	if !a.Decimal().Equal(dec("-1.050")) {
		t.Errorf("Decimal = %v", a.Decimal())
	}
	if d := money.New(math.MinInt64, 18, usd).Decimal(); !d.Equal(dec("-9.223372036854775808")) {
		t.Errorf("Decimal of the lowest = %v", d)
	}
}

func TestScaleIsBounded(t *testing.T) {
	if a, err := money.FromUnits(1, money.MaxScale, eur); err != nil || a != money.New(1, money.MaxScale, eur) {
		t.Errorf("FromUnits at MaxScale = %v, %v", a, err)
	}
	if a, err := money.FromUnits(1, money.MaxScale+1, eur); !is(err, money.ErrRange) || a != (money.Amount{}) {
		t.Errorf("FromUnits beyond MaxScale = %v, %v", a, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("New beyond MaxScale does not panic")
		}
	}()
	money.New(1, money.MaxScale+1, eur)
}
