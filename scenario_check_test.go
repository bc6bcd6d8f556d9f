package daybook_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
)

// settled checks what holds at the end of every scenario.
func (r *runner) settled() error {
	for _, check := range []func() error{r.nothingMore, r.sumsAgree, r.marginsAddUp, r.segmentsTile, r.quotasTile} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// nothingMore: the same runs again add nothing, nor does a run over a part of the
// time.
func (r *runner) nothingMore() error {
	for name, at := range r.asOf {
		frames := []calendar.Period{{Start: r.begin(), End: at}}
		for k, step := calendar.Instant(0), (at-r.begin())/4; k < 4 && step > 0; k++ {
			from := r.begin() + k*step
			frames = append(frames, calendar.Period{Start: from, End: from + step}, calendar.Period{Start: r.begin(), End: from})
		}
		for _, frame := range frames {
			if n, err := r.engineOver(name, frame); n != 0 || err != nil {
				return fmt.Errorf("%s: one more run over %v added %d rows, %v", name, frame, n, err)
			}
		}
	}
	return nil
}

// sumsAgree: of each line that is over, Σ quotas = Σ rows, at every level, where
// both books know the same.
func (r *runner) sumsAgree() error {
	if r.asOf["booked"] != r.asOf["live"] {
		return nil
	}
	booked, live := r.rows("booked"), r.rows("live")
	for _, s := range r.subs {
		for _, l := range r.oracle.lines(s) {
			if r.slot(l.whole().e).e > r.asOf["live"] {
				continue // its last slot is not over
			}
			if a, b := l.sum(booked), l.sum(live); a != b {
				return fmt.Errorf("%s %s from %v: Σ rows %v, Σ quotas %v", s.id, l.charge, l.whole().s, a, b)
			}
		}
	}
	return nil
}

func (l *oracleLine) sum(rows []proceeds.Row) (out perLevel) {
	for i := range rows {
		x := &rows[i]
		within := l.whole().s <= x.Start && x.Start < l.whole().e
		if strings.HasSuffix(x.Component, proceeds.Rest) {
			within = x.Start == l.whole().e
		}
		if within && string(x.Subscription) == l.sub.id && string(x.Plan) == l.plan().id && string(x.Charge) == l.charge {
			out = out.plus(levelsOf(x))
		}
	}
	return out
}

// marginsAddUp: in each row, vendor cost and margins are the sell-out.
func (r *runner) marginsAddUp() error {
	for name := range books {
		for _, x := range r.rows(name) {
			cost, _ := x.Amounts.Of(channel.VendorCost)
			sum := cost
			for l := 1; l < x.Amounts.Levels(); l++ {
				margin, ok := x.Amounts.Margin(channel.Level(l))
				if !ok {
					return fmt.Errorf("%v: no margin at level %d", x.Key, l)
				}
				var err error
				if sum, err = sum.Add(margin); err != nil {
					return err
				}
			}
			if out, _ := x.Amounts.Of(channel.SellOut); out != sum {
				return fmt.Errorf("%v: cost and margins are %v, sell-out %v", x.Key, sum, out)
			}
		}
	}
	return nil
}

// segmentsTile: the engine cuts a subscription's time without gap or overlap,
// whatever interval a charge has.
func (r *runner) segmentsTile() error {
	subs, err := r.subscriptions(r.offers)
	known := r.asOf["booked"]
	for i := range subs {
		s := &subs[i]
		for _, every := range s.Intervals() {
			end := s.Terms[0].From
			for seg := range s.SegmentsEvery(every, calendar.Period{Start: end, End: known}, known) {
				if seg.Period.Start != end || seg.Period.IsEmpty() {
					return fmt.Errorf("%s: a segment %v after %v", s.ID, seg.Period, end)
				}
				end = seg.Period.End
			}
			last := known
			if s.End != 0 {
				last = min(known, s.End)
			}
			if end < last {
				return fmt.Errorf("%s: segments end at %v, want %v", s.ID, end, last)
			}
		}
	}
	return err
}

// quotasTile: no unit of time has two quotas of one fee. Rows keep the service
// that they were booked for, so a ledger that learns everything at once is asked.
func (r *runner) quotasTile() error {
	fresh := *r
	fresh.ledger = new(memstore.Store)
	if _, ran := r.asOf["live"]; !ran {
		return nil
	}
	if _, err := fresh.engine("live"); err != nil {
		return err
	}
	type fee struct{ sub, charge string }
	last := map[fee]calendar.Period{}
	all := fresh.rows("live")
	slices.SortFunc(all, func(a, b proceeds.Row) int { return a.Start.Compare(b.Start) })
	for i := range all {
		x := &all[i]
		k := fee{string(x.Subscription), string(x.Charge)}
		if x.Component != "" || x.Kind != pricing.Recurring {
			continue
		}
		if x.Start < last[k].End {
			return fmt.Errorf("%v: %v and %v overlap", x.Key, last[k], x.Service)
		}
		last[k] = x.Service
	}
	return nil
}
