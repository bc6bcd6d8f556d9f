package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A bound is a minimum or maximum of usage: a function beside what is booked in
// its scope, before coupons.
type bound struct {
	*accrual // of the charge, or the limit's own
	kind     pricing.BoundKind
	scope    []*accrual // what a limit applies to; none: the charge alone
}

// bounds returns the minimum and maximum of a usage charge. At each level the
// maximum is not below the minimum, so neither has to know of the other.
func (a *accrual) bounds() (out []*bound) {
	if a.charge().Kind != pricing.Usage || a.limit() != nil {
		return nil
	}
	for _, kind := range []pricing.BoundKind{pricing.AtLeast, pricing.AtMost} {
		for i := range a.parts {
			if a.parts[i].Term.Offer.Bounded(a.parts[i].charge, kind) {
				out = append(out, &bound{accrual: a, kind: kind})
				break
			}
		}
	}
	return out
}

// within returns the lines of the same period that a limit applies to.
func (a *accrual) within(l *pricing.Limit) (out []*accrual) {
	for i := range a.among {
		if b := &a.among[i]; b.group == a.group && b.limit() == nil && l.Covers(b.charge()) {
			out = append(out, b)
		}
	}
	return out
}

// at is max(0, round(M·w(u)) − c(u)) of a minimum M, and −max(0, c(u) −
// round(K·w)) of a maximum K, where w is what the whole line is of a full period:
// 1 but for stubs.
func (b *bound) at(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	if b.shared != nil && b.limit() == nil {
		return b.shared.part(b.nth, b.kind.String(), u, scale, (&bound{accrual: &b.shared.rated, kind: b.kind}).at)
	}
	booked, err := b.booked(min(u, b.period().End), scale)
	if err != nil {
		return booked, err
	}
	limit, has, err := b.limited(u, scale)
	if err != nil {
		return limit, err
	}
	return booked.Lack(limit, b.kind, has)
}

// booked is what is booked in the scope: usage, and of a limit also the bounds of
// each charge, since the limit's start.
func (b *bound) booked(u calendar.Instant, scale uint8) (sum channel.Amounts, err error) {
	if b.limit() == nil {
		return b.accrual.at(u, scale)
	}
	start := b.period().Start
	for _, a := range b.scope {
		earned, err := a.total(u, scale)
		if err == nil && a.period().Start < start { // the limit came in later
			var before channel.Amounts
			if before, err = a.total(min(u, start), scale); err == nil {
				earned, err = earned.Sub(before)
			}
		}
		if err == nil {
			sum, err = sum.Add(earned)
		}
		if err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// total is what usage has earned with its own bounds.
func (a *accrual) total(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	sum, err := a.at(u, scale)
	for _, b := range a.bounds() {
		if err != nil {
			break
		}
		var lack channel.Amounts
		if lack, err = b.at(u, scale); err == nil {
			sum, err = sum.Add(lack)
		}
	}
	return sum, err
}

// limited is the bound's amount at u, rounded once, and which levels have it.
// Each revision has its own for its part of the line; what has no maximum in
// some part has none.
func (b *bound) limited(u calendar.Instant, scale uint8) (channel.Amounts, channel.Has, error) {
	var sum channel.Rates
	den := int64(1)
	var has channel.Has
	for l := range has {
		has[l] = b.kind == pricing.AtMost
	}
	for i := range b.parts {
		full, own, share := b.ofPart(&b.parts[i], u)
		for l := range has {
			if b.kind == pricing.AtMost {
				has[l] = has[l] && own[l]
			} else {
				has[l] = has[l] || own[l]
			}
		}
		full = full.MulEach(&share.num)
		sum, den = sum.Plus(&full), share.den
	}
	limit, err := b.round(sum, den, nil)(scale)
	return limit, has, err
}

// A levelShare is a share of time that may differ between levels.
type levelShare struct {
	num [channel.MaxLevels]int64
	den int64
}

// ofPart is the bound of a full period in part p, and the share of it that
// counts at u. A minimum grows with time, but not while paused, and of a line
// that was cut short without credit it is due whole. A maximum is that of the
// whole line from the beginning.
func (b *bound) ofPart(p *part, u calendar.Instant) (full channel.Rates, has channel.Has, share levelShare) {
	q := b.quantity(min(u, b.period().End))
	has = p.Term.Offer.Bound(&full, p.charge, b.kind, q)
	until := p.Period.End
	if b.kind == pricing.AtLeast {
		until = p.elapsed(u)
	}
	num, den := b.share(p.Period.Start, until)
	share.den = den
	rest := int64(0)
	if p == b.last() && b.isCut() && (b.kind == pricing.AtMost || u > p.Period.End) {
		rest, _ = b.share(p.Period.End, p.Ref.End)
	}
	for l := range share.num {
		if share.num[l] = num; p.Credits.Of(l) == subscription.NoCredit {
			share.num[l] += rest
		}
	}
	return full, has, share
}

// quantity is what the line used up to u: what tells which prices count.
func (a *accrual) quantity(u calendar.Instant) pricing.Quantity {
	if a.query == nil {
		return pricing.Quantity{}
	}
	return a.query.level(a.reading, u)
}

// reach is one instant more than the line where it was cut short and the rest of
// a minimum is due.
func (b *bound) reach() calendar.Period {
	p, last := b.serves(), b.last()
	for l := range b.offer().Levels() {
		if b.kind == pricing.AtLeast && b.isCut() && last.Credits.Of(l) == subscription.NoCredit {
			p.End = last.Period.End + 1
		}
	}
	return p
}

// settled is when all lines in the scope are over.
func (b *bound) settled() calendar.Instant {
	end := b.period().End
	for _, a := range b.scope {
		end = max(end, a.period().End)
	}
	return end
}

// explain gives the full bound of each part, and the share of it that counts: at
// a level without credit, that of the rest as well.
func (b *bound) explain(d *Derivation, u calendar.Instant, scale uint8) (err error) {
	if b.shared != nil && b.limit() == nil {
		return b.shared.explain(d, b.nth, u, scale, &bound{accrual: &b.shared.rated, kind: b.kind})
	}
	for i := range b.parts {
		p := &b.parts[i]
		full, _, share := b.ofPart(p, u)
		if b.kind == pricing.AtLeast && p.Period.Start >= d.Service.End {
			break
		}
		d.Parts = append(d.Parts, Part{
			Period: p.Period, Mode: p.Term.Mode, Num: share.num[0], Den: share.den, Prices: exact(&full),
		})
	}
	if d.Booked, err = b.booked(min(u, b.period().End), scale); err != nil {
		return err
	}
	d.Limit, _, err = b.limited(u, scale)
	return err
}
