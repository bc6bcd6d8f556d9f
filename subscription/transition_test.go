package subscription_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the diagram in docs/lifecycle.md")

const (
	page  = "../docs/lifecycle.md"
	fence = "```mermaid\n"
)

// diagram draws the table of transitions.
func diagram() string {
	name := func(s subscription.State) string {
		if s == subscription.NoState {
			return "[*]"
		}
		return strings.ReplaceAll(s.String(), "-", "_")
	}
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, e := range subscription.Edges() {
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

// reach returns a contract in each state that there is.
func reach(t fataler, s subscription.State) *story {
	t.Helper()
	const day1 = "2026-01-01"
	offer := sold(t, seats("basic", "10"))
	buy := purchase(offer, "5", policy(subscription.Policy{RefundDays: 30}))
	expiring := purchase(offer, "5", policy(subscription.Policy{TermEnd: subscription.Expire}), func(p *subscription.Purchase) { p.Commit = every("P2M") })
	switch s {
	case subscription.NoState:
		return from(t)
	case subscription.StatePendingApproval:
		return from(t).on(day1, "ada", place("buy", buy))
	case subscription.StateRejected:
		return reach(t, subscription.StatePendingApproval).on(day1, "reseller", subscription.Reject{Order: "buy"})
	case subscription.StateScheduled:
		return from(t).order(day1, "buy", buy, requested("2026-06-01"))
	case subscription.StatePendingPayment:
		return from(t).order(day1, "buy", purchase(offer, "5", policy(subscription.Policy{PayFirst: true})))
	case subscription.StateProvisioning:
		return from(t).order(day1, "buy", buy)
	case subscription.StateTrialing:
		return running(t, day1, purchase(sold(t, seats("basic", "10", trialDays(100))), "5", policy(subscription.Policy{RefundDays: 30})))
	case subscription.StateActive:
		return running(t, day1, expiring)
	case subscription.StatePaused:
		return reach(t, subscription.StateActive).on(day1, "ada", subscription.Pause{})
	case subscription.StateSuspended:
		return reach(t, subscription.StateActive).on(day1, "reseller", subscription.Suspend{})
	case subscription.StateExpired:
		return running(t, "2025-10-01", expiring)
	case subscription.StateCancelled:
		return running(t, day1, buy).order("2026-01-05", "bye", subscription.Cancellation{}, now)
	case subscription.StateTerminated:
		return reach(t, subscription.StateActive).on(day1, "vendor", subscription.Terminate{})
	}
	t.Fatalf("no way to %s", s)
	return nil
}

// moves are all that can change a state on 10 January.
func moves(t fataler) []subscription.Action {
	buy := purchase(sold(t, seats("basic", "10")), "5")
	return []subscription.Action{
		place("buy-2", buy), subscription.Reject{Order: "buy"}, subscription.Approve{Order: "buy"},
		subscription.Pay{}, subscription.Provision{}, subscription.Convert{}, subscription.Pause{}, subscription.Resume{},
		subscription.Suspend{}, subscription.Reactivate{}, subscription.Terminate{},
		place("end", subscription.Cancellation{}, now), place("back", subscription.Refund{}),
	}
}

// Every action in every state makes a transition of the table or is refused,
// and every transition of the table is made.
func TestTransitionsAreThoseOfTheTable(t *testing.T) {
	made := map[[2]subscription.State]bool{}
	note := func(s *story) {
		for _, h := range s.c.History {
			made[[2]subscription.State{h.From, h.To}] = true
			if !h.From.CanBecome(h.To) {
				t.Errorf("%s became %s, which is not in the table", h.From, h.To)
			}
			if h.At == 0 || h.Event == "" || h.Reason == "" || h.Actor == "" && h.Reason == "because" {
				t.Errorf("%s became %s, and nobody knows when, how or why: %+v", h.From, h.To, h)
			}
		}
	}
	for state := subscription.NoState; state <= subscription.StateTerminated; state++ {
		if got := reach(t, state).c.StateAt(day("2026-01-10")); got != state {
			t.Fatalf("on the way to %s: %s", state, got)
		}
		for _, do := range moves(t) {
			s := reach(t, state)
			c, err := subscription.Apply(s.c, s.event("2026-01-10", "reseller", do))
			s.c = c
			note(s)
			if err == nil || c.StateAt(day("2026-01-10")) == state {
				continue
			}
			t.Errorf("%T in %s failed and changed the state: %v", do, state, err)
		}
	}
	for _, extra := range []*story{
		reach(t, subscription.StateScheduled).on("2026-06-02", "vendor", subscription.Provision{}),
		from(t).order("2026-01-01", "buy", purchase(sold(t, seats("basic", "10")), "5", policy(subscription.Policy{PayFirst: true})), requested("2026-03-01")),
		from(t).on("2026-01-01", "ada", place("buy", purchase(sold(t, seats("basic", "10")), "5"), requested("2026-03-01"))).on("2026-01-02", "reseller", subscription.Approve{Order: "buy"}),
		from(t).on("2026-01-01", "ada", place("buy", purchase(sold(t, seats("basic", "10")), "5", policy(subscription.Policy{PayFirst: true})))).on("2026-01-02", "reseller", subscription.Approve{Order: "buy"}),
		reach(t, subscription.StateTrialing).on("2026-01-02", "reseller", subscription.Suspend{}).on("2026-01-03", "reseller", subscription.Reactivate{}),
	} {
		note(extra)
	}
	for _, e := range subscription.Edges() {
		if !made[[2]subscription.State{e.From, e.To}] {
			t.Errorf("nothing makes %s become %s", e.From, e.To)
		}
	}
}

// A refusal names the state that there is and the one that there is no way to.
func TestRefusedTransitionsNameBothStates(t *testing.T) {
	for _, tt := range []struct {
		from, to subscription.State
		do       subscription.Action
	}{
		{subscription.NoState, subscription.StateTerminated, subscription.Terminate{}},
		{subscription.StatePendingApproval, subscription.StateProvisioning, subscription.Pay{}},
		{subscription.StateScheduled, subscription.StateActive, subscription.Provision{}},
		{subscription.StateProvisioning, subscription.StatePaused, subscription.Pause{}},
		{subscription.StateTrialing, subscription.StatePaused, subscription.Pause{}},
		{subscription.StateActive, subscription.StateActive, subscription.Resume{}},
		{subscription.StateActive, subscription.StateActive, subscription.Reactivate{}},
		{subscription.StateActive, subscription.StateActive, subscription.Convert{}},
		{subscription.StatePaused, subscription.StatePaused, subscription.Pause{}},
		{subscription.StatePaused, subscription.StateSuspended, subscription.Suspend{}},
		{subscription.StatePaused, subscription.StateActive, subscription.Reactivate{}},
		{subscription.StateSuspended, subscription.StateActive, subscription.Resume{}},
		{subscription.StateExpired, subscription.StatePaused, subscription.Pause{}},
		{subscription.StateTerminated, subscription.StateActive, subscription.Reactivate{}},
		{subscription.StateTerminated, subscription.StateTerminated, subscription.Terminate{}},
		{subscription.StateRejected, subscription.StateActive, subscription.Reactivate{}},
	} {
		s := reach(t, tt.from)
		err := as[*subscription.TransitionError](t, s.refused("2026-01-10", "reseller", tt.do))
		if err.From != tt.from || err.To != tt.to || err.At != day("2026-01-10") {
			t.Errorf("%T in %s: %v", tt.do, tt.from, err)
		}
		for _, name := range []string{tt.from.String(), tt.to.String()} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%T in %s: %q does not say %s", tt.do, tt.from, err, name)
			}
		}
	}
}

// Every state but the end of one leads on, and every state can be reached.
func TestTableIsWhole(t *testing.T) {
	edges := subscription.Edges()
	for s := subscription.StatePendingApproval; s <= subscription.StateTerminated; s++ {
		if !slices.ContainsFunc(edges, func(e subscription.Edge) bool { return e.To == s }) {
			t.Errorf("%s cannot be reached", s)
		}
		final := s == subscription.StateRejected || s == subscription.StateTerminated
		if s.CanBecome(subscription.StateTerminated) == s.Over() || final == slices.ContainsFunc(edges, func(e subscription.Edge) bool { return e.From == s }) {
			t.Errorf("%s leads nowhere, or has ended and goes on", s)
		}
	}
	for i, e := range edges {
		if slices.ContainsFunc(edges[:i], func(d subscription.Edge) bool { return d.From == e.From && d.To == e.To }) {
			t.Errorf("%s to %s comes twice", e.From, e.To)
		}
	}
	edges[0].To = subscription.StateActive
	if subscription.Edges()[0].To == subscription.StateActive {
		t.Error("the table can be changed")
	}
}

type name interface {
	String() string
	MarshalText() ([]byte, error)
}

// Texts of enumerations come back, and what is none is refused.
func TestNames(t *testing.T) {
	for n := range uint8(20) {
		var state subscription.State
		var kind subscription.OrderKind
		var status subscription.OrderStatus
		var effect subscription.Effect
		var end subscription.TermEnd
		for _, tt := range []struct {
			value name
			last  uint8
			read  func([]byte) error
			got   func() name
		}{
			{subscription.State(n), 12, state.UnmarshalText, func() name { return state }},
			{subscription.OrderKind(n), 8, kind.UnmarshalText, func() name { return kind }},
			{subscription.OrderStatus(n), 6, status.UnmarshalText, func() name { return status }},
			{subscription.Effect(n), 2, effect.UnmarshalText, func() name { return effect }},
			{subscription.TermEnd(n), 2, end.UnmarshalText, func() name { return end }},
		} {
			text, err := tt.value.MarshalText()
			if (err == nil) != (n <= tt.last) {
				t.Errorf("%T %d: MarshalText = %q, %v", tt.value, n, text, err)
			}
			if readErr := tt.read([]byte(tt.value.String())); (readErr == nil) != (err == nil) {
				t.Errorf("%T: %v reads as %v, %v", tt.value, tt.value, tt.got(), readErr)
			} else if err == nil && tt.got() != tt.value {
				t.Errorf("%v comes back as %v", tt.value, tt.got())
			}
		}
	}
}
