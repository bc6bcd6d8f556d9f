package channel_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

func party(id string, r channel.Role, suppliers ...string) channel.Party {
	p := channel.Party{ID: channel.PartyID(id), Role: r, LegalName: strings.ToUpper(id) + " Ltd"}
	for _, s := range suppliers {
		p.Suppliers = append(p.Suppliers, channel.PartyID(s))
	}
	return p
}

func customer(id, code string) channel.Party {
	return channel.Party{ID: channel.PartyID(id), Role: channel.Customer, Channel: channel.ChannelCode(code)}
}

// market is two vendors, a parent, two distributors, and resellers that sell
// below them or straight.
func market() channel.Listing {
	two := party("two", channel.Reseller, "north", "south")
	two.BuildsOn = "south"
	return channel.Listing{
		Revision: 4,
		Ladder:   []channel.Role{channel.Parent, channel.Distributor, channel.Reseller},
		Parties: []channel.Party{
			party("acme", channel.Vendor), party("bolt", channel.Vendor), party("parent", channel.Parent),
			party("north", channel.Distributor, "parent"), party("south", channel.Distributor, "parent"),
			party("one", channel.Reseller, "north"), two, party("near", channel.Reseller, "parent"),
			party("own", channel.Reseller, "acme"), customer("ada", "one-eu"), customer("bob", "two"),
		},
		Channels: []channel.Channel{
			{Code: "one-eu", Seller: "one"}, {Code: "one-us", Seller: "one"}, {Code: "two", Seller: "two"},
			{Code: "near", Seller: "near"}, {Code: "own", Seller: "own"}, {Code: "house", Seller: "parent"}, {Code: "direct", Seller: "acme"},
		},
		Groups: []channel.BillingGroup{{ID: "north-all", Billed: "north", Channels: []channel.ChannelCode{"one-eu", "one-us"}}},
	}
}

// everyone has a book of its own, at a percentage.
func everyone(t fataler, percents map[string]string) *channel.Shelf {
	t.Helper()
	var books []channel.PriceBook
	var assigned []channel.Assignment
	for seller, p := range percents {
		b := edit(t, euroBook(channel.BookID("book-"+seller), channel.PartyID(seller)), channel.Edit{Items: percent(p), Made: on("2026-01-01")})
		books, assigned = append(books, b), append(assigned, channel.Assignment{Seller: b.Seller, Book: b.ID})
	}
	s, err := channel.NewShelf(books, assigned)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func directory(t fataler, l channel.Listing) *channel.Directory {
	t.Helper()
	d, err := channel.NewDirectory(l)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestResolve(t *testing.T) {
	d := directory(t, market())
	shelf := everyone(t, map[string]string{"parent": "10", "north": "10", "south": "20", "one": "10", "two": "50", "near": "10", "own": "0"})
	for _, tt := range []struct {
		channel channel.ChannelCode
		want    string
	}{
		{"one-eu", "acme parent north one: 100.00 110.00 121.00 133.10"},
		{"one-us", "acme parent north one: 100.00 110.00 121.00 133.10"},
		{"two", "acme parent south two: 100.00 110.00 132.00 198.00"}, // the one that it builds on
		{"near", "acme parent - near: 100.00 110.00 110.00 121.00"},   // a level switched off
		{"own", "acme - - own: 100.00 100.00 100.00 100.00"},
		{"house", "acme parent - -: 100.00 110.00 110.00 110.00"},
		{"direct", "acme - - -: 100.00 100.00 100.00 100.00"},
	} {
		chain, err := channel.Resolve(d, shelf, channel.Ask{Vendor: "acme", Channel: tt.channel, At: on("2026-01-01")})
		if err != nil {
			t.Errorf("%s: %v", tt.channel, err)
			continue
		}
		got := string(chain.Vendor)
		for _, s := range chain.Sellers {
			if s.Party == "" {
				s.Party = "-"
			}
			got += " " + string(s.Party)
		}
		got += ":"
		a := booked(t, offerOf(t, planOf("EUR", "100"), chain), 0, "1")
		for l := range a.Levels() {
			got += " " + of(t, a, channel.Level(l))
		}
		if got != tt.want || chain.ID != channel.ChainID(tt.channel) || chain.Revision != 4 {
			t.Errorf("%s, revision %d: %s, want %s", chain.ID, chain.Revision, got, tt.want)
		}
	}
}

// Without a ladder a chain has as many levels as it has parties: 1 to 8.
func TestResolveDepths(t *testing.T) {
	for levels := 1; levels <= channel.MaxLevels+1; levels++ {
		l := channel.Listing{Parties: []channel.Party{party("p0", channel.Vendor)}}
		percents := map[string]string{"p0": "0"}
		for i := 1; i < levels; i++ {
			l.Parties = append(l.Parties, party(fmt.Sprint("p", i), channel.Reseller, fmt.Sprint("p", i-1)))
			percents[fmt.Sprint("p", i)] = "100"
		}
		l.Channels = []channel.Channel{{Code: "c", Seller: channel.PartyID(fmt.Sprint("p", levels-1))}}
		d, err := channel.NewDirectory(l)
		if levels > channel.MaxLevels {
			if err == nil || !strings.Contains(err.Error(), "too deep") {
				t.Errorf("%d levels: %v", levels, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		chain, err := channel.Resolve(d, everyone(t, percents), channel.Ask{Vendor: "p0", Channel: "c", At: on("2026-01-01")})
		if err != nil {
			t.Fatal(err)
		}
		if got := of(t, booked(t, offerOf(t, planOf("EUR", "1"), chain), 0, "1"), channel.SellOut); got != fmt.Sprintf("%d.00", 1<<(levels-1)) {
			t.Errorf("%d levels sell at %s", levels, got)
		}
	}
}

func TestDirectoryFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*channel.Listing)
		want   []string
	}{
		{"none", func(*channel.Listing) {}, nil},
		{"self-parent", func(l *channel.Listing) { l.Parties[3].Suppliers = []channel.PartyID{"north"} }, []string{"parties[3].suppliers[0]", "parties[5].suppliers"}},
		{"orphan", func(l *channel.Listing) { l.Parties[5].Suppliers = nil }, []string{"groups[0].channels[0]", "groups[0].channels[1]", "parties[5].suppliers"}},
		{"supplier that is not there", func(l *channel.Listing) { l.Parties[5].Suppliers[0] = "nobody" }, []string{"parties[5].suppliers[0]"}},
		{"diamond", func(l *channel.Listing) { l.Parties[6].BuildsOn = "" }, []string{"parties[6].builds_on"}},
		{"builds on a stranger", func(l *channel.Listing) { l.Parties[6].BuildsOn = "parent" }, []string{"parties[6].builds_on"}},
		{"roles go up", func(l *channel.Listing) { l.Parties[3].Suppliers[0] = "one" }, []string{"parties[3].suppliers[0]", "parties[5].suppliers"}},
		{"vendor with a supplier", func(l *channel.Listing) { l.Parties[0].Suppliers = []channel.PartyID{"bolt"} }, []string{"parties[0].suppliers", "parties[8].suppliers"}},
		{"no level for it", func(l *channel.Listing) { l.Ladder = l.Ladder[:2] }, []string{"parties[5].suppliers", "parties[6].suppliers", "parties[7].suppliers", "parties[8].suppliers"}},
		{"ladder", func(l *channel.Listing) {
			l.Ladder = []channel.Role{channel.Vendor, channel.Parent, channel.Distributor, channel.Reseller, channel.Parent, channel.Reseller, channel.Customer, channel.Reseller}
		}, []string{"ladder", "ladder[0]", "ladder[4]", "ladder[6]", "ladder[7]"}},
		{"twice", func(l *channel.Listing) {
			l.Parties = append(l.Parties, party("parent", channel.Parent))
			l.Channels, l.Groups = append(l.Channels, l.Channels[0]), append(l.Groups, l.Groups[0])
		}, []string{"channels[7].code", "groups[1].id", "parties[11].id"}},
		{"channels", func(l *channel.Listing) {
			l.Channels[3].Seller, l.Channels[4].Seller, l.Channels[5].Code = "nobody", "ada", ""
		}, []string{"channels[3].seller", "channels[4].seller", "channels[5].code"}},
		{"customer without a channel", func(l *channel.Listing) { l.Parties[9].Channel = "nowhere" }, []string{"parties[9].channel"}},
		{"groups", func(l *channel.Listing) {
			l.Groups = []channel.BillingGroup{
				{ID: "", Billed: "north"}, {ID: "a", Billed: "parent", Channels: []channel.ChannelCode{"one-eu"}},
				{ID: "b", Billed: "south", Channels: []channel.ChannelCode{"one-eu", "two", "two", "nowhere"}}, {ID: "c", Billed: "nobody", Channels: []channel.ChannelCode{"two"}},
			}
		}, []string{"groups[0].channels", "groups[0].id", "groups[1].billed", "groups[2].channels[0]", "groups[2].channels[2]", "groups[2].channels[3]", "groups[3].billed"}},
		{"profile", func(l *channel.Listing) {
			p := &l.Parties[2]
			p.ID, p.Role, p.PaymentTerms, p.Channel, p.LegalName, p.Address.Country = "", 9, -1, "x", "\xff", "it"
			l.Parties, l.Channels, l.Groups = l.Parties[2:3], nil, nil
		}, []string{"parties[0].address.country", "parties[0].channel", "parties[0].id", "parties[0].legal_name", "parties[0].payment_terms", "parties[0].role"}},
		{"revision", func(l *channel.Listing) { l.Revision = -1 }, []string{"revision"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := market()
			tt.change(&l)
			_, err := channel.NewDirectory(l)
			if diff := cmp.Diff(tt.want, fieldPaths(err)); diff != "" {
				t.Errorf("faults mismatch (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

// Cycles are found on every party of them, and do not hang.
func TestCycles(t *testing.T) {
	l := channel.Listing{Parties: []channel.Party{
		party("a", channel.Reseller, "b"), party("b", channel.Reseller, "c"), party("c", channel.Reseller, "a"), party("below", channel.Reseller, "a"),
	}}
	_, err := channel.NewDirectory(l)
	want := []string{"parties[0].suppliers", "parties[1].suppliers", "parties[2].suppliers", "parties[3].suppliers"}
	if diff := cmp.Diff(want, fieldPaths(err)); diff != "" || strings.Count(err.Error(), "a cycle over") != 4 {
		t.Errorf("faults mismatch (-want +got):\n%s\n%v", diff, err)
	}
}

func TestDirectoryLookups(t *testing.T) {
	l := market()
	l.Parties[5].Address = channel.Address{Lines: []string{"1 Main St"}, Country: "IT"}
	d := directory(t, l)
	p, ok := d.Party("one")
	if diff := cmp.Diff(l.Parties[5], p, cmp.Comparer(func(a, b money.Currency) bool { return a == b })); diff != "" || !ok {
		t.Errorf("Party mismatch (-want +got):\n%s", diff)
	}
	p.Suppliers[0], p.Address.Lines[0] = "x", "x"
	if again, _ := d.Party("one"); again.Suppliers[0] != "north" || again.Address.Lines[0] != "1 Main St" {
		t.Error("a party that was handed out changes the directory")
	}
	if got := d.Channels("one"); !slices.Equal(got, []channel.ChannelCode{"one-eu", "one-us"}) {
		t.Errorf("Channels = %v", got)
	}
	if c, ok := d.ChannelOf("bob"); !ok || c.Seller != "two" {
		t.Errorf("ChannelOf = %v, %v", c, ok)
	}
	if g, ok := d.Group("north-all"); !ok || g.Billed != "north" || len(g.Channels) != 2 {
		t.Errorf("Group = %v, %v", g, ok)
	}
	_, party := d.Party("nobody")
	_, code := d.Channel("nowhere")
	_, of := d.ChannelOf("nobody")
	_, group := d.Group("none")
	if party || code || of || group {
		t.Error("what is not there is found")
	}
}

// Everything that is wrong with an ask comes at once.
func TestResolveFaults(t *testing.T) {
	d := directory(t, market())
	_, err := channel.Resolve(d, everyone(t, nil), channel.Ask{Vendor: "acme", Channel: "one-eu", Customer: "ada", At: on("2026-01-01")})
	var books []channel.MissingBookError
	for _, e := range leavesOf(err) {
		if b := (*channel.MissingBookError)(nil); errors.As(e, &b) {
			books = append(books, *b)
		}
	}
	want := []channel.MissingBookError{
		{Seller: "parent", Buyer: "north", Customer: "ada", At: on("2026-01-01")},
		{Seller: "north", Buyer: "one", Customer: "ada", At: on("2026-01-01")},
	}
	if diff := cmp.Diff(want, books); diff != "" || !strings.Contains(err.Error(), `customer "ada"`) {
		t.Errorf("%v: mismatch (-want +got):\n%s", err, diff)
	}
	for _, tt := range []struct {
		ask  channel.Ask
		want []string
	}{
		{channel.Ask{Vendor: "nobody", Channel: "nowhere"}, []string{"channel", "vendor"}},
		{channel.Ask{Vendor: "parent", Channel: "own"}, []string{"vendor", "vendor"}},
		{channel.Ask{Vendor: "bolt", Channel: "own"}, []string{"vendor"}},
		{channel.Ask{Vendor: "acme", Channel: "own", Customer: "ada"}, []string{"customer"}},
	} {
		_, err := channel.Resolve(d, everyone(t, nil), tt.ask)
		if diff := cmp.Diff(tt.want, fieldPaths(err)); diff != "" {
			t.Errorf("%+v: faults mismatch (-want +got):\n%s", tt.ask, diff)
		}
	}
}

func leavesOf(err error) (out []error) {
	switch e := err.(type) {
	case nil:
		return nil
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			out = append(out, leavesOf(one)...)
		}
		return out
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return leavesOf(inner)
		}
	}
	return []error{err}
}

// A change counts from the next period's start; at a start, from there.
func TestTakesEffect(t *testing.T) {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-31T13:59:00Z")}
	for at, want := range map[string]string{
		"2026-02-10T00:00:00Z": "2026-02-28T13:59:00Z",
		"2026-02-28T13:58:59Z": "2026-02-28T13:59:00Z",
		"2026-02-28T13:59:00Z": "2026-02-28T13:59:00Z",
		"2026-02-28T13:59:01Z": "2026-03-31T13:59:00Z",
	} {
		if got := channel.TakesEffect(calendar.Must(at), s); got != calendar.Must(want) {
			t.Errorf("a change at %s counts from %v, want %s", at, got, want)
		}
	}
}

// During a committed term the prices of its start count, at every level.
func TestPriceFreeze(t *testing.T) {
	d := directory(t, market())
	var books []channel.PriceBook
	var assigned []channel.Assignment
	for _, s := range []channel.PartyID{"parent", "north", "one"} {
		b := edit(t, euroBook(channel.BookID(s), s), channel.Edit{Items: percent("10"), Made: on("2026-01-01")})
		b = edit(t, b, channel.Edit{Items: percent("100"), Made: on("2026-02-01")})
		books, assigned = append(books, b), append(assigned, channel.Assignment{Seller: s, Book: b.ID})
	}
	shelf := must(channel.NewShelf(books, assigned))
	for _, tt := range []struct{ at, want string }{{"2026-01-15", "1.331"}, {"2026-02-15", "8"}} {
		chain := must(channel.Resolve(d, shelf, channel.Ask{Vendor: "acme", Channel: "one-eu", At: on(tt.at)}))
		if got := rates(t, offerOf(t, planOf("EUR", "1"), chain), 0, "1")[3]; got != tt.want {
			t.Errorf("at the prices of %s: %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestDirectoryIsSound(t *testing.T) { rapid.Check(t, directoryIsSound) }
func FuzzDirectoryIsSound(f *testing.F) { f.Fuzz(rapid.MakeFuzz(directoryIsSound)) }

// directoryIsSound: whoever claims to buy from whom, a directory that is taken
// has a sound chain for every channel and a vendor of it, each party building on
// the one that it names; and nothing hangs.
func directoryIsSound(t *rapid.T) {
	ids := []string{"a", "b", "c", "d", "e", "f"}
	var l channel.Listing
	if rapid.Bool().Draw(t, "ladder") {
		l.Ladder = []channel.Role{channel.Parent, channel.Distributor, channel.Distributor, channel.Reseller}
	}
	tidy := rapid.IntRange(0, 3).Draw(t, "tidy") > 0 // else almost none would be taken
	role := 0
	for i, id := range ids {
		from, least, names := ids, 0, rapid.Bool().Draw(t, "names one")
		if tidy {
			role = rapid.IntRange(role, min(role+1, 3)).Draw(t, "next role")
			from, least, names = ids[:i], min(i, role/2), true
		} else {
			role = rapid.IntRange(0, 3).Draw(t, "role")
		}
		p := party(id, channel.Role(role))
		if p.Role != channel.Vendor && len(from) > 0 {
			same := func(s string) string { return s }
			for _, s := range rapid.SliceOfNDistinct(rapid.SampledFrom(from), least, min(2, len(from)), same).Draw(t, "suppliers") {
				p.Suppliers = append(p.Suppliers, channel.PartyID(s))
			}
		}
		if len(p.Suppliers) > 1 && names {
			p.BuildsOn = rapid.SampledFrom(p.Suppliers).Draw(t, "builds on")
		}
		l.Parties = append(l.Parties, p)
		l.Channels = append(l.Channels, channel.Channel{Code: channel.ChannelCode("to-" + id), Seller: p.ID})
	}
	d, err := channel.NewDirectory(l)
	if err != nil {
		return
	}
	shelf := everyone(t, map[string]string{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1"})
	for _, c := range l.Channels {
		for _, v := range l.Parties {
			chain, err := channel.Resolve(d, shelf, channel.Ask{Vendor: v.ID, Channel: c.Code, At: on("2026-01-01")})
			if err != nil {
				if v.Role == channel.Vendor && !strings.Contains(err.Error(), "only") {
					t.Fatalf("%s of %s: %v", c.Code, v.ID, err)
				}
				continue
			}
			if err := chain.Validate(); err != nil {
				t.Fatalf("%s of %s: %v", c.Code, v.ID, err)
			}
			last := chain.Vendor
			for _, s := range chain.Sellers {
				if s.Party == "" {
					continue
				}
				p, _ := d.Party(s.Party)
				if on := p.BuildsOn; on != "" && on != last || len(p.Suppliers) == 1 && p.Suppliers[0] != last {
					t.Fatalf("%s builds on %s, and is after %s", p.ID, on, last)
				}
				last = p.ID
			}
			if last != c.Seller {
				t.Fatalf("%s ends at %s", c.Code, last)
			}
		}
	}
}

// A party has one JSON form; what is not known is not there.
func TestPartyJSON(t *testing.T) {
	p := channel.Party{
		ID: "one", Role: channel.Reseller, LegalName: "One Ltd", TaxID: "IT123", Currency: money.MustCurrency("EUR"), Zone: "Europe/Rome",
		Address: channel.Address{Lines: []string{"1 Main St"}, PostalCode: "56100", City: "Pisa", Region: "PI", Country: "IT"},
		Contact: channel.Contact{Name: "Ada", Email: "ada@example.com", Phone: "+39"}, Logo: "https://example.com/logo.svg",
		PaymentTerms: 30, Suppliers: []channel.PartyID{"north", "south"}, BuildsOn: "north",
	}
	const want = `{"id":"one","role":"reseller","legal_name":"One Ltd","address":{"lines":["1 Main St"],"postal_code":"56100","city":"Pisa","region":"PI","country":"IT"},"tax_id":"IT123","currency":"EUR","zone":"Europe/Rome","contact":{"name":"Ada","email":"ada@example.com","phone":"+39"},"logo":"https://example.com/logo.svg","payment_terms":30,"suppliers":["north","south"],"builds_on":"north"}`
	body := must(json.Marshal(p))
	if string(body) != want {
		t.Errorf("JSON is\n%s, want\n%s", body, want)
	}
	var back channel.Party
	if err := json.Unmarshal(body, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, back, cmp.Comparer(func(a, b money.Currency) bool { return a == b })); diff != "" {
		t.Errorf("back from JSON mismatch (-want +got):\n%s", diff)
	}
	if small := string(must(json.Marshal(channel.Party{ID: "v"}))); small != `{"id":"v","role":"vendor","legal_name":""}` {
		t.Errorf("a bare party is %s", small)
	}
}
