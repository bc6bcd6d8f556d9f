package channel_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A place is where the viewer stands.
type place int

const (
	asVendor place = iota
	asSeller       // between others
	asLastSeller
	asCustomer
	asStranger
)

// A seen is what a viewer may know, and so what stays.
type seen struct {
	place           place
	cost, income    decimal.Decimal // a unit: what it pays and what it gets
	quantities      []int64
	currency        string
	settles, direct bool
}

// A hidden is what it may not know, and so what varies.
type hidden struct {
	above, below int // parties beyond its own supplier and buyer
	name         string
	price        decimal.Decimal
	percents     []decimal.Decimal
	siblings     []int // rows of others, by the place among the rows
	revision     int
	missing      int // sellers without a price
}

// A scene is rows and an error, as the operator has them.
type scene struct {
	viewer channel.Viewer
	rows   []sceneRow
	err    error
}

type sceneRow struct {
	key      string
	route    *channel.Route
	customer channel.PartyID
	amounts  channel.Amounts
}

// build makes the scene: hidden parties, the supplier, the viewer, its buyer,
// hidden parties, the customer.
func build(t fataler, s seen, h hidden) scene {
	t.Helper()
	chain, customer := sceneChain(s, h)
	p := planOf(s.currency, "1")
	cost := h.price
	switch {
	case s.place == asVendor:
		cost = s.income
	case chain.Vendor == "supplier":
		cost = s.cost
	}
	p.Revision, p.Charges[0].Model = h.revision, pricing.PerUnit{Unit: cost}
	o := offerOf(t, p, chain)
	if s.settles {
		// The sides of the viewer settle in dollars, others at a hidden rate.
		var list []channel.Settlement
		for l := range o.Levels() {
			rate := text(h.price.Add(dec("1")))
			if o.Route(0).Seller(l) == "me" || o.Route(0).Buyer(l, customer) == "me" {
				rate = "0.930"
			}
			list = append(list, settles("USD", rate))
		}
		o = must(o.Settled(list))
	}
	out := scene{viewer: channel.Viewer{Party: "me"}, err: sceneError(h, chain)}
	others := offerOf(t, planOf(s.currency, "7"), fourParties("1", "2", "3"))
	add := func(o *channel.Offer, customer channel.PartyID, q int64) {
		a := booked(t, o, 0, textOf(int(q)))
		out.rows = append(out.rows, sceneRow{fmt.Sprint(h.name, len(out.rows)), o.Route(0), customer, a})
	}
	for i, q := range s.quantities {
		for _, at := range h.siblings {
			if at%len(s.quantities) == i {
				add(others, channel.PartyID(h.name), q)
			}
		}
		add(o, customer, q)
	}
	return out
}

func sceneChain(s seen, h hidden) (*channel.Chain, channel.PartyID) {
	var sellers []channel.Seller
	add := func(id string, r channel.Rule) {
		sellers = append(sellers, channel.Seller{Party: channel.PartyID(id), Role: channel.Distributor, Default: r,
			Book: channel.BookRef{ID: channel.BookID("book-" + id), Revision: 1}})
	}
	at := func(price decimal.Decimal) channel.Rule {
		return channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: price}}
	}
	others := func(n int, where string) {
		for i := range n {
			add(fmt.Sprint(h.name, where, i), channel.Rule{Kind: channel.Markup, Percent: h.percents[i]})
		}
	}
	customer := channel.PartyID("customer-" + h.name)
	if s.place != asVendor {
		others(h.above, "above")
		add("supplier", at(s.cost))
	}
	known := s.place == asLastSeller || s.place == asVendor && s.direct
	if known {
		customer = "known customer"
	}
	switch {
	case s.place == asCustomer:
		customer = "me"
	case s.place != asStranger:
		add("me", at(s.income))
		if !known {
			add("buyer", at(s.income.Add(h.price)))
			others(h.below, "below")
		}
	}
	// Who comes first is the vendor: its rule is the plan's price.
	return &channel.Chain{ID: channel.ChainID("chain-" + h.name), Revision: h.revision, Vendor: sellers[0].Party, Sellers: sellers[1:]}, customer
}

// sceneError is what went wrong in an offer: the viewer lacks a price, and so do
// others.
func sceneError(h hidden, c *channel.Chain) error {
	errs := []error{&channel.MissingPriceError{Plan: "plan", Charge: "fee-0", Level: channel.Level(len(c.Sellers)), Seller: "me", Book: channel.BookRef{ID: "mine", Revision: 2}}}
	for i := range h.missing {
		other := &channel.MissingPriceError{Plan: "plan", Charge: "fee-0", Level: channel.Level(i), Seller: channel.PartyID(h.name)}
		if i%2 == 0 {
			errs = append([]error{other}, errs...)
		} else {
			errs = append(errs, other)
		}
	}
	errs = append(errs, fmt.Errorf("store: append %s: no room", h.name))
	return fmt.Errorf("offer of chain %q: %w", c.ID, errors.Join(errs...))
}

// An observer returns every byte that a viewer gets out of a scene.
type observer func(s scene) string

// observe is the way out that the package offers.
func observe(s scene) string {
	var out strings.Builder
	var totals channel.Totals
	cursor := 0
	for _, r := range s.rows {
		cut, ok := s.viewer.View(r.route, r.customer, r.amounts)
		if !ok || cut.IsZero() {
			continue
		}
		cursor++
		body := string(must(json.Marshal(cut)))
		if err := totals.Add(&cut); err != nil {
			return err.Error()
		}
		fmt.Fprintf(&out, "%d %s %s\n", cursor, s.viewer.ID("booked", fmt.Sprint(cursor)), body)
	}
	fmt.Fprintf(&out, "%s\n%d rows\n%v\n", must(json.Marshal(totals.All())), cursor, s.viewer.Error(s.err))
	return out.String()
}

// visible returns the rows that the viewer gets.
func (s scene) visible() (out []sceneRow) {
	for _, r := range s.rows {
		if _, ok := s.viewer.View(r.route, r.customer, r.amounts); ok {
			out = append(out, r)
		}
	}
	return out
}

// leaks are ways out that leak, each one thing.
var leaks = map[string]observer{
	"total": func(s scene) string { // of the rows that the viewer sees, at their last level
		sum := decimal.Zero
		for _, r := range s.visible() {
			a, _ := r.amounts.Of(channel.SellOut)
			b, _ := r.amounts.Of(channel.VendorCost)
			sum = sum.Add(a.Decimal()).Add(b.Decimal())
		}
		return text(sum)
	},
	"count": func(s scene) string { return fmt.Sprint(len(s.rows)) },
	"cursor": func(s scene) string { // the place among all rows
		for i, r := range s.rows {
			if _, ok := s.viewer.View(r.route, r.customer, r.amounts); ok {
				return fmt.Sprint(i)
			}
		}
		return ""
	},
	"id": func(s scene) (out string) { // a hash, but of the key
		for _, r := range s.visible() {
			out += s.viewer.ID(r.key)
		}
		return out
	},
	"error text": func(s scene) string { return s.err.Error() },
}

// drawScenes draws two scenes that differ in what is hidden.
func drawScenes(t *rapid.T) (a, b scene) {
	price := func(label string) decimal.Decimal { return decimal.New(rapid.Int64Range(1, 99_999).Draw(t, label), -2) }
	s := seen{
		place: place(rapid.IntRange(0, int(asStranger)).Draw(t, "place")), cost: price("cost"), income: price("income"),
		quantities: rapid.SliceOfN(rapid.Int64Range(1, 9), 1, 4).Draw(t, "quantities"),
		currency:   rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency"),
		settles:    rapid.Bool().Draw(t, "settles"), direct: rapid.Bool().Draw(t, "direct"),
	}
	draw := func(label string) hidden {
		h := hidden{
			above: rapid.IntRange(0, 5).Draw(t, label+" above"), name: label + rapid.StringMatching(`[a-z]{1,5}`).Draw(t, label+" name"),
			price: price(label + " price"), revision: rapid.IntRange(0, 9).Draw(t, label+" revision"),
			siblings: rapid.SliceOfN(rapid.IntRange(0, 9), 0, 5).Draw(t, label+" siblings"), missing: rapid.IntRange(0, 3).Draw(t, label+" missing"),
		}
		h.below = rapid.IntRange(0, 5-h.above).Draw(t, label+" below")
		for range 5 {
			h.percents = append(h.percents, decimal.New(rapid.Int64Range(0, 900).Draw(t, label+" percent"), -1))
		}
		return h
	}
	return build(t, s, draw("x")), build(t, s, draw("y"))
}

func TestIsolated(t *testing.T) { rapid.Check(t, isolated) }
func FuzzIsolated(f *testing.F) { f.Fuzz(rapid.MakeFuzz(isolated)) }

// isolated: what a viewer may not see changes no byte that it gets: for chains
// of 1 to 8 levels, for vendors, sellers, last sellers, customers and strangers.
func isolated(t *rapid.T) {
	a, b := drawScenes(t)
	if x, y := observe(a), observe(b); x != y {
		t.Fatalf("what is hidden shows:\n%s\n%s", x, y)
	}
}

// Each leaky way out is caught by the property, and not for want of trying: the
// sound one passes the same scenes.
func TestLeaksAreCaught(t *testing.T) {
	type scenes struct{ a, b scene }
	drawn := rapid.Custom(func(t *rapid.T) scenes { a, b := drawScenes(t); return scenes{a, b} })
	for name, leak := range leaks {
		caught := 0
		for seed := range 50 {
			s := drawn.Example(seed)
			if leak(s.a) != leak(s.b) {
				caught++
			}
			if observe(s.a) != observe(s.b) {
				t.Fatal("the sound way out leaks")
			}
		}
		if caught < 10 {
			t.Errorf("the leaky %s is caught %d times of 50", name, caught)
		}
	}
}

// Every place of the property sees something, so that nothing is vacuous.
func TestIsolatedSeesItsOwn(t *testing.T) {
	h := hidden{above: 2, below: 1, name: "x", price: dec("3"), percents: []decimal.Decimal{dec("1"), dec("2"), dec("3")}}
	for p, want := range map[place]string{asVendor: "0 5.00", asSeller: "2.00 5.00", asLastSeller: "2.00 5.00", asCustomer: "2.00 0", asStranger: ""} {
		s := build(t, seen{place: p, cost: dec("2"), income: dec("5"), quantities: []int64{1}, currency: "EUR"}, h)
		got := ""
		for _, r := range s.rows {
			if cut, ok := s.viewer.View(r.route, r.customer, r.amounts); ok {
				got = cut.Cost("me").Text() + " " + cut.Income("me").Text()
			}
		}
		if got != want {
			t.Errorf("place %d sees %q, want %q", p, got, want)
		}
	}
}

func TestErrorsAreCut(t *testing.T) {
	own := &channel.MissingPriceError{Plan: "p", Charge: "c", Level: 5, Seller: "me", Book: channel.BookRef{ID: "mine", Revision: 3}}
	book := &channel.MissingBookError{Seller: "me", Buyer: "buyer", Customer: "secret"}
	theirs := &channel.MissingPriceError{Plan: "p", Charge: "c", Level: 2, Seller: "secret"}
	public := errors.New("no such cursor")
	me := channel.Viewer{Party: "me"}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"none", nil, "<nil>"},
		{"its own", fmt.Errorf("secret: %w", own), `channel: your book "mine" revision 3 has no price for plan "p" charge "c"`},
		{"its own book", book, `channel: you have no price book for buyer "buyer"`},
		{"another's", theirs, "channel: not available"},
		{"several of others", errors.Join(theirs, errors.New("secret"), theirs), "channel: not available"},
		{"both", errors.Join(theirs, own, theirs), `channel: your book "mine" revision 3 has no price for plan "p" charge "c"` + "\nchannel: not available"},
		{"public", fmt.Errorf("secret: %w", public), "no such cursor"},
		{"a list price that it does not know", &channel.MissingPriceError{Seller: "me", List: true}, "channel: not available"},
	} {
		got := me.Error(tt.err, public)
		if text := fmt.Sprint(got); text != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, text, tt.want)
		}
		if errors.Is(got, theirs) || errors.Is(got, own) {
			t.Errorf("%s: the whole error can be reached", tt.name)
		}
		if whole := (channel.Viewer{Operator: true}).Error(tt.err); whole != tt.err {
			t.Errorf("%s: the operator gets %v", tt.name, whole)
		}
		if tt.err != nil {
			if blind := (channel.Viewer{}).Error(tt.err); !errors.Is(blind, channel.ErrUnavailable) || blind.Error() != channel.ErrUnavailable.Error() {
				t.Errorf("%s: the zero viewer gets %v", tt.name, blind)
			}
		}
	}
}

// A seller that buys for itself is not taken for the customer by those above.
func TestSellerAsCustomer(t *testing.T) {
	o := offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40"))
	cut, _ := channel.Viewer{Party: "parent"}.View(o.Route(0), "distributor", booked(t, o, 0, "1"))
	if cut.KnowsCustomer() {
		t.Errorf("the parent learns that the customer is %s", cut.Customer)
	}
}
