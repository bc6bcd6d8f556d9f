package fix

import (
	"testing"

	"github.com/shopspring/decimal"
)

// What fits 128 bits costs no allocation.
func TestNoAllocation(t *testing.T) {
	price, quantity, room := New(48576, 7), New(1234567, 3), make([]byte, 0, 64)
	d := decimal.New(48576, -7)
	tests := map[string]func(){
		"FromDecimal": func() { FromDecimal(d) },
		"Add":         func() { price.Add(quantity) },
		"Sub":         func() { price.Sub(quantity) },
		"Mul":         func() { price.Mul(quantity) },
		"Cmp":         func() { price.Cmp(quantity) },
		"Plain":       func() { New(1500, 3).Plain() },
		"Units":       func() { price.Mul(quantity).Units(9, 31, 2, HalfUp) },
		"Quo":         func() { price.Quo(quantity, 12, HalfUp) },
		"AppendText":  func() { price.AppendText(room) },
	}
	for name, f := range tests {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkUnits(b *testing.B) {
	fast := New(48576, 7).Mul(New(1234567, 3))
	for _, bm := range []struct {
		name string
		n    Num
	}{{"path=fast", fast}, {"path=big", slow(fast)}} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bm.n.Units(9, 31, 2, HalfUp)
			}
		})
	}
}
