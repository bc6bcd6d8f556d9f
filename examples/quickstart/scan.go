package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// A ledgerScan is what one pass over all rows says.
type ledgerScan struct {
	canon       proceeds.Canon
	rows        [2]int // by book
	adjustments [2]int // rows that correct earlier ones
	totals      [2]channel.Amounts
	billed      map[month]channel.Amounts // booked rows by the month that bills them
	margins     map[channel.PartyID]party
	marginsFit  bool // in every row Σ margins + vendor cost = sell-out
}

type month int

// A party is who it is, and what it keeps.
type party struct {
	role   channel.Role
	rows   int
	margin money.Amount
}

func (d *driver) scan(ctx context.Context) (*ledgerScan, error) {
	s := &ledgerScan{billed: map[month]channel.Amounts{}, margins: map[channel.PartyID]party{}, marginsFit: true}
	for _, book := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		scope := daybook.Scope{Viewer: channel.Viewer{Operator: true}, Book: book}
		for after := daybook.Cursor(""); ; {
			rows, next, err := d.store.RowsSince(ctx, scope, after, 1000)
			if err != nil {
				return nil, err
			}
			if len(rows) == 0 {
				break
			}
			for i := range rows {
				if err := s.add(&rows[i], d.months); err != nil {
					return nil, fmt.Errorf("%v: %w", rows[i].Key, err)
				}
			}
			after = next
		}
	}
	return s, nil
}

func (s *ledgerScan) add(r *proceeds.Row, months []calendar.Period) (err error) {
	s.rows[r.Book]++
	if _, corrects := r.Corrects(); corrects {
		s.adjustments[r.Book]++
	}
	if err = s.canon.Add(r); err != nil {
		return err
	}
	if s.totals[r.Book], err = s.totals[r.Book].Add(r.Amounts); err != nil {
		return err
	}
	s.marginsFit = s.marginsFit && marginsAddUp(r.Amounts)
	if r.Book != proceeds.Booked {
		return nil
	}
	for i, m := range months {
		if m.Contains(r.Posted) {
			if s.billed[month(i)], err = s.billed[month(i)].Add(r.Amounts); err != nil {
				return err
			}
		}
	}
	return s.keep(r)
}

// keep adds what each party keeps of a row.
func (s *ledgerScan) keep(r *proceeds.Row) error {
	for l := range r.Amounts.Levels() {
		id := r.Route.Seller(l)
		margin, ok := r.Amounts.Margin(channel.Level(l))
		if id == "" || !ok {
			continue
		}
		p := s.margins[id]
		p.role = r.Route.Roles[l]
		p.rows++
		var err error
		if p.margin, err = p.margin.Add(margin); err != nil {
			return err
		}
		s.margins[id] = p
	}
	return nil
}

func marginsAddUp(a channel.Amounts) bool {
	var sum money.Amount
	for l := range a.Levels() {
		m, ok := a.Margin(channel.Level(l))
		if !ok {
			return false
		}
		var err error
		if sum, err = sum.Add(m); err != nil {
			return false
		}
	}
	out, _ := a.Of(channel.SellOut)
	return sum == out
}

// parties returns the ids by role, then name.
func (s *ledgerScan) parties() []channel.PartyID {
	return slices.SortedFunc(maps.Keys(s.margins), func(a, b channel.PartyID) int {
		if d := int(s.margins[a].role) - int(s.margins[b].role); d != 0 {
			return d
		}
		if a < b {
			return -1
		}
		return 1
	})
}
