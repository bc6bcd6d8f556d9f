package proceeds

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// A Canon reduces rows to what they say, whatever the history that led there:
// rows of one cell and posting are added up, level by level between each seller
// and buyer, zero sums dropped, the rest sorted, without numbers, revisions and
// recording times. The same facts and closes give the same Hash, after any order
// and repetition of runs. The zero Canon is empty and ready.
type Canon struct {
	sums map[fold]Sum
}

// A fold is what canonical rows are told apart by. The quantity of a cell and
// posting has a fold of its own, of level −1.
type fold struct {
	cell          Cell
	posted        calendar.Instant
	level         int8
	seller, buyer channel.PartyID
}

// Add counts r in. The error is ErrNoRoute for a row without a route, and of
// package channel where sums do not fit.
func (c *Canon) Add(r *Row) error {
	if r.Route == nil {
		return fmt.Errorf("%w: %v", ErrNoRoute, r.Key)
	}
	if c.sums == nil {
		c.sums = map[fold]Sum{}
	}
	k := fold{cell: r.Cell, posted: r.Posted, level: -1}
	if err := c.add(k, Sum{Quantity: r.Quantity}); err != nil {
		return err
	}
	for l := range r.Amounts.Levels() {
		k.level, k.seller, k.buyer = int8(l), r.Route.Seller(l), r.Route.Buyer(l, r.Customer)
		if err := c.add(k, Sum{Amounts: r.Amounts.Only(1 << l)}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Canon) add(k fold, s Sum) error {
	sum, err := c.sums[k].Add(s)
	if err != nil {
		return fmt.Errorf("proceeds: %v: %w", Key{Cell: k.cell}, err)
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
	keys := make([]fold, 0, len(c.sums))
	for k := range c.sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b fold) int {
		return cmp.Or(a.cell.Compare(b.cell), cmp.Compare(a.posted, b.posted), cmp.Compare(a.level, b.level),
			cmp.Compare(a.seller, b.seller), cmp.Compare(a.buyer, b.buyer))
	})
	for _, k := range keys {
		sum := c.sums[k]
		line := fmt.Sprintf("%v %v %v", Key{Cell: k.cell}, k.posted, sum.Quantity)
		if k.level >= 0 {
			line = fmt.Sprintf("%v %v %q %q %v", Key{Cell: k.cell}, k.posted, k.seller, k.buyer, sum.Amounts)
		}
		if !yield(line) {
			return
		}
	}
}

// Hash returns the SHA-256 of the canonical rows.
func (c *Canon) Hash() (sum [sha256.Size]byte) {
	h := sha256.New()
	for line := range c.Lines {
		fmt.Fprintln(h, line)
	}
	h.Sum(sum[:0])
	return sum
}
