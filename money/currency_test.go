package money_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/money"
)

func TestParseCurrency(t *testing.T) {
	c, err := money.ParseCurrency("EUR")
	if err != nil || c != eur || c.String() != "EUR" || c.IsZero() {
		t.Errorf("EUR is %v, %v", c, err)
	}
	for _, text := range []string{"", "eur", "EU", "EURO", "E R", "ЕUR", "€", "EU\x00", strings.Repeat("E", 1e6)} {
		c, err := money.ParseCurrency(text)
		e, ok := errors.AsType[*money.CurrencyError](err)
		if !ok || !c.IsZero() {
			t.Errorf("%.10q is %v, %v", text, c, err)
		} else if len(e.Error()) > 200 {
			t.Errorf("a message of %d bytes", len(e.Error()))
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("MustCurrency of nonsense does not panic")
		}
	}()
	money.MustCurrency("euro")
}

func TestCurrencyText(t *testing.T) {
	for _, c := range []money.Currency{eur, {}} {
		b := must(json.Marshal(c))
		back := usd
		if err := json.Unmarshal(b, &back); err != nil || back != c {
			t.Errorf("%s is read back %v, %v", b, back, err)
		}
	}
	used := usd
	if err := json.Unmarshal([]byte(`"euro"`), &used); !as[*money.CurrencyError](err) || used != usd {
		t.Errorf("euro is read as %v, %v", used, err)
	}
	byCode := map[money.Currency]int{}
	if err := json.Unmarshal([]byte(`{"EUR":1,"JPY":2}`), &byCode); err != nil || byCode[jpy] != 2 {
		t.Errorf("a map by currency is read as %v, %v", byCode, err)
	}
}
