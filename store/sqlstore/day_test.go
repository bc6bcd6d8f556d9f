package sqlstore_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

var daySubscriptions = flag.Int("subscriptions", 1000, "of BenchmarkDay")

// The host's own table, and what one INSERT … SELECT makes of a day: the same
// amounts at the same four levels, rounded cumulatively, and nothing else. No
// feeds, no notes of what is unbilled, no routes, no retries.
const (
	createHost = `CREATE TABLE host_subscription (id TEXT COLLATE "C" PRIMARY KEY, customer TEXT NOT NULL, seats BIGINT NOT NULL);
		CREATE TABLE host_quota (subscription TEXT COLLATE "C" NOT NULL, start BIGINT NOT NULL,
			units_0 BIGINT NOT NULL, units_1 BIGINT NOT NULL, units_2 BIGINT NOT NULL, units_3 BIGINT NOT NULL,
			PRIMARY KEY (subscription, start))`
	fillHost = `INSERT INTO host_subscription
		SELECT 's-' || lpad(i::text, 7, '0'), 'customer-' || i, 1 + i % 40 FROM generate_series(1, $1::int) i`
	pageHost = `SELECT id, customer, seats FROM host_subscription WHERE id > $1 ORDER BY id LIMIT 1000`

	insertSelect = `INSERT INTO host_quota
		SELECT s.id, $1::bigint,
			(round(s.seats * 1000.0 * ($2::int + 1) / 31) - round(s.seats * 1000.0 * $2::int / 31))::bigint,
			(round(s.seats * 1010.0 * ($2::int + 1) / 31) - round(s.seats * 1010.0 * $2::int / 31))::bigint,
			(round(s.seats * 1030.2 * ($2::int + 1) / 31) - round(s.seats * 1030.2 * $2::int / 31))::bigint,
			(round(s.seats * 1061.106 * ($2::int + 1) / 31) - round(s.seats * 1061.106 * $2::int / 31))::bigint
		FROM host_subscription s`
)

// A day's quotas of many subscriptions: read from PostgreSQL, computed by the
// engine, appended to PostgreSQL; and beside it one statement in the database.
// Their amounts are compared first.
func BenchmarkDay(b *testing.B) {
	n := *daySubscriptions
	s, db, o := hostWith(b, n)
	for d := range 2 {
		runDay(b, s, db, o, d, n)
		if _, err := db.Exec(insertSelect, int64(dayStart(d)), d); err != nil {
			b.Fatal(err)
		}
	}
	equalDays(b, db, 2*n)
	b.Run(fmt.Sprintf("subscriptions=%d/by=engine", n), func(b *testing.B) {
		d, before := 2, cpu()
		for b.Loop() {
			runDay(b, s, db, o, d, n)
			d++
		}
		perRow(b, b.N*n, cpu()-before)
	})
	b.Run(fmt.Sprintf("subscriptions=%d/by=insert-select", n), func(b *testing.B) {
		d, before := 2, cpu()
		for b.Loop() {
			if _, err := db.Exec(insertSelect, int64(dayStart(d)), d); err != nil {
				b.Fatal(err)
			}
			d++
		}
		perRow(b, b.N*n, cpu()-before)
	})
}

// TestDay keeps the benchmark's comparison true.
func TestDay(t *testing.T) {
	s, db, o := hostWith(t, 50)
	for d := range 31 {
		runDay(t, s, db, o, d, 50)
		if _, err := db.Exec(insertSelect, int64(dayStart(d)), d); err != nil {
			t.Fatal(err)
		}
	}
	equalDays(t, db, 31*50)
}

func dayStart(d int) calendar.Instant { return january.Start + day*calendar.Instant(d) }

func hostWith(t testing.TB, n int) (*sqlstore.Store, *sql.DB, *channel.Offer) {
	t.Helper()
	s, db := openPostgresAt(t, pgtest.Start(t).DSN(""))
	if _, err := db.Exec(createHost); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(fillHost, n); err != nil {
		t.Fatal(err)
	}
	return s, db, offer(t, "plan", 4)
}

// runDay collects one day of every subscription.
func runDay(t testing.TB, s *sqlstore.Store, db *sql.DB, o *channel.Offer, d, n int) {
	t.Helper()
	frame := calendar.Period{Start: dayStart(d), End: dayStart(d + 1)}
	c := daybook.Collector{Ledger: s, Clock: clock(frame.End + day), Run: daybook.Run{Workers: 2}}
	r, err := c.Collect(t.Context(), frame, daybook.Paged(func(after subscription.ID) ([]subscription.Subscription, error) {
		return readHost(t.Context(), db, o, after)
	}))
	if err != nil || len(r.Quarantined) > 0 || frame.End <= january.End && r.Rows != n {
		t.Fatalf("%d rows, %+v, %v; want %d", r.Rows, r.Quarantined, err, n)
	}
}

func readHost(ctx context.Context, db *sql.DB, o *channel.Offer, after subscription.ID) (out []subscription.Subscription, err error) {
	rows, err := db.QueryContext(ctx, pageHost, string(after))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		s := subscription.Subscription{Terms: []subscription.Term{{From: january.Start, Offer: o,
			Schedule: calendar.Schedule{Anchor: january.Start}}}}
		var seats int64
		if err := rows.Scan(&s.ID, &s.Customer, &seats); err != nil {
			return nil, err
		}
		s.Terms[0].Quantity = decimal.NewFromInt(seats)
		out = append(out, s)
	}
	return out, rows.Err()
}

// equalDays compares what the engine and the statement made of each day.
func equalDays(t testing.TB, db *sql.DB, want int) {
	t.Helper()
	var both, engine, statement int
	err := db.QueryRow(`SELECT count(*) FILTER (WHERE
			(r.units_0, r.units_1, r.units_2, r.units_3) = (q.units_0, q.units_1, q.units_2, q.units_3)),
			count(r.id), count(q.start)
		FROM daybook_row r FULL JOIN host_quota q ON r.subscription = q.subscription AND r.start = q.start`).Scan(&both, &engine, &statement)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{want, want, want}, []int{both, engine, statement}); diff != "" {
		t.Fatalf("rows equal, of the engine, of the statement, mismatch (-want +got):\n%s", diff)
	}
}
