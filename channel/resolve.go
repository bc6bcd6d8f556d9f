package channel

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// An Ask says which chain is wanted: whose offer, to whom, as of when.
type Ask struct {
	Vendor   PartyID
	Channel  ChannelCode
	Customer PartyID // whose own price book counts, if it has one; may be empty
	// At is the instant whose prices count: the start of the term, or that of
	// the commitment where prices are frozen for it.
	At calendar.Instant
	Sale
}

// A MissingBookError reports a seller that has no price book for a buyer.
type MissingBookError struct {
	Seller   PartyID
	Buyer    PartyID // the next seller, or the customer
	Customer PartyID
	At       calendar.Instant
}

// Error names both, and the customer.
func (e *MissingBookError) Error() string {
	return fmt.Sprintf("channel: no price book of seller %q for buyer %q at %v, customer %q", e.Seller, e.Buyer, e.At, e.Customer)
}

// Resolve makes the chain that an ask wants, of the parties in d and the prices
// on s. Every party builds on its one supplier up to the vendor; each has the
// price book that is assigned to its buyer. The vendor's own book, if there is
// one, is the list. A chain is named after its channel, and its revision is that
// of the directory.
//
// All faults are reported at once: a *[FieldError] for a vendor or channel that
// is not there or cannot be had through it, and a *[MissingBookError] for each
// seller without a book. A reseller may have none, for then it sells at the
// recommended price or at the list price: see [NewOffer].
func Resolve(d *Directory, s *Shelf, a Ask) (*Chain, error) {
	f := newFaults()
	if v := d.parties[a.Vendor]; v == nil || v.Role != Vendor {
		f.at("vendor").add("no vendor %.40q", a.Vendor)
	}
	levels := d.levels(a, f)
	c := &Chain{ID: ChainID(a.Channel), Revision: d.revision, Vendor: a.Vendor, Sale: a.Sale}
	for i, p := range levels {
		if p == nil {
			c.Sellers = append(c.Sellers, Seller{})
			continue
		}
		seller := Seller{Party: p.ID, Role: p.Role, Prices: s.At(p.ID, buyer(levels[i+1:], a.Customer), a.At)}
		if len(seller.Prices) == 0 && p.Role != Reseller {
			*f.list = append(*f.list, &MissingBookError{p.ID, buyer(levels[i+1:], a.Customer), a.Customer, a.At})
		}
		c.Sellers = append(c.Sellers, seller)
	}
	c.List = s.At(a.Vendor, buyer(levels, a.Customer), a.At)
	if err := f.err(); err != nil {
		return nil, fmt.Errorf("channel: resolve channel %q: %w", a.Channel, err)
	}
	return c, nil
}

// levels returns the sellers on the ladder; nil where it is switched off.
func (d *Directory) levels(a Ask, f faults) []*Party {
	ch, ok := d.channels[a.Channel]
	if !ok {
		f.at("channel").add("no channel %.40q", a.Channel)
		return nil
	}
	if p := d.parties[a.Customer]; p != nil && p.Role == Customer && p.Channel != a.Channel {
		f.at("customer").add("%.40q belongs to channel %.40q", a.Customer, p.Channel)
	}
	path, fault := d.path(ch.Seller)
	if fault != "" {
		f.at("channel").add("%s", fault) // NewDirectory found it
		return nil
	}
	if top := path[0]; top.Role == Vendor && top.ID != a.Vendor {
		f.at("vendor").add("channel %.40q sells %.40q only", a.Channel, top.ID)
	}
	levels, _ := d.place(path)
	return levels
}

// buyer returns who buys from the seller before levels.
func buyer(levels []*Party, customer PartyID) PartyID {
	for _, p := range levels {
		if p != nil {
			return p.ID
		}
	}
	return customer
}

// TakesEffect returns from when on a change of chain or prices that is made at t
// counts for a charge with this schedule: the next start of a period, t itself
// if it is one. What has begun keeps its parties and prices: let a term with the
// new offer begin there.
func TakesEffect(t calendar.Instant, s calendar.Schedule) calendar.Instant {
	_, p := s.At(t)
	if p.Start == t {
		return t
	}
	return p.End
}
