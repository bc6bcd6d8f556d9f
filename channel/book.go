package channel

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A PriceBook is the prices of one seller, effective-dated: a list of revisions
// that never change, of which the one with the latest start is in force. Edit
// and Sync return the book with one more; the book that they are called on stays
// as it is. So what was in force at an instant can be told for ever.
type PriceBook struct {
	ID       BookID
	Seller   PartyID
	Currency money.Currency // of its amounts; a book of percentages alone needs none
	Inherits BookID         // another book of the seller, for what this one has no item for

	revisions []*Revision // in the order in which they were made
}

// An Edit makes the next revision of a book: all its items, and when.
type Edit struct {
	Items []Item
	// Made is when the edit is made. Edits are made in order.
	Made calendar.Instant
	// Activates is the instant from which the revision is in force. After Made it
	// is planned. Before Made it reaches back, as far as Closed. The zero
	// Activates is Made.
	Activates calendar.Instant
	// Closed is the instant before which periods are closed.
	Closed calendar.Instant
	// Unlock lets the edit change and drop locked items.
	Unlock bool
	// Customs resolves models that are a [pricing.Custom], as that of a plan does.
	Customs pricing.Customs
}

// An ActivationError reports a revision that would change prices of a closed
// period.
type ActivationError struct {
	Book      BookID
	Activates calendar.Instant
	Closed    calendar.Instant
}

// Error says which, and how far back it may go.
func (e *ActivationError) Error() string {
	return fmt.Sprintf("channel: book %q: activation at %v: periods are closed up to %v", e.Book, e.Activates, e.Closed)
}

// Edit returns the book with one more revision. It reports every fault at once:
// an *[ActivationError], and a *[FieldError] for each faulty item, for locked
// items that would change, and for an edit made before the last one.
func (b PriceBook) Edit(e Edit) (PriceBook, error) {
	f := newFaults()
	f.at("id").text(string(b.ID), true)
	f.at("seller").text(string(b.Seller), true)
	r := &Revision{
		ref: BookRef{ID: b.ID, Revision: len(b.revisions) + 1}, currency: b.Currency,
		from: e.Activates, made: e.Made, items: slices.Clone(e.Items),
	}
	if r.from.IsZero() {
		r.from = e.Made
	}
	switch last := len(b.revisions) - 1; {
	case e.Made.IsZero():
		f.at("made").add("missing")
	case last >= 0 && e.Made < b.revisions[last].made:
		f.at("made").add("%v is before revision %d was made, %v", e.Made, last+1, b.revisions[last].made)
	}
	r.compile(f, e.Customs)
	if before, ok := b.At(r.from); ok && !e.Unlock {
		r.breaks(f, before)
	}
	if r.from < e.Closed {
		*f.list = append(*f.list, &ActivationError{b.ID, r.from, e.Closed})
	}
	if err := f.err(); err != nil {
		return PriceBook{}, fmt.Errorf("channel: edit of book %q: %w", b.ID, err)
	}
	b.revisions = append(slices.Clip(b.revisions), r)
	return b, nil
}

// Sync returns the book with the items of a reference book that it does not have
// yet, as one more revision; what it has stays, whatever the reference says now.
// e says when; its Items do not matter. Where nothing is new the book comes back
// as it is. Errors are those of Edit.
func (b PriceBook) Sync(reference *Revision, e Edit) (PriceBook, error) {
	at := e.Activates
	if at.IsZero() {
		at = e.Made
	}
	e.Items = nil
	had := &Revision{}
	if r, ok := b.At(at); ok {
		had, e.Items = r, r.Items()
	}
	for i, item := range reference.items {
		if _, has := had.index[reference.keys[i]]; !has {
			e.Items = append(e.Items, item)
		}
	}
	if len(e.Items) == len(had.items) {
		return b, nil
	}
	return b.Edit(e)
}

// At returns the revision in force at t: of those that activate up to t the one
// that does last, and of several at one instant the one made last. False: the
// book has no prices yet.
func (b PriceBook) At(t calendar.Instant) (*Revision, bool) {
	var in *Revision
	for _, r := range b.revisions {
		if r.from <= t && (in == nil || r.from >= in.from) {
			in = r
		}
	}
	return in, in != nil
}

// Revisions returns all revisions, in the order in which they were made.
func (b PriceBook) Revisions() []*Revision { return slices.Clone(b.revisions) }

// Planned returns the revisions that are not in force yet at now.
func (b PriceBook) Planned(now calendar.Instant) []*Revision {
	return slices.DeleteFunc(b.Revisions(), func(r *Revision) bool { return r.from <= now })
}
