package revenue

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// Errors of facts. They come wrapped, with the client and the service.
var (
	ErrBooks    = errors.New("revenue: rows of both books would count twice")
	ErrCurrency = errors.New("revenue: another currency or scale")
	ErrTwice    = errors.New("revenue: told twice")
	ErrFrame    = errors.New("revenue: an empty time frame")
)

// Config says what a report is about.
type Config struct {
	Frame    calendar.Period // posting dates of rows, and instants of entries
	Party    channel.PartyID // whose revenue: what it sells counts
	Currency money.Currency
	Digits   uint8 // of amounts; rows and entries have the same
	Split    Split
	Location string      // the default location
	Opening  []Allotment // of the report before, which this one takes back
	Credits  []Credit
	Override []Override
	Names    Names
}

// Names are how things are called in a report. A nil func is the id itself.
type Names struct {
	Client   func(channel.PartyID) string
	Service  func(id string) string
	Resource func(pricing.ChargeID) string
	Usage    func(service string) string // of what the usage details are
}

// A Builder takes the facts of a report one by one, in any order. Make it with
// New. It is for one goroutine.
type Builder struct {
	cfg     Config
	book    proceeds.Book
	rows    int
	clients map[channel.PartyID]*client
}

// New returns a builder. All faults of cfg are reported at once: ErrFrame for a
// frame without time, ErrCurrency for amounts of other currencies or digits, and
// ErrTwice for two credits of a client or two overrides of a service.
func New(cfg Config) (*Builder, error) {
	b := &Builder{cfg: cfg, clients: map[channel.PartyID]*client{}}
	var faults []error
	if cfg.Frame.IsEmpty() {
		faults = append(faults, ErrFrame)
	}
	for i, c := range cfg.Credits {
		at := b.client(c.Client)
		if at.opened {
			faults = append(faults, fmt.Errorf("credits[%d] of %q: %w", i, c.Client, ErrTwice))
		}
		at.opened = true
		faults = append(faults, b.into(&at.opening, c.Opening, fmt.Sprintf("credits[%d]", i)))
	}
	for i, o := range cfg.Override {
		s := b.client(o.Client).service(o.Service)
		if s.overridden {
			faults = append(faults, fmt.Errorf("override[%d] of %q: %w", i, o.Service, ErrTwice))
		}
		s.overridden = true
		faults = append(faults, b.into(&s.override, o.Amount, fmt.Sprintf("override[%d]", i)))
	}
	for i, a := range cfg.Opening {
		s := b.client(a.Client).service(a.Service)
		for _, l := range a.Locations {
			faults = append(faults, b.into(&s.place(l.Name).opening, l.Amount, fmt.Sprintf("opening[%d]", i)))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return b, nil
}

// Row counts a row in: what Config.Party sells, posted in the frame. Other rows
// change nothing. The rows are those of one book, as the party sees them.
func (b *Builder) Row(v *proceeds.View) error {
	if !b.cfg.Frame.Contains(v.Posted) {
		return nil
	}
	buyer, sells := b.buyer(v)
	if !sells {
		return nil
	}
	if b.rows++; b.rows > 1 && b.book != v.Book {
		return ErrBooks
	}
	b.book = v.Book
	id := string(v.Subscription)
	if id == "" {
		id = v.Product
	}
	s := b.client(buyer).service(id)
	name := v.Location
	if name == "" {
		name = b.cfg.Location
	}
	income, at := v.Income(b.cfg.Party), s.place(name)
	if v.Kind != pricing.Usage {
		return errors.Join(b.into(&s.fixed, income, id), b.into(&at.cost, income, id))
	}
	r := at.resource(v.Charge)
	r.lines[line{string(v.Subscription), v.Component}] = true
	return errors.Join(b.into(&r.price, income, id), b.into(&at.cost, income, id))
}

// buyer returns who buys what the party sells.
func (b *Builder) buyer(v *proceeds.View) (channel.PartyID, bool) {
	for i := len(v.Sides) - 1; i >= 0; i-- {
		if v.Sides[i].Seller == b.cfg.Party {
			return v.Sides[i].Buyer, true
		}
	}
	return "", false
}

// Entry counts a flow of money in, if it lies in the frame.
func (b *Builder) Entry(e Entry) error {
	if !b.cfg.Frame.Contains(e.At) {
		return nil
	}
	c := b.client(e.Client)
	where := fmt.Sprintf("entry of %q at %v", e.Client, e.At)
	if err := b.alike(e.Tax, where); err != nil {
		return err
	}
	if e.Service != "" {
		s := c.service(e.Service)
		if err := b.into(&s.paid, e.Amount, where); err != nil {
			return err
		}
		s.entries = append(s.entries, e)
	}
	switch {
	case e.FromCredit:
		return b.into(&c.out, e.Amount, where)
	case e.Service == "":
		return b.into(&c.in, e.Amount, where)
	}
	return nil
}

// into adds an amount to a sum, once it is sure that they are alike.
func (b *Builder) into(sum *money.Amount, a money.Amount, where string) error {
	if err := b.alike(a, where); err != nil {
		return err
	}
	more, err := sum.Add(a)
	if err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	*sum = more
	return nil
}

func (b *Builder) alike(a money.Amount, where string) error {
	if a != (money.Amount{}) && (a.Currency() != b.cfg.Currency || a.Scale() != b.cfg.Digits) {
		return fmt.Errorf("%s: %v is not in %v with %d digits: %w", where, a, b.cfg.Currency, b.cfg.Digits, ErrCurrency)
	}
	return nil
}

func (b *Builder) client(id channel.PartyID) *client {
	c := b.clients[id]
	if c == nil {
		c = &client{services: map[string]*service{}}
		b.clients[id] = c
	}
	return c
}

// A client is what is known of one.
type client struct {
	opening, in, out money.Amount // of its credit
	opened           bool
	services         map[string]*service
}

func (c *client) service(id string) *service {
	s := c.services[id]
	if s == nil {
		s = &service{places: map[string]*place{}}
		c.services[id] = s
	}
	return s
}

// A service is what is known of one.
type service struct {
	fixed, paid, override money.Amount
	overridden            bool
	entries               []Entry
	places                map[string]*place
}

func (s *service) place(name string) *place {
	p := s.places[name]
	if p == nil {
		p = &place{resources: map[pricing.ChargeID]*resource{}}
		s.places[name] = p
	}
	return p
}

// A place is a service at one location: all that was charged there, and what the
// report before alloted to it.
type place struct {
	cost, opening money.Amount
	resources     map[pricing.ChargeID]*resource
}

func (p *place) resource(id pricing.ChargeID) *resource {
	r := p.resources[id]
	if r == nil {
		r = &resource{lines: map[line]bool{}}
		p.resources[id] = r
	}
	return r
}

// A resource is the usage of one charge at one location.
type resource struct {
	price money.Amount
	lines map[line]bool
}

type line struct{ subscription, component string }
