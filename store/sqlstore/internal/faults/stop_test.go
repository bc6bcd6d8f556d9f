package faults

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
)

// A server that is stopped at once, while several writers and a reader are at
// work, and recovers.
func TestStoppedServer(t *testing.T) {
	long(t)
	r := result{order: 4, fault: "immediate stop of the server under load", database: "PostgreSQL",
		control: "synchronous_commit = off"}
	server := pgtest.Start(t)
	d := newDriven(t, server, "")
	took := d.round(t, 0).took
	for range times(500) {
		for {
			k := d.round(t, moment(took))
			if k.alive {
				r.faults++
				r.compared(k.difference)
				break
			}
		}
	}
	report(t, r, lazyServer(t, took))
}

// lazyServer is the control: it answers a COMMIT before the log is on disk.
func lazyServer(t *testing.T, took time.Duration) (control difference) {
	server := pgtest.Start(t, "synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=1GB")
	d := newDriven(t, server, "")
	for i := 0; i < 20 && !control.any(); i++ {
		control.add(d.round(t, took/2+moment(took/2)).difference)
	}
	return control
}

// driven is a server whose jobs are interrupted. All are in one schema.
type driven struct {
	server *pgtest.Server
	db     *sql.DB
	store  *sqlstore.Store
	jobs   int
	at     place
}

func newDriven(t *testing.T, server *pgtest.Server, dsn string) *driven {
	t.Helper()
	if dsn == "" {
		dsn = server.DSN("")
	}
	s, db := openPostgres(t, dsn)
	return &driven{server: server, db: db, store: s}
}

// round runs a job with two writers of two workers each, stops the server after
// a while (not at all if it is 0), and finishes the job when it is up again.
func (d *driven) round(t *testing.T, after time.Duration) (k kill) {
	t.Helper()
	d.jobs++
	prefix := fmt.Sprintf("j%d-%s-", d.jobs, strings.ToLower(rand.Text()[:4]))
	var a acks
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	start := time.Now()
	var wait sync.WaitGroup
	ended := make(chan error, 2)
	for range 2 {
		j := d.job(t, prefix)
		wait.Go(func() { ended <- j.do(ctx, acking{d.store, a.add}) })
	}
	done := make(chan struct{})
	go func() { wait.Wait(); close(done) }()
	if after > 0 {
		select {
		case <-time.After(after):
			k.alive = true
			if err := d.server.Stop(); err != nil {
				t.Fatal(err)
			}
		case <-done:
		}
		cancel()
	}
	<-done
	k.took = time.Since(start)
	if k.alive {
		if err := d.server.Start(); err != nil {
			t.Fatal(err)
		}
	} else if err := <-ended; err != nil {
		t.Fatal(err)
	}
	k.difference = d.finish(t, d.job(t, prefix), &a)
	return k
}

func (d *driven) job(t *testing.T, prefix string) *job {
	t.Helper()
	j, err := newJob(prefix)
	if err != nil {
		t.Fatal(err)
	}
	j.batch, j.hurry = 1, 2
	return j
}

// finish looks for what was answered and runs the job to its end.
func (d *driven) finish(t *testing.T, j *job, a *acks) difference {
	t.Helper()
	var diff difference
	// The first statements may meet connections that died with the server.
	err := until(t.Context(), j.tries, func() error {
		rows, _, err := read(t.Context(), d.store, d.at)
		diff.lost = a.missing(rows)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.do(t.Context(), d.store); err != nil {
		t.Fatal(err)
	}
	end, next, err := j.finished(t.Context(), d.store, d.at)
	if err != nil {
		t.Fatal(err)
	}
	d.at = next
	diff.add(end)
	return diff
}
