package revenue

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// Report returns the report of what was told so far. The same facts make the same
// report, in whatever order they came. The error wraps money.ErrRange where a sum
// does not fit.
func (b *Builder) Report() (Report, error) {
	r := Report{
		Clients: []Client{}, Locations: []Location{},
		Currency: b.cfg.Currency.String(), Start: Date(b.cfg.Frame.Start), End: Date(b.cfg.Frame.End),
	}
	var all sums
	for _, id := range slices.SortedFunc(maps.Keys(b.clients), func(a, b channel.PartyID) int { return natural(string(a), string(b)) }) {
		c := b.assembleClient(id, b.clients[id], &all)
		r.Clients = append(r.Clients, c)
	}
	r.Locations, r.Total = all.locations(), Number(all.total())
	return r, all.err
}

func (b *Builder) assembleClient(id channel.PartyID, c *client, all *sums) Client {
	out := Client{ID: ID(id), Name: name(b.cfg.Names.Client, id), Services: Services{}}
	var own sums
	ids := slices.SortedFunc(maps.Keys(c.services), natural)
	left := own.sub(own.add(c.opening, c.in), c.out)
	shares := b.allot(&own, c, ids, left)
	for i, id := range ids {
		out.Services = append(out.Services, b.assembleService(id, c.services[id], shares[i], &own))
	}
	out.CreditIn, out.CreditOut, out.CreditLeft = Number(c.in), Number(c.out), Number(left)
	var debt, alloted money.Amount
	for _, s := range shares {
		debt, alloted = own.add(debt, own.sub(s.still, s.alloted)), own.add(alloted, s.alloted)
	}
	out.TotalDebt, out.TotalAlloted, out.Locations = Number(debt), Number(alloted), own.locations()
	all.take(&own)
	return out
}

// A share is what a service requires still, as a part of what its client does,
// and what the client's credit stands for.
type share struct{ still, percent, alloted money.Amount }

// allot spreads a client's credit over what its services still require.
func (b *Builder) allot(own *sums, c *client, ids []string, credit money.Amount) []share {
	out := make([]share, len(ids))
	weights := make([]int64, len(ids))
	var still money.Amount
	for i, id := range ids {
		s := c.services[id]
		if rest := own.sub(s.required(own), s.paid); rest.Sign() > 0 {
			out[i].still, weights[i] = rest, rest.Units()
			still = own.add(still, rest)
		}
	}
	if still.IsZero() {
		return out
	}
	if credit.Sign() < 0 {
		credit = money.Amount{}
	} else if credit.Units() > still.Units() {
		credit = still
	}
	percents := own.allocate(money.New(100_00, 2, b.cfg.Currency), weights)
	parts := own.allocate(credit, weights)
	for i := range out {
		out[i].percent, out[i].alloted = percents[i], parts[i]
	}
	return out
}

// required is what a service costs in the frame.
func (s *service) required(own *sums) money.Amount {
	if s.overridden {
		return s.override
	}
	total := s.fixed
	for _, p := range s.places {
		for _, r := range p.resources {
			total = own.add(total, r.price)
		}
	}
	return total
}

func (b *Builder) assembleService(id string, s *service, a share, own *sums) Service {
	out := Service{
		ID: ID(id), Name: name(b.cfg.Names.Service, id), Entries: []EntryLine{},
		FixedPrice: Number(s.fixed), Overridden: s.overridden,
		Required: Number(a.still), Percent: Number(a.percent), Alloted: Number(a.alloted),
		Debt: Number(own.sub(a.still, a.alloted)), Usage: b.usage(id, s, own),
	}
	if s.overridden {
		out.FixedPrice = Number(s.override)
	}
	out.places = b.place(s, a.alloted, own)
	var reversed, credit money.Amount
	for _, p := range s.places {
		reversed = own.add(reversed, p.opening)
	}
	for _, e := range s.entries {
		out.Entries = append(out.Entries, entryLine(&e))
		if e.FromCredit {
			credit = own.add(credit, e.Amount)
		}
	}
	if !reversed.IsZero() {
		out.Entries = append(out.Entries, EntryLine{
			Amount: Number(own.neg(reversed)), Type: "allotment", FromCredit: true, Source: "reversal", Date: Date(b.cfg.Frame.Start),
		})
		credit = own.sub(credit, reversed)
	}
	slices.SortFunc(out.Entries, EntryLine.compare)
	out.TotalRevenue, out.FromCredit = Number(own.sub(s.paid, reversed)), Number(credit)
	return out
}

func entryLine(e *Entry) EntryLine {
	return EntryLine{
		Amount: Number(e.Amount), Type: cmp.Or(e.Type, "service"), FromCredit: e.FromCredit,
		Tax: Number(e.Tax), TaxPercent: percent(e.TaxPercent), Source: e.Source, Date: Date(e.At),
	}
}

// place splits what a service earned over its locations: what was paid and
// alloted by the split, what the report before alloted where it went.
func (b *Builder) place(s *service, alloted money.Amount, own *sums) (out []placed) {
	names := slices.SortedFunc(maps.Keys(s.places), func(x, y string) int {
		return cmp.Or(cmp.Compare(s.places[y].cost.Units(), s.places[x].cost.Units()), strings.Compare(x, y))
	})
	weights, weight := make([]int64, len(names)), false
	for i, n := range names {
		if cost := s.places[n].cost; cost.Sign() > 0 {
			weights[i], weight = cost.Units(), true
			if b.cfg.Split == SplitEqual {
				weights[i] = 1
			}
		}
	}
	revenue := own.add(s.paid, alloted)
	if !weight && !(revenue.IsZero() && s.paid.IsZero()) { // nothing was charged: the default location has it
		if i := slices.Index(names, b.cfg.Location); i >= 0 {
			weights[i] = 1
		} else {
			names, weights = append(names, b.cfg.Location), append(weights, 1)
		}
	}
	parts, paid := own.allocate(revenue, weights), own.allocate(s.paid, weights)
	for i, n := range names {
		p := placed{name: n, revenue: parts[i], alloted: own.sub(parts[i], paid[i])}
		if at := s.places[n]; at != nil {
			p.revenue = own.sub(p.revenue, at.opening)
		}
		own.at(n, p.revenue)
		out = append(out, p)
	}
	return out
}

// usage details what was used.
func (b *Builder) usage(id string, s *service, own *sums) (out Usage) {
	var total money.Amount
	for n, p := range s.places {
		if len(p.resources) == 0 {
			continue
		}
		at := UsageAt{Name: n}
		var cost money.Amount
		for _, charge := range slices.Sorted(maps.Keys(p.resources)) {
			r := p.resources[charge]
			at.Resources = append(at.Resources, Resource{
				ID: string(charge), Name: name(b.cfg.Names.Resource, charge), Price: Number(r.price), Number: len(r.lines),
			})
			cost = own.add(cost, r.price)
		}
		at.Cost = Number(cost)
		out.Locations = append(out.Locations, at)
		total = own.add(total, cost)
	}
	if out.Locations == nil {
		return Usage{}
	}
	slices.SortFunc(out.Locations, func(x, y UsageAt) int {
		return cmp.Or(cmp.Compare(money.Amount(y.Cost).Units(), money.Amount(x.Cost).Units()), strings.Compare(x.Name, y.Name))
	})
	out.Name, out.Service, out.Total = name(b.cfg.Names.Usage, id), ID(id), Number(total)
	return out
}

// name asks for the name of an id, which is the id where nobody knows it.
func name[T ~string](of func(T) string, id T) string {
	if of == nil {
		return string(id)
	}
	return of(id)
}

// percent keeps a percentage as an amount of nothing in particular.
func percent(d decimal.Decimal) Number {
	a, err := money.Round(d, uint8(min(max(0, -d.Exponent()), money.MaxScale)), money.Currency{}, money.HalfUp)
	if err != nil {
		return Number{}
	}
	return Number(a)
}

// compare orders entries by date; those of one instant by what they say.
func (e EntryLine) compare(f EntryLine) int {
	from := func(e EntryLine) int {
		if e.FromCredit {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(e.Date, f.Date), strings.Compare(e.Type, f.Type), strings.Compare(e.Source, f.Source),
		cmp.Compare(from(e), from(f)), cmp.Compare(money.Amount(e.Amount).Units(), money.Amount(f.Amount).Units()),
		cmp.Compare(money.Amount(e.Tax).Units(), money.Amount(f.Tax).Units()))
}

// natural orders ids: numbers by value and before other texts.
func natural(a, b string) int {
	x, y := ID(a).isNumber(), ID(b).isNumber()
	switch {
	case x && y:
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	case x:
		return -1
	case y:
		return 1
	}
	return strings.Compare(a, b)
}
