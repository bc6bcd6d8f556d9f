package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/livereport/revenue"
	"github.com/daybook-go/daybook/livereport/usage"
	"github.com/daybook-go/daybook/proceeds"
)

// Usage returns the channel usage report that cfg asks for, of what the viewer
// sees, as of the reader's revision.
//
// The error of a faulty cfg is usage.ErrScope or a *livereport.QueryError; for
// others see Answer.
func (r Reader) Usage(ctx context.Context, cfg usage.Config) (usage.Report, error) {
	b, err := usage.New(cfg, r.Viewer, r.Channels)
	if err != nil {
		return usage.Report{}, err
	}
	q, err := cfg.Query()
	if err != nil {
		return usage.Report{}, err
	}
	var out usage.Report
	err = r.each(ctx, r.scope(q.Source.Book(), axisOf(q), q.Frame), filterOf(q, r.Viewer), func(row *proceeds.Row) error {
		if err := b.Row(row); err != nil {
			return seen{err}
		}
		return nil
	})
	if err == nil {
		if out, err = b.Report(); err != nil {
			err = seen{err}
		}
	}
	if err != nil {
		return usage.Report{}, fmt.Errorf("daybook: usage: %w", r.cut(err))
	}
	return out, nil
}

// Revenue returns the revenue report of the rows of a source and of the entries,
// as of the reader's revision. A party's reader reports that party's revenue
// whatever cfg says; the operator's reports that of cfg.Party, and nothing that
// this party does not see.
//
// The error of faulty facts wraps one of package revenue; for others see Answer.
func (r Reader) Revenue(ctx context.Context, cfg revenue.Config, source livereport.Source, entries []revenue.Entry) (revenue.Report, error) {
	v := r.Viewer
	if v.Operator {
		v = channel.Viewer{Party: cfg.Party, Zone: v.Zone}
	}
	cfg.Party = v.Party
	b, err := revenue.New(cfg)
	if err != nil {
		return revenue.Report{}, err
	}
	for i := range entries {
		if err := b.Entry(entries[i]); err != nil {
			return revenue.Report{}, err
		}
	}
	err = r.each(ctx, r.scope(source.Book(), livereport.Posting, cfg.Frame), RowFilter{}, func(row *proceeds.Row) error {
		view, ok := row.For(v)
		if !ok || !ofCurrency(&view, cfg) {
			return nil
		}
		if err := b.Row(&view); err != nil {
			return seen{err}
		}
		return nil
	})
	var out revenue.Report
	if err == nil {
		if out, err = b.Report(); err != nil {
			err = seen{err}
		}
	}
	if err != nil {
		return revenue.Report{}, fmt.Errorf("daybook: revenue: %w", r.cut(err))
	}
	return out, nil
}

// ofCurrency reports whether a row is in the report's currency: books hold several.
func ofCurrency(v *proceeds.View, cfg revenue.Config) bool {
	return len(v.Sides) > 0 && v.Sides[0].Amount.Currency() == cfg.Currency
}
