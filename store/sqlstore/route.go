package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/daybook-go/daybook/channel"
)

// routes remembers the routes that are in the database for sure, so that rows
// share them by pointer. They are few: one for each charge of an offer.
type routes struct {
	mu    sync.Mutex
	byKey map[int64]*channel.Route
	keys  map[channel.RouteID]int64
}

var (
	putRoutes = list{
		before: `INSERT INTO daybook_route (digest, body) VALUES`,
		after:  `ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest RETURNING id, body`,
		width:  2,
	}
	getRoutes = list{
		before: `WITH w (id) AS (VALUES`,
		after:  `) SELECT r.id, r.body FROM w CROSS JOIN daybook_route r WHERE r.id = w.id`,
		width:  1,
	}
)

// save puts the routes of the rows into the database and their numbers into
// the rows. What it returns are those that were not known before: learn them
// once the transaction is committed.
func (rs *routes) save(ctx context.Context, tx *txn, rows []placed) (map[int64]*channel.Route, error) {
	lacking := rs.number(rows)
	if len(lacking) == 0 {
		return nil, nil
	}
	var values []any
	for id, r := range lacking {
		body, err := encode(r)
		if err != nil {
			return nil, err
		}
		values = append(values, id.String(), body)
	}
	fresh, err := readRoutes(ctx, tx, putRoutes, values)
	if err != nil {
		return nil, err
	}
	keys := map[channel.RouteID]int64{}
	for key, r := range fresh {
		keys[r.ID] = key
	}
	for i := range rows {
		if key, ok := keys[rows[i].Route.ID]; ok {
			rows[i].route = key
		}
	}
	return fresh, nil
}

// number numbers the rows whose routes are known, and returns the other routes.
func (rs *routes) number(rows []placed) map[channel.RouteID]*channel.Route {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	lacking := map[channel.RouteID]*channel.Route{}
	for i := range rows {
		r, ok := rows[i].Route, false
		if rows[i].route, ok = rs.keys[r.ID]; !ok {
			lacking[r.ID] = r
		}
	}
	return lacking
}

// encode returns the JSON of a route that can be restored from it.
func encode(r *channel.Route) (string, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	back, err := channel.ParseRoute(body)
	if err == nil && back.ID != r.ID {
		err = fmt.Errorf("route %v of plan %q: its content has the digest %v", r.ID, r.Plan, back.ID)
	}
	return string(body), err
}

// load returns the routes with these numbers.
func (rs *routes) load(ctx context.Context, tx *txn, keys []int64) (map[int64]*channel.Route, error) {
	out, lacking := rs.known(keys)
	if len(lacking) == 0 {
		return out, nil
	}
	fresh, err := readRoutes(ctx, tx, getRoutes, lacking)
	if err != nil {
		return out, err
	}
	rs.learn(fresh)
	out, lacking = rs.known(keys)
	if len(lacking) > 0 {
		return out, fmt.Errorf("no route %v", lacking[0])
	}
	return out, nil
}

func (rs *routes) known(keys []int64) (out map[int64]*channel.Route, lacking []any) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	out = map[int64]*channel.Route{}
	for _, key := range keys {
		if _, seen := out[key]; seen {
			continue
		}
		r := rs.byKey[key]
		if out[key] = r; r == nil {
			lacking = append(lacking, key)
		}
	}
	return out, lacking
}

// learn keeps routes that are committed. The pointer that came first stays.
func (rs *routes) learn(fresh map[int64]*channel.Route) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.byKey == nil {
		rs.byKey, rs.keys = map[int64]*channel.Route{}, map[channel.RouteID]int64{}
	}
	for key, r := range fresh {
		if rs.byKey[key] == nil {
			rs.byKey[key], rs.keys[r.ID] = r, key
		}
	}
}

func readRoutes(ctx context.Context, tx *txn, l list, values []any) (map[int64]*channel.Route, error) {
	out := map[int64]*channel.Route{}
	err := l.query(ctx, tx, values, func(rows *sql.Rows) error {
		var key int64
		var body []byte
		if err := rows.Scan(&key, &body); err != nil {
			return err
		}
		r, err := channel.ParseRoute(body)
		out[key] = r
		return err
	})
	return out, err
}
