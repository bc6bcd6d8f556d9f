package money_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/money"
)

func TestRoundingText(t *testing.T) {
	for i, name := range []string{"half-up", "half-even", "half-down", "up", "down", "ceiling", "floor"} {
		b, err := json.Marshal(roundings[i])
		if err != nil || string(b) != `"`+name+`"` {
			t.Errorf("%d is %s, %v, want %q", i, b, err, name)
		}
		read := money.Floor
		if err := json.Unmarshal(b, &read); err != nil || read != roundings[i] {
			t.Errorf("%s read back = %v, %v", b, read, err)
		}
	}
	r := money.Floor
	if err := r.UnmarshalText(nil); err != nil || r != money.HalfUp {
		t.Errorf("nothing is %v, %v, want half-up", r, err)
	}
}

func TestRoundingRefused(t *testing.T) {
	for _, text := range []string{"bankers", "HALF-UP", " up", strings.Repeat("x", 1e6)} {
		r := money.Floor
		e, ok := errors.AsType[*money.RoundingError](r.UnmarshalText([]byte(text)))
		if !ok || r != money.Floor {
			t.Errorf("%.20q is read as %v", text, r)
		} else if len(e.Error()) > 200 {
			t.Errorf("a message of %d bytes", len(e.Error()))
		}
	}
	if _, err := (money.Floor + 1).MarshalText(); !as[*money.RoundingError](err) {
		t.Errorf("an eighth rounding is written: %v", err)
	}
	if s := money.Rounding(99).String(); s != "rounding(99)" {
		t.Errorf("String = %q", s)
	}
}
