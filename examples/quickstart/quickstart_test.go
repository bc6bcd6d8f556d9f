package main

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// call runs the command and returns what it printed.
func call(t *testing.T, wrap func(daybook.Store) daybook.Store, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = program{out: &o, err: &e, wrap: wrap}.run(t.Context(), args)
	return code, o.String(), e.String()
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is missing in:\n%s", p, text)
		}
	}
}

var answers = regexp.MustCompile(`: (yes|no)\n`)

func TestQuickstart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.db")
	code, out, errs := call(t, nil, "-db", file)
	if code != exitOK || errs != "" || strings.Contains(out, ": no\n") || len(answers.FindAllString(out, -1)) != 6 {
		t.Fatalf("exit %d, %s\n%s", code, errs, out)
	}
	contains(t, out, "0 rows added", "sell-out", "Everything is in "+file)
	hash := regexp.MustCompile(`still ([0-9a-f]{64})`).FindString(out)

	code, out, errs = call(t, nil, "-db", file)
	if code != exitOK || errs != "" {
		t.Fatalf("a second run on the file: exit %d, %s\n%s", code, errs, out)
	}
	contains(t, out, "booked 0 rows, collected 0 quotas, issued 0 invoices", hash)
	lookFurther(t, out)
}

// lookFurther runs the three commands that the output names.
func lookFurther(t *testing.T, out string) {
	t.Helper()
	commands := regexp.MustCompile(`go run \./examples/quickstart (live|invoice|explain) (.*)`).FindAllStringSubmatch(out, -1)
	if len(commands) != 3 {
		t.Fatalf("%d commands to look further in:\n%s", len(commands), out)
	}
	for _, c := range commands {
		args := []string{c[1]}
		flags, row, found := strings.Cut(c[2], " -row ")
		args = append(args, strings.Fields(flags)...)
		if found {
			args = append(args, "-row", strings.Trim(row, "'"))
		}
		code, out, errs := call(t, nil, args...)
		if code != exitOK || errs != "" || len(out) < 100 {
			t.Errorf("%v: exit %d, %s\n%s", args, code, errs, out)
		}
	}
}

// A dropping store loses one quota, always the same.
type dropping struct {
	daybook.Store
	subscription string
}

func (d *dropping) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	kept := make([]proceeds.Row, 0, len(rows))
	for _, r := range rows {
		if r.Book == proceeds.Live && string(r.Subscription) == d.subscription && r.Start == instant("2026-01-20") && r.Charge == "seats" {
			continue
		}
		kept = append(kept, r)
	}
	return d.Store.AppendRows(ctx, kept)
}

func TestADroppedQuotaIsSeen(t *testing.T) {
	drop := func(id string) func(daybook.Store) daybook.Store {
		return func(s daybook.Store) daybook.Store { return &dropping{s, id} }
	}
	code, out, _ := call(t, drop("s-00000006"), "-db", filepath.Join(t.TempDir(), "dropped.db"), "-subscriptions", "12")
	if code != exitBroken {
		t.Errorf("exit %d, want %d", code, exitBroken)
	}
	contains(t, out, "Σ quotas = Σ proceeds at every level, in each of them: no")
	// The control: the same wrapper that finds nothing to drop.
	if code, out, _ := call(t, drop("nobody"), "-db", filepath.Join(t.TempDir(), "whole.db"), "-subscriptions", "12"); code != exitOK {
		t.Errorf("control: exit %d\n%s", code, out)
	}
}

// A file of another number of customers is refused, and stays as it is.
func TestAnotherWorldIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.db")
	for _, n := range []string{"3", "2", "4"} {
		code, out, errs := call(t, nil, "-subscriptions", n, "-db", file)
		if ok := n == "3"; (code == exitOK) != ok || !ok && !strings.Contains(errs, "holds something else") {
			t.Errorf("%s customers: exit %d, %s%s", n, code, errs, out)
		}
	}
	if code, out, errs := call(t, nil, "-subscriptions", "3", "-db", file); code != exitOK {
		t.Errorf("its own again: exit %d, %s%s", code, errs, out)
	}
}

func TestStats(t *testing.T) {
	code, out, errs := call(t, nil, "-stats", "-subscriptions", "50")
	if code != exitOK || errs != "" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	contains(t, out, "rows per second", "peak memory", "keeps nothing")
	code, out, _ = call(t, nil, "-stats", "-subscriptions", "20", "-db", filepath.Join(t.TempDir(), "stats.db"))
	if code != exitOK {
		t.Fatalf("into a file: exit %d", code)
	}
	contains(t, out, "stats.db")
}

func TestUsage(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"-h", exitOK, "-subscriptions"},
		{"-nonsense", exitUsage, "nonsense"},
		{"nonsense", exitUsage, `unexpected argument "nonsense"`},
		{"-subscriptions 0", exitUsage, "between 1 and"},
		{"-subscriptions many", exitUsage, "invalid value"},
		{"-focus " + missing, exitBroken, "no such file"},
		{"live -viewer alpine", exitUsage, "-db is missing"},
		{"live -db " + missing, exitUsage, "-viewer is missing"},
		{"live -viewer alpine -from yesterday", exitUsage, "is not a date"},
		{"live -viewer alpine -db " + missing, exitBroken, "no such file"},
		{"invoice -id x -db " + missing, exitBroken, "no such file"},
		{"explain -row x -db " + missing, exitUsage, "no key of a row"},
	} {
		code, out, errs := call(t, nil, strings.Fields(tt.args)...)
		if code != tt.code || !strings.Contains(errs, tt.says) {
			t.Errorf("%s: exit %d, want %d and %q; it says %s%s", tt.args, code, tt.code, tt.says, out, errs)
		}
	}
}

// A dying store stops at the first invoice that is to be opened.
type dying struct{ daybook.Store }

func (d dying) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	for _, inv := range invs {
		if inv.Status == invoice.Open {
			return nil, errors.New("power cut")
		}
	}
	return d.Store.PutInvoices(ctx, invs)
}

// A run that ended between drafting an invoice and opening it is made good by
// the next one.
func TestCrashBetweenDraftAndOpen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.db")
	if code, _, errs := call(t, func(s daybook.Store) daybook.Store { return dying{s} }, "-subscriptions", "2", "-db", file); code == exitOK {
		t.Fatal("no crash", errs)
	}
	if code, out, errs := call(t, nil, "-subscriptions", "2", "-db", file); code != exitOK {
		t.Errorf("after a crash: exit %d, %s%s", code, errs, out[:min(len(out), 200)])
	}
}
