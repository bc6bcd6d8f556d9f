package daybook_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/store/memstore"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// decimal's settings change no row: turned to something else they give the same
// canonical rows.
func TestDecimalsSettingsChangeNothing(t *testing.T) {
	worlds := rapid.Custom(func(t *rapid.T) [32]byte {
		w := drawWorld(t)
		store := new(memstore.Store)
		w.end = worldEnd + 30*day
		w.run(t, store, w.end)
		c := canonical(t, store)
		return c.Hash()
	})
	const seeds = 12
	var before [seeds][32]byte
	for i := range before {
		before[i] = worlds.Example(i)
	}
	if before[0] == before[1] && before[1] == before[2] {
		t.Error("the worlds are all the same")
	}
	precision, trim, quotes := decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.MarshalJSONWithoutQuotes
	defer func() {
		decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.MarshalJSONWithoutQuotes = precision, trim, quotes
	}()
	decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.MarshalJSONWithoutQuotes = 1, !trim, !quotes
	if control := decimal.NewFromInt(10).Div(decimal.NewFromInt(3)).StringFixed(4); control != "3.3000" {
		t.Errorf("control: 10/3 = %s, the settings are not in force", control)
	}
	for i := range before {
		if worlds.Example(i) != before[i] {
			t.Errorf("world %d: decimal's settings change what is booked", i)
		}
	}
}

// floats are the words that money must not meet outside of tests.
var floats = map[string]bool{
	"float32": true, "float64": true, "InexactFloat64": true, "Float64": true, "NewFromFloat": true, "ParseFloat": true,
	"Div": true, "DivisionPrecision": true, "TrimTrailingZeros": true, "MarshalJSONWithoutQuotes": true,
}

// floatFaults returns where a source uses one of them.
func floatFaults(t *testing.T, name, src string) (out []string) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && floats[id.Name] {
			out = append(out, fset.Position(id.Pos()).String()+": "+id.Name)
		}
		return true
	})
	return out
}

func TestNoFloats(t *testing.T) {
	for name, src := range rootSources(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, fault := range floatFaults(t, name, src) {
			t.Error(fault)
		}
	}
	if got := floatFaults(t, "planted.go", "package p\n\nvar x = float64(1)\n\nvar y = d.Div(e)\n"); len(got) != 2 {
		t.Errorf("control: found %v, want the two that were planted", got)
	}
}
