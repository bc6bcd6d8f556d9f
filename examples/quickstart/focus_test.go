package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample returns the real export. Without it the test is skipped, or fails
// where DAYBOOK_REQUIRE asks for it.
func sample(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("DAYBOOK_FOCUS")
	if folder == "" {
		if slices.Contains(strings.Split(os.Getenv("DAYBOOK_REQUIRE"), ","), "focus") {
			t.Fatal("DAYBOOK_FOCUS names no folder with the FOCUS sample")
		}
		t.Skip("DAYBOOK_FOCUS names no folder with the FOCUS sample")
	}
	return filepath.Join(folder, "focus_sample.csv")
}

func TestFocusSample(t *testing.T) {
	file := filepath.Join(t.TempDir(), "focus.db")
	code, out, errs := call(t, nil, "-focus", sample(t), "-db", file)
	if code != exitOK || errs != "" || strings.Contains(out, ": no\n") {
		t.Fatalf("exit %d, %s\n%s", code, errs, out)
	}
	contains(t, out, "1000 lines read, 0 quarantined; 73 sub-accounts",
		"vendor-cost   20.52022672899 USD   20.52022672899 USD", "issued 75 invoices", "delta", "0 rows added")
	lookFurther(t, out)
}

const goodHeader = "SubAccountId,ProviderName,ServiceName,ChargeCategory,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,BilledCost\n"

const goodLine = "a1,Cloud,Compute,Usage,USD,2026-03-02 00:00:00,2026-03-02 01:00:00,1.00000000001\n"

// onExport runs on an export of these lines.
func onExport(t *testing.T, text string) (code int, out, errs string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "export.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return call(t, nil, "-focus", name, "-db", filepath.Join(t.TempDir(), "focus.db"))
}

func TestFocusBadLines(t *testing.T) {
	for name, tt := range map[string]struct{ line, says string }{
		"unknown currency":      {strings.Replace(goodLine, "USD", "QQQ", 1), `line 3: BillingCurrency: money: unknown currency "QQQ"`},
		"no currency":           {strings.Replace(goodLine, "USD", "dollars", 1), "line 3: BillingCurrency: "},
		"not a number":          {strings.Replace(goodLine, "1.00000000001", "free", 1), `line 3: BilledCost: money: decimal "free" refused`},
		"no cost":               {strings.Replace(goodLine, "1.00000000001", "NULL", 1), "line 3: BilledCost: "},
		"10,000 digits":         {strings.Replace(goodLine, "1.00000000001", strings.Repeat("9", 10_000), 1), "line 3: BilledCost: "},
		"too many decimals":     {strings.Replace(goodLine, "1.00000000001", "0.000000000001", 1), "line 3: BilledCost: more than 11 decimals"},
		"end before start":      {strings.Replace(goodLine, "01:00:00", "00:00:00", 1), "line 3: ChargePeriodEnd: "},
		"no time":               {strings.Replace(goodLine, "2026-03-02 00:00:00", "yesterday", 1), `line 3: ChargePeriodStart: "yesterday" is no time`},
		"a missing column":      {"a1,Cloud,Compute,Usage,USD,2026-03-02 00:00:00,2026-03-02 01:00:00\n", "line 3: BilledCost: missing: the line has 7 columns of 8"},
		"no account":            {strings.Replace(goodLine, "a1", "NULL", 1), "line 3: SubAccountId: missing"},
		"an unknown category":   {strings.Replace(goodLine, "Usage", "Gift", 1), `line 3: ChargeCategory: "Gift" is no charge category`},
		"a broken quote":        {strings.Replace(goodLine, "Compute", "Com\"pute", 1), "line 3: character "},
		"one of two currencies": {strings.Replace(goodLine, "USD", "EUR", 1), "line 3: BillingCurrency: EUR in an export of USD"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := onExport(t, goodHeader+goodLine+tt.line+goodLine)
			if code != exitBroken {
				t.Errorf("exit %d, want %d: something was left out", code, exitBroken)
			}
			contains(t, errs, "left out: "+tt.says)
			contains(t, out, "3 lines read, 1 quarantined", "2.00000000002 USD", "Σ quotas = Σ proceeds at every level, in each of them: yes")
			if len(errs) > 500 {
				t.Errorf("%d bytes of errors", len(errs))
			}
		})
	}
}

func TestFocusUnreadable(t *testing.T) {
	for name, tt := range map[string]struct{ text, says string }{
		"empty":       {"", "header"},
		"header only": {goodHeader, "no line of costs among 0"},
		"columns":     {"SubAccountId,BilledCost\n", "line 1: ServiceName: the column is missing"},
		"centuries":   {goodHeader + goodLine + strings.ReplaceAll(goodLine, "2026", "2126"), "more than 1100 days"},
	} {
		if code, _, errs := onExport(t, tt.text); code != exitBroken || !strings.Contains(errs, tt.says) {
			t.Errorf("%s: exit %d, %s; want %q", name, code, errs, tt.says)
		}
	}
}

func TestFocusForms(t *testing.T) {
	header := "\ufeffId," + goodHeader // a byte order mark, and columns that we do not need
	lines := "1," + strings.Replace(goodLine, "2026-03-02 00:00:00", "2026-03-02T00:00:00Z", 1) +
		"2," + strings.Replace(goodLine, "1.00000000001", "-0.5", 1) +
		"3," + strings.Replace(strings.Replace(goodLine, "Usage", "Credit", 1), "1.00000000001", "-2.5E-1", 1)
	code, out, errs := onExport(t, header+lines)
	if code != exitOK || errs != "" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	contains(t, out, "3 lines read, 0 quarantined", "2 credits and adjustments", "0.25000000001 USD")
}

// An export is billed into a file of the demo by mistake. It is refused, or both
// live in it; the file is good for what it was made for.
func TestFocusIntoDemoFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "quickstart.db")
	if code, _, errs := call(t, nil, "-subscriptions", "2", "-db", file); code != exitOK {
		t.Fatal(errs)
	}
	export := filepath.Join(t.TempDir(), "export.csv")
	if err := os.WriteFile(export, []byte(goodHeader+goodLine), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, mistake := call(t, nil, "-focus", export, "-db", file)
	if code, out, errs := call(t, nil, "-subscriptions", "2", "-db", file); code != exitOK {
		t.Errorf("after the mistake, which said %q, the demo's own file is spoilt: exit %d, %s%s", mistake, code, out, errs)
	}
}

// Accounts, providers and services whose names have slashes stay apart.
func TestFocusNamesStayApart(t *testing.T) {
	one := "a1,Cloud / West,Compute,Usage,USD,2026-03-02 00:00:00,2026-03-02 01:00:00,1.00\n"
	two := "a1,Cloud,West / Compute,Usage,USD,2026-03-02 00:00:00,2026-03-02 01:00:00,2.00\n"
	_, out, errs := onExport(t, goodHeader+one+two)
	if !strings.Contains(out, "2 subscriptions") {
		t.Errorf("two services of two providers are billed as one: %s%s", out[:min(len(out), 300)], errs)
	}
}

// A sub-account may be called as a party of the resale is.
func TestFocusNamesOfParties(t *testing.T) {
	for _, line := range []string{
		strings.Replace(goodLine, "a1", "reseller", 1), strings.Replace(goodLine, "a1", "Cloud", 1),
		strings.Replace(goodLine, "Cloud", "platform", 1),
	} {
		if code, out, errs := onExport(t, goodHeader+goodLine+line); code != exitOK {
			t.Errorf("exit %d for %s%s%s", code, line, out, errs)
		}
	}
}

// A quote that is never closed swallows the rest of the file. That is not one
// line left out.
func TestFocusOpenQuote(t *testing.T) {
	_, out, errs := onExport(t, goodHeader+goodLine+strings.Replace(goodLine, "Compute", "\"Compute", 1)+strings.Repeat(goodLine, 50))
	if !strings.Contains(out, "52 lines read, 51 quarantined") && !strings.Contains(out, "52 lines read, 1 quarantined") {
		t.Errorf("52 lines: %s%s", out[:min(len(out), 300)], errs)
	}
}

// Zeros at the end are no decimals that a scale of 11 cannot hold.
func TestFocusTrailingZeros(t *testing.T) {
	if code, out, errs := onExport(t, goodHeader+strings.Replace(goodLine, "1.00000000001", "1.500000000000", 1)); code != exitOK {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}
