package daybook_test

import (
	"context"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

const controlScenario = `plan basic
charge basic fee prepaid flat=10.00
subscribe s1 basic 2026-01-01
run 2026-02-01
----
booked 2026-01-01 s1 basic/fee prepaid for 2026-01-01..2026-02-01: 10.00 EUR
live 2026-01-01..2026-02-01 s1 basic/fee: 0.32 ×23 0.33 ×8 = 10.00 EUR
`

// inFile keeps a scenario in a file of its own.
func inFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "control.txt")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// refused plays a scenario that must fail, and never be written.
func refused(t *testing.T, text string, r *runner, update bool, want string) {
	t.Helper()
	file := inFile(t, text)
	err := play(file, r, update)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("play = %v, want %q", err, want)
	}
	if now, err := os.ReadFile(file); err != nil || string(now) != text {
		t.Errorf("the file was written: %v\n%s", err, now)
	}
}

func TestScenarioControl(t *testing.T) {
	if err := play(inFile(t, controlScenario), newRunner(), false); err != nil {
		t.Fatal(err)
	}
	refused(t, strings.Replace(controlScenario, "0.33 ×8 = 10.00", "0.33 ×8 = 10.01", 1), newRunner(), false, "want\nbooked")
}

// An overcharger is a ledger that adds a unit to one row.
type overcharger struct {
	daybook.Ledger
	book  proceeds.Book
	nth   int
	asked int
}

func (o *overcharger) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	for i := range rows {
		if rows[i].Book != o.book {
			continue
		}
		if o.asked++; o.asked == o.nth {
			more, err := rows[i].Amounts.Add(channel.AmountsOf(rows[i].Currency, 2, 1))
			if err != nil {
				return err
			}
			rows[i].Amounts = more
		}
	}
	return o.Ledger.AppendRows(ctx, rows)
}

// What the ledger has too much is found by the oracle, and never written.
func TestScenarioWrongAmountIsCaught(t *testing.T) {
	for _, wrong := range []overcharger{{book: proceeds.Booked, nth: 1}, {book: proceeds.Live, nth: 1}, {book: proceeds.Live, nth: 31}} {
		for _, update := range []bool{false, true} {
			r, o := newRunner(), wrong
			o.Ledger, r.ledger = r.ledger, &o
			refused(t, controlScenario, r, update, "the oracle says")
		}
	}
}

// An oracle that counts one day more on both sides of a change, as some engines
// do, differs from the engine.
func TestScenarioWrongRuleIsCaught(t *testing.T) {
	const changed = `plan basic
charge basic fee prepaid unit=30.00
subscribe s1 basic 2026-04-01
change s1 2026-04-16 seats=2
book 2026-05-01
----
`
	if err := play(inFile(t, changed), newRunner(), true); err != nil {
		t.Fatal(err)
	}
	r := newRunner()
	r.oracle.over = func(t *termFacts, ref span, u calendar.Instant) *big.Rat {
		return big.NewRat(min(t.dates(ref.s, u)+1, 31), 31)
	}
	refused(t, changed, r, true, "the oracle says")
}

func TestScenarioCommandsAreRefused(t *testing.T) {
	const head = "plan p\ncharge p fee prepaid flat=1\nsubscribe s p 2026-01-01\n"
	for _, tt := range []struct{ text, want string }{
		{"plan p\n", "no line of dashes"},
		{"refund s1\n----\n", "line 1: refund: no such command"},
		{"# why\nplan p colour=red\n----\n", `line 2: plan: does not know "colour"`},
		{"plan p currency=\n----\n", `line 1: plan: "currency=" is half a pair`},
		{"plan p currency=EUR currency=USD\n----\n", `"currency" comes twice`},
		{"plan p q\n----\n", "line 1: plan: 2 words, want 1"},
		{"charge p fee prepaid flat=1\n----\n", `no plan "p"`},
		{"plan p\ncharge p fee sometimes flat=1\n----\n", `no such kind: "sometimes"`},
		{"plan p\ncharge p fee prepaid\n----\n", "no price"},
		{"plan p\ncharge p fee prepaid flat=1 unit=2\n----\n", "two prices"},
		{"plan p\ncharge p fee prepaid flat=1e9\n----\n", `"1e9" is no number`},
		{"plan p\ncharge p fee prepaid volume=9@x\n----\n", `"x" is no number`},
		{"chain parent*20%\n----\n", `"parent*20%" is no seller`},
		{"slots year UTC\n----\n", `no such slot: "year"`},
		{"plan p\ncharge p u usage unit=1 statistic=mean\n----\n", `statistic is average`},
		{"plan p\ncharge p fee prepaid unit=1 minimum=2\n----\n", "only usage"},
		{"zone Mars/Olympus\n----\n", "unknown time zone"},
		{head + "subscribe s p 2026-01-01\n----\n", `"s" is taken`},
		{head + "subscribe t p 2026-02-30\n----\n", `"2026-02-30" is no date`},
		{head + "subscribe t p 2026-01-01 mode=free\n----\n", `mode is running or trial, not "free"`},
		{head + "change s 2025-01-01 seats=2\n----\n", "s has not started"},
		{head + "change s 2026-01-02 seats=two\n----\n", "does not know seats=two"},
		{head + "change s 2026-01-02 extra=2\n----\n", "does not know extra=2"},
		{head + "change s 2026-01-02 credit=some\n----\n", `no such credit: "some"`},
		{head + "change t 2026-01-02 seats=2\n----\n", `no subscription "t"`},
		{head + "pause s 2026-01-02 forfeit=no\n----\n", `forfeit is yes, not "no"`},
		{head + "cancel s 2026-01-02 because=it\n----\n", `does not know "because"`},
		{head + "use s 2026-01-02 traffic many\n----\n", `"many" is no quantity`},
		{head + "order s 2026-01-02 cancel\n----\n", `no subscription "s" was ordered`},
		{head + "approve s 2026-01-02\n----\n", "nothing waits for it"},
		{head + "order o 2026-01-02 buy p colour=red\n----\n", `does not know "colour"`},
		{head + "order o 2026-01-02 buy p\norder o 2026-01-03 wish\n----\n", `no such order: "wish"`},
		{head + "order o 2026-01-02 buy p\norder o 2026-01-03 cancel soon=yes\n----\n", `does not know "soon"`},
		{head + "order o 2026-01-02 buy p\ncancel o 2026-01-03\n----\n", "o was ordered: order it"},
		{head + "order o 2026-01-02 buy p\norder o 2026-01-03 refund\nrun 2026-02-01\n----\n", "refund"},
		{head + "order o 2026-01-02 buy p\nresume o 2026-01-03\nrun 2026-02-01\n----\n", "cannot become active"},
		{head + "order o 2026-01-02 buy p\norder o 2026-01-03 cancel effect=soon\n----\n", `effect is now or end, not "soon"`},
		{head + "order o 2026-01-02 buy p\norder o 2026-01-03 change\n----\n", "want one of seats"},
		{"plan p every=1M\n----\n", `every is such as P1M, not "1M"`},
		{"plan p trial=x\n----\n", "a trial of x days"},
		{head + "subscribe t p 2026-01-01 align=day-32\n----\n", `no such alignment: "day-32"`},
		{head + "policy refund=some\n----\n", `no such credit: "some"`},
		{head + "run 2026-02-01\nrun 2026-01-01\n----\n", "runs go forward"},
		{head + "show everything\n----\n", `does not know "everything"`},
		{head + "subscribe t p 2026-01-01 seats=-1\nrun 2026-02-01\n----\n", "negative"},
	} {
		refused(t, tt.text, newRunner(), true, tt.want)
	}
}
