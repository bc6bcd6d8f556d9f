package usage

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// A Builder adds up rows for a report. Make it with New. Its order does not
// matter; it may not be shared between goroutines.
type Builder struct {
	cfg       Config
	zone      *time.Location // of the viewer
	query     livereport.Query
	selection *livereport.Selection
	lines     map[string]*Line
	totals    map[money.Currency]*Total
	levels    map[gauge]level
	key       []byte
}

// New returns a builder for what v sees. The error is that of [Config.Query].
func New(cfg Config, v channel.Viewer, c livereport.Channels) (*Builder, error) {
	q, err := cfg.Query()
	if err != nil {
		return nil, err
	}
	s, err := livereport.NewSelection(q, v, c)
	if err != nil {
		return nil, err
	}
	return &Builder{cfg: cfg, zone: v.Zone, query: q, selection: s, lines: map[string]*Line{}, totals: map[money.Currency]*Total{}, levels: map[gauge]level{}}, nil
}

// Row counts a row in, as the viewer sees it, if it is one that the report is
// about. The error wraps money.ErrRange or money.ErrMismatch where amounts do not
// add up, and livereport.ErrGroups.
func (b *Builder) Row(r *proceeds.Row) error {
	e, ok := b.selection.Entry(r, false)
	if !ok || len(e.Sides) == 0 {
		return nil
	}
	buys, sells, err := b.selection.Position(&e)
	if err != nil {
		return fmt.Errorf("usage: %w", err)
	}
	l, err := b.line(&e)
	if err != nil {
		return err
	}
	if e.Kind == pricing.Usage {
		l.Metered, l.Estimated = true, l.Estimated || e.Estimated
		if e.Level {
			b.reach(l, &e)
		} else {
			l.Quantity = l.Quantity.Add(e.Quantity)
		}
	}
	currency := e.Sides[0].Amount.Currency()
	t := b.totals[currency]
	if t == nil {
		t = &Total{Currency: currency}
		b.totals[currency] = t
	}
	for _, sum := range []*Sum{&l.Sum, &t.Sum} {
		if err := sum.add(buys, sells); err != nil {
			return fmt.Errorf("usage: sum in %v: %w", currency, err)
		}
	}
	return nil
}

// line returns the line that an entry is on.
func (b *Builder) line(e *livereport.Entry) (*Line, error) {
	l := Line{Unit: e.Unit, Currency: e.Sides[0].Amount.Currency()}
	b.key = b.key[:0]
	part := func(value string) string {
		b.key = append(binary.AppendUvarint(b.key, uint64(len(value))), value...)
		return value
	}
	for _, d := range b.query.GroupBy {
		value := part(b.selection.Value(e, d))
		switch d {
		case livereport.ByChannel:
			l.Channel = channel.ChannelCode(value)
		case livereport.ByCustomer:
			l.Customer = channel.PartyID(value)
		case livereport.BySubscription:
			l.Subscription = value
		case livereport.ByProduct:
			l.Product = value
		}
	}
	part(l.Unit)
	part(l.Currency.String())
	known := b.lines[string(b.key)]
	if known == nil {
		if len(b.lines) == livereport.MaxGroups {
			return nil, livereport.ErrGroups
		}
		known = &l
		b.lines[string(b.key)] = known
	}
	return known, nil
}

// Report returns the report of the rows so far. The error wraps money.ErrRange
// where a margin does not fit.
func (b *Builder) Report() (Report, error) {
	r := Report{Config: b.cfg, Lines: make([]Line, 0, len(b.lines)), Totals: make([]Total, 0, len(b.totals))}
	reached := map[*Line]pricing.Quantity{}
	for g, n := range b.levels {
		reached[g.line] = reached[g.line].Add(n.quantity)
	}
	for _, known := range b.lines {
		l := *known
		l.Quantity = l.Quantity.Add(reached[known])
		if err := l.close(); err != nil {
			return Report{}, err
		}
		r.Lines = append(r.Lines, l)
	}
	for _, t := range b.totals {
		if err := t.close(); err != nil {
			return Report{}, err
		}
		r.Totals = append(r.Totals, *t)
	}
	slices.SortFunc(r.Lines, Line.compare)
	slices.SortFunc(r.Totals, Total.compare)
	return r, nil
}
