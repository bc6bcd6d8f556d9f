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
	w := newWalk(p.baseNumbers())
	for i := range p.Charges {
		w.visit(i)
	}
	return w.order
}

// validateBases reports percentages of charges that are not there, and charges
// that are part of their own base.
func (p *Plan) validateBases(f faults) {
	numbers, of := p.numbers(), p.baseNumbers()
	inside := make([]walk, len(p.Charges)) // what each charge is made of, once asked
	for i := range p.Charges {
		at := f.at("charges[%d].price", i)
		bases(p.Charges[i].Model, 0, at, func(id ChargeID, g faults) {
			k, ok := numbers[id]
			if !ok {
				g.add("no charge %.40q", id)
				return
			}
			if inside[k].state == nil {
				inside[k] = newWalk(of)
				inside[k].visit(k)
			}
			if inside[k].state[i] == done {
				g.add("%.40q contains this charge itself", id)
			}
		})
	}
}

// numbers returns the charges' numbers by their ids.
func (p *Plan) numbers() map[ChargeID]int {
	numbers := make(map[ChargeID]int, len(p.Charges))
	for i := range p.Charges {
		if _, twice := numbers[p.Charges[i].ID]; !twice {
			numbers[p.Charges[i].ID] = i
		}
	}
	return numbers
}

// baseNumbers returns, of each charge, the numbers of its bases.
func (p *Plan) baseNumbers() [][]int {
	numbers, of := p.numbers(), make([][]int, len(p.Charges))
	for i := range p.Charges {
		for _, id := range p.Charges[i].Bases() {
			if k, ok := numbers[id]; ok {
				of[i] = append(of[i], k)
			}
		}
	}
	return of
}

// A walk visits charges and their bases, bases first.
type walk struct {
	of    [][]int
	state []walkState
	order []int
}

type walkState uint8

const (
	fresh walkState = iota
	begun
	done
)

func newWalk(of [][]int) walk { return walk{of: of, state: make([]walkState, len(of))} }

func (w *walk) visit(i int) {
	if w.state[i] != fresh {
		return
	}
	w.state[i] = begun
	for _, k := range w.of[i] {
		w.visit(k)
	}
	w.state[i] = done
	w.order = append(w.order, i)
}
