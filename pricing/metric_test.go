package pricing_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
)

// tick is an instant of a small time, of microseconds.
func tick(n int) calendar.Instant { return calendar.Instant(1_000_000 + n) }

func sample(source, id string, at int, value string) pricing.Sample {
	return pricing.Sample{Source: source, ID: id, At: tick(at), Value: dec(value), Key: value}
}

// TestMeasure has a row for every sentence on metrics in DOMAIN §3. The period
// is [10, 20); quantities are asked up to 12, 16 and 20.
func TestMeasure(t *testing.T) {
	tests := []struct {
		name    string
		metric  pricing.Metric
		samples []pricing.Sample
		want    string // "~" marks an estimate
	}{
		{"total", pricing.Metric{}, []pricing.Sample{sample("", "a", 9, "100"), sample("", "b", 10, "1"), sample("", "c", 12, "2.5"), sample("", "d", 19, "4"), sample("", "e", 20, "100")}, "1 3.5 7.5"},
		{"total with a correction", pricing.Metric{}, []pricing.Sample{sample("", "a", 10, "5"), sample("", "b", 13, "-2")}, "5 3 3"},
		{"count", pricing.Metric{Statistic: pricing.Count}, []pricing.Sample{sample("", "a", 10, "7"), sample("", "b", 11, "0"), sample("", "c", 15, "7")}, "2 3 3"},
		{"unique by first sight in the period", pricing.Metric{Statistic: pricing.Unique}, []pricing.Sample{sample("", "0", 9, "1"), sample("", "a", 10, "1"), sample("", "b", 13, "1"), sample("", "c", 17, "2")}, "1 1 2"},
		{"increase, a drop is a reset", pricing.Metric{Statistic: pricing.Increase}, []pricing.Sample{sample("", "a", 10, "50"), sample("", "b", 11, "80"), sample("", "c", 13, "10"), sample("", "d", 17, "30")}, "30 40 60"},
		{"increase from before the period", pricing.Metric{Statistic: pricing.Increase}, []pricing.Sample{sample("", "a", 3, "50"), sample("", "b", 11, "80")}, "30 30 30"},
		{"increase of two sources", pricing.Metric{Statistic: pricing.Increase}, []pricing.Sample{sample("x", "a", 3, "50"), sample("y", "a", 4, "7"), sample("x", "b", 11, "60"), sample("y", "b", 12, "9")}, "10 12 12"},
		{"no samples: the additive add nothing", pricing.Metric{Statistic: pricing.Increase}, nil, "0 0 0"},
		{"counter value", pricing.Metric{Statistic: pricing.CounterValue}, []pricing.Sample{sample("x", "a", 3, "50"), sample("y", "a", 11, "7"), sample("x", "b", 15, "10")}, "57 17 17"},
		{"average", pricing.Metric{Statistic: pricing.Average}, []pricing.Sample{sample("", "a", 10, "10"), sample("", "b", 14, "20")}, "10 40/3 16"},
		{"average carries over the start", pricing.Metric{Statistic: pricing.Average}, []pricing.Sample{sample("", "a", 2, "6"), sample("", "b", 14, "0")}, "6 4 2.4"},
		{"average, zero before the first", pricing.Metric{Statistic: pricing.Average}, []pricing.Sample{sample("", "a", 15, "6")}, "~0 ~1 ~3"},
		{"no sample at all", pricing.Metric{Statistic: pricing.Average}, nil, "~0 ~0 ~0"},
		{"a missing sample", pricing.Metric{Statistic: pricing.Average, Every: 3 * time.Microsecond}, []pricing.Sample{sample("", "a", 10, "6"), sample("", "b", 13, "6"), sample("", "c", 17, "6")}, "6 6 ~6"},
		{"no sample is missing", pricing.Metric{Statistic: pricing.Average, Every: 4 * time.Microsecond}, []pricing.Sample{sample("", "a", 10, "6"), sample("", "b", 13, "6"), sample("", "c", 17, "6")}, "6 6 6"},
		{"missing before the period only", pricing.Metric{Statistic: pricing.Last, Every: 4 * time.Microsecond}, []pricing.Sample{sample("", "a", 1, "6"), sample("", "b", 9, "5"), sample("", "c", 12, "5"), sample("", "d", 16, "5")}, "5 5 5"},
		{"one of two sources is silent", pricing.Metric{Statistic: pricing.Last, Every: 9 * time.Microsecond}, []pricing.Sample{sample("x", "a", 3, "6"), sample("y", "a", 9, "5"), sample("y", "b", 13, "5")}, "11 ~11 ~11"},
		{"peak", pricing.Metric{Statistic: pricing.Peak}, []pricing.Sample{sample("", "0", 2, "3"), sample("", "a", 11, "9"), sample("", "b", 12, "4"), sample("", "c", 16, "30")}, "9 9 30"},
		{"peak carried over the start", pricing.Metric{Statistic: pricing.Peak}, []pricing.Sample{sample("", "0", 2, "9"), sample("", "a", 11, "3")}, "9 9 9"},
		{"what lasts no time is no peak", pricing.Metric{Statistic: pricing.Peak}, []pricing.Sample{sample("", "0", 2, "3"), sample("", "a", 11, "99"), sample("", "b", 11, "4")}, "4 4 4"},
		{"last", pricing.Metric{Statistic: pricing.Last}, []pricing.Sample{sample("", "0", 2, "3"), sample("", "a", 12, "9"), sample("", "b", 19, "1")}, "3 9 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			slices.Reverse(tt.samples) // any order
			got, err := tt.metric.Measure(tt.samples, tick(10), []calendar.Instant{tick(12), tick(16), tick(20)}, tick(99))
			if err != nil {
				t.Fatal(err)
			}
			var text []string
			for _, m := range got {
				s := m.Quantity.Exact().Rat().RatString()
				if m.Quantity.Exact().Rat().Denom().IsInt64() && !m.Quantity.IsFraction() {
					s = m.Quantity.String()
				}
				text = append(text, map[bool]string{true: "~"}[m.Estimated]+s)
			}
			want(t, "Measure", strings.Join(text, " "), tt.want)
		})
	}
}

func TestLateAndDuplicateSamples(t *testing.T) {
	late := sample("x", "2", 13, "5")
	late.Known = tick(50)
	samples := []pricing.Sample{sample("x", "1", 12, "3"), sample("x", "1", 12, "3"), sample("y", "1", 12, "4"), late}
	other := sample("x", "1", 12, "300") // the same event with other content, later
	other.Known = tick(30)
	samples = append(samples, other)
	for known, total := range map[int]string{20: "7", 49: "7", 50: "12"} {
		got, err := pricing.Metric{}.Measure(samples, tick(10), []calendar.Instant{tick(20)}, tick(known))
		if err != nil {
			t.Fatal(err)
		}
		want(t, fmt.Sprintf("known at %d", known), got[0].Quantity.String(), total)
	}
}

func TestEmptyPrefix(t *testing.T) {
	for s := pricing.Total; s <= pricing.CounterValue; s++ {
		got, err := pricing.Metric{Statistic: s}.Measure([]pricing.Sample{sample("", "a", 3, "7")}, tick(10), []calendar.Instant{tick(10)}, tick(20))
		if err != nil || got[0].Estimated || !got[0].Quantity.IsZero() {
			t.Errorf("%s over no time is %v, %v; want zero", s, got, err)
		}
	}
}

func TestMeasureFaults(t *testing.T) {
	hostile := pricing.Sample{ID: "h", At: tick(1), Value: decimal.New(1, 1<<30)}
	_, err := pricing.Metric{Statistic: 99, Every: -1}.Measure([]pricing.Sample{hostile, {}}, tick(10), []calendar.Instant{tick(9), tick(12), tick(12)}, tick(1))
	expect(t, err, "statistic: no such statistic: 99\nevery: -1ns is negative\nends[0]: \nends[2]: \nsamples[0].value: exponent\nsamples[1].id: missing\nsamples[1].at: missing")
	_, err = pricing.Metric{Statistic: pricing.Peak}.Measure([]pricing.Sample{sample("", "a", 1, "-1")}, tick(10), nil, tick(1))
	expect(t, err, "samples[0].value: below zero")
	_, err = pricing.Metric{Statistic: pricing.Unique}.Measure([]pricing.Sample{{ID: "a", At: tick(1)}}, tick(10), nil, tick(1))
	expect(t, err, "samples[0].key: missing")
}

func genSamples() *rapid.Generator[[]pricing.Sample] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pricing.Sample {
		return pricing.Sample{
			Source: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "source"), ID: fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "id")),
			At: tick(rapid.IntRange(0, 25).Draw(t, "at")), Known: tick(rapid.IntRange(0, 30).Draw(t, "known")),
			Value: decimal.New(int64(rapid.IntRange(0, 30).Draw(t, "value")), -1), Key: rapid.SampledFrom([]string{"k", "l", "m"}).Draw(t, "key"),
		}
	}), 0, 12)
}

// dumb measures microsecond by microsecond, from the words of Measure.
func dumb(s pricing.Statistic, samples []pricing.Sample, start, end, known calendar.Instant) *big.Rat {
	seen := map[string]pricing.Sample{}
	for _, x := range samples {
		id := x.Source + "/" + x.ID
		y, again := seen[id]
		older := x.Known < y.Known || x.Known == y.Known && (x.At < y.At || x.At == y.At && (x.Value.LessThan(y.Value) || x.Value.Equal(y.Value) && x.Key < y.Key))
		if x.Known <= known && (!again || older) {
			seen[id] = x
		}
	}
	var list []pricing.Sample
	for _, x := range seen {
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b pricing.Sample) int {
		return strings.Compare(fmt.Sprintf("%09d %09d %s %s", a.At, a.Known, a.Source, a.ID), fmt.Sprintf("%09d %09d %s %s", b.At, b.Known, b.Source, b.ID))
	})
	at := map[string]*big.Rat{}
	keys := map[string]bool{}
	out, area, up := new(big.Rat), new(big.Rat), new(big.Rat)
	level := func() *big.Rat {
		sum := new(big.Rat)
		for _, v := range at {
			sum.Add(sum, v)
		}
		return sum
	}
	peak := new(big.Rat)
	for now := tick(0); now < end; now++ {
		for _, x := range list {
			if x.At != now {
				continue
			}
			v := x.Value.Rat()
			if now >= start {
				keys[x.Key] = true
				switch before := at[x.Source]; {
				case s == pricing.Total:
					out.Add(out, v)
				case s == pricing.Count:
					out.Add(out, big.NewRat(1, 1))
				case before == nil:
				case v.Cmp(before) < 0:
					up.Add(up, v)
				default:
					up.Add(up, minus(v, before))
				}
			}
			at[x.Source] = v
		}
		if now >= start {
			area.Add(area, level())
			if l := level(); l.Cmp(peak) > 0 {
				peak = l
			}
		}
	}
	switch s {
	case pricing.Unique:
		return big.NewRat(int64(len(keys)), 1)
	case pricing.Increase:
		return up
	case pricing.Average:
		return area.Quo(area, big.NewRat(int64(end-start), 1))
	case pricing.Peak:
		return peak
	case pricing.Last, pricing.CounterValue:
		return level()
	}
	return out
}

// measuresAreTheDumbOnes: each statistic, in any order of the samples and with
// repetitions, is what going through all of time finds; many prefixes asked at
// once are as each alone.
func measuresAreTheDumbOnes(t *rapid.T) {
	samples := genSamples().Draw(t, "samples")
	m := pricing.Metric{Statistic: pricing.Statistic(rapid.IntRange(0, 7).Draw(t, "statistic")), Every: time.Duration(rapid.IntRange(0, 5).Draw(t, "every")) * time.Microsecond}
	ends := []calendar.Instant{tick(8), tick(13), tick(21)}
	known := tick(rapid.IntRange(0, 30).Draw(t, "known at"))
	got, err := m.Measure(samples, tick(5), ends, known)
	if err != nil {
		t.Fatal(err)
	}
	shuffled := rapid.Permutation(append(samples, samples...)).Draw(t, "shuffled")
	for i, end := range ends {
		if w := dumb(m.Statistic, samples, tick(5), end, known); got[i].Quantity.Exact().Rat().Cmp(w) != 0 {
			t.Fatalf("%s up to %d is %s, want %s", m.Statistic, end, got[i].Quantity, w)
		}
		alone, err := m.Measure(shuffled, tick(5), []calendar.Instant{end}, known)
		if diff := cmp.Diff(got[i], alone[0]); err != nil || diff != "" {
			t.Fatalf("shuffled and repeated: %v\n%s", err, diff)
		}
	}
}

func TestMeasuresAreTheDumbOnes(t *testing.T) { rapid.Check(t, measuresAreTheDumbOnes) }
func FuzzMeasuresAreTheDumbOnes(f *testing.F) { f.Fuzz(rapid.MakeFuzz(measuresAreTheDumbOnes)) }
