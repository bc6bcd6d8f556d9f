package channel

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// An Assignment says which book a seller prices a buyer by, from an instant on.
// Without a buyer it is for all buyers that have none of their own.
type Assignment struct {
	Seller PartyID
	Buyer  PartyID // a customer, or the next seller; "" is everyone
	Book   BookID
	From   calendar.Instant // the zero From is always
}

// A Shelf holds price books and says which count for whom. It never changes and
// may be shared between goroutines.
type Shelf struct {
	books    map[BookID]PriceBook
	assigned map[deal][]Assignment // by From, descending
}

type deal struct{ seller, buyer PartyID }

// NewShelf checks books and assignments and reports every fault at once, each a
// *[FieldError]: a book that comes twice; one that inherits from itself, even
// over others, from one that is not there, or from one of another seller or in
// another currency; assignments of books that are not there or the seller's.
func NewShelf(books []PriceBook, assignments []Assignment) (*Shelf, error) {
	s := &Shelf{books: make(map[BookID]PriceBook, len(books)), assigned: map[deal][]Assignment{}}
	f := newFaults()
	for i, b := range books {
		if _, twice := s.books[b.ID]; twice {
			f.at("books[%d].id", i).add("%.40q comes twice", b.ID)
		}
		f.at("books[%d].id", i).text(string(b.ID), true)
		s.books[b.ID] = b
	}
	for i, b := range books {
		s.inherits(f.at("books[%d].inherits", i), b)
	}
	for i, a := range assignments {
		g := f.at("assignments[%d]", i)
		switch b, ok := s.books[a.Book]; {
		case !ok:
			g.at("book").add("no book %.40q", a.Book)
		case b.Seller != a.Seller:
			g.at("book").add("%.40q is not %.40q's", a.Book, a.Seller)
		}
		d := deal{a.Seller, a.Buyer}
		s.assigned[d] = append(s.assigned[d], a)
	}
	for _, list := range s.assigned {
		slices.SortStableFunc(list, func(a, b Assignment) int { return b.From.Compare(a.From) })
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Shelf) inherits(f faults, b PriceBook) {
	path := map[BookID]bool{}
	for at := b; at.Inherits != ""; {
		path[at.ID] = true
		next, ok := s.books[at.Inherits]
		switch {
		case !ok:
			f.add("no book %.40q", at.Inherits)
		case path[next.ID]:
			f.add("%.40q inherits from itself", next.ID)
		case next.Seller != b.Seller:
			f.add("%.40q is not %.40q's", next.ID, b.Seller)
		case next.Currency != b.Currency && !next.Currency.IsZero():
			f.add("%.40q is in %v", next.ID, next.Currency)
		default:
			at = next
			continue
		}
		return
	}
}

// At returns what seller prices buyer by at t: the revision of the book that is
// assigned to the buyer, or else to everyone, and then those of the books that
// it inherits from. None: no book is assigned, or none has prices yet.
func (s *Shelf) At(seller, buyer PartyID, t calendar.Instant) (out []*Revision) {
	id, ok := s.book(deal{seller, buyer}, t)
	if !ok {
		id, ok = s.book(deal{seller: seller}, t)
	}
	for ok && id != "" {
		b := s.books[id]
		if r, in := b.At(t); in {
			out = append(out, r)
		}
		id = b.Inherits
	}
	return out
}

func (s *Shelf) book(d deal, t calendar.Instant) (BookID, bool) {
	for _, a := range s.assigned[d] {
		if a.From <= t {
			return a.Book, true
		}
	}
	return "", false
}
