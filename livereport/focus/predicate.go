package focus

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// A datum is a cell: null, or a text.
type datum struct {
	text string
	null bool
}

// A predicate holds for a line or does not.
type predicate func(row []datum) bool

// A compiler makes predicates of the checks of one dataset.
type compiler struct {
	model    *Model
	place    map[string]int // of each column in a line
	strict   bool           // a column that is not there is an error, else it is null
	distinct *[]*distinct   // where counts go that are known only at the end
}

// errAbsent is returned for a column that the dataset does not have.
var errAbsent = errors.New("the column is not in the dataset")

// An UnknownError reports a check function that is none of the 22.
type UnknownError struct{ Function string }

// Error names it.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("focus: model: unknown check function %.60q", e.Function)
}

// compile returns the predicate of a check. The empty check always holds.
func (c *compiler) compile(k *check) (predicate, error) {
	switch k.CheckFunction {
	case "":
		return always, nil
	case "AND":
		return c.all(k)
	case "OR":
		return c.any(k)
	case "CheckModelRule":
		return c.reference(k)
	case "ColumnPresent":
		_, there := c.place[k.ColumnName]
		return func([]datum) bool { return there }, nil
	case "CheckValue":
		return c.value(k, true)
	case "CheckNotValue":
		return c.value(k, false)
	case "CheckSameValue":
		return c.same(k, true)
	case "CheckNotSameValue":
		return c.same(k, false)
	case "CheckDistinctCount":
		return c.distinctCount(k)
	case "CheckGreaterOrEqualThanValue":
		return c.atLeast(k)
	case "ColumnByColumnEqualsColumnValue":
		return c.product(k)
	case "CheckDecimalValue":
		return c.known(k, isDecimal)
	}
	if form := formOf(k.CheckFunction); form != nil {
		return c.formed(k, form)
	}
	return nil, &UnknownError{k.CheckFunction}
}

// formOf returns what a function of type or format wants of a text.
func formOf(function string) func(string) bool {
	switch function {
	case "TypeString":
		return isText
	case "TypeDecimal":
		return isDecimal
	case "TypeDateTime":
		return isDateTime
	case "FormatString":
		return isHandled
	case "FormatNumeric":
		return numeric.MatchString
	case "FormatDateTime":
		return isInstant
	case "FormatKeyValue":
		return func(text string) bool { return flatObject(text) == nil }
	case "FormatUnit":
		return isUnit
	case "FormatCurrency":
		return currency.MatchString
	case "CheckNationalCurrency":
		return isNational
	}
	return nil
}

func always([]datum) bool { return true }

// column returns how to read a cell of a line.
func (c *compiler) column(name string) (func([]datum) datum, error) {
	at, ok := c.place[name]
	switch {
	case ok:
		return func(row []datum) datum { return row[at] }, nil
	case c.strict:
		return nil, fmt.Errorf("%w: %s", errAbsent, name)
	}
	return func([]datum) datum { return datum{null: true} }, nil
}

func (c *compiler) items(k *check) ([]predicate, error) {
	var out []predicate
	for i := range k.Items {
		p, err := c.compile(&k.Items[i])
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (c *compiler) all(k *check) (predicate, error) {
	items, err := c.items(k)
	return func(row []datum) bool {
		return !slices.ContainsFunc(items, func(p predicate) bool { return !p(row) })
	}, err
}

func (c *compiler) any(k *check) (predicate, error) {
	items, err := c.items(k)
	return func(row []datum) bool {
		return slices.ContainsFunc(items, func(p predicate) bool { return p(row) })
	}, err
}

// reference holds where the other rule does: its requirement, if its condition.
// What no program can check, it cannot break.
func (c *compiler) reference(k *check) (predicate, error) {
	r := c.model.rules[k.ModelRuleId]
	if !r.isStatic() {
		return always, nil
	}
	lenient := *c
	lenient.strict = false
	condition, err := lenient.compile(&r.ValidationCriteria.Condition)
	if err != nil {
		return nil, err
	}
	requirement, err := c.compile(&r.ValidationCriteria.Requirement)
	if err != nil {
		return nil, err
	}
	return func(row []datum) bool { return !condition(row) || requirement(row) }, nil
}

// value compares a column with a value. Null is a value like others: what is
// null is not "Correction".
func (c *compiler) value(k *check, want bool) (predicate, error) {
	cell, err := c.column(k.ColumnName)
	if err != nil {
		return nil, err
	}
	raw := bytes.TrimSpace(k.Value)
	if len(raw) == 0 || string(raw) == "null" {
		return func(row []datum) bool { return cell(row).null == want }, nil
	}
	if raw[0] == '"' {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, err
		}
		return func(row []datum) bool { x := cell(row); return (!x.null && x.text == text) == want }, nil
	}
	v, ok := number(string(raw))
	if !ok {
		return nil, fmt.Errorf("focus: model: value %.60q", raw)
	}
	return func(row []datum) bool {
		x := cell(row)
		d, ok := number(x.text)
		return (!x.null && ok && d.Equal(v)) == want
	}, nil
}

// same compares two columns.
func (c *compiler) same(k *check, want bool) (predicate, error) {
	a, err := c.column(k.ColumnAName)
	if err != nil {
		return nil, err
	}
	b, err := c.column(k.ColumnBName)
	return func(row []datum) bool { return (a(row) == b(row)) == want }, err
}

// formed holds for null and for text of a form.
func (c *compiler) formed(k *check, form func(string) bool) (predicate, error) {
	cell, err := c.column(k.ColumnName)
	return func(row []datum) bool { x := cell(row); return x.null || form(x.text) }, err
}

// known holds for text of a form, and not for null.
func (c *compiler) known(k *check, form func(string) bool) (predicate, error) {
	cell, err := c.column(k.ColumnName)
	return func(row []datum) bool { x := cell(row); return !x.null && form(x.text) }, err
}

// atLeast holds for null and for numbers that are not below a value.
func (c *compiler) atLeast(k *check) (predicate, error) {
	cell, err := c.column(k.ColumnName)
	if err != nil {
		return nil, err
	}
	v, ok := number(string(k.Value))
	if !ok {
		return nil, fmt.Errorf("focus: model: value %.60q", k.Value)
	}
	return func(row []datum) bool {
		x := cell(row)
		d, ok := number(x.text)
		return x.null || ok && d.Cmp(v) >= 0
	}, nil
}

// product holds where a × b is the result, exactly, and where one of them is
// null.
func (c *compiler) product(k *check) (predicate, error) {
	var cells [3]func([]datum) datum
	for i, name := range []string{k.ColumnAName, k.ColumnBName, k.ResultColumnName} {
		var err error
		if cells[i], err = c.column(name); err != nil {
			return nil, err
		}
	}
	return func(row []datum) bool {
		a, b, r := cells[0](row), cells[1](row), cells[2](row)
		if a.null || b.null || r.null {
			return true
		}
		x, okX := number(a.text)
		y, okY := number(b.text)
		z, okZ := number(r.text)
		return okX && okY && okZ && x.Mul(y).Equal(z)
	}, nil
}

// A distinct counts the values of one column for each value of another. Its
// memory grows with the values, not with the lines.
type distinct struct {
	want   int
	values map[datum]map[string]bool
}

// distinctCount counts, and holds as long as there are not too many.
func (c *compiler) distinctCount(k *check) (predicate, error) {
	a, err := c.column(k.ColumnAName)
	if err != nil {
		return nil, err
	}
	b, err := c.column(k.ColumnBName)
	if err != nil {
		return nil, err
	}
	d := &distinct{want: k.ExpectedCount, values: map[datum]map[string]bool{}}
	if c.distinct != nil {
		*c.distinct = append(*c.distinct, d)
	}
	return func(row []datum) bool { return d.add(a(row), b(row)) }, nil
}

func (d *distinct) add(group, x datum) bool {
	if d.values[group] == nil {
		d.values[group] = map[string]bool{}
	}
	if !x.null {
		d.values[group][x.text] = true
	}
	return len(d.values[group]) <= d.want
}

// short returns how many groups have too few values.
func (d *distinct) short() (n int) {
	for _, values := range d.values {
		if len(values) < d.want {
			n++
		}
	}
	return n
}
