package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A Previewer tells a party what a subscription has cost so far, and what it will
// have cost at the end of its billing period. It reads meters and stores nothing.
// It may be shared.
type Previewer struct {
	Viewer      channel.Viewer   // who looks: it must deal with the customer
	Metrics     MetricSource     // nil where no plan has usage
	Clock       Clock            // nil is the machine's
	Currencies  money.Currencies // the zero value is ISO 4217
	ExtraDigits uint8            // the Collector's
}

// Preview returns the costs of the billing period that is on now.
func (p *Previewer) Preview(ctx context.Context, s *subscription.Subscription) (livereport.CostView, error) {
	return p.PreviewAsOf(ctx, s, livereport.PreviewTerms{AsOf: now(p.Clock)})
}

// PreviewAsOf returns the costs as of an instant, from what had been recorded by
// then: the same call always has the same answer.
//
// A party gets errors cut to it: channel.ErrUnavailable also for an account that
// it may not see.
func (p *Previewer) PreviewAsOf(ctx context.Context, s *subscription.Subscription, t livereport.PreviewTerms) (livereport.CostView, error) {
	view, err := p.costs(ctx, s, t)
	if err != nil {
		err = p.Viewer.Error(err, livereport.ErrFrame, context.Canceled, context.DeadlineExceeded)
		return livereport.CostView{}, fmt.Errorf("daybook: preview: %w", err)
	}
	return view, nil
}

func (p *Previewer) costs(ctx context.Context, s *subscription.Subscription, t livereport.PreviewTerms) (livereport.CostView, error) {
	preview, err := livereport.NewPreview(s, t, p.scale)
	if err != nil {
		return livereport.CostView{}, err
	}
	readings, err := p.readings(ctx, t.AsOf, preview.Queries())
	if err != nil {
		return livereport.CostView{}, err
	}
	costs, err := preview.Costs(readings)
	if err != nil {
		return livereport.CostView{}, err
	}
	view, ok, err := costs.For(p.Viewer)
	if err == nil && !ok {
		err = fmt.Errorf("%w: subscription %s", channel.ErrUnavailable, s.ID)
	}
	return view, err
}

func (p *Previewer) readings(ctx context.Context, known calendar.Instant, queries []proceeds.Query) ([]proceeds.Reading, error) {
	switch {
	case len(queries) == 0:
		return nil, ctx.Err()
	case p.Metrics == nil:
		return nil, fmt.Errorf("metrics: %w: no MetricSource", proceeds.ErrUnmetered)
	}
	return p.Metrics.Usage(ctx, known, queries)
}

func (p *Previewer) scale(plan *pricing.Plan) (uint8, error) {
	digits, err := p.Currencies.Digits(plan.Currency)
	return digits + p.ExtraDigits, err
}
