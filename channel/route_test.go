package channel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func TestRouteNamesAll(t *testing.T) {
	chain := fourParties("1", "1", "1")
	chain.Sellers[1] = channel.Seller{}
	chain.List = listed(t, "9")
	chain.Sale = channel.Sale{Region: "EU", Tags: map[string]string{"size": "L"}}
	chain.Settlements = []channel.Settlement{{}, {}, {}, settles("USD", "1.1")}
	r := offerOf(t, planOf("EUR", "1"), chain).Route(0)
	want := &channel.Route{
		ID: r.ID, Plan: "plan", PlanRevision: 3, Charge: "fee-0", Product: "backup", ProductType: "storage", Unit: "seat", TaxCategory: "S",
		Chain: "eu", ChainRevision: 7, Parties: []channel.PartyID{"vendor", "parent", "", "reseller"},
		Roles: []channel.Role{channel.Vendor, channel.Parent, channel.Vendor, channel.Reseller},
		Books: []channel.BookRef{{}, {ID: "book-parent", Revision: 1}, {}, {ID: "book-reseller", Revision: 1}},
		List:  []channel.BookRef{{ID: "list", Revision: 1}}, Sale: chain.Sale, Settlements: chain.Settlements, Engine: channel.Engine,
	}
	same := cmp.Comparer(func(a, b money.Currency) bool { return a == b })
	if diff := cmp.Diff(want, r, same); diff != "" {
		t.Errorf("Route mismatch (-want +got):\n%s", diff)
	}
	back, err := channel.ParseRoute(must(json.Marshal(r)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back, same); diff != "" || len(r.ID.String()) != 32 {
		t.Errorf("ParseRoute mismatch (-want +got):\n%s", diff)
	}
	var got []string
	for l := -1; l <= 4; l++ {
		got = append(got, string(r.Seller(l)+">"+r.Buyer(l, "ada")))
	}
	if text := strings.Join(got, " "); text != "> vendor>parent parent>reseller > reseller>ada >" {
		t.Errorf("sides: %s", text)
	}
}

// A route names every revision that its prices may be from.
func TestRouteNamesInherited(t *testing.T) {
	chain := fourParties("1", "1", "1")
	chain.Sellers[2] = channel.Seller{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{
		revision(t, "own", "r", markup(named("x"), "1")), revision(t, "general", "r", markup(channel.Selector{}, "1")),
	}}
	r := offerOf(t, planOf("EUR", "1"), chain).Route(0)
	if r.Books[3] != (channel.BookRef{ID: "own", Revision: 1}) {
		t.Errorf("the book is %v", r.Books[3])
	}
	want := [][]channel.BookRef{nil, nil, nil, {{ID: "general", Revision: 1}}}
	if diff := cmp.Diff(want, r.Inherited); diff != "" {
		t.Errorf("inherited mismatch (-want +got):\n%s", diff)
	}
	back := must(channel.ParseRoute(must(json.Marshal(r))))
	if diff := cmp.Diff(r.Inherited, back.Inherited); diff != "" || back.ID != r.ID {
		t.Errorf("ParseRoute: %v, want %v (-want +got):\n%s", back.ID, r.ID, diff)
	}
}

// Two routes have one ID only if they say the same.
func TestRouteID(t *testing.T) {
	id := func(change func(*pricing.Plan, *channel.Chain)) channel.RouteID {
		p, c := planOf("EUR", "1"), fourParties("1", "1", "1")
		change(p, c)
		return offerOf(t, p, c).Route(0).ID
	}
	seen := map[channel.RouteID]int{}
	for i, change := range []func(*pricing.Plan, *channel.Chain){
		func(*pricing.Plan, *channel.Chain) {},
		func(p *pricing.Plan, _ *channel.Chain) { p.Revision++ },
		func(_ *pricing.Plan, c *channel.Chain) { c.Revision++ },
		func(_ *pricing.Plan, c *channel.Chain) { c.Sellers[1].Book.Revision++ },
		func(_ *pricing.Plan, c *channel.Chain) { c.Sellers[2].Party = "other" },
		func(_ *pricing.Plan, c *channel.Chain) { c.Sale.Region = "EU" },
	} {
		if first, twice := seen[id(change)]; twice {
			t.Errorf("changes %d and %d have one ID", first, i)
		}
		seen[id(change)] = i
	}
	same := func(*pricing.Plan, *channel.Chain) {}
	if a, b := id(same), id(same); a != b {
		t.Error("one route has two IDs")
	}
}

func TestParseRouteFaults(t *testing.T) {
	for _, text := range []string{
		`{`, `{}`, `{"parties":["v"],"roles":["vendor"]}`, `{"parties":["v"],"roles":["king"],"books":[{}]}`,
		`{"parties":["v"],"roles":["vendor"],"books":[{}],"settlements":[{},{}]}`,
		`{"parties":["v"],"roles":["vendor"],"books":[{}],"inherited":[[],[]]}`,
		`{"parties":["1","2","3","4","5","6","7","8","9"],"roles":[],"books":[]}`,
	} {
		if r, err := channel.ParseRoute([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, r)
		}
	}
}

func TestLevelNames(t *testing.T) {
	for n, want := range map[int]string{
		1: "sell-out", 2: "vendor-cost sell-out", 3: "vendor-cost sell-in sell-out", 4: "vendor-cost wholesale sell-in sell-out",
		6: "vendor-cost wholesale level-2 level-3 sell-in sell-out",
	} {
		var got []string
		for l := range n {
			got = append(got, channel.Level(l).Name(n))
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%d levels: %s, want %s", n, text, want)
		}
	}
	if got := channel.Level(5).Name(4); got != "level5" {
		t.Errorf("a level that is not there: %s", got)
	}
}

func TestRoleTexts(t *testing.T) {
	for r := channel.Vendor; r <= channel.Customer; r++ {
		var back channel.Role
		if err := back.UnmarshalText(must(r.MarshalText())); err != nil || back != r {
			t.Errorf("%v comes back as %v, %v", r, back, err)
		}
	}
	if _, err := channel.Role(9).MarshalText(); err == nil || channel.Role(9).String() != "role(9)" {
		t.Error("a role that there is not")
	}
}
