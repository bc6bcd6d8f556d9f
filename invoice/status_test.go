package invoice_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the diagram in docs/invoices.md")

const (
	page  = "../docs/invoices.md"
	fence = "```mermaid\n"
)

var all = []invoice.Status{invoice.Draft, invoice.Approved, invoice.Open, invoice.PastDue, invoice.Closed, invoice.Void}

// diagram draws the table of transitions.
func diagram() string {
	name := func(s invoice.Status) string { return strings.ReplaceAll(s.String(), "-", "_") }
	var b strings.Builder
	fmt.Fprintf(&b, "stateDiagram-v2\n    [*] --> %s: rows to bill\n", name(invoice.Draft))
	for _, e := range invoice.Edges() {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", name(e.From), name(e.To), e.By)
	}
	return b.String()
}

// The diagram of the docs is the table of the code. -update rewrites it.
func TestDiagram(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), fence)
	got, after, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatalf("%s has no diagram", page)
	}
	if *update {
		if err := os.WriteFile(page, []byte(before+fence+diagram()+"```"+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(diagram(), got); diff != "" {
		t.Errorf("the diagram mismatch (-want +got), go test -update rewrites it\n%s", diff)
	}
}

// The way is Draft, Approved, Open, PastDue, Closed, and Void from all that is
// not settled.
func TestTransitions(t *testing.T) {
	allowed := map[[2]invoice.Status]bool{}
	for _, e := range [][2]invoice.Status{
		{invoice.Draft, invoice.Approved}, {invoice.Approved, invoice.Draft}, {invoice.Approved, invoice.Open},
		{invoice.Open, invoice.PastDue}, {invoice.Open, invoice.Closed}, {invoice.PastDue, invoice.Closed},
		{invoice.Draft, invoice.Void}, {invoice.Approved, invoice.Void}, {invoice.Open, invoice.Void}, {invoice.PastDue, invoice.Void},
	} {
		allowed[e] = true
	}
	act := invoice.Act{At: 7, Actor: "clerk", Reason: "because"}
	for _, from := range all {
		for _, to := range all {
			old := invoice.Invoice{ID: "i", Status: from, Version: 3, Trail: []invoice.Transition{{To: from}}}
			got, err := old.To(to, act)
			if allowed[[2]invoice.Status{from, to}] != from.CanBecome(to) {
				t.Errorf("%v.CanBecome(%v) = %v", from, to, from.CanBecome(to))
			}
			if !from.CanBecome(to) {
				var refused *invoice.TransitionError
				if !errors.As(err, &refused) || refused.From != from || refused.To != to {
					t.Errorf("%v to %v: %v", from, to, err)
				}
				continue
			}
			want := []invoice.Transition{{To: from}, {To: to, Act: act}}
			if err != nil || got.Status != to || got.Version != 4 || cmp.Diff(want, got.Trail) != "" {
				t.Errorf("%v to %v = %+v, %v", from, to, got, err)
			}
			if err := got.Follows(&old); err != nil {
				t.Errorf("%v to %v does not follow: %v", from, to, err)
			}
		}
	}
	edges := invoice.Edges()
	edges[0].To = invoice.Void
	if invoice.Edges()[0].To == invoice.Void {
		t.Error("the table can be changed")
	}
}

// What is issued is never a draft again, and what was credited is never void.
func TestIssuedStays(t *testing.T) {
	for _, e := range invoice.Edges() {
		if e.From.Issued() && !e.To.Issued() && e.To != invoice.Void {
			t.Errorf("%v becomes %v", e.From, e.To)
		}
	}
	credited := invoice.Invoice{Status: invoice.Open, Version: 1, Notes: []invoice.Note{{ID: "n"}}}
	if _, err := credited.To(invoice.Void, invoice.Act{}); !errors.Is(err, invoice.ErrCredited) {
		t.Errorf("a credited invoice becomes void: %v", err)
	}
	credited.Notes = nil
	if _, err := credited.To(invoice.Void, invoice.Act{}); err != nil {
		t.Errorf("control: %v", err)
	}
}

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		name string
		inv  invoice.Invoice
		want bool
	}{
		{"draft", invoice.Invoice{}, true},
		{"closed", invoice.Invoice{Status: invoice.Closed}, true},
		{"void", invoice.Invoice{Status: invoice.Void}, false},
		{"credited in part", invoice.Invoice{Status: invoice.Open, Notes: []invoice.Note{{ID: "n"}}}, true},
		{"credited as a whole", invoice.Invoice{Status: invoice.Open, Notes: []invoice.Note{{ID: "n"}, {ID: "m", Whole: true}}}, false},
	} {
		if got := tt.inv.Holds(); got != tt.want {
			t.Errorf("%s: Holds = %v, want %v", tt.name, got, tt.want)
		}
	}
	note := invoice.Invoice{Corrects: "i", Lines: []invoice.Line{{Rows: make([]proceeds.Key, 2)}}}
	if got := note.Claims(); len(got) != 0 {
		t.Errorf("a credit note claims %d rows", len(got))
	}
}

// signed is an approved invoice of one row, and what follows it.
func signed() (old, open invoice.Invoice) {
	old = invoice.Invoice{ID: "i", Seller: "s", Buyer: "b", Series: "R-", Version: 1, Lines: []invoice.Line{{Product: "p", Rows: make([]proceeds.Key, 1)}}}
	old = old.By(invoice.Act{At: 1})
	old, err := old.To(invoice.Approved, invoice.Act{At: 2})
	if err != nil {
		panic(err)
	}
	if open, err = old.To(invoice.Open, invoice.Act{At: 3}); err != nil {
		panic(err)
	}
	open.Number, open.Due, open.Series = "R-1", 9, "R-2026-"
	return old, open
}

// A version that says something else than the one before is refused, whatever it
// changes.
func TestFollows(t *testing.T) {
	approved, open := signed()
	draft := invoice.Invoice{ID: "i", Seller: "s", Version: 1, Lines: []invoice.Line{{Product: "p", Rows: make([]proceeds.Key, 1)}}}.By(invoice.Act{At: 1})
	next := func(inv invoice.Invoice, change func(*invoice.Invoice)) invoice.Invoice {
		inv = inv.Clone()
		inv.Version++
		change(&inv)
		return inv
	}
	closed := func(inv *invoice.Invoice) {
		inv.Status = invoice.Closed
		inv.Trail = append(inv.Trail, invoice.Transition{To: invoice.Closed})
	}
	for _, tt := range []struct {
		name     string
		old, inv invoice.Invoice
		ok       bool
	}{
		{"issued", approved, open, true},
		{"settled", open, next(open, closed), true},
		{"a draft with other texts", draft, next(draft, func(inv *invoice.Invoice) { inv.Lines[0].Product = "q" }), true},
		{"a credit note more", open, next(open, func(inv *invoice.Invoice) { inv.Notes = []invoice.Note{{ID: "n"}} }), true},
		{"a new one", invoice.Invoice{}, draft, true},
		{"a new one of version 2", invoice.Invoice{}, approved, false},
		{"the same version", approved, approved, false},
		{"a version left out", draft, open, false},
		{"a state that there is no way to", draft, next(draft, closed), false},
		{"a state without its entry in the trail", open, next(open, func(inv *invoice.Invoice) { inv.Status = invoice.Closed }), false},
		{"a trail of another state", open, next(open, func(inv *invoice.Invoice) { closed(inv); inv.Trail[3].To = invoice.Void }), false},
		{"a trail with another past", open, next(open, func(inv *invoice.Invoice) { closed(inv); inv.Trail[1].Actor = "x" }), false},
		{"a trail that is shorter", open, next(open, func(inv *invoice.Invoice) { inv.Trail = inv.Trail[:1] }), false},
		{"a draft with other rows", draft, next(draft, func(inv *invoice.Invoice) { inv.Lines[0].Rows = nil }), false},
		{"a draft of another buyer", draft, next(draft, func(inv *invoice.Invoice) { inv.Buyer = "c" }), false},
		{"an approved one with other texts", approved, next(approved, func(inv *invoice.Invoice) { inv.Lines[0].Product = "q" }), false},
		{"issued with other texts", approved, next(approved, func(inv *invoice.Invoice) {
			*inv = open.Clone()
			inv.Lines[0].Product = "q"
		}), false},
		{"settled with another number", open, next(open, func(inv *invoice.Invoice) { closed(inv); inv.Number = "R-2" }), false},
		{"settled with another date", open, next(open, func(inv *invoice.Invoice) { closed(inv); inv.Issued = 4 }), false},
		{"open with another due date", open, next(open, func(inv *invoice.Invoice) { inv.Due = 4 }), false},
		{"a number taken off", open, next(open, func(inv *invoice.Invoice) { inv.Number = "" }), false},
		{"a credit note less", next(open, func(inv *invoice.Invoice) { inv.Notes = []invoice.Note{{ID: "n"}} }),
			next(next(open, func(*invoice.Invoice) {}), func(*invoice.Invoice) {}), false},
	} {
		switch err := tt.inv.Follows(&tt.old); {
		case tt.ok && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case !tt.ok && !errors.Is(err, invoice.ErrSuccessor):
			t.Errorf("%s: %v, want ErrSuccessor", tt.name, err)
		}
	}
}

func TestStatusText(t *testing.T) {
	for _, s := range all {
		text, err := s.MarshalText()
		var back invoice.Status
		if err != nil || back.UnmarshalText(text) != nil || back != s {
			t.Errorf("%v: %q, %v, back as %v", s, text, err, back)
		}
	}
	if _, err := invoice.Status(6).MarshalText(); err == nil {
		t.Error("a state that there is none of has a text")
	}
	if err := new(invoice.Status).UnmarshalText([]byte("paid")); err == nil {
		t.Error("read an unknown state")
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// The due date is a date: 23 or 25 hours are a day, and days end where the seller
// is.
func TestDueOn(t *testing.T) {
	rome := zone(t, "Europe/Rome")
	for _, tt := range []struct {
		name   string
		issued string
		days   int
		zone   *time.Location
		want   string
	}{
		{"the day itself", "2026-02-01T09:00:00Z", 0, nil, "2026-02-02T00:00:00Z"},
		{"over the end of a short month", "2026-02-15T23:59:59Z", 14, nil, "2026-03-02T00:00:00Z"},
		{"at midnight", "2026-02-01T00:00:00Z", 30, nil, "2026-03-04T00:00:00Z"},
		{"late in the evening it is tomorrow in Rome", "2026-02-01T23:30:00Z", 1, rome, "2026-02-03T23:00:00Z"},
		{"over the night in March", "2026-03-28T12:00:00Z", 1, rome, "2026-03-29T22:00:00Z"},
		{"over the night in October", "2026-10-24T12:00:00Z", 1, rome, "2026-10-25T23:00:00Z"},
		{"midnight that there is none of", "2018-11-03T12:00:00Z", 0, zone(t, "America/Sao_Paulo"), "2018-11-04T03:00:00Z"},
	} {
		got := invoice.DueOn(calendar.Must(tt.issued), tt.days, tt.zone)
		if want := calendar.Must(tt.want); got != want {
			t.Errorf("%s: DueOn = %v, want %v", tt.name, got, want)
		}
	}
}

func TestSeriesOn(t *testing.T) {
	eve := calendar.Must("2026-12-31T23:30:00Z")
	for _, tt := range []struct {
		template, want string
		zone           *time.Location
		err            error
	}{
		{"R-", "R-", nil, nil},
		{"", "", nil, nil},
		{"R-{year}-", "R-2026-", nil, nil},
		{"R-{year}-", "R-2027-", zone(t, "Europe/Rome"), nil},
		{"{year}/{month}/", "2026/12/", nil, nil},
		{"R-{year}", "", nil, invoice.ErrSeries},
		{"R1", "", nil, invoice.ErrSeries},
		{"R-{day}-", "", nil, invoice.ErrTemplate},
		{"R-{year", "", nil, invoice.ErrTemplate},
	} {
		got, err := invoice.SeriesOn(tt.template, eve, tt.zone)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("SeriesOn(%q) = %q, %v; want %q, %v", tt.template, got, err, tt.want, tt.err)
		}
	}
}

// The states are told apart by name, in JSON, too.
func TestTrailIsKept(t *testing.T) {
	_, open := signed()
	copied := open.Clone()
	copied.Trail[0].Actor = "x"
	if open.Trail[0].Actor == "x" {
		t.Error("a clone shares its trail")
	}
	if !slices.ContainsFunc(open.Trail, func(tr invoice.Transition) bool { return tr.To == invoice.Open && tr.At == open.Issued }) {
		t.Error("the date of issue is not that of the act")
	}
}

// What was never issued is hidden from its buyer, deleted or not; what was issued
// is not, and is told with its due date.
func TestDraftsAreHidden(t *testing.T) {
	approved, open := signed()
	deleted, err := approved.To(invoice.Void, invoice.Act{})
	if err != nil {
		t.Fatal(err)
	}
	void, err := open.To(invoice.Void, invoice.Act{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		inv  invoice.Invoice
		want bool
	}{{"approved", approved, false}, {"deleted", deleted, false}, {"open", open, true}, {"void", void, true}} {
		view, seen, err := tt.inv.For(channel.Viewer{Party: "b"})
		if err != nil || seen != tt.want || seen && view.Due != open.Due {
			t.Errorf("%s: its buyer sees it: %v, %v; want %v", tt.name, seen, err, tt.want)
		}
		if _, seen, _ := tt.inv.For(channel.Viewer{Party: "s"}); !seen {
			t.Errorf("%s: its seller does not see it", tt.name)
		}
	}
}
