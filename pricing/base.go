package pricing

// Bases returns the charges that c's price is a percentage of, each once, in
// the order of the model.
func (c *Charge) Bases() []ChargeID {
	var ids []ChargeID
	seen := map[ChargeID]bool{}
	bases(c.Model, 0, newFaults(), func(id ChargeID, _ faults) {
		if !seen[id] {
			ids = append(ids, id)
		}
		seen[id] = true
	})
	return ids
}

// bases yields what percentages in m name, with the path.
func bases(m Model, depth int, f faults, yield func(ChargeID, faults)) {
	if p, ok := m.(Percentage); ok {
		for i, id := range p.Of {
			yield(id, f.at("of[%d]", i))
		}
	}
	if depth < MaxDepth {
		inside(m, func(path string, part Model) { bases(part, depth+1, f.at("%s", path), yield) })
	}
}

// Order returns the numbers of the plan's charges in an order in which they can
// be rated: a percentage of other charges comes after all of those.
func (p *Plan) Order() []int {
	w := walk{plan: p, state: make([]walkState, len(p.Charges))}
	for i := range p.Charges {
		w.visit(i)
	}
	return w.order
}

// validateBases reports percentages of charges that are not there, and charges
// that are part of their own base.
func (p *Plan) validateBases(f faults) {
	for i := range p.Charges {
		at := f.at("charges[%d].price", i)
		bases(p.Charges[i].Model, 0, at, func(id ChargeID, g faults) {
			switch k := p.charge(id); {
			case k < 0:
				g.add("no charge %.40q", id)
			case p.reaches(k, i):
				g.add("%.40q contains this charge itself", id)
			}
		})
	}
}

// reaches reports whether charge i is charge k, or part of k's base.
func (p *Plan) reaches(k, i int) bool {
	w := walk{plan: p, state: make([]walkState, len(p.Charges))}
	w.visit(k)
	return w.state[i] == done
}

// A walk visits charges and their bases, bases first.
type walk struct {
	plan  *Plan
	state []walkState
	order []int
}

type walkState uint8

const (
	fresh walkState = iota
	begun
	done
)

func (w *walk) visit(i int) {
	if w.state[i] != fresh {
		return
	}
	w.state[i] = begun
	for _, id := range w.plan.Charges[i].Bases() {
		if k := w.plan.charge(id); k >= 0 {
			w.visit(k)
		}
	}
	w.state[i] = done
	w.order = append(w.order, i)
}
