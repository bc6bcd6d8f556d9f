package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ran(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

// The demo writes the same files twice, and its documents keep the rules.
func TestDemo(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		if code, _, errs := ran(t, "demo", "--dir", dir); code != exitOK {
			t.Fatal(code, errs)
		}
	}
	files, err := os.ReadDir(first)
	if err != nil || len(files) != 7*4-1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		a, err := os.ReadFile(filepath.Join(first, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(second, f.Name()))
		if err != nil || !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s: not the same again, %v", f.Name(), err)
		}
		if strings.HasSuffix(f.Name(), ".xml") {
			if code, out, errs := ran(t, "check", filepath.Join(first, f.Name())); code != exitOK {
				t.Errorf("%s: %s%s", f.Name(), out, errs)
			}
		}
	}
}

func TestCommandLine(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.db")
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"--help", exitOK, "detail"},
		{"", exitOK, "Available Commands"},
		{"demo more", exitUsage, "arguments"},
		{"ubl --viewer alpine", exitUsage, "--db is missing"},
		{"pdf --colour red", exitUsage, "unknown flag"},
		{"csv --db " + missing + " --viewer a --number n", exitBroken, "no such file"},
		{"check " + missing, exitBroken, "no such file"},
	} {
		code, out, errs := ran(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out+errs, c.want) {
			t.Errorf("%q: %d, %s%s; want %d and %q", c.args, code, out, errs, c.code, c.want)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a file was made")
	}
}
