package daybook_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// print returns the rows that were added since it was last asked.
func (r *runner) print() (out []string) {
	booked, live := r.fresh("booked"), r.fresh("live")
	for i := range booked {
		out = append(out, r.rowText(&booked[i]))
	}
	for _, x := range r.stretches(live) {
		out = append(out, r.stretchText(x)...)
	}
	return out
}

// stretches cuts quotas of a charge each into stretches, in the order of their
// starts.
func (r *runner) stretches(live []proceeds.Row) (out [][]proceeds.Row) {
	for len(live) > 0 {
		n := 1
		for n < len(live) && !r.days && r.alike(live[0:n], &live[n]) {
			n++
		}
		out, live = append(out, live[:n]), live[n:]
	}
	slices.SortStableFunc(out, func(a, b []proceeds.Row) int {
		return cmp.Or(cmp.Compare(a[0].Subscription, b[0].Subscription), cmp.Compare(a[0].Start, b[0].Start))
	})
	return out
}

// fresh returns the new rows of a book: proceeds in the order of posting, live
// proceeds charge by charge.
func (r *runner) fresh(book string) []proceeds.Row {
	all := r.rows(book)
	out := all[r.seen[book]:]
	r.seen[book] = len(all)
	slices.SortStableFunc(out, func(a, b proceeds.Row) int {
		if book == "live" {
			return a.Key.Compare(b.Key)
		}
		return cmp.Or(cmp.Compare(r.day(a.Posted), r.day(b.Posted)), cmp.Compare(a.Subscription, b.Subscription),
			cmp.Compare(a.Start, b.Start), a.Key.Compare(b.Key))
	})
	return out
}

func (r *runner) day(at calendar.Instant) string { return at.In(r.zone).Format("2006-01-02") }

// moment is a date, with the time where it is not midnight.
func (r *runner) moment(at calendar.Instant) string {
	t := at.In(r.zone)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format("2006-01-02")
	}
	if t.Second() == 0 {
		return t.Format("2006-01-02T15:04")
	}
	return t.Format("2006-01-02T15:04:05")
}

// service is what a row is for; of an instant, that.
func (r *runner) service(p calendar.Period) string {
	if p.End-p.Start <= 1 {
		return r.moment(p.Start)
	}
	return r.moment(p.Start) + ".." + r.moment(p.End)
}

// rowText is a row of proceeds: when it counts, what for, how much.
func (r *runner) rowText(x *proceeds.Row) string {
	return fmt.Sprintf("booked %s %s for %s: %s", r.day(x.Posted), name(x), r.service(x.Service), r.amounts(x))
}

func (r *runner) amounts(x *proceeds.Row) string {
	if !r.levels {
		a, _ := x.Amounts.Of(channel.SellOut)
		return a.String()
	}
	var out []string
	for l := range x.Amounts.Levels() {
		a, _ := x.Amounts.Of(channel.Level(l))
		out = append(out, a.Text())
	}
	return strings.Join(out, " ") + " " + x.Amounts.Currency().String()
}

// name says whose row it is, and of which kind.
func name(x *proceeds.Row) string {
	out := fmt.Sprintf("%s %s/%s", x.Subscription, x.Plan, x.Charge)
	switch {
	case x.Book == proceeds.Live:
	case x.Kind == pricing.Recurring:
		out += " " + x.Timing.String()
	case x.Kind == pricing.Usage:
		out += " usage " + x.Quantity.String()
	case x.Component == "":
		out += " set-up"
	}
	if x.Component != "" {
		out += " " + x.Component
	}
	if _, ok := x.Corrects(); ok {
		out += " corrects"
	}
	return out
}

// alike reports whether a quota goes on with a stretch of quotas: of the slot
// after, and at each level within a unit of all the others.
func (r *runner) alike(before []proceeds.Row, x *proceeds.Row) bool {
	last := &before[len(before)-1]
	if last.Service.End != x.Start || last.Component != x.Component || last.Plan != x.Plan || last.Charge != x.Charge ||
		last.Subscription != x.Subscription || (last.N > 0) != (x.N > 0) || (last.Posted < last.Start) != (x.Posted < x.Start) {
		return false
	}
	if (last.Posted > last.Start || x.Posted > x.Start) && last.Posted != x.Posted {
		return false // both are posted where the book is open
	}
	if r.opensPeriod(x) {
		return false
	}
	for l := range x.Amounts.Levels() {
		if low, high := amongst(append(slices.Clone(before), *x), l); high-low > 1 && (r.levels || l == x.Amounts.Levels()-1) {
			return false
		}
	}
	return true
}

// opensPeriod reports whether a billing period starts with x.
func (r *runner) opensPeriod(x *proceeds.Row) bool {
	s := r.sub(string(x.Subscription))
	return slices.ContainsFunc(r.oracle.lines(s), func(l *oracleLine) bool {
		return l.charge == string(x.Charge) && l.whole().s == x.Start
	})
}

func amongst(rows []proceeds.Row, l int) (low, high int64) {
	low, high = levelsOf(&rows[0])[l], levelsOf(&rows[0])[l]
	for i := range rows {
		low, high = min(low, levelsOf(&rows[i])[l]), max(high, levelsOf(&rows[i])[l])
	}
	return low, high
}

// stretchText is a stretch of quotas: how many of each amount, and the sum.
func (r *runner) stretchText(x []proceeds.Row) []string {
	p := calendar.Period{Start: x[0].Service.Start, End: x[len(x)-1].Service.End}
	head := fmt.Sprintf("live %s %s", r.service(p), name(&x[0]))
	if x[0].Posted != x[0].Start {
		head += " counts on " + r.day(x[0].Posted)
	}
	n := x[0].Amounts.Levels()
	if !r.levels {
		return []string{head + ": " + spread(x, n-1)}
	}
	out := []string{head + ":"}
	for l := range n {
		out = append(out, fmt.Sprintf("  %s %s", channel.Level(l).Name(n), spread(x, l)))
	}
	return out
}

// spread is such as 0.32 ×23 0.33 ×8 = 10.00 EUR.
func spread(x []proceeds.Row, l int) string {
	count := map[int64]int{}
	low, high := amongst(x, l)
	var sum int64
	for i := range x {
		u := levelsOf(&x[i])[l]
		count[u]++
		sum += u
	}
	a, _ := x[0].Amounts.Of(channel.Level(l))
	text := func(u int64) string { return money.New(u, a.Scale(), a.Currency()).Text() }
	var out []string
	for _, u := range slices.Compact([]int64{low, high}) {
		out = append(out, fmt.Sprintf("%s ×%d", text(u), count[u]))
	}
	if len(x) == 1 {
		return text(sum) + " " + a.Currency().String()
	}
	return strings.Join(out, " ") + " = " + text(sum) + " " + a.Currency().String()
}
