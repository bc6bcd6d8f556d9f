package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// call runs the command and returns what it printed.
func call(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

// model returns the published rule model. Without it the test is skipped, or fails
// where DAYBOOK_REQUIRE asks for it.
func model(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("DAYBOOK_FOCUS")
	if folder == "" {
		const why = "DAYBOOK_FOCUS names no folder with the FOCUS files"
		if slices.Contains(strings.Split(os.Getenv("DAYBOOK_REQUIRE"), ","), "focus") {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	return filepath.Join(folder, "model-1.2.json")
}

type fixed calendar.Instant

func (f fixed) Now() time.Time { return calendar.Instant(f).Time() }

// ledger is a file with Ada's seats of January at 10.00 from her reseller, which
// buys them at 8.00; both are invoiced.
func ledger(t *testing.T) string {
	t.Helper()
	ctx := context.Background()
	name := filepath.Join(t.TempDir(), "ledger.db")
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(name))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	store, err := sqlstore.Open(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	plan := &pricing.Plan{ID: "basic", Revision: 1, Product: "backup", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "seats", Model: pricing.PerUnit{Unit: decimal.NewFromInt(8)}, Unit: "Seats", TaxCategory: "S"},
	}}
	offer, err := channel.NewOffer(plan, &channel.Chain{ID: "eu", Revision: 1, Vendor: "nimbus", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "list", Revision: 1}, Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(25)}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	january := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
	subs := func(yield func(subscription.Subscription, error) bool) {
		yield(subscription.Subscription{ID: "s-1", Customer: "ada", Terms: []subscription.Term{{
			From: january.Start, Offer: offer, Quantity: decimal.NewFromInt(1), Schedule: calendar.Schedule{Anchor: january.Start},
		}}}, nil)
	}
	b := daybook.Booker{Ledger: store, Clock: fixed(january.End)}
	c := daybook.Collector{Ledger: store, Clock: fixed(january.End)}
	for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
		if r, err := f(ctx, january, subs); err != nil || r.Rows == 0 {
			t.Fatal(r, err)
		}
	}
	for level := range channel.Level(2) {
		issuer := daybook.Issuer{Store: store, Clock: fixed(january.End), Terms: invoice.Terms{Series: "R-"}}
		bills, err := store.Bills(ctx, daybook.Bill{Level: level, Posted: january}, daybook.Bill{}, 10)
		if err != nil || len(bills) != 1 {
			t.Fatal(bills, err)
		}
		draft, err := issuer.Draft(ctx, bills[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := issuer.Approve(ctx, draft.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := issuer.Open(ctx, draft.ID); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

func TestWriteReadCheck(t *testing.T) {
	db := ledger(t)
	for name, tt := range map[string]struct{ args, says, kinds string }{
		"customer": {"--viewer ada --seller reseller", "32 lines; billed 10.00 EUR, consumed 10.00 EUR\n", "purchase"},
		"month":    {"--viewer ada --seller reseller --month 2026-01", "32 lines; billed 10.00 EUR", "purchase"},
		"reseller": {"--viewer reseller --seller nimbus", "32 lines; billed 8.00 EUR", "purchase"},
		"quotas":   {"--viewer reseller --seller reseller --buyer ada --live --own-margin", "31 lines; billed 10.00 EUR", "usage"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.csv")
			args := append([]string{"write", "--db", db, "-o", out}, strings.Fields(tt.args)...)
			code, text, errs := call(t, args...)
			if code != exitOK || text != "" || !strings.Contains(errs, tt.says) {
				t.Fatalf("write: exit %d, %q, %s", code, text, errs)
			}
			if code, text, errs := call(t, "read", "--strict", out); code != exitOK || errs != "" || !strings.HasPrefix(text, "FOCUS 1.2: ") || !strings.Contains(text, tt.kinds) {
				t.Errorf("read: exit %d, %s%s", code, text, errs)
			}
			again := filepath.Join(t.TempDir(), "again.csv")
			args[4] = again
			if code, _, errs := call(t, args...); code != exitOK {
				t.Fatalf("again: exit %d, %s", code, errs)
			}
			x, _ := os.ReadFile(out)
			if y, err := os.ReadFile(again); err != nil || string(x) != string(y) {
				t.Errorf("a second run wrote other bytes, or none: %v", err)
			}
			if code, text, errs := call(t, "check", out, "--model", model(t)); code != exitOK || !strings.Contains(text, "0 unknown, 0 failed") {
				t.Errorf("check: exit %d, %s%s", code, text, errs)
			}
		})
	}
}

func TestServicesFile(t *testing.T) {
	db, services := ledger(t), filepath.Join(t.TempDir(), "services.json")
	if err := os.WriteFile(services, []byte(`{"backup":{"name":"Nimbus Backup","publisher":"Nimbus Ltd","category":"Storage"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call(t, "write", "--db", db, "--viewer", "ada", "--seller", "reseller", "--services", services)
	if code != exitOK || !strings.Contains(out, "Nimbus Ltd") || !strings.Contains(out, "Other (Storage)") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
}

// What cannot be written leaves no file.
func TestNoHalfFile(t *testing.T) {
	db, folder := ledger(t), t.TempDir()
	code, _, errs := call(t, "write", "--db", db, "--viewer", "stranger", "--seller", "reseller", "-o", filepath.Join(folder, "x.csv"))
	left, err := os.ReadDir(folder)
	if code != exitBroken || !strings.Contains(errs, "reseller charges nothing that stranger may see") || err != nil || len(left) != 0 {
		t.Errorf("exit %d, %s, left %v, %v", code, errs, left, err)
	}
}

func TestBadExport(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bad.csv")
	const head = "ProviderName,ServiceName,ChargeCategory,BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd\n"
	const good = "Cloud,Compute,Usage,1,USD,2026-03-02T00:00:00Z,2026-03-02T01:00:00Z\n"
	if err := os.WriteFile(name, []byte(head+good+strings.Replace(good, "USD", "QQQ", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call(t, "read", name)
	if code != exitBroken || !strings.Contains(out, "FOCUS 1.0: 1 lines, 1 left out") || !strings.Contains(errs, "left out: line 3: BillingCurrency: ") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if code, _, errs := call(t, "read", name, "--faults", "0"); code != exitBroken || errs != "" {
		t.Errorf("exit %d, %s", code, errs)
	}
	if code, out, _ := call(t, "check", name, "--model", model(t), "--all"); code != exitBroken || !strings.Contains(out, "CostAndUsage-D-024-M") || strings.Count(out, "\n") != 421 {
		t.Errorf("check: exit %d, %d lines", code, strings.Count(out, "\n"))
	}
}

func TestCommandLine(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"--help", exitOK, "Available Commands"},
		{"write --help", exitOK, "--own-margin"},
		{"", exitOK, "Available Commands"},
		{"nonsense", exitUsage, `unknown argument "nonsense"`},
		{"write --nonsense", exitUsage, "unknown flag"},
		{"write --viewer a --seller b", exitUsage, "--db is missing"},
		{"write --viewer a --seller b --db " + missing, exitBroken, "no such file"},
		{"write --viewer a --seller b --db x --month January", exitUsage, "is no month like 2026-01"},
		{"read", exitUsage, "0 files named"},
		{"read " + missing, exitBroken, "no such file"},
		{"read --faults many x", exitUsage, "invalid argument"},
		{"check x", exitUsage, "--model is missing"},
		{"check x --model " + missing, exitBroken, "no such file"},
	} {
		code, out, errs := call(t, strings.Fields(tt.args)...)
		if code != tt.code || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%q: exit %d, %s%s; want %d, %q", tt.args, code, out, errs, tt.code, tt.says)
		}
	}
}
