package money

import (
	"strings"
	"testing"
)

// Of what ParseDecimal hands on, at most 64 bytes, nothing becomes an integer
// of more than 512 bits: not even what is refused later.
func TestSyntaxIsBounded(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("9", maxText), "." + strings.Repeat("9", maxText-1),
		strings.Repeat("9", maxText-12) + "e1000000000", "9e-" + strings.Repeat("9", maxText-3),
	} {
		checkBits(t, text)
	}
}

func FuzzSyntax(f *testing.F) {
	f.Add("-12.5e7")
	f.Fuzz(func(t *testing.T, text string) { checkBits(t, text[:min(len(text), maxText)]) })
}

func checkBits(t *testing.T, text string) {
	t.Helper()
	d, ok := readDecimal(text)
	if !ok {
		return
	}
	if bits := d.Coefficient().BitLen(); bits > 512 {
		t.Errorf("%q becomes an integer of %d bits", text, bits)
	}
	if exp := d.Exponent(); exp > farOut || exp < -farOut-maxText {
		t.Errorf("%q has exponent %d", text, exp)
	}
}
