package channel

import "slices"

// A ChannelCode names a channel.
type ChannelCode string

// A Channel is a way to the market: a code that belongs to one reseller, or to
// whoever else sells to customers. A reseller may have several; customers belong
// to a channel.
type Channel struct {
	Code   ChannelCode `json:"code"`
	Seller PartyID     `json:"seller"`
}

// A GroupID names a billing group.
type GroupID string

// A BillingGroup is channels that a distributor or reseller is billed for
// together.
type BillingGroup struct {
	ID       GroupID       `json:"id"`
	Billed   PartyID       `json:"billed"`
	Channels []ChannelCode `json:"channels"`
}

// A Listing is all that a [Directory] is made of.
type Listing struct {
	Revision int
	// Ladder is the roles of the levels from the vendor's buyer on, where all
	// chains are to have the same levels: amounts add up over chains of one
	// ladder. A level that a chain has no party for is switched off. An empty
	// Ladder gives each chain the levels that it has.
	Ladder   []Role // at most MaxLevels − 1
	Parties  []Party
	Channels []Channel
	Groups   []BillingGroup
}

// A Directory is who there is, who buys from whom, and through which channels.
// It never changes and may be shared between goroutines.
type Directory struct {
	revision int
	ladder   []Role
	parties  map[PartyID]*Party
	channels map[ChannelCode]Channel
	groups   map[GroupID]BillingGroup
}

// NewDirectory checks a listing and reports every fault of it at once, each a
// *[FieldError]: names that come twice or are missing; an orphan, whose supplier
// is not there or which has none; a party that supplies itself, directly or over
// others; a diamond, which is a party with several suppliers that does not name
// the one it builds on; roles that go up; a chain that is too deep for the
// ladder; channels, groups and customers that belong to nobody.
func NewDirectory(l Listing) (*Directory, error) {
	d := &Directory{
		revision: l.Revision, ladder: slices.Clone(l.Ladder),
		parties:  make(map[PartyID]*Party, len(l.Parties)),
		channels: make(map[ChannelCode]Channel, len(l.Channels)),
		groups:   make(map[GroupID]BillingGroup, len(l.Groups)),
	}
	f := newFaults()
	d.addAll(&l, f)
	d.checkLadder(f)
	for i := range l.Parties {
		d.checkParty(&l.Parties[i], f.at("parties[%d]", i))
	}
	for i, c := range l.Channels {
		d.checkChannel(c, f.at("channels[%d]", i))
	}
	for i := range l.Groups {
		d.checkGroup(&l.Groups[i], f.at("groups[%d]", i))
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Directory) addAll(l *Listing, f faults) {
	if l.Revision < 0 {
		f.at("revision").add("%d is negative", l.Revision)
	}
	for i, p := range l.Parties {
		if d.parties[p.ID] != nil {
			f.at("parties[%d].id", i).add("%.40q comes twice", p.ID)
		}
		p.Suppliers, p.Address.Lines = slices.Clone(p.Suppliers), slices.Clone(p.Address.Lines)
		d.parties[p.ID] = &p
	}
	for i, c := range l.Channels {
		if _, twice := d.channels[c.Code]; twice {
			f.at("channels[%d].code", i).add("%.40q comes twice", c.Code)
		}
		d.channels[c.Code] = c
	}
	for i, g := range l.Groups {
		if _, twice := d.groups[g.ID]; twice {
			f.at("groups[%d].id", i).add("%.40q comes twice", g.ID)
		}
		g.Channels = slices.Clone(g.Channels)
		d.groups[g.ID] = g
	}
}

// Party returns a party.
func (d *Directory) Party(id PartyID) (Party, bool) {
	p, ok := d.parties[id]
	if !ok {
		return Party{}, false
	}
	out := *p
	out.Suppliers, out.Address.Lines = slices.Clone(p.Suppliers), slices.Clone(p.Address.Lines)
	return out, true
}

// Channel returns a channel.
func (d *Directory) Channel(code ChannelCode) (Channel, bool) {
	c, ok := d.channels[code]
	return c, ok
}

// ChannelOf returns the channel that a customer belongs to.
func (d *Directory) ChannelOf(customer PartyID) (Channel, bool) {
	p, ok := d.parties[customer]
	if !ok {
		return Channel{}, false
	}
	return d.Channel(p.Channel)
}

// Channels returns the codes of a party's channels, sorted.
func (d *Directory) Channels(seller PartyID) (out []ChannelCode) {
	for code, c := range d.channels {
		if c.Seller == seller {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// Group returns a billing group.
func (d *Directory) Group(id GroupID) (BillingGroup, bool) {
	g, ok := d.groups[id]
	g.Channels = slices.Clone(g.Channels)
	return g, ok
}
