package pricing

import (
	"fmt"
	"slices"
	"strings"
)

func (c compiler) matrix(m Matrix, f faults) rating {
	all := combinations(m, f)
	if all == 0 {
		return nil
	}
	r := matrixRate{cell: make([]int, all)}
	for _, d := range m.Dimensions {
		r.dimensions = append(r.dimensions, Dimension{d.Attribute, slices.Clone(d.Values)})
	}
	for i := range r.cell {
		r.cell[i] = -1
	}
	for i, cell := range m.Cells {
		g := f.at("cells[%d]", i)
		r.parts = append(r.parts, c.compile(cell.Model, g.at("model")))
		r.fill(g.at("values"), i, cell.Values)
	}
	if at := slices.Index(r.cell, -1); at >= 0 {
		f.at("cells").add("none covers %s", r.name(at))
	}
	return r
}

// combinations checks the dimensions, and returns how many combinations of
// values there are; zero if they are not sound.
func combinations(m Matrix, f faults) int {
	before, all := len(*f.list), 1
	f.at("dimensions").count(len(m.Dimensions), 8)
	for i, d := range m.Dimensions {
		g := f.at("dimensions[%d]", i)
		g.at("attribute").text(d.Attribute, true)
		if slices.ContainsFunc(m.Dimensions[:i], func(e Dimension) bool { return e.Attribute == d.Attribute }) {
			g.at("attribute").add("%.40q comes twice", d.Attribute)
		}
		if !g.at("values").count(len(d.Values), MaxCells) {
			continue
		}
		seen := make(map[string]bool, len(d.Values))
		for j, v := range d.Values {
			g.at("values[%d]", j).text(v, true)
			if seen[v] {
				g.at("values[%d]", j).add("%.40q comes twice", v)
			}
			seen[v] = true
		}
		if all *= len(d.Values); all > MaxCells {
			f.at("dimensions").add("more than %d combinations", MaxCells)
			break
		}
	}
	if len(m.Cells) > MaxCells {
		f.at("cells").count(len(m.Cells), MaxCells)
	}
	if len(*f.list) > before {
		return 0
	}
	return all
}

// fill puts cell i wherever its values reach.
func (r *matrixRate) fill(f faults, i int, values []string) {
	if len(values) != len(r.dimensions) {
		f.add("%d for %d dimensions", len(values), len(r.dimensions))
		return
	}
	at := []int{0}
	for k, d := range r.dimensions {
		reach := indexes(d.Values, values[k])
		if len(reach) == 0 {
			f.add("%q has no %.40q", d.Attribute, values[k])
			return
		}
		var next []int
		for _, a := range at {
			for _, j := range reach {
				next = append(next, a*len(d.Values)+j)
			}
		}
		at = next
	}
	for _, a := range at {
		if r.cell[a] >= 0 {
			f.add("%s is cells[%d] already", r.name(a), r.cell[a])
			return
		}
		r.cell[a] = i
	}
}

// indexes returns where v is in values; "" is everywhere.
func indexes(values []string, v string) []int {
	if i := slices.Index(values, v); i >= 0 {
		return []int{i}
	}
	if v != "" {
		return nil
	}
	all := make([]int, len(values))
	for i := range all {
		all[i] = i
	}
	return all
}

// name returns a combination as text: "region=eu, size=M".
func (r *matrixRate) name(at int) string {
	parts := make([]string, len(r.dimensions))
	for i := len(parts) - 1; i >= 0; i-- {
		d := r.dimensions[i]
		parts[i] = fmt.Sprintf("%s=%.40s", d.Attribute, d.Values[at%len(d.Values)])
		at /= len(d.Values)
	}
	return strings.Join(parts, ", ")
}
