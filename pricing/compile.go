package pricing

import "github.com/shopspring/decimal"

// Compile checks m and makes it a rater. It reports every fault at once, each
// a *[FieldError]. A model that names a [Custom] needs [CompileWith].
func Compile(m Model) (*Rater, error) { return CompileWith(m, nil) }

// CompileWith is [Compile] with the host's own models.
func CompileWith(m Model, table Customs) (*Rater, error) {
	f := newFaults()
	r := compiler{table: table}.compile(m, f)
	if err := f.err(); err != nil {
		return nil, err
	}
	return &Rater{r}, nil
}

// A compiler checks models that stand around each other. What it returns is of
// use only if there was no fault.
type compiler struct {
	table Customs
	depth int
}

func (c compiler) compile(m Model, f faults) rating {
	if c.depth++; c.depth > MaxDepth {
		f.orRoot("model").add("more than %d models around each other", MaxDepth)
		return nil
	}
	switch m := m.(type) {
	case nil:
		f.orRoot("model").add("missing")
	case Flat:
		return flatRate{f.at("amount").num(m.Amount)}
	case PerUnit:
		return unitRate{f.at("unit").num(m.Unit)}
	case Package:
		return compilePackage(m, f)
	case Graduated:
		return compileTiers(graduated, m.Tiers, f)
	case Volume:
		return compileTiers(volume, m.Tiers, f)
	case Stairstep:
		return compileTiers(stairstep, m.Tiers, f)
	case Tagged:
		return compileTagged(m, f)
	case Matrix:
		return c.matrix(m, f)
	case Percentage:
		return compilePercentage(m, f)
	case Dynamic:
		return compileDynamic()
	case Sum:
		return c.sum(m, f)
	case Included:
		return c.included(m, f)
	case Minimum:
		return c.bound(AtLeast, m.Amount, m.Model, f)
	case Maximum:
		return c.bound(AtMost, m.Amount, m.Model, f)
	case Custom:
		return compileCustom(m, c.table, f)
	default:
		f.orRoot("model").add("%T is not a model", m)
	}
	return nil
}

func (c compiler) sum(m Sum, f faults) rating {
	if !f.at("models").count(len(m.Models), MaxTiers) {
		return nil
	}
	r := make(sumRate, len(m.Models))
	for i, part := range m.Models {
		r[i] = c.compile(part, f.at("models[%d]", i))
	}
	return r
}

func (c compiler) included(m Included, f faults) rating {
	units := f.at("units")
	r := includedRate{units: units.num(m.Units), of: c.compile(m.Model, f.at("model"))}
	if r.units.Sign() < 0 {
		units.add("%s is negative", text(m.Units))
	}
	return r
}

func (c compiler) bound(kind BoundKind, amount decimal.Decimal, m Model, f faults) rating {
	return boundRate{kind, f.at("amount").num(amount), c.compile(m, f.at("model"))}
}

// inside yields the models directly below m, with their paths.
func inside(m Model, yield func(path string, m Model)) {
	switch m := m.(type) {
	case Sum:
		for i, part := range m.Models {
			yield(index("models", i), part)
		}
	case Matrix:
		for i, cell := range m.Cells {
			yield(index("cells", i)+".model", cell.Model)
		}
	case Included:
		yield("model", m.Model)
	case Minimum:
		yield("model", m.Model)
	case Maximum:
		yield("model", m.Model)
	}
}
