package faults

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
)

var (
	full = flag.Bool("full", false, "inject every fault as often as docs/reliability.md says, and write that page")
	some = flag.Int("faults", 5, "how often, without -full")
)

func TestMain(m *testing.M) {
	if path := os.Getenv(workerEnv); path != "" {
		work(path, os.Getenv(controlEnv))
		return
	}
	flag.Parse()
	code := pgtest.Main(m)
	if code == 0 && *full && flag.Lookup("test.run").Value.String() == "" {
		if err := writePage(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// times is how often a fault is injected.
func times(fully int) int {
	if *full {
		return fully
	}
	if testing.Short() {
		return 1
	}
	return min(fully, *some)
}

// long skips in a short run what has a process or a server of its own.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
}

// A result is a line of the page.
type result struct {
	order           int
	fault, database string
	faults, jobs    int // injected; jobs that were compared at the end
	same            int // of them, with the same hash and nothing lost or doubled
	difference
	control string // what was broken on purpose, and what of it was noticed
}

// compared counts a job that ran to its end.
func (r *result) compared(d difference) {
	r.jobs++
	r.add(d)
	if !d.any() {
		r.same++
	}
}

var results struct {
	sync.Mutex
	all []result
}

// report fails the test if anything was lost or doubled, or if the control was
// not noticed.
func report(t *testing.T, r result, control difference) {
	t.Helper()
	t.Logf("%s on %s: %d faults, %d jobs, %d lost, %d doubled; control: %+v", r.fault, r.database, r.faults, r.jobs, r.lost, r.doubled, control)
	if r.any() {
		t.Errorf("%d lost, %d doubled", r.lost, r.doubled)
	}
	if r.faults == 0 || r.jobs == 0 {
		t.Error("no fault was injected, or no job compared")
	}
	if !control.any() {
		t.Errorf("control: %s was not noticed", r.control)
	}
	r.control += fmt.Sprintf(": %d lost, %d doubled", control.lost, control.doubled)
	results.Lock()
	defer results.Unlock()
	results.all = append(results.all, r)
}

const head = `# Reliability

This page is written by

` + "```sh" + `
go test ./store/sqlstore/internal/faults -full -timeout 2h
` + "```" + `

and shows its last run. Every line is one kind of fault. After each fault the job that it hit is run again to its end: %d subscriptions of a chain of four levels, %d days of live proceeds, a restatement with usage that came late, a month booked, invoiced and paid. Its canonical rows are compared with those of a run that never failed, whose SHA-256 is

    %x

"Lost" counts cells that hold less than in that run, rows that the store had confirmed and that were gone after the fault, and missing invoices, numbers and payments; "doubled" what is there twice or too much. In the last column the same faults meet something that was broken on purpose, and what the comparison then found.

| fault | database | faults | jobs compared | lost | doubled | same hash | control |
|---|---|---:|---:|---:|---:|---:|---|
`

const tail = `
A fault of a store's call comes before its effect, or after it: then the caller does not know that it succeeded. A killed writer gets SIGKILL at a random moment; a stopped server PostgreSQL's immediate shutdown, with several writers at work, and recovers from its log. A cut connection ends after the database has received COMMIT and before its answer is passed on. A full disk is a bound on the pages of an SQLite file, and a small file system under PostgreSQL. Disks are waited for as the settings of ` + "`SQLiteDSN`" + ` and PostgreSQL's defaults say. None of this cuts the power.
`

func writePage() error {
	want, err := reference()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, head, subscriptions, days, want.canon.Hash())
	slices.SortStableFunc(results.all, func(a, b result) int {
		if a.order != b.order {
			return a.order - b.order
		}
		return strings.Compare(a.database, b.database)
	})
	for _, r := range results.all {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %d | %s |\n",
			r.fault, r.database, r.faults, r.jobs, r.lost, r.doubled, r.same, r.control)
	}
	b.WriteString(tail)
	return os.WriteFile(filepath.Join("..", "..", "..", "..", "docs", "reliability.md"), b.Bytes(), 0o644)
}
