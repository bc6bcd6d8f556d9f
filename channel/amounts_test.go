package channel_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

var eur = money.MustCurrency("EUR")

func TestAmounts(t *testing.T) {
	a := channel.AmountsOf(eur, 2, 600, 720, 900, 1260)
	for l, want := range map[channel.Level]string{
		channel.VendorCost: "6.00", channel.Wholesale: "7.20", channel.SellIn: "9.00", channel.SellOut: "12.60",
	} {
		if got := of(t, a, l); got != want {
			t.Errorf("level %d = %s, want %s", l, got, want)
		}
	}
	for l, want := range map[channel.Level]string{channel.VendorCost: "6.00", 1: "1.20", 2: "1.80", channel.SellOut: "3.60"} {
		if got, ok := a.Margin(l); !ok || got.Text() != want {
			t.Errorf("margin %d = %v, want %s", l, got, want)
		}
	}
	for _, l := range []channel.Level{4, -5, 100, -128} {
		_, amount := a.Of(l)
		_, margin := a.Margin(l)
		_, raw := a.Raw(l)
		if amount || margin || raw {
			t.Errorf("there is a level %d", l)
		}
	}
	if got := a.String(); got != "EUR 6.00 7.20 9.00 12.60" {
		t.Errorf("String = %s", got)
	}
	if raw, _ := a.Raw(1); raw != "7.200000000000" {
		t.Errorf("Raw = %s", raw)
	}
}

func TestAmountsArithmetic(t *testing.T) {
	a, b := channel.AmountsOf(eur, 2, 600, 720), channel.AmountsOf(eur, 2, 1, -20)
	none := channel.Amounts{}
	for _, tt := range []struct {
		name     string
		of       func(channel.Amounts) (channel.Amounts, error)
		x, want  channel.Amounts
		mismatch error
	}{
		{"add", a.Add, b, channel.AmountsOf(eur, 2, 601, 700), nil},
		{"subtract", a.Sub, b, channel.AmountsOf(eur, 2, 599, 740), nil},
		{"add nothing", a.Add, none, a, nil},
		{"subtract nothing", a.Sub, none, a, nil},
		{"to nothing", none.Add, b, b, nil},
		{"from nothing", none.Sub, b, channel.AmountsOf(eur, 2, -1, 20), nil},
		{"another currency", a.Add, channel.AmountsOf(money.MustCurrency("JPY"), 2, 1, 1), none, money.ErrMismatch},
		{"another scale", a.Sub, channel.AmountsOf(eur, 3, 1, 1), none, money.ErrMismatch},
		{"another ladder", a.Add, channel.AmountsOf(eur, 2, 1), none, money.ErrMismatch},
		{"too much", a.Add, channel.AmountsOf(eur, 2, math.MaxInt64, 0), none, money.ErrRange},
		{"too little", channel.AmountsOf(eur, 2, math.MinInt64, 0).Sub, b, none, money.ErrRange},
	} {
		if got, err := tt.of(tt.x); got != tt.want || !errors.Is(err, tt.mismatch) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.name, got, err, tt.want, tt.mismatch)
		}
	}
	if m, ok := channel.AmountsOf(eur, 2, math.MinInt64, math.MaxInt64).Margin(1); ok {
		t.Errorf("a margin beyond what fits is %v", m)
	}
}

func TestAmountsRoundTrip(t *testing.T) { rapid.Check(t, amountsRoundTrip) }
func FuzzAmountsRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(amountsRoundTrip)) }

// amountsRoundTrip: parts and JSON lose nothing, and parts of no Amounts are
// refused.
func amountsRoundTrip(t *rapid.T) {
	numbers := rapid.Custom(func(t *rapid.T) (out [channel.MaxLevels]int64) {
		for i := range out {
			out[i] = rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, 12345}).Draw(t, "number")
		}
		return out
	})
	p := channel.Parts{
		Currency: eur, Scale: uint8(rapid.IntRange(0, 30).Draw(t, "scale")), Levels: uint8(rapid.IntRange(0, 10).Draw(t, "levels")),
		Units: numbers.Draw(t, "units"), Rest: numbers.Draw(t, "rest"), Settled: numbers.Draw(t, "settled"),
	}
	sound := p.Levels <= channel.MaxLevels && p.Scale <= money.MaxScale
	for l := int(p.Levels); l < channel.MaxLevels; l++ {
		sound = sound && p.Units[l] == 0 && p.Rest[l] == 0 && p.Settled[l] == 0
	}
	a, err := p.Amounts()
	if !sound {
		if !errors.Is(err, channel.ErrParts) {
			t.Fatalf("%+v: %v, want ErrParts", p, err)
		}
		return
	}
	if err != nil || a.Parts() != p {
		t.Fatalf("%+v comes back as %+v, %v", p, a.Parts(), err)
	}
	var back channel.Amounts
	if err := json.Unmarshal(must(json.Marshal(a)), &back); err != nil || back != a {
		t.Fatalf("%v comes back from JSON as %v, %v", a, back, err)
	}
}

func TestAmountsHostileJSON(t *testing.T) {
	for _, text := range []string{`{`, `[]`, `{"levels":9}`, `{"levels":1,"units":[0,1,0,0,0,0,0,0]}`, `{"scale":255}`, `{"currency":"€"}`} {
		a := channel.AmountsOf(eur, 2, 1)
		if err := json.Unmarshal([]byte(text), &a); err == nil || a != channel.AmountsOf(eur, 2, 1) {
			t.Errorf("%s is read as %v, %v", text, a, err)
		}
	}
}

func TestAmountsOfPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("nine levels are taken")
		}
	}()
	channel.AmountsOf(eur, 2, make([]int64, channel.MaxLevels+1)...)
}

func TestRoundOverflow(t *testing.T) {
	var r channel.Rates
	o := offerOf(t, planOf("EUR", "99999999999999999"), fourParties("900", "900", "900"))
	if err := o.Rate(&r, 0, one); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Round(1, 1, eur, 2); !errors.Is(err, money.ErrRange) {
		t.Errorf("Round = %v, want ErrRange", err)
	}
	if a, err := (&channel.Rates{}).Round(1, 1, eur, 2); err != nil || a != (channel.Amounts{}) {
		t.Errorf("nothing rounds to %v, %v", a, err)
	}
}

// Raw amounts keep what rounding drops: twelve decimals, half to even.
func TestRawAmounts(t *testing.T) {
	a := booked(t, offerOf(t, planOf("EUR", "0.0032"), fourParties("10", "15", "20")), 0, "1")
	if raw, _ := a.Raw(channel.SellOut); raw != "0.004857600000" || of(t, a, channel.SellOut) != "0.00" {
		t.Errorf("raw %s, booked %s", raw, of(t, a, channel.SellOut))
	}
	if got := a.String(); got != "EUR 0.00 (0.003200000000) 0.00 (0.003520000000) 0.00 (0.004048000000) 0.00 (0.004857600000)" {
		t.Errorf("String = %s", got)
	}
}
