package invoice

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// Buckets are the last days past due of all ageing buckets but the last, which
// is open: {30, 60, 90} makes current, 1–30, 31–60, 61–90 and 91 on. The zero
// Buckets are these.
type Buckets []int

// A Bucket is what has been overdue for From to To days.
type Bucket struct {
	From   int          // days past due; 0 is what is not due yet
	To     int          // the last day; 0 in the last bucket, and where From is
	Amount money.Amount // open
	IDs    []ID         // what is in it, oldest due first
}

// Name returns "current", "1-30" or "90+".
func (b Bucket) Name() string {
	switch {
	case b.From == 0:
		return "current"
	case b.To == 0:
		return fmt.Sprintf("%d+", b.From-1)
	}
	return fmt.Sprintf("%d-%d", b.From, b.To)
}

// MarshalJSON writes the name, the amount and the items.
func (b Bucket) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name   string       `json:"name"`
		Amount money.Amount `json:"amount"`
		IDs    []ID         `json:"items,omitempty"`
	}{b.Name(), b.Amount, b.IDs})
}

// An Ageing says how long what is open has been due. Its buckets less Unapplied
// are Owed.
type Ageing struct {
	Account
	At        calendar.Instant `json:"at"`
	Buckets   []Bucket         `json:"buckets"`
	Unapplied money.Amount     `json:"unapplied"` // money and notes that settle nothing yet
	Owed      money.Amount     `json:"owed"`
}

// ErrBuckets is returned for buckets that do not ascend from 1 on.
var ErrBuckets = fmt.Errorf("%w: buckets do not ascend from 1 on", ErrEntry)

// Age sorts what is open into buckets by the days past due at t, which are
// counted by dates in zone (nil is UTC): an item is past due by a day on the date
// after its last day of payment.
func (s *Standing) Age(t calendar.Instant, zone *time.Location, b Buckets) (Ageing, error) {
	if len(b) == 0 {
		b = Buckets{30, 60, 90}
	}
	if b[0] < 1 || !slices.IsSorted(b) || len(slices.Compact(slices.Clone(b))) != len(b) {
		return Ageing{}, ErrBuckets
	}
	a := Ageing{Account: s.Account, At: t, Owed: s.Owed, Buckets: []Bucket{{Amount: s.zero}}}
	for i := range b {
		k := Bucket{From: 1, To: b[i], Amount: s.zero}
		if i > 0 {
			k.From = b[i-1] + 1
		}
		a.Buckets = append(a.Buckets, k)
	}
	a.Buckets = append(a.Buckets, Bucket{From: b[len(b)-1] + 1, Amount: s.zero})
	c := sums{}
	a.Unapplied = c.keep(s.Unapplied())
	for _, it := range s.Open() {
		k := &a.Buckets[0]
		if it.OverdueAt(t) {
			n, _ := slices.BinarySearch(b, daysPast(max(it.Due, it.At), t, zone))
			k = &a.Buckets[1+n]
		}
		k.Amount, k.IDs = c.add(k.Amount, it.Open), append(k.IDs, it.ID)
	}
	return a, c.err
}

// daysPast counts the dates from due on, the one that due begins or lies in as
// the first.
func daysPast(due, t calendar.Instant, zone *time.Location) int {
	return max(1, dayNumber(t, zone)-dayNumber(due-1, zone))
}

func dayNumber(t calendar.Instant, zone *time.Location) int {
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := t.In(zone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Overdue returns what the item has been overdue for at t, in dates of zone; 0 if
// it is not.
func (it *Receivable) Overdue(t calendar.Instant, zone *time.Location) int {
	if !it.OverdueAt(t) {
		return 0
	}
	return cmp.Or(daysPast(max(it.Due, it.At), t, zone), 1)
}
