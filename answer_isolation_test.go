package daybook_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"pgregory.net/rapid"
)

// Answers, pages and their texts keep to the rule that rows keep to: what a
// viewer may not see changes no byte.

func TestAnswersIsolate(t *testing.T) { rapid.Check(t, answersIsolate) }
func FuzzAnswersIsolate(f *testing.F) { f.Fuzz(rapid.MakeFuzz(answersIsolate)) }

func answersIsolate(t *rapid.T) {
	p := drawPair(t)
	x, y := answerBytes(t, p.a, p.viewer, p.day, "reseller-7"), answerBytes(t, p.b, p.viewer, p.day, "reseller-8")
	if x != y {
		t.Fatalf("%s sees what it may not:\n%s", p.viewer.Party, firstDifference(x, y))
	}
}

// answerBytes is all that a viewer can get out of answers and pages: by every
// dimension, of parts of the day on which the first row is posted, with filters by
// names that it should not know. A subscription of stuck's is quarantined.
func answerBytes(t *rapid.T, store *memstore.Store, v channel.Viewer, first int, stuck channel.PartyID) string {
	var out bytes.Buffer
	r := daybook.Reader{Ledger: store, Viewer: v, Channels: livereport.Channels{
		Of: func(c channel.PartyID) (channel.Channel, bool) {
			return channel.Channel{Code: channel.ChannelCode("of " + c), Seller: "reseller"}, true
		},
		Groups: []channel.BillingGroup{{ID: "group", Billed: "nobody", Channels: []channel.ChannelCode{"of customer x"}}},
	}, Progress: daybook.Progress{}.After(daybook.Done{Book: proceeds.Live, Period: january, Held: []channel.PartyID{stuck}})}
	for _, frame := range []calendar.Period{{}, {Start: worldStart, End: worldStart + 20*day}} {
		for source := livereport.Final; source <= livereport.Merged; source++ {
			for axis := livereport.Posting; axis <= livereport.Service; axis++ {
				answerText(t, &out, r, livereport.Query{Source: source, Axis: axis, Frame: frame})
			}
		}
	}
	for quarter := range calendar.Instant(4) { // does the frame tell the time of day?
		start := worldStart + calendar.Instant(first)*day + quarter*day/4
		frame := calendar.Period{Start: start, End: start + day/4}
		for _, q := range []livereport.Query{{Frame: frame}, {Source: livereport.Merged, Frame: frame}} {
			fmt.Fprintln(&out, sums(answerOf(t, r, q).Totals))
		}
	}
	for _, filter := range []map[livereport.Dimension][]string{
		{livereport.ByCustomer: {"customer x", "customer a"}}, {livereport.ByCustomer: {""}}, {livereport.ByTag("team"): {"x", "a"}},
		{livereport.BySubscription: {"m-x"}}, {livereport.ByChannel: {"of customer x"}}, {livereport.ByLevel: {"sell-in"}},
	} {
		answerText(t, &out, r, livereport.Query{Source: livereport.Merged, Filter: filter})
	}
	answerText(t, &out, r, livereport.Query{Source: livereport.Live, Recorded: calendar.Period{Start: worldStart, End: worldEnd + day}})
	return out.String()
}

func answerText(t *rapid.T, out *bytes.Buffer, r daybook.Reader, q livereport.Query) {
	for _, by := range [][]livereport.Dimension{allDimensions[:8], allDimensions[8:16], allDimensions[16:], {livereport.ByLevel}} {
		q.GroupBy = by
		a := answerOf(t, r, q)
		if err := a.WriteJSON(out); err != nil {
			t.Fatal(err)
		}
		if err := a.WriteCSV(out); err != nil {
			t.Fatal(err)
		}
	}
	for _, q.Net = range []bool{false, true} {
		p, err := r.Page(ctx, q, "", 30)
		if err != nil {
			t.Fatal(err)
		}
		w, j := livereport.NewEntryCSV(out, r.Viewer), livereport.NewEntryJSON(out)
		for i := range p.Entries {
			if err := w.Write(&p.Entries[i]); err != nil {
				t.Fatal(err)
			}
		}
		for i := range p.Entries {
			if err := j.Write(&p.Entries[i]); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(out, "%q %v %+v %v %v\n", p.Next, p.Complete, p.Totals, w.Close(), j.Close())
	}
}

// Control: the operator, who may see everything, does see what differs, and who
// is held up that it is.
func TestAnswerLeaksAreCaught(t *testing.T) {
	pairs := rapid.Custom(drawPair)
	differ := 0
	rapid.Check(t, func(t *rapid.T) {
		if differ > 0 {
			return // once is enough
		}
		p := pairs.Draw(t, "pair")
		everything, held := channel.Viewer{Operator: true}, p.viewer
		if answerBytes(t, p.a, everything, p.day, "x") != answerBytes(t, p.b, everything, p.day, "x") {
			differ++
		}
		if answerBytes(t, p.a, held, p.day, held.Party) == answerBytes(t, p.a, held, p.day, "x") {
			t.Fatal("who is held up does not see it")
		}
	})
	if differ == 0 {
		t.Error("the operator sees the same of all pairs")
	}
}
