package daybook_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestScenarioRandom(t *testing.T) { rapid.Check(t, scenarioRandom) }
func FuzzScenarioRandom(f *testing.F) { f.Fuzz(rapid.MakeFuzz(scenarioRandom)) }

// scenarioRandom: whatever story is told, in whatever order, the engine books
// what the oracle says, and the checks hold. The story is the failing case.
func scenarioRandom(t *rapid.T) {
	r := newRunner()
	var told []string
	for _, line := range drawStory(t) {
		told = append(told, line)
		c, err := parseCommand(len(told), line)
		if err == nil {
			err = r.do(&c)
		}
		for _, s := range r.subs {
			s.pausesCreditNothing()
		}
		if err == nil {
			err = r.confirmed()
		}
		if err != nil {
			t.Fatalf("%s\n%v", strings.Join(told, "\n"), err)
		}
	}
	if err := r.settled(); err != nil {
		t.Fatalf("%s\n%v", strings.Join(told, "\n"), err)
	}
}

// pausesCreditNothing: what a pause cuts off stands still, and comes back.
func (s *subFacts) pausesCreditNothing() {
	paused := func(t *termFacts) bool { return t.mode == "paused" || t.mode == "forfeited" }
	for i := range s.terms {
		if t := &s.terms[i]; paused(t) || i > 0 && paused(&s.terms[i-1]) {
			t.credit = nil
		}
	}
}

// drawStory is about one subscription over some three months.
func drawStory(t *rapid.T) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	say("zone %s", pick("zone", "UTC", "Europe/Rome", "Pacific/Auckland", "America/New_York"))
	say("slots %s %s", pick("slots", "day", "day", "month"), pick("in", "UTC", "Europe/Rome"))
	say("chain %s", pick("chain", "", "reseller+33.3%", "parent+20% distributor+7.77% reseller+40%"))
	kind := planKind{currency: pick("currency", "EUR", "EUR", "JPY", "KWD"), every: []string{"P1M", "P1M", "P1M", "P10D", "P2M"}}
	align := pick("align", "", "", " anchor=2026-01-31", " align=day-15", " align=last-day", " align=calendar-year")
	if strings.Contains(align, "align") {
		kind.every = []string{"P1M"}
	}
	for _, p := range []string{"p", "q"} {
		kind.draw(t, say, p)
	}
	start := date(t, "start", 0, 40)
	say("subscribe s p %s measure=%s mode=%s%s", start, pick("measure", "day", "hour", "second", "30/360", "actual/30"), pick("mode", "running", "running", "trial"), align)
	known, ended := 40, false
	for range rapid.IntRange(1, 8).Draw(t, "commands") {
		switch rapid.IntRange(0, 11).Draw(t, "command") {
		case 0, 1:
			say("change s %s seats=%s%s", date(t, "from", 41, 110), pick("seats", "0", "1", "2", "7"), drawCredit(t, " credit="))
		case 2:
			say("change s %s plan=%s%s", date(t, "from", 41, 110), pick("plan", "p", "q"), drawCredit(t, " credit="))
		case 3:
			say("pause s %s%s", date(t, "from", 41, 110), pick("forfeit", "", " forfeit=yes"))
		case 4:
			say("resume s %s", date(t, "from", 41, 110))
		case 5:
			if ended = !ended; ended {
				say("cancel s %s%s", date(t, "end", 111, 125), drawCredit(t, " refund="))
			} else {
				say("keep s")
			}
		case 6, 7:
			say("use s %s %s %s", date(t, "use", 0, 110), pick("metric", "traffic", "mails"), pick("used", "1", "30", "99.5"))
		case 8:
			kind.draw(t, say, pick("plan", "p", "q"))
		case 9, 10:
			known += rapid.IntRange(0, 20).Draw(t, "later")
			say("%s %sT05:30", pick("do", "run", "run", "book", "collect"), day0.AddDate(0, 0, known).Format(time.DateOnly))
		case 11:
			say("close %s", day0.AddDate(0, 0, known-rapid.IntRange(0, 30).Draw(t, "before")).Format(time.DateOnly))
		}
	}
	say("run %sT05:30", day0.AddDate(0, 0, max(known, 130)).Format(time.DateOnly))
	return out
}

var day0 = time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)

// date is that many days on: half of them at midnight, where the edges are.
func date(t *rapid.T, label string, from, to int) string {
	d := day0.AddDate(0, 0, rapid.IntRange(from, to).Draw(t, label)).Format(time.DateOnly)
	if rapid.Bool().Draw(t, label+"-midnight") {
		return d
	}
	return d + fmt.Sprintf("T%02d:%02d", rapid.IntRange(0, 23).Draw(t, label+"-hour"), rapid.IntRange(0, 59).Draw(t, label+"-minute"))
}

// A planKind is what revisions of a plan have in common.
type planKind struct {
	currency string
	every    []string
}

func (k planKind) draw(t *rapid.T, say func(string, ...any), id string) {
	say("plan %s every=%s currency=%s", id, rapid.SampledFrom(k.every).Draw(t, "every"), k.currency)
	price := func(label string) string {
		return fmt.Sprintf("%d.%02d", rapid.IntRange(0, 99).Draw(t, label), rapid.IntRange(0, 99).Draw(t, label))
	}
	say("charge %s fee %s %s=%s", id, rapid.SampledFrom([]string{"prepaid", "postpaid"}).Draw(t, "timing"),
		rapid.SampledFrom([]string{"flat", "unit"}).Draw(t, "model"), price("price"))
	if rapid.Bool().Draw(t, "support") {
		say("charge %s support prepaid graduated=2@%s+1.00,rest@%s every=P1M", id, price("tier"), price("tier"))
	}
	if rapid.Bool().Draw(t, "start") {
		say("charge %s start set-up unit=%s", id, price("price"))
	}
	if id == "p" {
		say("charge p mails usage package=%s/7 included=3", price("price"))
	}
	if id == "p" || rapid.Bool().Draw(t, "traffic") {
		say("charge %s traffic usage %s=50@%s,rest@%s", id, rapid.SampledFrom([]string{"graduated", "volume"}).Draw(t, "model"), price("tier"), price("tier"))
	}
}

func drawCredit(t *rapid.T, key string) string {
	list := rapid.SliceOfN(rapid.SampledFrom([]string{"", "none", "pro-rated", "full"}), 0, 4).Draw(t, "credit")
	if text := strings.Join(list, ","); text != "" {
		return key + text
	}
	return ""
}
