package pricing

import (
	"encoding/json"
	"errors"
	"reflect"
)

// EncodeModel returns m as JSON: an object with its "type", decimals as texts,
// and fields that are zero left out where that says the same. [DecodeModel]
// reads it back as it was. Every fault that keeps it from being written is a
// *[FieldError]; whether m makes sense is for [Compile] to say.
func EncodeModel(m Model) ([]byte, error) {
	f := newFaults()
	raw := write(f, func(w *wire) { w.model(&m, 1) })
	if err := f.err(); err != nil {
		return nil, err
	}
	return raw, nil
}

// DecodeModel reads what [EncodeModel] writes. Unknown fields, fields of other
// models, and what is no decimal are refused, all at once, each with its path as
// a *[FieldError].
func DecodeModel(b []byte) (Model, error) {
	var m Model
	if err := decode(b, func(w *wire) { w.model(&m, 1) }); err != nil {
		return nil, err
	}
	return m, nil
}

func decode(b []byte, fields func(*wire)) error {
	f := newFaults()
	if !json.Valid(b) {
		f.at("json").wrap(errSyntax)
	} else {
		read(b, f, fields)
	}
	return f.err()
}

var errSyntax = errors.New("not JSON")

// price reads or writes a model as a field.
func (w *wire) price(name string, m *Model, depth int) {
	if w.reading() || *m != nil {
		w.object(name, false, func(w *wire) { w.model(m, depth) })
	}
}

// wireTypes are the models, each empty, by their "type".
var wireTypes = [...]struct {
	name  string
	empty Model
}{
	{"flat", Flat{}}, {"per_unit", PerUnit{}}, {"package", Package{}},
	{"graduated", Graduated{}}, {"volume", Volume{}}, {"stairstep", Stairstep{}},
	{"tagged", Tagged{}}, {"matrix", Matrix{}}, {"percentage", Percentage{}}, {"dynamic", Dynamic{}},
	{"sum", Sum{}}, {"included", Included{}}, {"minimum", Minimum{}}, {"maximum", Maximum{}}, {"custom", Custom{}},
}

func wireType(m Model) string {
	for _, t := range wireTypes {
		if reflect.TypeOf(t.empty) == reflect.TypeOf(m) {
			return t.name
		}
	}
	return ""
}

func emptyModel(name string) Model {
	for _, t := range wireTypes {
		if t.name == name {
			return t.empty
		}
	}
	return nil
}

// model reads or writes the fields of m, its type among them.
func (w *wire) model(m *Model, depth int) {
	kind := ""
	if !w.reading() {
		if kind = wireType(*m); kind == "" {
			w.orRoot("model").add("%T is not a model", *m)
			return
		}
	}
	str(w, "type", &kind)
	if w.reading() {
		*m = emptyModel(kind)
	}
	switch {
	case *m == nil:
		w.at("type").add("no such model: %.40q", kind)
		clear(w.in)
	case depth > MaxDepth:
		w.orRoot("model").add("more than %d models around each other", MaxDepth)
		clear(w.in)
	default:
		*m = w.fields(*m, depth)
	}
}

func (w *wire) fields(m Model, depth int) Model {
	switch m := m.(type) {
	case Flat:
		w.num("amount", &m.Amount, true)
		return m
	case PerUnit:
		w.num("unit", &m.Unit, true)
		return m
	case Package:
		w.num("size", &m.Size, true)
		w.num("price", &m.Price, true)
		return m
	case Graduated:
		list(w, "tiers", &m.Tiers, (*Tier).wire)
		return m
	case Volume:
		list(w, "tiers", &m.Tiers, (*Tier).wire)
		return m
	case Stairstep:
		list(w, "tiers", &m.Tiers, (*Tier).wire)
		return m
	case Tagged:
		str(w, "attribute", &m.Attribute)
		list(w, "prices", &m.Prices, func(p *TagPrice, w *wire) {
			str(w, "value", &p.Value)
			w.num("amount", &p.Amount, true)
		})
		return m
	case Percentage:
		w.num("percent", &m.Percent, true)
		w.num("fixed", &m.Fixed, false)
		texts(w, "of", &m.Of)
		return m
	case Custom:
		str(w, "name", &m.Name)
		return m
	}
	return w.around(m, depth+1)
}

// around reads or writes models that stand around others.
func (w *wire) around(m Model, depth int) Model {
	switch m := m.(type) {
	case Matrix:
		list(w, "dimensions", &m.Dimensions, func(d *Dimension, w *wire) {
			str(w, "attribute", &d.Attribute)
			texts(w, "values", &d.Values)
		})
		list(w, "cells", &m.Cells, func(c *Cell, w *wire) {
			texts(w, "values", &c.Values)
			w.price("model", &c.Model, depth)
		})
		return m
	case Sum:
		list(w, "models", &m.Models, func(part *Model, w *wire) { w.model(part, depth) })
		return m
	case Included:
		w.num("units", &m.Units, true)
		w.price("model", &m.Model, depth)
		return m
	case Minimum:
		w.num("amount", &m.Amount, true)
		w.price("model", &m.Model, depth)
		return m
	case Maximum:
		w.num("amount", &m.Amount, true)
		w.price("model", &m.Model, depth)
		return m
	}
	return m // Dynamic has no fields
}

func (t *Tier) wire(w *wire) {
	w.num("up_to", &t.UpTo, false)
	w.num("unit", &t.Unit, false)
	w.num("flat", &t.Flat, false)
	w.num("setup", &t.Setup, false)
	w.num("unit_setup", &t.UnitSetup, false)
}
