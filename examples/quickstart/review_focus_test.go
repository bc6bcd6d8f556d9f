package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An export is billed into a file of the demo by mistake. It is refused, or both
// live in it; the file is good for what it was made for.
func TestReviewFocusIntoDemoFile(t *testing.T) {
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
func TestReviewFocusNamesStayApart(t *testing.T) {
	one := "a1,Cloud / West,Compute,Usage,USD,2026-03-02 00:00:00,2026-03-02 01:00:00,1.00\n"
	two := "a1,Cloud,West / Compute,Usage,USD,2026-03-02 00:00:00,2026-03-02 01:00:00,2.00\n"
	_, out, errs := focus(t, goodHeader+one+two)
	if !strings.Contains(out, "2 subscriptions") {
		t.Errorf("two services of two providers are billed as one: %s%s", out[:min(len(out), 300)], errs)
	}
}

// A sub-account may be called as a party of the resale is.
func TestReviewFocusNamesOfParties(t *testing.T) {
	for _, line := range []string{
		strings.Replace(goodLine, "a1", "reseller", 1), strings.Replace(goodLine, "a1", "Cloud", 1),
		strings.Replace(goodLine, "Cloud", "platform", 1),
	} {
		if code, out, errs := focus(t, goodHeader+goodLine+line); code != exitOK {
			t.Errorf("exit %d for %s%s%s", code, line, out, errs)
		}
	}
}

// A quote that is never closed swallows the rest of the file. That is not one
// line left out.
func TestReviewFocusOpenQuote(t *testing.T) {
	_, out, errs := focus(t, goodHeader+goodLine+strings.Replace(goodLine, "Compute", "\"Compute", 1)+strings.Repeat(goodLine, 50))
	if !strings.Contains(out, "52 lines read, 51 quarantined") && !strings.Contains(out, "52 lines read, 1 quarantined") {
		t.Errorf("52 lines: %s%s", out[:min(len(out), 300)], errs)
	}
}

// Zeros at the end are no decimals that a scale of 11 cannot hold.
func TestReviewFocusTrailingZeros(t *testing.T) {
	if code, out, errs := focus(t, goodHeader+strings.Replace(goodLine, "1.00000000001", "1.500000000000", 1)); code != exitOK {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}
