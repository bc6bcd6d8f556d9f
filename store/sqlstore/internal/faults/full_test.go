package faults

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
)

// An SQLite file may not grow beyond a number of pages, which rises each time
// that the job has met it.
func TestFullFile(t *testing.T) {
	r := result{order: 6, fault: "disk full", database: "SQLite", control: "a store that takes every error for success"}
	for r.faults < times(300) {
		d, hits := fullFile(t, func(s daybook.Store) daybook.Store { return s })
		r.faults += hits
		r.compared(d)
	}
	control, _ := fullFile(t, func(s daybook.Store) daybook.Store { return swallowing{s} })
	report(t, r, control)
}

// fullFile returns how often the job found the file full.
func fullFile(t *testing.T, through func(daybook.Store) daybook.Store) (d difference, hits int) {
	t.Helper()
	s, db := openSQLite(t, filepath.Join(t.TempDir(), "daybook.db"))
	defer db.Close()
	db.SetMaxOpenConns(1)
	j, err := newJob("")
	if err != nil {
		t.Fatal(err)
	}
	var a acks
	for j.tries = 2; ; {
		allow(t, db, 1+rand.IntN(6))
		err := j.do(t.Context(), acking{through(s), a.add})
		if err == nil {
			break
		}
		if !errors.Is(err, errGaveUp) {
			t.Fatal(err)
		}
		hits++
		rows, _, err := read(t.Context(), s, place{})
		if err != nil {
			t.Fatal(err)
		}
		d.lost += a.missing(rows)
	}
	end, _, err := j.finished(t.Context(), s, place{})
	if err != nil {
		t.Fatal(err)
	}
	d.add(end)
	return d, hits
}

// allow lets a file grow by that many pages and no more.
func allow(t *testing.T, db *sql.DB, pages int) {
	t.Helper()
	var now int
	if err := db.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&now); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, now+pages)); err != nil {
		t.Fatal(err)
	}
}

// PostgreSQL's data are on a small file system that is filled up under load.
// Where it cannot write its log the server ends; it is started again once there
// is room.
func TestFullDisk(t *testing.T) {
	long(t)
	folder := smallDisk(t)
	r := result{order: 6, fault: "disk full", database: "PostgreSQL", control: "a store that takes every error for success"}
	server, err := pgtest.NewIn(folder, "max_wal_size=32MB", "min_wal_size=32MB", "wal_recycle=off", "wal_init_zero=off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	d := newDriven(t, server, "")
	d.db.SetMaxOpenConns(4)
	for r.faults < times(60) {
		diff, hit := d.fullDisk(t, folder, func(s daybook.Store) daybook.Store { return s })
		if hit {
			r.faults++
		}
		r.compared(diff)
	}
	var control difference
	for i := 0; i < 20 && !control.any(); i++ {
		diff, _ := d.fullDisk(t, folder, func(s daybook.Store) daybook.Store { return swallowing{s} })
		control.add(diff)
	}
	report(t, r, control)
}

const diskSize = 160 << 20

// smallDisk mounts a small file system, which only root may.
func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d,mode=755", diskSize), "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("no small file system: %v, %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v, %s", err, out)
		}
	})
	// The folders above are for root alone.
	for up := filepath.Dir(folder); up != "/" && up != os.TempDir(); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// fullDisk fills the disk, runs a job into it, makes room and finishes the job.
func (d *driven) fullDisk(t *testing.T, folder string, through func(daybook.Store) daybook.Store) (diff difference, hit bool) {
	t.Helper()
	d.jobs++
	j := d.job(t, fmt.Sprintf("f%d-", d.jobs))
	j.tries = 2
	var a acks
	ballast := filepath.Join(folder, "ballast")
	fill(t, ballast, int64(rand.IntN(16))<<14)
	err := j.do(t.Context(), acking{through(d.store), a.add})
	hit = err != nil
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := d.server.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := d.server.Start(); err != nil {
		t.Fatal(err)
	}
	j.tries = 200
	return d.finish(t, j, &a), hit
}

// fill writes a file until there is no room, and leaves some.
func fill(t *testing.T, path string, room int64) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 1<<12)
	var size int64
	for {
		n, err := f.Write(block)
		size += int64(n)
		if err != nil {
			break
		}
	}
	if err := f.Truncate(max(0, size-room)); err != nil {
		t.Fatal(err)
	}
}
