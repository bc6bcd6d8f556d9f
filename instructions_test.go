package daybook_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
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

// external bills everything by another system.
func external(t interface{ Fatal(...any) }) *channel.BillingBases {
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Basis: channel.External}})
	if err != nil {
		t.Fatal(err)
	}
	return bases
}

func instruct(t interface{ Fatal(...any) }, l daybook.Ledger, v channel.Viewer, terms livereport.InstructionTerms) livereport.InstructionSet {
	set, err := daybook.Reader{Ledger: l, Viewer: v}.Instructions(context.Background(), terms)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func jsonOf(t interface{ Fatal(...any) }, v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestInstructionsReconcile(t *testing.T) { rapid.Check(t, instructionsReconcile) }
func FuzzInstructionsReconcile(f *testing.F) { f.Fuzz(rapid.MakeFuzz(instructionsReconcile)) }

// instructionsReconcile: for every viewer the instructions of all pairs come to
// the rows of each pair's basis, raw amounts and settled ones too; the lines of
// any partition are those of the whole; parts sum to lines.
func instructionsReconcile(t *rapid.T) {
	store, bases := finished(t), drawBases(t)
	g := rapid.SampledFrom([]calendar.Granularity{calendar.Daily, calendar.Weekly, calendar.Monthly}).Draw(t, "granularity")
	zone := rapid.SampledFrom(zones).Draw(t, "viewer's zone")
	v := channel.Viewer{Party: rapid.SampledFrom([]channel.PartyID{"party-0", "party-1", "party-2", "customer-0"}).Draw(t, "party"), Zone: zone}
	if rapid.IntRange(0, 3).Draw(t, "operator") == 0 {
		v = channel.Viewer{Operator: true, Zone: zone}
	}
	terms := livereport.InstructionTerms{Granularity: g, Bases: bases, Open: true, All: rapid.Bool().Draw(t, "all")}
	whole := instruct(t, store, v, terms)

	want := map[string]money.Amount{}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, r := range rows(t, store, b) {
			for l := range channel.Level(r.Amounts.Levels()) {
				seller, buyer := r.Route.Seller(int(l)), r.Route.Buyer(int(l), r.Customer)
				if !(r.Instructed(bases, l) || terms.All && r.Billable(bases, l)) || !v.Operator && v.Party != seller && v.Party != buyer {
					continue
				}
				a, _ := r.Amounts.Of(l)
				pair := fmt.Sprintf("%s to %s in %v", seller, buyer, r.Currency)
				sum, err := want[pair].Add(a)
				if err != nil {
					t.Fatal(err)
				}
				want[pair] = sum
			}
		}
	}
	got := map[string]money.Amount{}
	for i := range whole.Pairs {
		p := &whole.Pairs[i]
		got[fmt.Sprintf("%s to %s in %v", p.Seller, p.Buyer, p.Currency)] = p.Net
		partsSum(t, p)
	}
	for pair, w := range want {
		if !w.IsZero() && got[pair] != w {
			t.Fatalf("%s: instructed %v, the rows come to %v", pair, got[pair], w)
		}
	}
	for pair, a := range got {
		if a != want[pair] {
			t.Fatalf("%s: instructed %v, the rows come to %v", pair, a, want[pair])
		}
	}

	var parts []livereport.Instruction
	cuts := []calendar.Instant{0}
	for range rapid.IntRange(0, 3).Draw(t, "cuts") {
		cuts = append(cuts, g.SlotAt(at(t, worldStart, worldEnd, "cut"), zone).Start)
	}
	slices.Sort(cuts)
	for i, start := range cuts {
		terms.Frame = calendar.Period{Start: start}
		if i+1 < len(cuts) {
			terms.Frame.End = cuts[i+1]
		}
		if i > 0 && start == terms.Frame.End {
			continue
		}
		set := instruct(t, store, v, terms)
		parts = append(parts, set.Lines()...)
	}
	byID := func(lines []livereport.Instruction) (out []string) {
		for i := range lines {
			out = append(out, jsonOf(t, lines[i]))
		}
		slices.Sort(out)
		return out
	}
	if d := cmp.Diff(byID(whole.Lines()), byID(parts)); d != "" {
		t.Fatalf("cut at %v other lines (-whole +parts):\n%s", cuts, d)
	}
	ids := map[string]bool{}
	for _, ln := range whole.Lines() {
		if ids[ln.ID] {
			t.Fatalf("two lines have the id %s", ln.ID)
		}
		ids[ln.ID] = true
	}
	for _, ln := range whole.Lines() {
		if ln.Corrects != "" && (ln.Corrects == ln.ID || !ids[ln.Corrects]) {
			t.Fatalf("line %s corrects %s, which is none", ln.ID, ln.Corrects)
		}
	}
}

// partsSum checks that parts sum to lines, and lines to pairs.
func partsSum(t *rapid.T, p *livereport.PairInstructions) {
	var net money.Amount
	for i := range p.Lines {
		ln := &p.Lines[i]
		var sum money.Amount
		for k := range ln.Parts {
			var err error
			if sum, err = sum.Add(ln.Parts[k].Net); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if net, err = net.Add(ln.Net); err != nil || sum != ln.Net {
			t.Fatalf("line %s is %v, its parts %v, %v", ln.ID, ln.Net, sum, err)
		}
	}
	if net != p.Net {
		t.Fatalf("%s to %s: %v, its lines %v", p.Seller, p.Buyer, p.Net, net)
	}
}

func TestInstructionsStay(t *testing.T) { rapid.Check(t, instructionsStay) }
func FuzzInstructionsStay(f *testing.F) { f.Fuzz(rapid.MakeFuzz(instructionsStay)) }

// instructionsStay: what is closed gives the same bytes whatever is booked after
// it, and what is earned in the end is instructed in the end.
func instructionsStay(t *rapid.T) {
	w, store := drawWorld(t), new(memstore.Store)
	ctx, bases := context.Background(), external(t)
	terms := livereport.InstructionTerms{Bases: bases, Granularity: rapid.SampledFrom([]calendar.Granularity{calendar.Daily, calendar.Monthly}).Draw(t, "granularity")}
	v := channel.Viewer{Party: "party-0"}
	var pulled []livereport.Instruction
	var frames []calendar.Period
	var bytes []string
	for now := worldStart + 10*day; now < worldEnd; now += calendar.Instant(rapid.IntRange(5, 40).Draw(t, "days")) * day {
		w.run(t, store, now)
		if err := store.CloseBook(ctx, proceeds.Live, now); err != nil {
			t.Fatal(err)
		}
		set := instruct(t, store, v, terms)
		pulled, frames, bytes = append(pulled, set.Lines()...), append(frames, set.Frame), append(bytes, jsonOf(t, set))
		terms.Frame.Start = set.Frame.End
		if rapid.Bool().Draw(t, "begun elsewhere") {
			w.subs[0] = begunElsewhere(t, w.subs[0])
		}
	}
	for i, frame := range frames {
		if frame.IsEmpty() {
			continue
		}
		terms.Frame = frame
		if again := jsonOf(t, instruct(t, store, v, terms)); again != bytes[i] {
			t.Fatalf("the second pull of %v differs:\n%s", frame, firstDifference(bytes[i], again))
		}
	}
	ids := map[string]bool{}
	for _, ln := range pulled {
		if ids[ln.ID] || ln.Corrects != "" && !ids[ln.Corrects] {
			t.Fatalf("line %s comes twice, or corrects %q, which was not pulled before", ln.ID, ln.Corrects)
		}
		ids[ln.ID] = true
	}
	rest := instruct(t, store, v, livereport.InstructionTerms{Bases: bases, Granularity: terms.Granularity, Open: true,
		Frame: calendar.Period{Start: frames[len(frames)-1].End}})
	var live, told money.Amount
	for _, r := range rows(t, store, proceeds.Live) {
		a, _ := r.Amounts.Of(0)
		live = added(t, live, a)
	}
	for _, ln := range append(pulled, rest.Lines()...) {
		told = added(t, told, ln.Net)
	}
	if live.Units() != told.Units() {
		t.Fatalf("instructed %v of %v", told, live)
	}
}

func added(t *rapid.T, a, b money.Amount) money.Amount {
	sum, err := a.Add(b)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestInstructionsIsolate(t *testing.T) { rapid.Check(t, instructionsIsolate) }
func FuzzInstructionsIsolate(f *testing.F) { f.Fuzz(rapid.MakeFuzz(instructionsIsolate)) }

// instructionsIsolate: what a viewer may not see changes no byte of its
// instructions.
func instructionsIsolate(t *rapid.T) {
	p := drawPair(t)
	bases := external(t)
	var saw [2]string
	for i, store := range []*memstore.Store{p.a, p.b} {
		saw[i] = instructionBytes(t, store, p.viewer, bases)
	}
	if saw[0] != saw[1] {
		t.Fatalf("%s sees what it may not:\n%s", p.viewer.Party, firstDifference(saw[0], saw[1]))
	}
}

func instructionBytes(t *rapid.T, store daybook.Ledger, v channel.Viewer, bases *channel.BillingBases) string {
	var out strings.Builder
	for _, g := range []calendar.Granularity{calendar.Daily, calendar.Monthly} {
		for _, start := range []calendar.Instant{0, worldStart, february} {
			for _, all := range []bool{false, true} {
				set := instruct(t, store, v, livereport.InstructionTerms{Granularity: g, Bases: bases, Open: true, All: all, Frame: calendar.Period{Start: start}})
				out.WriteString(jsonOf(t, set))
			}
		}
	}
	_, err := daybook.Reader{Ledger: store, Viewer: v}.Instructions(context.Background(), livereport.InstructionTerms{Frame: january})
	fmt.Fprintln(&out, err)
	_, err = daybook.Reader{Ledger: broken{store, errors.New("disk full")}, Viewer: v}.Instructions(context.Background(), livereport.InstructionTerms{Open: true})
	fmt.Fprintln(&out, err)
	return out.String()
}

// A party that sells to many customers' sellers gets one line for all of them.
func TestInstructionsShowNoAccounts(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s-1"), monthly(t, "s-2"))
	terms := livereport.InstructionTerms{Granularity: calendar.Monthly, Bases: external(t), Open: true}
	for _, tt := range []struct {
		party        channel.PartyID
		lines        int // as the seller
		net          string
		subscription subscription.ID
		quantity     string
	}{
		{"vendor", 1, "12.00", "", "2"}, {"distributor", 1, "18.00", "", "2"}, {"reseller", 2, "12.60", "s-1", "1"},
	} {
		terms.Seller = tt.party
		set := instruct(t, store, channel.Viewer{Party: tt.party}, terms)
		lines := set.Lines()
		if len(lines) != tt.lines || lines[0].Net.Text() != tt.net || lines[0].Subscription != tt.subscription || lines[0].Quantity.String() != tt.quantity {
			t.Errorf("%s: %s", tt.party, jsonOf(t, set))
		}
	}
}

func TestInstructionsFaults(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s-1"))
	ctx := context.Background()
	if err := store.CloseBook(ctx, proceeds.Live, february-day); err != nil {
		t.Fatal(err)
	}
	r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
	for _, tt := range []struct {
		name  string
		terms livereport.InstructionTerms
		want  string
	}{
		{"a month that is not closed to its end", livereport.InstructionTerms{Frame: january, Granularity: calendar.Monthly},
			"daybook: instructions: daybook: period is not closed: closed up to 2026-01-31T00:00:00Z, asked up to 2026-02-01T00:00:00Z"},
		{"hours", livereport.InstructionTerms{Granularity: calendar.Hourly},
			"daybook: instructions: livereport: instructions: granularity: hourly: posting periods are days or longer"},
		{"half a day", livereport.InstructionTerms{Frame: calendar.Period{Start: worldStart + day/2}},
			"daybook: instructions: livereport: instructions: frame.start: 2026-01-01T12:00:00Z is not where a daily period of the viewer's zone begins"},
		{"backwards", livereport.InstructionTerms{Frame: calendar.Period{Start: february, End: worldStart}},
			"daybook: instructions: livereport: instructions: frame: 2026-02-01T00:00:00Z/2026-01-01T00:00:00Z ends before it starts"},
		{"no such granularity", livereport.InstructionTerms{Granularity: 99},
			"daybook: instructions: livereport: instructions: granularity: unknown granularity(99)"},
	} {
		if _, err := r.Instructions(ctx, tt.terms); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := r.Instructions(ctx, livereport.InstructionTerms{Frame: january}); !errors.Is(err, daybook.ErrOpen) {
		t.Errorf("%v is no ErrOpen", err)
	}
	// Without an end: what is closed, and nothing where nothing new is.
	set := instruct(t, store, r.Viewer, livereport.InstructionTerms{Bases: external(t)})
	if set.Frame.End != february-day || len(set.Lines()) != 60 { // 30 days on both sides
		t.Errorf("up to %v, %d lines", set.Frame.End, len(set.Lines()))
	}
	set = instruct(t, store, r.Viewer, livereport.InstructionTerms{Bases: external(t), Frame: calendar.Period{Start: set.Frame.End}})
	if set.Frame.End != february-day || len(set.Pairs) != 0 {
		t.Errorf("nothing new is closed: %s", jsonOf(t, set))
	}
	// A book that was never closed has nothing, and a stranger sees nothing.
	for name, x := range map[string]livereport.InstructionSet{
		"never closed": instruct(t, new(memstore.Store), r.Viewer, livereport.InstructionTerms{Bases: external(t)}),
		"zero viewer":  instruct(t, store, channel.Viewer{}, livereport.InstructionTerms{Bases: external(t)}),
		"no agreement": instruct(t, store, r.Viewer, livereport.InstructionTerms{}),
	} {
		if len(x.Pairs) != 0 {
			t.Errorf("%s: %s", name, jsonOf(t, x))
		}
	}
}

// A correction after the pull is a line of its own that names the first line of
// what it corrects, and so does the correction of the correction. What is booked
// late and corrects nothing names none.
func TestInstructionsRefer(t *testing.T) {
	store, ctx := new(memstore.Store), context.Background()
	s := monthly(t, "s")
	r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	terms := livereport.InstructionTerms{Granularity: calendar.Monthly, Bases: external(t)}
	var lines []livereport.Instruction
	for i, now := range []calendar.Instant{february, february + 28*day, february + 59*day} {
		s.Terms[0].Quantity = dec(fmt.Sprint(i + 1)) // backdated: one more each month
		subs := []subscription.Subscription{s}
		if i == 1 {
			late := monthly(t, "late") // January's is posted in February
			subs = append(subs, late)
		}
		_, c := engines(store, nil, now, 0)
		if _, err := c.Collect(ctx, calendar.Period{Start: worldStart, End: now}, stream(subs)); err != nil {
			t.Fatal(err)
		}
		if err := store.CloseBook(ctx, proceeds.Live, now); err != nil {
			t.Fatal(err)
		}
		set, err := r.Instructions(ctx, terms)
		if err != nil {
			t.Fatal(err)
		}
		lines, terms.Frame.Start = append(lines, set.Lines()...), set.Frame.End
	}
	index := map[string]int{}
	var got []string
	for i, ln := range lines {
		index[ln.ID] = i
		of := "-"
		if ln.Corrects != "" {
			of = fmt.Sprint(index[ln.Corrects])
		}
		got = append(got, fmt.Sprintf("%s %v serves %v, corrects %s: %v × %v", ln.Subscription, ln.Posted.Start.Time().Month(), ln.Service.Start.Time().Month(), of, ln.Quantity, ln.Net))
	}
	want := []string{
		"s January serves January, corrects -: 1 × 12.60 EUR",
		"late February serves January, corrects -: 1 × 12.60 EUR",
		"late February serves February, corrects -: 1 × 12.60 EUR",
		"s February serves January, corrects 0: 1 × 12.60 EUR",
		"s February serves February, corrects -: 2 × 25.20 EUR",
		"s March serves January, corrects 0: 1 × 12.60 EUR",
		"s March serves February, corrects 4: 1 × 12.60 EUR",
		"s March serves March, corrects -: 3 × 37.80 EUR",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("lines mismatch (-want +got):\n%s", d)
	}
}

// The CSV has a record for each line, with the same texts and amounts, and the
// streamed JSON is the marshalled one.
func TestInstructionTexts(t *testing.T) {
	store, s := new(memstore.Store), monthly(t, "=s,\"1\"\n")
	s.Tags = subscription.NewTags(map[string]string{"a": "=1+1"})
	book(t, store, february, s)
	set := instruct(t, store, channel.Viewer{Party: "reseller"}, livereport.InstructionTerms{Granularity: calendar.Monthly, Bases: external(t), Open: true})
	var csvText, jsonText strings.Builder
	if err := errors.Join(set.WriteCSV(&csvText), set.WriteJSON(&jsonText)); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(csvText.String())).ReadAll()
	if err != nil || len(records) != 3 || cmp.Diff(livereport.InstructionColumns(), records[0]) != "" {
		t.Fatalf("%v, %v", records, err)
	}
	for i, ln := range set.Lines() {
		got := map[string]string{}
		for k, name := range records[0] {
			got[name] = records[i+1][k]
		}
		want := map[string]string{"id": ln.ID, "net": ln.Net.Text(), "currency": "EUR", "posted_start": "2026-01-01T00:00:00Z", "posted_end": "2026-02-01T00:00:00Z",
			"service_end": "2026-02-01T00:00:00Z", "quantity": "1", "unit": "seat", "tax_category": "S", "provisional": "true", "parts": "31", "basis": "external"}
		for name, text := range want {
			if got[name] != text {
				t.Errorf("line %d: %s is %q, want %q", i, name, got[name], text)
			}
		}
		if ln.Subscription != "" && (got["subscription"] != "'=s,\"1\"\n" || livereport.PlainText(got["subscription"]) != string(ln.Subscription)) {
			t.Errorf("the subscription is %q", got["subscription"])
		}
	}
	var read, marshalled livereport.InstructionSet
	if err := errors.Join(json.Unmarshal([]byte(jsonText.String()), &read), json.Unmarshal([]byte(jsonOf(t, set)), &marshalled)); err != nil {
		t.Fatal(err)
	}
	if x, y := jsonOf(t, read), jsonOf(t, set); x != y || jsonOf(t, marshalled) != y {
		t.Errorf("what is written reads as another set:\n%s", firstDifference(y, x))
	}
	for room := range 4 {
		if err := errors.Join(set.WriteCSV(&roomFor{room * 100}), set.WriteJSON(&roomFor{room * 100})); !errors.Is(err, errNarrow) {
			t.Errorf("with room for %d bytes: %v", room*100, err)
		}
	}
}

var errNarrow = errors.New("full")

// A roomFor is a writer with room for so many bytes.
type roomFor struct{ room int }

func (f *roomFor) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errNarrow
	}
	return len(b), nil
}

func BenchmarkInstructions(b *testing.B) {
	for _, n := range []int{10, 100} {
		b.Run(fmt.Sprintf("subscriptions=%d/days=31", n), func(b *testing.B) {
			store := new(memstore.Store)
			var subs []subscription.Subscription
			for i := range n {
				subs = append(subs, monthly(b, subscription.ID(fmt.Sprint("s-", i))))
			}
			book(b, store, february, subs...)
			bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Basis: channel.External}})
			if err != nil {
				b.Fatal(err)
			}
			r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Instructions(b.Context(), livereport.InstructionTerms{Granularity: calendar.Monthly, Bases: bases, Open: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
