package invoice

import (
	"fmt"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// Retries is the schedule by which a payment that failed is tried again: the
// k-th retry not before After[k] has passed since the failure before it. The zero
// Retries tries once, and leaves the rest to people.
type Retries struct{ After []time.Duration }

// Next returns from when on an item may be collected, and whether it is to be
// tried at all: it is open, and not given up.
func (r Retries) Next(it *Receivable) (calendar.Instant, bool) {
	switch {
	case it.IsSettled() || it.Failures > len(r.After):
		return 0, false
	case it.Failures == 0:
		return it.At, true
	}
	return max(it.At, it.Failed.Add(max(0, r.After[it.Failures-1]))), true
}

// request puts an item to the gateway: from now on the outcome is unknown, until
// an entry of the same reference tells it.
func (s *Standing) request(e *Entry) error {
	i, ok := s.items[e.Invoice]
	switch {
	case !ok:
		return e.fault("invoice", ErrUnknown)
	case e.Amount.IsZero():
		return e.faulty("amount", "zero")
	case e.Amount.Units() > s.Receivables[i].Open.Units():
		return e.fault("amount", ErrOverdrawn)
	}
	if _, open := s.Request(e.Invoice); open {
		return e.faulty("invoice", "a request has no answer yet")
	}
	s.Receivables[i].Attempts++
	s.Requests = append(s.Requests, *e)
	return nil
}

// Request returns the request for an item that has no answer yet.
func (s *Standing) Request(id ID) (Entry, bool) {
	for _, r := range s.Requests {
		if r.Invoice == id {
			return r, true
		}
	}
	return Entry{}, false
}

// answered forgets a request, and returns it.
func (s *Standing) answered(ref string) (Entry, bool) {
	for i, r := range s.Requests {
		if r.Reference == ref {
			rest := append([]Entry(nil), s.Requests[:i]...)
			s.Requests = append(rest, s.Requests[i+1:]...)
			return r, true
		}
	}
	return Entry{}, false
}

// fail counts a failure of the item.
func (s *Standing) fail(e *Entry) error {
	i, ok := s.items[e.Invoice]
	if !ok {
		return e.fault("invoice", ErrUnknown)
	}
	s.answered(e.Reference)
	it := &s.Receivables[i]
	it.Failures++
	it.Failed = e.At
	return nil
}

// Collect returns the request to put to the gateway for an item: the one that
// has no answer yet, or a new one over all that is open, if it is time. A new one
// has to be stored before the gateway is asked; no request: there is nothing to
// collect at known.
func (s *Standing) Collect(known calendar.Instant, id ID, r Retries) (request Entry, fresh, ok bool, err error) {
	if request, open := s.Request(id); open {
		return request, false, true, nil
	}
	it, found := s.Receivable(id)
	if !found {
		return Entry{}, false, false, fmt.Errorf("invoice: collect %s: %w", id, ErrUnknown)
	}
	if at, again := r.Next(&it); !again || at > known {
		return Entry{}, false, false, nil
	}
	request, err = s.Record(known, Entry{Kind: PaymentRequested, Amount: it.Open, Invoice: id, Reference: fmt.Sprintf("%s/%d", id, it.Attempts+1)})
	return request, true, err == nil, err
}

// An Outcome is what a gateway says of a request.
type Outcome struct {
	Paid money.Amount     // received; zero: it failed
	At   calendar.Instant // zero: when it is recorded
	Note string           // why it failed, or the gateway's own reference
}

// Answer records the outcome of a request.
func (s *Standing) Answer(known calendar.Instant, request Entry, o Outcome) (Entry, error) {
	e := Entry{Kind: Payment, At: min(o.At, known), Amount: o.Paid, Invoice: request.Invoice, Reference: request.Reference, Note: o.Note}
	if o.Paid.IsZero() {
		e.Kind, e.Amount = PaymentFailed, request.Amount
	}
	return s.Record(known, e)
}
