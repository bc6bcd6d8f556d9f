package proceeds

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"hash"
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// A Canon reduces rows to what they say, whatever the history that led there:
// rows of one cell and posting are added up, zero sums dropped, the rest sorted,
// without numbers, revisions and recording times. The same facts and closes
// give the same Hash, after any order and repetition of runs. The zero Canon is
// empty and ready.
type Canon struct {
	sums map[folded]Sum
}

type folded struct {
	cell     Cell
	posted   calendar.Instant
	customer string
	parties  string
}

// Add counts r in.
func (c *Canon) Add(r *Row) error {
	if c.sums == nil {
		c.sums = map[folded]Sum{}
	}
	k := folded{r.Cell, r.Posted, string(r.Customer), fmt.Sprintf("%q", r.Route.Parties)}
	sum, err := c.sums[k].Add(r.Sum())
	if err != nil {
		return fmt.Errorf("proceeds: %v: %w", r.Key, err)
	}
	if sum.IsZero() {
		delete(c.sums, k)
		return nil
	}
	c.sums[k] = sum
	return nil
}

// Len returns the number of canonical rows.
func (c *Canon) Len() int { return len(c.sums) }

// Lines yields the canonical rows as text, in order, one a line.
func (c *Canon) Lines(yield func(string) bool) {
	keys := make([]folded, 0, len(c.sums))
	for k := range c.sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b folded) int {
		return cmp.Or(a.cell.Compare(b.cell), cmp.Compare(a.posted, b.posted),
			cmp.Compare(a.customer, b.customer), cmp.Compare(a.parties, b.parties))
	})
	for _, k := range keys {
		sum := c.sums[k]
		line := fmt.Sprintf("%v %v %q %s %v %v", Key{Cell: k.cell}, k.posted, k.customer, k.parties,
			sum.Amounts, sum.Quantity)
		if !yield(line) {
			return
		}
	}
}

// Hash returns the SHA-256 of the canonical rows.
func (c *Canon) Hash() (sum [sha256.Size]byte) {
	var h hash.Hash = sha256.New()
	for line := range c.Lines {
		fmt.Fprintln(h, line)
	}
	h.Sum(sum[:0])
	return sum
}
