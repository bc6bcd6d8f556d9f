package daybook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type failer interface {
	Helper()
	Fatal(...any)
}

func answerOf(t failer, r daybook.Reader, q livereport.Query) livereport.Answer {
	t.Helper()
	a, err := r.Answer(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// sums are groups or totals as text.
func sums(groups []livereport.Group) (out []string) {
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%q %s %s %s %v", g.Values, g.Buys.Text(), g.Sells.Text(), g.Margin.Text(), g.Currency))
	}
	return out
}

// A subscription from 20 January to 20 February at 310.00 has 120.00 live in
// January. Merged, that is 120.00, marked as final where the fee is booked, and
// never 430.00.
func TestMergedAddsNothingUp(t *testing.T) {
	s := monthly(t, "s")
	s.Terms[0].From += 19 * day
	s.Terms[0].Schedule.Anchor = s.Terms[0].From
	s.Terms[0].Offer = direct(t, "310")
	s.Terms[0].Quantity = dec("1")
	s.End = worldStart + 50*day
	store := new(memstore.Store)
	b, c := engines(store, nil, worldStart+60*day, 0)
	collect := func() {
		if _, err := c.Collect(ctx, calendar.Period{Start: worldStart, End: worldEnd}, stream([]subscription.Subscription{s})); err != nil {
			t.Fatal(err)
		}
	}
	collect()
	ada := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	q := func(source livereport.Source) livereport.Query {
		return livereport.Query{Source: source, Frame: january, GroupBy: []livereport.Dimension{livereport.ByMonth, livereport.ByFinality}}
	}
	want := func(when string, q livereport.Query, lines ...string) {
		t.Helper()
		if diff := cmp.Diff(lines, sums(answerOf(t, ada, q).Groups)); diff != "" {
			t.Errorf("%s: %v January mismatch (-want +got):\n%s", when, q.Source, diff)
		}
	}
	want("collected", q(livereport.Final))
	want("collected", q(livereport.Live), `["2026-01" ""] 120.00 0.00 -120.00 EUR`)
	want("collected", q(livereport.Merged), `["2026-01" "live"] 120.00 0.00 -120.00 EUR`)
	if _, err := b.Book(ctx, calendar.Period{Start: worldStart, End: worldEnd}, stream([]subscription.Subscription{s})); err != nil {
		t.Fatal(err)
	}
	want("booked", q(livereport.Final), `["2026-01" ""] 310.00 0.00 -310.00 EUR`)
	want("booked", q(livereport.Live), `["2026-01" ""] 120.00 0.00 -120.00 EUR`)
	want("booked", q(livereport.Merged), `["2026-01" "final"] 120.00 0.00 -120.00 EUR`)
	all := q(livereport.Merged)
	all.Frame = calendar.Period{}
	want("booked", all, `["2026-01" "final"] 120.00 0.00 -120.00 EUR`, `["2026-02" "final"] 190.00 0.00 -190.00 EUR`)
}

// viewers are those who may look at a world, with its levels.
func (w *world) viewers() (out []channel.Viewer) {
	out = append(out, channel.Viewer{Operator: true}, channel.Viewer{Party: "stranger"})
	for _, s := range w.subs {
		out = append(out, channel.Viewer{Party: s.Customer})
	}
	for l := range w.subs[0].Terms[0].Offer.Levels() {
		out = append(out, channel.Viewer{Party: channel.PartyID(fmt.Sprint("party-", l))})
	}
	return out
}

func (w *world) drawReader(t *rapid.T, l daybook.Ledger) daybook.Reader {
	v := rapid.SampledFrom(w.viewers()).Draw(t, "viewer")
	v.Zone = rapid.SampledFrom(zones).Draw(t, "reporting-zone")
	return daybook.Reader{Ledger: l, Viewer: v, Channels: livereport.Channels{
		Of: func(c channel.PartyID) (channel.Channel, bool) {
			return channel.Channel{Code: channel.ChannelCode("of " + c), Seller: "party-1"}, c != "customer-0"
		},
		Groups: []channel.BillingGroup{{ID: "g", Billed: "party-0", Channels: []channel.ChannelCode{"of customer-1", "of customer-2"}}},
	}}
}

func drawSource(t *rapid.T) livereport.Query {
	return livereport.Query{
		Source: livereport.Source(rapid.IntRange(0, 2).Draw(t, "source")),
		Axis:   livereport.Axis(rapid.IntRange(0, 1).Draw(t, "axis")),
	}
}

func TestPartitionsSum(t *testing.T) { rapid.Check(t, partitionsSum) }
func FuzzPartitionsSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(partitionsSum)) }

// partitionsSum: the parts of a time frame, however it is cut, come to the whole,
// for every source, axis and viewer. The frame of the whole is all time, for which
// the store is asked for everything: so no part misses a row.
func partitionsSum(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	w.run(t, store, rapid.SampledFrom([]calendar.Instant{worldStart + 40*day, worldEnd}).Draw(t, "now"))
	w.run(t, store, worldEnd+day)
	r, q := w.drawReader(t, store), drawSource(t)
	whole := answerOf(t, r, q).Totals
	cuts := []calendar.Instant{worldStart - 400*day, worldEnd + 400*day}
	for range rapid.IntRange(1, 5).Draw(t, "cuts") {
		cuts = append(cuts, at(t, worldStart-day, worldEnd+2*day, "cut"))
	}
	slices.Sort(cuts)
	var parts sum
	for i, end := range cuts[1:] {
		q.Frame = calendar.Period{Start: cuts[i], End: end}
		for _, g := range answerOf(t, r, q).Totals {
			parts.add(t, &g)
		}
	}
	var want sum
	for _, g := range whole {
		want.add(t, &g)
	}
	if parts != want {
		t.Fatalf("%v by %v: the parts of %v come to %+v, want %+v", q.Source, q.Axis, cuts, parts, want)
	}
}

// A sum is what groups of one currency come to.
type sum struct {
	rows                int
	buys, sells, margin money.Amount
}

func (s *sum) add(t failer, g *livereport.Group) {
	t.Helper()
	var errs [3]error
	s.buys, errs[0] = s.buys.Add(g.Buys)
	s.sells, errs[1] = s.sells.Add(g.Sells)
	s.margin, errs[2] = s.margin.Add(g.Margin)
	s.rows += g.Rows
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
}

var allDimensions = []livereport.Dimension{
	livereport.ByHour, livereport.ByDay, livereport.ByWeek, livereport.ByMonth, livereport.ByProduct, livereport.ByProductType,
	livereport.ByPlan, livereport.ByCharge, livereport.ByKind, livereport.ByTiming, livereport.ByTaxCategory, livereport.ByCurrency,
	livereport.BySubscription, livereport.ByCustomer, livereport.ByComponent, livereport.ByLocation, livereport.ByVendor,
	livereport.ByParent, livereport.ByDistributor, livereport.ByReseller, livereport.ByChannel, livereport.ByBillingGroup,
	livereport.ByFinality, livereport.ByTag("team"), livereport.ByTag("none"),
}

func TestGroupsPartition(t *testing.T) { rapid.Check(t, groupsPartition) }
func FuzzGroupsPartition(f *testing.F) { f.Fuzz(rapid.MakeFuzz(groupsPartition)) }

// groupsPartition: the groups of any dimensions come to the total, and the filter
// by a group's values leaves that group alone.
func groupsPartition(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	w.run(t, store, worldEnd)
	r, q := w.drawReader(t, store), drawSource(t)
	q.GroupBy = rapid.SliceOfNDistinct(rapid.SampledFrom(allDimensions), 1, 3, rapid.ID).Draw(t, "by")
	a := answerOf(t, r, q)
	var got, want sum
	for i := range a.Groups {
		got.add(t, &a.Groups[i])
	}
	for i := range a.Totals {
		want.add(t, &a.Totals[i])
	}
	if got != want {
		t.Fatalf("%v: the groups come to %+v, want %+v", q, got, want)
	}
	if len(a.Groups) == 0 {
		return
	}
	g := rapid.SampledFrom(a.Groups).Draw(t, "group")
	q.Filter = map[livereport.Dimension][]string{}
	for i, d := range q.GroupBy {
		q.Filter[d] = []string{g.Values[i]}
	}
	if diff := cmp.Diff(sums([]livereport.Group{g}), sums(answerOf(t, r, q).Groups)); diff != "" {
		t.Fatalf("filtered by %v mismatch (-want +got):\n%s", q.Filter, diff)
	}
}

func TestMergedIsLive(t *testing.T) { rapid.Check(t, mergedIsLive) }
func FuzzMergedIsLive(f *testing.F) { f.Fuzz(rapid.MakeFuzz(mergedIsLive)) }

// mergedIsLive: merged by service is live by service, of any frame and whatever
// is booked; and where everything is over and booked, what is not marked as final
// comes to nothing in each charge: its line has nothing booked. Where a
// subscription changes or pauses, a line has stretches that come to nothing while
// others do not; so that is told of those with one term.
func mergedIsLive(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	w.run(t, store, rapid.SampledFrom([]calendar.Instant{worldStart + 40*day, worldEnd}).Draw(t, "now"))
	w.end = worldEnd + 400*day
	w.run(t, store, w.end)
	r := w.drawReader(t, store)
	from := at(t, worldStart, worldEnd-2*day, "from")
	q := livereport.Query{Source: livereport.Live, Axis: livereport.Service,
		Frame: calendar.Period{Start: from, End: at(t, from+1, worldEnd, "to")}, GroupBy: []livereport.Dimension{livereport.ByDay}}
	live := answerOf(t, r, q)
	q.Source = livereport.Merged
	if diff := cmp.Diff(sums(live.Groups), sums(answerOf(t, r, q).Groups)); diff != "" {
		t.Fatalf("merged mismatch (-live +merged):\n%s", diff)
	}
	q.Frame, q.GroupBy = calendar.Period{}, []livereport.Dimension{livereport.BySubscription, livereport.ByCharge, livereport.ByPlan, livereport.ByComponent, livereport.ByFinality}
	ended := map[string]bool{}
	for _, s := range w.subs {
		ended[string(s.ID)] = !s.End.IsZero() && len(s.Terms) == 1
	}
	unmarked := map[string]*sum{}
	for _, g := range answerOf(t, r, q).Groups {
		if g.Values[4] == "live" && ended[g.Values[0]] {
			rest := strings.TrimSpace(strings.TrimSuffix(g.Values[3], proceeds.Rest)) // is of the same line
			line := fmt.Sprintf("%q", append(g.Values[:3:3], rest))
			if unmarked[line] == nil {
				unmarked[line] = new(sum)
			}
			unmarked[line].add(t, &g)
		}
	}
	for line, s := range unmarked {
		if !s.buys.IsZero() || !s.sells.IsZero() {
			t.Fatalf("%s ended and is booked, and has %s and %s that are not final", line, s.buys, s.sells)
		}
	}
}

func TestPagesAgree(t *testing.T) { rapid.Check(t, pagesAgree) }
func FuzzPagesAgree(f *testing.F) { f.Fuzz(rapid.MakeFuzz(pagesAgree)) }

// pagesAgree: pages of any size show the same entries, the same as of now, and
// their totals come to those of the answer; netted, to the same again.
func pagesAgree(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	w.run(t, store, rapid.SampledFrom([]calendar.Instant{worldStart + 40*day, worldEnd}).Draw(t, "now"))
	r, q := w.drawReader(t, store), drawSource(t)
	q.Filter = map[livereport.Dimension][]string{livereport.ByKind: {"recurring", "usage"}}
	q.Frame = calendar.Period{Start: worldStart + 5*day, End: worldStart + 50*day}
	a := answerOf(t, r, q)
	past := r
	past.AsOf = &a.Revision
	ones, total := entriesOf(t, r, q, 1)
	if many, _ := entriesOf(t, r, q, 1000); !bytes.Equal(ones, many) {
		t.Fatal("pages of 1 show other entries than pages of 1000")
	}
	if same, _ := entriesOf(t, past, q, 7); !bytes.Equal(ones, same) {
		t.Fatal("pages as of now show other entries than pages now")
	}
	want := sum{}
	for i := range a.Totals {
		want.add(t, &a.Totals[i])
	}
	q.Net = true
	_, netted := entriesOf(t, r, q, rapid.IntRange(1, 100).Draw(t, "limit"))
	if total != want || netted.buys != want.buys && !netted.buys.IsZero() || netted.margin != want.margin && !netted.margin.IsZero() {
		t.Fatalf("pages come to %+v, netted to %+v, want %+v", total, netted, want)
	}
}

// entriesOf reads all pages of a query.
func entriesOf(t failer, r daybook.Reader, q livereport.Query, limit int) ([]byte, sum) {
	t.Helper()
	var out bytes.Buffer
	var total sum
	w := livereport.NewEntryJSON(&out)
	for after := daybook.Cursor(""); ; {
		p, err := r.Page(ctx, q, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Entries) > limit {
			t.Fatal("a page is too long: ", len(p.Entries))
		}
		for i := range p.Entries {
			if err := w.Write(&p.Entries[i]); err != nil {
				t.Fatal(err)
			}
		}
		for i := range p.Totals {
			total.add(t, &p.Totals[i])
		}
		if len(p.Entries) == 0 {
			if p.Next != after {
				t.Fatal("the end has another cursor")
			}
			break
		}
		after = p.Next
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), total
}

func TestPastStays(t *testing.T) { rapid.Check(t, pastStays) }
func FuzzPastStays(f *testing.F) { f.Fuzz(rapid.MakeFuzz(pastStays)) }

// pastStays: whatever is booked later, a reader as of a revision has the answer,
// and the pages, that it had then.
func pastStays(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	r, q := w.drawReader(t, store), drawSource(t)
	q.GroupBy = []livereport.Dimension{livereport.ByDay, livereport.ByPlan, livereport.ByFinality}
	type past struct {
		answer  livereport.Answer
		entries []byte
	}
	var taken []past
	for _, now := range []calendar.Instant{worldStart + 10*day, worldStart + 45*day, worldEnd, worldEnd + 30*day} {
		a := answerOf(t, r, q)
		then := r
		then.AsOf = &a.Revision
		entries, _ := entriesOf(t, then, q, 50)
		taken = append(taken, past{a, entries})
		w.run(t, store, now)
	}
	for i, p := range taken {
		then := r
		then.AsOf = &p.answer.Revision
		want, _ := json.Marshal(p.answer)
		got, _ := json.Marshal(answerOf(t, then, q))
		if !bytes.Equal(want, got) {
			t.Fatalf("revision %d: %+v was\n%s, is\n%s", i, p.answer.Revision, want, got)
		}
		if entries, _ := entriesOf(t, then, q, rapid.IntRange(1, 9).Draw(t, "limit")); !bytes.Equal(entries, p.entries) {
			t.Fatalf("revision %d shows other entries", i)
		}
		views := 0
		for after := daybook.Cursor(""); ; {
			page, next, err := then.Since(ctx, q.Source.Book(), calendar.Period{}, after, 11)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			views, after = views+len(page), next
		}
		if total := answerOf(t, then, livereport.Query{Source: q.Source}).Totals; len(total) == 1 && views != total[0].Rows || len(total) == 0 && views != 0 {
			t.Fatalf("revision %d: Since shows %d rows of %+v", i, views, total)
		}
	}
}

// Late usage moves a unit in many later slots; netted, a poll shows one row for
// it.
func TestNet(t *testing.T) {
	store := new(memstore.Store)
	meter := new(memstore.Meter)
	s := monthly(t, "s")
	s.Terms[0].Offer = metered3(t)
	use := func(id string, at, recorded calendar.Instant, q string) {
		if _, err := meter.Record(memstore.Sample{Source: "m", ID: id, Subscription: "s", Metric: "gb", At: at, Recorded: recorded, Quantity: dec(q)}); err != nil {
			t.Fatal(err)
		}
	}
	collect := func(now calendar.Instant) {
		_, c := engines(store, meter, now, 0)
		if _, err := c.Collect(ctx, january, stream([]subscription.Subscription{s})); err != nil {
			t.Fatal(err)
		}
	}
	for i := range calendar.Instant(31) {
		use(fmt.Sprint(i), worldStart+i*day, worldStart+i*day, "0.7")
	}
	collect(february)
	ada := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	q := livereport.Query{Source: livereport.Live}
	first, err := ada.Page(ctx, q, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	use("late", worldStart+5*day, february+day, "0.4")
	collect(february + 2*day)
	plain, err := ada.Page(ctx, q, first.Next, 1000)
	if err != nil {
		t.Fatal(err)
	}
	q.Net = true
	netted, err := ada.Page(ctx, q, first.Next, 1000)
	if err != nil || len(plain.Entries) < 5 || len(netted.Entries) != 1 {
		t.Fatalf("%d adjustments, netted %d, %v", len(plain.Entries), len(netted.Entries), err)
	}
	e := &netted.Entries[0]
	if e.Rows != len(plain.Entries) || e.Cost("ada").Text() != "0.13" || e.Service.Start != worldStart+5*day || e.Sides[0].Raw != "0.133200000000" ||
		e.Quantity.String() != "0.4" || netted.Totals[0].Buys != plain.Totals[0].Buys || netted.Next != plain.Next {
		t.Errorf("%d rows come to %+v", len(plain.Entries), e)
	}
}

// Frames without a beginning or an end are frames.
func TestOpenFrames(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s"))
	const least, most = calendar.Instant(math.MinInt64), calendar.Instant(math.MaxInt64)
	for _, v := range []channel.Viewer{{Operator: true}, {Party: "ada"}, {Party: "distributor"}, {Party: "ada", Zone: zones[4]}} {
		r := daybook.Reader{Ledger: store, Viewer: v}
		for source := livereport.Final; source <= livereport.Merged; source++ {
			for axis := livereport.Posting; axis <= livereport.Service; axis++ {
				want := sums(answerOf(t, r, livereport.Query{Source: source, Axis: axis, GroupBy: []livereport.Dimension{livereport.ByFinality}}).Groups)
				for _, frame := range []calendar.Period{{Start: least, End: most}, {Start: least, End: worldEnd}, {Start: worldStart - 2*day, End: most}} {
					q := livereport.Query{Source: source, Axis: axis, Frame: frame, GroupBy: []livereport.Dimension{livereport.ByFinality}}
					if diff := cmp.Diff(want, sums(answerOf(t, r, q).Groups)); diff != "" || len(want) == 0 {
						t.Errorf("%+v: %v by %v in %v mismatch (-all +frame):\n%s", v, source, axis, frame, diff)
					}
				}
			}
		}
	}
}

// Faults of a query are told to everybody; the cursor of another time, too.
func TestAnswerErrors(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s"))
	ada := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	bad := livereport.Query{GroupBy: []livereport.Dimension{"colour"}}
	_, answer := ada.Answer(ctx, bad)
	_, page := ada.Page(ctx, bad, "", 1)
	for _, err := range []error{answer, page} {
		if fault, ok := errors.AsType[*livereport.QueryError](err); !ok || fault.Path != "group_by[0]" {
			t.Errorf("%v is no fault of the query", err)
		}
	}
	if _, err := ada.Page(ctx, livereport.Query{}, "99", 1); !errors.Is(err, daybook.ErrCursor) {
		t.Errorf("a cursor that was never given: %v", err)
	}
	never := ada
	never.AsOf = &livereport.Revision{Final: "99"}
	if _, err := never.Answer(ctx, livereport.Query{}); !errors.Is(err, daybook.ErrCursor) {
		t.Errorf("a revision that was never given: %v", err)
	}
	ada.Ledger = broken{store, errors.New("disk full at ada's reseller")}
	if _, err := ada.Answer(ctx, livereport.Query{}); !errors.Is(err, channel.ErrUnavailable) || errors.Is(err, daybook.ErrCursor) {
		t.Errorf("a fault of the store: %v", err)
	}
	huge := monthly(t, "huge")
	huge.Customer = "bob"
	huge.Terms[0].Quantity = dec("7000000000000000")
	more := huge
	more.ID = "more"
	book(t, store, february, huge, more)
	bob := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "bob"}}
	if _, err := bob.Answer(ctx, livereport.Query{}); !errors.Is(err, money.ErrRange) {
		t.Errorf("a sum beyond what fits: %v", err)
	}
	if a, err := bob.Answer(ctx, livereport.Query{GroupBy: []livereport.Dimension{livereport.BySubscription}}); !errors.Is(err, money.ErrRange) {
		t.Errorf("%+v, %v", a, err)
	}
}
