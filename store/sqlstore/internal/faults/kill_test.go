package faults

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/store/sqlstore"
)

// The test binary is the worker, too: it writes to the database that workerEnv
// names, and is broken on purpose if controlEnv is set.
const (
	workerEnv  = "DAYBOOK_FAULTS_WORKER"
	controlEnv = "DAYBOOK_FAULTS_CONTROL"
)

// work runs the job on an SQLite file and prints the key of every row once its
// append is answered.
func work(path, control string) {
	if err := workOn(path, control); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func workOn(path, control string) error {
	ctx := context.Background()
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(path))
	if err != nil {
		return err
	}
	s, err := sqlstore.Open(ctx, db)
	if err != nil {
		return err
	}
	j, err := newJob("")
	if err != nil {
		return err
	}
	var through daybook.Store = s
	if control != "" {
		through = &hasty{Store: s}
	}
	fmt.Println("ready")
	return j.do(ctx, acking{through, func(keys ...string) {
		// One write a line: the reader takes whole ones.
		os.Stdout.WriteString(strings.Join(keys, "\t") + "\n")
	}})
}

// A writer of an SQLite file is killed at a random moment of its job, again and
// again.
func TestKilledWriter(t *testing.T) {
	long(t)
	r := result{order: 3, fault: "SIGKILL of a writer", database: "SQLite", control: "a store that answers before it writes"}
	took := killed(t, t.TempDir(), time.Minute, "").took
	for range times(300) {
		for {
			k := killed(t, t.TempDir(), moment(took), "")
			if k.alive {
				r.faults++
				r.compared(k.difference)
				break
			}
		}
	}
	var control difference
	for i := 0; i < 50 && !control.any(); i++ {
		control.add(killed(t, t.TempDir(), moment(took), "hasty").difference)
	}
	report(t, r, control)
}

// moment is a random part of what a job takes.
func moment(took time.Duration) time.Duration { return rand.N(took) }

// A kill is what became of a worker that was killed.
type kill struct {
	alive bool          // when the signal came
	took  time.Duration // of the worker that was let live, once it was ready
	difference
}

// killed kills a worker after a while, looks for what it said it had stored, and
// runs its job to the end.
func killed(t *testing.T, folder string, after time.Duration, control string) kill {
	t.Helper()
	path := filepath.Join(folder, "daybook.db")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workerEnv+"="+path, controlEnv+"="+control)
	var said, wrong bytes.Buffer
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &wrong
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := bufio.NewReader(out)
	if _, err := ready.ReadString('\n'); err != nil {
		t.Fatalf("the worker is not ready: %v, %s", err, wrong.String())
	}
	start := time.Now()
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	_, readErr := ready.WriteTo(&said)
	k := kill{took: time.Since(start)}
	err = cmd.Wait()
	timer.Stop()
	var exit *exec.ExitError
	k.alive = errors.As(err, &exit) && !exit.Exited()
	if readErr != nil || err != nil && !k.alive {
		t.Fatalf("the worker failed: %v, %v, %s", readErr, err, wrong.String())
	}
	k.difference = resumed(t, path, said.String())
	os.RemoveAll(folder)
	return k
}

// resumed compares a file with what was said about it, and with the reference
// once the job is done.
func resumed(t *testing.T, path, said string) difference {
	t.Helper()
	var a acks
	lines := strings.Split(said, "\n")
	for _, line := range lines[:len(lines)-1] {
		a.add(strings.Split(line, "\t")...)
	}
	s, db := openSQLite(t, path)
	defer db.Close()
	rows, _, err := read(t.Context(), s, place{})
	if err != nil {
		t.Fatal(err)
	}
	d := difference{lost: a.missing(rows)}
	j, err := newJob("")
	if err != nil {
		t.Fatal(err)
	}
	if err := j.do(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	end, _, err := j.finished(t.Context(), s, place{})
	if err != nil {
		t.Fatal(err)
	}
	d.add(end)
	return d
}
