package daybook_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/google/go-cmp/cmp"
)

// reads is all that a viewer gets of an account.
func reads(t *testing.T, s daybook.CreditStore, v channel.Viewer, a invoice.Account) string {
	t.Helper()
	r := daybook.AccountReader{Store: s, Viewer: v}
	var out []string
	add := func(v any, err error) {
		text, marshalling := json.Marshal(v)
		out = append(out, string(text))
		for _, err := range []error{err, marshalling} {
			if err != nil {
				out = append(out, err.Error())
			}
		}
	}
	entries, err := r.Entries(t.Context(), a, 0, 100)
	add(entries, err)
	statement, err := r.Statement(t.Context(), a, january)
	add(statement, err)
	credit, err := r.Credit(t.Context(), a, february)
	add(credit, err)
	age, err := r.Ageing(t.Context(), a, february, nil, nil)
	add(age, err)
	return strings.Join(out, "\n")
}

// Changing an account that a viewer is no party to changes no byte that it sees;
// both parties see the same, and a stranger cannot tell it from none.
func TestAccountsAreBetweenTwo(t *testing.T) {
	full, empty := new(memstore.Store), new(memstore.Store)
	issued(t, full, "i-1", january.Start+day, 10000, 2000)
	if err := works(t.Context(), cashier(full, new(till), february)); err != nil {
		t.Fatal(err)
	}
	for _, party := range []channel.PartyID{"bob", "distributor", "vendor", ""} {
		with, without := reads(t, full, channel.Viewer{Party: party}, adas()), reads(t, empty, channel.Viewer{Party: party}, adas())
		if diff := cmp.Diff(without, with); diff != "" {
			t.Errorf("%q tells the accounts apart:\n%s", party, diff)
		}
		if strings.Contains(with, "110.00") {
			t.Errorf("%q sees %s", party, with)
		}
	}
	ada, reseller := reads(t, full, channel.Viewer{Party: "ada"}, adas()), reads(t, full, channel.Viewer{Party: "reseller"}, adas())
	if diff := cmp.Diff(ada, reseller); diff != "" {
		t.Errorf("buyer and seller see different accounts:\n%s", diff)
	}
	for _, want := range []string{"110.00", `"promo"`, `"payment-reversed"`} {
		if !strings.Contains(ada, want) {
			t.Errorf("control: %s is not in what ada sees", want)
		}
	}
	if got := reads(t, full, channel.Viewer{Operator: true}, adas()); got != ada {
		t.Error("the operator sees something else")
	}
}

// A party is told nothing of what is wrong inside.
func TestAccountReaderFails(t *testing.T) {
	s := new(memstore.Store)
	if err := s.AppendEntries(t.Context(), []invoice.Entry{{Account: adas(), Kind: invoice.CreditUsed, Reference: "x", Source: "secret", Amount: euros(1)}}); err != nil {
		t.Fatal(err)
	}
	r := daybook.AccountReader{Store: s, Viewer: channel.Viewer{Party: "ada"}}
	if _, err := r.Ageing(t.Context(), adas(), february, nil, nil); !errors.Is(err, channel.ErrUnavailable) || strings.Contains(err.Error(), "secret") {
		t.Errorf("a broken account: %v", err)
	}
	r.Viewer = channel.Viewer{Operator: true}
	if _, err := r.Ageing(t.Context(), adas(), february, nil, nil); !errors.Is(err, invoice.ErrUnknown) {
		t.Errorf("the operator is told: %v", err)
	}
	if _, err := r.Statement(t.Context(), adas(), calendar.Period{Start: 2, End: 1}); !errors.Is(err, invoice.ErrEntry) {
		t.Errorf("a period that ends before it starts: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Entries(gone, adas(), 0, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
