package pricing

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// A wire reads or writes the fields of one JSON object. Each type names its
// fields once, for both ways; what it does not name is refused when read. Every
// fault is collected with its path.
type wire struct {
	faults
	in  map[string]json.RawMessage // when reading
	out *bytes.Buffer              // when writing
}

func (w *wire) reading() bool { return w.out == nil }

// write returns the object that fields describes.
func write(f faults, fields func(*wire)) json.RawMessage {
	w := &wire{faults: f, out: bytes.NewBufferString("{")}
	fields(w)
	w.out.WriteByte('}')
	return w.out.Bytes()
}

// read reads an object as fields describes it.
func read(raw json.RawMessage, f faults, fields func(*wire)) {
	in, err := members(raw)
	if err != nil {
		f.orRoot("json").wrap(err)
		return
	}
	w := &wire{faults: f, in: in}
	fields(w)
	for _, name := range slices.Sorted(maps.Keys(w.in)) {
		f.at("%.40s", name).add("no such field")
	}
}

var errDuplicate = errors.New("comes twice")

// members returns the fields of an object, of which none may come twice.
func members(raw json.RawMessage) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("not an object: %.40q", raw)
	}
	in := map[string]json.RawMessage{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string)
		if _, again := in[name]; again {
			return nil, fmt.Errorf("%.40q %w", name, errDuplicate)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		in[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return in, nil
}

// take returns a field that was read; false if it is not there.
func (w *wire) take(name string) (json.RawMessage, bool) {
	raw, ok := w.in[name]
	delete(w.in, name)
	return raw, ok
}

func (w *wire) put(name string, value any) {
	b, err := json.Marshal(value)
	if err != nil {
		w.at("%s", name).wrap(err)
		return
	}
	if w.out.Len() > 1 {
		w.out.WriteByte(',')
	}
	fmt.Fprintf(w.out, "%q:%s", name, b)
}

// A wireValue is a field of a kind that JSON has itself.
type wireValue interface {
	string | bool | int | []string
}

// value reads or writes a field that is left out where it is zero.
func value[T wireValue](w *wire, name string, v *T, isZero bool) {
	if !w.reading() {
		if !isZero {
			w.put(name, *v)
		}
		return
	}
	if raw, ok := w.take(name); ok {
		var to *T // null is no value
		if err := json.Unmarshal(raw, &to); err != nil || to == nil {
			w.at("%s", name).add("%.40s is not a %T", raw, *v)
			return
		}
		*v = *to
	}
}

// str reads or writes a text of any named type.
func str[T ~string](w *wire, name string, v *T) {
	s := string(*v)
	w.at("%s", name).text(s, false)
	value(w, name, &s, s == "")
	*v = T(s)
}

// flag reads or writes a bool.
func (w *wire) flag(name string, v *bool) { value(w, name, v, !*v) }

// whole reads or writes an int.
func (w *wire) whole(name string, v *int) { value(w, name, v, *v == 0) }

// texts reads or writes texts of any named type.
func texts[T ~string](w *wire, name string, v *[]T) {
	var list []string
	for i, s := range *v {
		w.at("%s[%d]", name, i).text(string(s), false)
		list = append(list, string(s))
	}
	value(w, name, &list, len(list) == 0)
	*v = nil
	for _, s := range list {
		*v = append(*v, T(s))
	}
}

// An enum is a value with a text.
type enum interface {
	encoding.TextMarshaler
	comparable
}

// named reads or writes a value through its text. It is left out where it is
// zero.
func named[T enum, P interface {
	*T
	encoding.TextUnmarshaler
}](w *wire, name string, v P) {
	var zero T
	if !w.reading() {
		if *v != zero {
			w.put(name, *v)
			b, _ := (*v).MarshalText()
			if err := P(&zero).UnmarshalText(b); err != nil {
				w.at("%s", name).wrap(err) // nobody could read it back
			}
		}
		return
	}
	raw, ok := w.take(name)
	if !ok {
		return
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		w.at("%s", name).add("%.40s is not a text", raw)
	} else if err := v.UnmarshalText([]byte(*text)); err != nil {
		w.at("%s", name).wrap(err)
	}
}

// num reads or writes a decimal, as a text. One that is not needed is left out
// where it is zero.
func (w *wire) num(name string, v *decimal.Decimal, needed bool) {
	f := w.at("%s", name)
	if !w.reading() {
		if f.gate(*v) && (needed || !v.IsZero()) {
			w.put(name, v.StringFixed(max(0, -v.Exponent())))
		}
		return
	}
	raw, ok := w.take(name)
	if !ok {
		if needed {
			f.add("missing")
		}
		return
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		f.add("%.40s is not a decimal in quotes", raw)
		return
	}
	d, err := money.ParseDecimal(*text)
	if err != nil {
		f.wrap(err)
	}
	*v = d
}

// list reads or writes objects, one for each element.
func list[T any](w *wire, name string, v *[]T, fields func(*T, *wire)) {
	if !w.reading() {
		var raws []json.RawMessage
		for i := range *v {
			raws = append(raws, write(w.at("%s[%d]", name, i), func(w *wire) { fields(&(*v)[i], w) }))
		}
		if len(raws) > 0 {
			w.put(name, raws)
		}
		return
	}
	raw, ok := w.take(name)
	if !ok {
		return
	}
	var raws *[]json.RawMessage
	if err := json.Unmarshal(raw, &raws); err != nil || raws == nil {
		w.at("%s", name).add("%.40s is not a list", raw)
		return
	}
	for i, raw := range *raws {
		var e T
		read(raw, w.at("%s[%d]", name, i), func(w *wire) { fields(&e, w) })
		*v = append(*v, e)
	}
}

// object reads or writes an object that is left out where it is zero.
func (w *wire) object(name string, isZero bool, fields func(*wire)) {
	if !w.reading() {
		if !isZero {
			w.put(name, write(w.at("%s", name), fields))
		}
		return
	}
	if raw, ok := w.take(name); ok {
		read(raw, w.at("%s", name), fields)
	}
}
