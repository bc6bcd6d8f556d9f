package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A finished is what the lines of all billing periods that are over hold, in
// each book.
type finished struct {
	lines, differ int
	sums          [2]channel.Amounts
}

// finishedLines adds up, line by line and batch by batch, what both books hold
// of billing periods that end by until.
func (d *driver) finishedLines(ctx context.Context, until calendar.Instant) (f finished, err error) {
	var batch []subscription.Subscription
	for s, err := range d.subs() {
		if err != nil {
			return f, err
		}
		if batch = append(batch, s); len(batch) == 500 {
			if err := d.addLines(ctx, &f, batch, until); err != nil {
				return f, err
			}
			batch = batch[:0]
		}
	}
	return f, d.addLines(ctx, &f, batch, until)
}

// A line is one billing period of one subscription's plan.
type line struct {
	subscription subscription.ID
	plan         string
	period       calendar.Period
}

func (d *driver) addLines(ctx context.Context, f *finished, batch []subscription.Subscription, until calendar.Instant) error {
	lines := map[subscription.ID][]line{}
	for i := range batch {
		lines[batch[i].ID] = linesOf(&batch[i], calendar.Period{Start: d.span.Start - reach, End: until})
	}
	var sums [2]map[line]channel.Amounts
	for _, book := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		var windows []proceeds.Window
		for id := range lines {
			windows = append(windows, proceeds.Window{Book: book, Subscription: id, Period: calendar.Period{Start: d.span.Start - reach, End: until}})
		}
		heads, _, err := d.store.Heads(ctx, windows)
		if err != nil {
			return err
		}
		if sums[book], err = byLine(heads, lines); err != nil {
			return err
		}
	}
	return f.compare(lines, sums, until)
}

func byLine(heads []proceeds.Head, lines map[subscription.ID][]line) (map[line]channel.Amounts, error) {
	sums := map[line]channel.Amounts{}
	for i := range heads {
		cell := heads[i].Last.Cell
		k := slices.IndexFunc(lines[cell.Subscription], func(l line) bool {
			return l.plan == string(cell.Plan) && l.period.Contains(cell.Start)
		})
		if k < 0 {
			return nil, fmt.Errorf("%v lies in no billing period", cell)
		}
		l := lines[cell.Subscription][k]
		for _, p := range heads[i].Postings {
			var err error
			if sums[l], err = sums[l].Add(p.Amounts); err != nil {
				return nil, err
			}
		}
	}
	return sums, nil
}

func (f *finished) compare(lines map[subscription.ID][]line, sums [2]map[line]channel.Amounts, until calendar.Instant) (err error) {
	for _, all := range lines {
		for _, l := range all {
			if l.period.End > until {
				continue
			}
			f.lines++
			if sums[0][l] != sums[1][l] && !(sums[0][l].IsZero() && sums[1][l].IsZero()) {
				f.differ++
			}
			for b := range sums {
				if f.sums[b], err = f.sums[b].Add(sums[b][l]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func linesOf(s *subscription.Subscription, frame calendar.Period) (out []line) {
	var last subscription.Segment
	for seg := range s.Segments(frame, frame.End) {
		if n := len(out); n > 0 && seg.Continues(&last) {
			out[n-1].period.End = seg.Period.End
		} else {
			out = append(out, line{s.ID, string(seg.Term.Offer.Plan.ID), seg.Period})
		}
		last = seg
	}
	return out
}

// An invoiceSum is what all invoices of a month and level say.
type invoiceSum struct {
	count      int
	raw, delta decimal.Decimal
	net        money.Amount
}

func (d *driver) invoiceSums(ctx context.Context) (map[month][]invoiceSum, error) {
	sums := map[month][]invoiceSum{}
	issuer := daybook.Issuer{Store: d.store}
	for inv, err := range issuer.All(ctx, daybook.InvoiceQuery{}) {
		if err != nil {
			return nil, err
		}
		m := month(slices.Index(d.months, inv.Period))
		if m < 0 || inv.Status != invoice.Open {
			return nil, fmt.Errorf("invoice %s is %v and of %v", inv.ID, inv.Status, inv.Period)
		}
		if sums[m] == nil {
			sums[m] = make([]invoiceSum, channel.MaxLevels)
		}
		if err := sums[m][inv.Level].add(&inv); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

func (s *invoiceSum) add(inv *invoice.Invoice) error {
	s.count++
	raw, err := money.ParseDecimal(inv.Totals.Raw)
	if err != nil {
		return err
	}
	delta, err := money.ParseDecimal(inv.Totals.Delta)
	if err != nil {
		return err
	}
	s.raw, s.delta = s.raw.Add(raw), s.delta.Add(delta)
	s.net, err = s.net.Add(inv.Totals.Net)
	return err
}

// invoicesMatch reports whether at every level of every month the invoices'
// raw sums are the rows' sums, their nets those less the delta, and no row of
// the month is on no invoice.
func (d *driver) invoicesMatch(ctx context.Context, s *ledgerScan, sums map[month][]invoiceSum) (bool, error) {
	for i, m := range d.months {
		rows := s.billed[month(i)]
		for l := range rows.Levels() {
			text, _ := rows.Raw(channel.Level(l))
			want, err := money.ParseDecimal(text)
			if err != nil {
				return false, err
			}
			var got invoiceSum
			if sums[month(i)] != nil {
				got = sums[month(i)][l]
			}
			if !got.raw.Equal(want) || !got.raw.Sub(got.delta).Equal(got.net.Decimal()) {
				return false, nil
			}
			left, err := d.store.Bills(ctx, daybook.Bill{Book: proceeds.Booked, Level: channel.Level(l), Posted: m}, daybook.Bill{}, 1)
			if err != nil || len(left) > 0 {
				return false, err
			}
		}
	}
	return true, nil
}

// viewersSeeTheirOwn reads every party's feed of live proceeds and reports
// whether each row shows the viewer's own two sides and nothing else, and a
// customer only to those who sell to it.
func (d *driver) viewersSeeTheirOwn(ctx context.Context, s *ledgerScan) (bool, error) {
	for id, p := range s.margins {
		seen := 0
		r := daybook.Reader{Ledger: d.store, Viewer: channel.Viewer{Party: id}}
		for after := daybook.Cursor(""); ; {
			views, next, err := r.Since(ctx, proceeds.Booked, calendar.Period{}, after, 1000)
			if err != nil {
				return false, err
			}
			if len(views) == 0 {
				break
			}
			for i := range views {
				if !ownOnly(&views[i], id, p.role) {
					return false, nil
				}
			}
			seen, after = seen+len(views), next
		}
		if seen == 0 || seen > p.rows {
			return false, nil
		}
	}
	return true, nil
}

func ownOnly(v *proceeds.View, id channel.PartyID, role channel.Role) bool {
	if v.Route != nil || len(v.Sides) > 2 || (v.Customer != "") != (role == channel.Reseller) {
		return false
	}
	return !slices.ContainsFunc(v.Sides, func(s channel.Side) bool { return s.Seller != id && s.Buyer != id })
}
