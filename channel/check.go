package channel

import "slices"

func (d *Directory) checkLadder(f faults) {
	if len(d.ladder) >= MaxLevels {
		f.at("ladder").add("%d levels are more than %d", len(d.ladder)+1, MaxLevels)
	}
	for i, r := range d.ladder {
		if r <= Vendor || r >= Customer || i > 0 && r < d.ladder[i-1] {
			f.at("ladder[%d]", i).add("a %v cannot stand here", r)
		}
	}
}

// checkParty reports the faults of one party, and of its way up.
func (d *Directory) checkParty(p *Party, f faults) {
	before := len(*f.list)
	p.validate(f)
	g := f.at("suppliers")
	for i, id := range p.Suppliers {
		d.checkSupplier(p, id, f.at("suppliers[%d]", i))
		if slices.Contains(p.Suppliers[:i], id) {
			f.at("suppliers[%d]", i).add("%.40q comes twice", id)
		}
	}
	switch n := len(p.Suppliers); {
	case (p.Role == Vendor || p.Role == Customer) && n > 0:
		g.add("a %v has none", p.Role)
	case (p.Role == Distributor || p.Role == Reseller) && n == 0:
		g.add("an orphan: a %v buys from somebody", p.Role)
	case p.BuildsOn != "" && !slices.Contains(p.Suppliers, p.BuildsOn):
		f.at("builds_on").add("%.40q is no supplier", p.BuildsOn)
	case n > 1 && p.BuildsOn == "":
		f.at("builds_on").add("missing: there are %d suppliers", n)
	}
	if p.Role == Customer {
		if _, ok := d.channels[p.Channel]; !ok {
			f.at("channel").add("no channel %.40q", p.Channel)
		}
	}
	if len(*f.list) == before {
		if _, fault := d.path(p.ID); fault != "" {
			g.add("%s", fault)
		}
	}
}

func (d *Directory) checkSupplier(p *Party, id PartyID, f faults) {
	switch s := d.parties[id]; {
	case id == p.ID:
		f.add("it supplies itself")
	case s == nil:
		f.add("an orphan: no party %.40q", id)
	case s.Role > p.Role || s.Role == Customer:
		f.add("a %v cannot supply a %v", s.Role, p.Role)
	}
}

// path returns the parties from the vendor's end down to id, each building on
// the one before. It begins with a vendor, or with a party that buys from every
// vendor. A fault says why there is no path.
func (d *Directory) path(id PartyID) (path []*Party, fault string) {
	for p := d.parties[id]; ; p = d.parties[p.buildsOn()] {
		switch {
		case p == nil:
			return nil, "an orphan further up"
		case slices.Contains(path, p):
			return nil, "a cycle over " + string(p.ID)
		case len(path) == MaxLevels:
			return nil, "too deep: more than 8 levels"
		case len(p.Suppliers) > 1 && p.BuildsOn == "":
			return nil, string(p.ID) + " does not name the supplier that it builds on"
		}
		path = append(path, p)
		if len(p.Suppliers) == 0 {
			break
		}
	}
	slices.Reverse(path)
	if path[0].Role != Vendor && len(path) == MaxLevels {
		return nil, "too deep: more than 8 levels with the vendor"
	}
	if _, ok := d.place(path); !ok {
		return nil, "too deep: the ladder has no level for it"
	}
	return path, ""
}

// place puts the sellers of a path on the ladder, each on the next level of its
// role. Levels in between are nil: switched off.
func (d *Directory) place(path []*Party) (levels []*Party, ok bool) {
	if len(path) > 0 && path[0].Role == Vendor {
		path = path[1:]
	}
	if len(d.ladder) == 0 {
		return path, true
	}
	for _, role := range d.ladder {
		if len(path) > 0 && path[0].Role == role {
			levels, path = append(levels, path[0]), path[1:]
		} else {
			levels = append(levels, nil)
		}
	}
	return levels, len(path) == 0 || path[0].Role == Customer
}

func (d *Directory) checkChannel(c Channel, f faults) {
	f.at("code").text(string(c.Code), true)
	switch p := d.parties[c.Seller]; {
	case p == nil:
		f.at("seller").add("no party %.40q", c.Seller)
	case p.Role == Customer:
		f.at("seller").add("a customer sells nothing")
	}
}

func (d *Directory) checkGroup(g *BillingGroup, f faults) {
	f.at("id").text(string(g.ID), true)
	billed := d.parties[g.Billed]
	if billed == nil {
		f.at("billed").add("no party %.40q", g.Billed)
	} else if billed.Role != Distributor && billed.Role != Reseller {
		f.at("billed").add("a %v has no billing group", billed.Role)
	}
	if len(g.Channels) == 0 {
		f.at("channels").add("missing")
	}
	for i, code := range g.Channels {
		h := f.at("channels[%d]", i)
		c, ok := d.channels[code]
		switch path, fault := d.path(c.Seller); {
		case !ok:
			h.add("no channel %.40q", code)
		case slices.Contains(g.Channels[:i], code):
			h.add("%.40q comes twice", code)
		case billed != nil && fault == "" && !slices.Contains(path, billed):
			h.add("%.40q does not sell through %.40q", code, g.Billed)
		}
	}
}
