package sqlstore

import (
	"context"
	"database/sql"
	"encoding"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// rowNames are the columns of daybook_row, in the order of values and scan.
var rowNames = slices.Concat([]string{
	"id", "book", "subscription", "start", "plan", "charge", "component", "currency", "n",
	"kind", "timing", "service_start", "service_end", "line", "due", "posted", "known",
	"customer", "location", "tags", "quantity", "estimated",
	"route", "amount_currency", "scale", "levels",
}, perLevel("units"), perLevel("rest"), perLevel("settled"))

// rowColumns are the same, of a row called r.
var rowColumns = "r." + strings.Join(rowNames, ", r.")

func perLevel(name string) (out []string) {
	for l := range channel.MaxLevels {
		out = append(out, fmt.Sprintf("%s_%d", name, l))
	}
	return out
}

// A placed row is a row with its numbers in the database.
type placed struct {
	*proceeds.Row
	id, route int64
}

// values appends what the columns hold.
func (p *placed) values(dst []any) []any {
	r, parts := p.Row, p.Amounts.Parts()
	dst = append(dst, p.id)
	dst = keyValues(dst, r.Key)
	dst = append(dst,
		int64(r.Kind), int64(r.Timing), int64(r.Service.Start), int64(r.Service.End),
		int64(r.Line), int64(r.Due), int64(r.Posted), int64(r.Known),
		string(r.Customer), r.Location, string(r.Tags), r.Quantity.String(), r.Estimated,
		p.route, parts.Currency.String(), int64(parts.Scale), int64(parts.Levels))
	for _, level := range [][channel.MaxLevels]int64{parts.Units, parts.Rest, parts.Settled} {
		for _, v := range level {
			dst = append(dst, v)
		}
	}
	return dst
}

// cellValues appends the columns of a cell, from book to currency.
func cellValues(dst []any, c proceeds.Cell) []any {
	return append(dst, int64(c.Book), string(c.Subscription), int64(c.Start),
		string(c.Plan), string(c.Charge), c.Component, c.Currency.String())
}

func keyValues(dst []any, k proceeds.Key) []any { return append(cellValues(dst, k.Cell), int64(k.N)) }

// A rowReader collects rows. Their routes are attached at the end: a connection
// answers one query at a time.
type rowReader struct {
	rows   []proceeds.Row
	ids    []int64
	routes []int64
	before []any // where columns in front of the row's go
}

func (rr *rowReader) scan(rows *sql.Rows) error {
	var r proceeds.Row
	var p channel.Parts
	var id, route int64
	dst := append(rr.before[:len(rr.before):len(rr.before)], &id, &r.Book, &r.Subscription, &r.Start, &r.Plan, &r.Charge, &r.Component,
		text{&r.Currency}, &r.N, &r.Kind, &r.Timing, &r.Service.Start, &r.Service.End,
		&r.Line, &r.Due, &r.Posted, &r.Known, &r.Customer, &r.Location, &r.Tags, text{&r.Quantity}, &r.Estimated,
		&route, text{&p.Currency}, &p.Scale, &p.Levels)
	for _, level := range []*[channel.MaxLevels]int64{&p.Units, &p.Rest, &p.Settled} {
		for l := range level {
			dst = append(dst, &level[l])
		}
	}
	err := rows.Scan(dst...)
	if err == nil {
		r.Amounts, err = p.Amounts()
	}
	rr.rows, rr.ids, rr.routes = append(rr.rows, r), append(rr.ids, id), append(rr.routes, route)
	return err
}

// attach gives every row its route.
func (rr *rowReader) attach(ctx context.Context, tx *txn, s *Store) error {
	known, err := s.routes.load(ctx, tx, rr.routes)
	for i := range rr.rows {
		rr.rows[i].Route = known[rr.routes[i]]
	}
	return err
}

// text scans a column into what reads text.
type text struct{ encoding.TextUnmarshaler }

// Scan implements sql.Scanner.
func (t text) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return t.UnmarshalText([]byte(s))
	case []byte:
		return t.UnmarshalText(s)
	}
	return fmt.Errorf("%T is no text", src)
}
