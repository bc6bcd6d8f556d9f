package sqlstore

import (
	"context"
	"database/sql"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

var (
	putSide = list{
		before: `INSERT INTO daybook_side (book, level, back, seller, buyer, currency, first, last) VALUES`,
		after: `ON CONFLICT (book, level, seller, buyer, currency, back)
			DO UPDATE SET
				first = CASE WHEN excluded.first < daybook_side.first THEN excluded.first ELSE daybook_side.first END,
				last = CASE WHEN excluded.last > daybook_side.last THEN excluded.last ELSE daybook_side.last END
			RETURNING book, level, back, seller, buyer, currency, id`,
		width: 8,
	}
	putUnbilled = list{
		before: `INSERT INTO daybook_unbilled (side, subscription, plan, charge, component, start, n, posted, row) VALUES`,
		width:  9,
	}
)

// A side is who charges whom at a level, of rows of one book and currency.
type side struct {
	book          proceeds.Book
	level, back   int // counted from the vendor, and from the customer
	seller, buyer channel.PartyID
	currency      money.Currency
}

// A span is a side's number, and from when to when its rows are posted.
type span struct{ id, first, last int64 }

// spans are the sides of some rows.
type spans map[side]*span

func (sp spans) add(r *proceeds.Row, level int) {
	sd, ok := sideOf(r, level)
	if !ok {
		return
	}
	at := int64(r.Posted)
	if s := sp[sd]; s != nil {
		s.first, s.last = min(s.first, at), max(s.last, at)
		return
	}
	sp[sd] = &span{first: at, last: at}
}

// sideOf returns the side of a row at a level counted from the vendor; false if
// the row has none, because the level is switched off or not there.
func sideOf(r *proceeds.Row, level int) (side, bool) {
	n := r.Amounts.Levels()
	seller := r.Route.Seller(level)
	if level >= n || seller == "" {
		return side{}, false
	}
	return side{r.Book, level, level - n, seller, r.Route.Buyer(level, r.Customer), r.Currency}, true
}

// putSides notes that new rows are on no invoice, whatever their amounts: a row
// of zero may be billed, and has to be claimed like any other.
func putSides(ctx context.Context, tx *txn, rows []placed) error {
	sides, levels := spans{}, 0
	for i := range rows {
		for l := range rows[i].Amounts.Levels() {
			sides.add(rows[i].Row, l)
			levels++
		}
	}
	if err := sides.number(ctx, tx); err != nil {
		return err
	}
	values := make([]any, 0, levels*putUnbilled.width)
	for i := range rows {
		r := rows[i].Row
		for l := range r.Amounts.Levels() {
			if sd, ok := sideOf(r, l); ok {
				values = append(keyInSide(append(values, sides[sd].id), r.Key), int64(r.Posted), rows[i].id)
			}
		}
	}
	_, err := putUnbilled.exec(ctx, tx, values)
	return err
}

// keyInSide appends what is left of a key within a side, in the order of keys.
func keyInSide(dst []any, k proceeds.Key) []any {
	return append(dst, string(k.Subscription), string(k.Plan), string(k.Charge), k.Component, int64(k.Start), int64(k.N))
}

// number finds the numbers of the sides, and gives new ones theirs.
func (sp spans) number(ctx context.Context, tx *txn) error {
	values := make([]any, 0, len(sp)*putSide.width)
	for sd, s := range sp {
		values = append(values, int64(sd.book), sd.level, sd.back, string(sd.seller), string(sd.buyer), sd.currency.String(), s.first, s.last)
	}
	return putSide.query(ctx, tx, values, func(found *sql.Rows) error {
		var sd side
		var id int64
		err := found.Scan(&sd.book, &sd.level, &sd.back, &sd.seller, &sd.buyer, text{&sd.currency}, &id)
		if s := sp[sd]; s != nil {
			s.id = id
		}
		return err
	})
}
