package focus_test

import (
	"io"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

func BenchmarkWrite(b *testing.B) {
	quota, metered := charge(proceeds.Live, 32, first), charge(proceeds.Live, 32, first)
	metered.Kind, metered.Quantity, metered.Sides[0].Raw = pricing.Usage, quantity("12"), "0.3276"
	fee := month()[0]
	fee.Invoice.Net = money.Amount{}
	for name, c := range map[string]focus.Charge{"row=fee": fee, "row=quota": quota, "row=usage": metered} {
		b.Run(name, func(b *testing.B) {
			w, err := focus.NewWriter(io.Discard, ada())
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Write(&c); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	dataset, _, err := write(b, ada(), month()...)
	if err != nil {
		b.Fatal(err)
	}
	head, line, _ := strings.Cut(strings.SplitAfterN(dataset, "\n", 3)[0]+dataset[strings.Index(dataset, "\n")+1:], "\n")
	line, _, _ = strings.Cut(line, "\n")
	for name, text := range map[string]string{"columns=7": text(good()), "columns=58": head + "\n" + line + "\n"} {
		b.Run(name, func(b *testing.B) {
			head, line, _ := strings.Cut(text, "\n")
			in, err := focus.NewReader(&endless{head: head + "\n", line: line, n: 1 << 40}, focus.ReadOptions{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := in.Read(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkCheck checks the real sample, whole.
func BenchmarkCheck(b *testing.B) {
	m := model(b)
	all, err := io.ReadAll(file(b, "focus_sample.csv"))
	if err != nil {
		b.Fatal(err)
	}
	d := ada()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Check(strings.NewReader(string(all)), d.Criteria(), false); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
