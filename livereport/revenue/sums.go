package revenue

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
)

// Sums add up revenue by location, in the order in which locations come, and
// remember the first error of any arithmetic on the way.
type sums struct {
	names []string
	by    map[string]money.Amount
	err   error
}

func (s *sums) at(name string, a money.Amount) {
	if s.by == nil {
		s.by = map[string]money.Amount{}
	}
	sum, there := s.by[name]
	if !there {
		s.names = append(s.names, name)
	}
	s.by[name] = s.add(sum, a)
}

// take adds all that t holds.
func (s *sums) take(t *sums) {
	for _, n := range t.names {
		s.at(n, t.by[n])
	}
	s.fail(t.err)
}

func (s *sums) total() (sum money.Amount) {
	for _, n := range s.names {
		sum = s.add(sum, s.by[n])
	}
	return sum
}

func (s *sums) locations() []Location {
	out := make([]Location, 0, len(s.names))
	for _, n := range s.names {
		out = append(out, Location{n, Number(s.by[n])})
	}
	return out
}

func (s *sums) add(a, b money.Amount) money.Amount {
	sum, err := a.Add(b)
	s.fail(err)
	return sum
}

func (s *sums) sub(a, b money.Amount) money.Amount {
	diff, err := a.Sub(b)
	s.fail(err)
	return diff
}

func (s *sums) neg(a money.Amount) money.Amount {
	n, err := a.Neg()
	s.fail(err)
	return n
}

// allocate splits a by weights. Nothing goes to nobody.
func (s *sums) allocate(a money.Amount, weights []int64) []money.Amount {
	if a.IsZero() {
		return make([]money.Amount, len(weights))
	}
	parts, err := a.Allocate(weights)
	if err != nil {
		s.fail(err)
		return make([]money.Amount, len(weights))
	}
	return parts
}

func (s *sums) fail(err error) {
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("revenue: %w", err)
	}
}
