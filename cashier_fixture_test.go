package daybook_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/store/memstore"
)

func euros(cents int64) money.Amount { return money.New(cents, 2, money.MustCurrency("EUR")) }

func adas() invoice.Account {
	return invoice.Account{Seller: "reseller", Buyer: "ada", Currency: money.MustCurrency("EUR")}
}

// A till is a gateway with a memory: a reference is collected once. It refuses
// as often as it is told to.
type till struct {
	mu      sync.Mutex
	refuse  int
	answers map[string]invoice.Outcome
	calls   int
}

func (g *till) Collect(_ context.Context, r invoice.Entry) (invoice.Outcome, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	if o, ok := g.answers[r.Reference]; ok {
		return o, nil
	}
	if g.answers == nil {
		g.answers = map[string]invoice.Outcome{}
	}
	o := invoice.Outcome{Paid: r.Amount, Note: "card"}
	if g.refuse > 0 {
		g.refuse--
		o = invoice.Outcome{Note: "insufficient funds"}
	}
	g.answers[r.Reference] = o
	return o, nil
}

// taken is all that the till collected.
func (g *till) taken() (sum int64) {
	for _, o := range g.answers {
		sum += o.Paid.Units()
	}
	return sum
}

// A host store that the tests of the cashier may break.
type accountsAndInvoices interface {
	daybook.CreditStore
	daybook.InvoiceStore
}

func cashier(s accountsAndInvoices, g daybook.PaymentGateway, now calendar.Instant) *daybook.Cashier {
	return &daybook.Cashier{Store: s, Issuer: &daybook.Issuer{Store: s, Clock: clock(now)}, Gateway: g, Clock: clock(now)}
}

// issued puts an open invoice without rows into a store: net, and a tenth of it
// as tax; of the gross, fees that no credit may pay. It is due after 30 days.
func issued(t testing.TB, s daybook.InvoiceStore, id invoice.ID, at calendar.Instant, net, fees int64) invoice.Invoice {
	t.Helper()
	tax := net / 10
	inv := invoice.Invoice{
		ID: id, Seller: "reseller", Buyer: "ada", Level: channel.SellOut, Currency: money.MustCurrency("EUR"), Version: 1,
		Status: invoice.Open, Number: "R-" + string(id), Issued: at, Due: at + 30*day, Trail: []invoice.Transition{{To: invoice.Open, Act: invoice.Act{At: at}}},
		Totals: invoice.Totals{Net: euros(net), Tax: euros(tax), Gross: euros(net + tax), Payable: euros(net + tax), Rounding: euros(0), Creditable: euros(max(0, net+tax-fees))},
	}
	got, err := s.PutInvoices(context.Background(), []invoice.Invoice{inv})
	if err != nil {
		t.Fatal(err)
	}
	return got[0]
}

// ledgerOf describes an account and its invoices, whoever wrote them in whatever
// order.
func ledgerOf(t testing.TB, s accountsAndInvoices) string {
	t.Helper()
	c := cashier(s, nil, 0)
	stand, err := c.Standing(context.Background(), adas())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, it := range stand.Receivables {
		lines = append(lines, fmt.Sprintf("%s: %s of %s open, %s paid", it.ID, it.Open.Text(), it.Amount.Text(), it.Paid.Text()))
	}
	for i := range stand.Grants {
		left, err := stand.Grants[i].Left()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("credit %s: %s left", stand.Grants[i].ID, left.Text()))
	}
	for _, f := range stand.Funds {
		lines = append(lines, fmt.Sprintf("fund %s: %s of %s left", f.Reference, f.Left.Text(), f.Amount.Text()))
	}
	slices.Sort(lines)
	for inv, err := range c.Issuer.All(context.Background(), daybook.InvoiceQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s is %v", inv.ID, inv.Status))
	}
	lines = append(lines, "owed "+stand.Owed.Text(), fmt.Sprintf("%d requests", len(stand.Requests)))
	return strings.Join(lines, "\n")
}

// faulty is a store and a gateway that die at chosen calls, before or after
// their effect.
type faulty struct {
	*memstore.Store
	*till
	dying
}

func (f *faulty) AppendEntries(ctx context.Context, e []invoice.Entry) error {
	return f.call(func() error { return f.Store.AppendEntries(ctx, e) })
}

func (f *faulty) Entries(ctx context.Context, a invoice.Account, from uint32, limit int) (out []invoice.Entry, err error) {
	err = f.call(func() error {
		out, err = f.Store.Entries(ctx, a, from, limit)
		return err
	})
	return out, err
}

func (f *faulty) PutInvoices(ctx context.Context, invs []invoice.Invoice) (out []invoice.Invoice, err error) {
	err = f.call(func() error {
		out, err = f.Store.PutInvoices(ctx, invs)
		return err
	})
	return out, err
}

func (f *faulty) Invoices(ctx context.Context, q daybook.InvoiceQuery, after invoice.ID, limit int) (out []invoice.Invoice, err error) {
	err = f.call(func() error {
		out, err = f.Store.Invoices(ctx, q, after, limit)
		return err
	})
	return out, err
}

func (f *faulty) Collect(ctx context.Context, r invoice.Entry) (out invoice.Outcome, err error) {
	err = f.call(func() error {
		out, err = f.till.Collect(ctx, r)
		return err
	})
	return out, err
}

// works does all that a month brings, up to the first thing that fails. Twice is
// once. The pack is of use later, so that it does not matter which request the
// till answers first.
func works(ctx context.Context, c *daybook.Cashier) error {
	for _, step := range []func() error{
		func() error {
			_, err := c.Grant(ctx, adas(), daybook.Credit{Reference: "promo", Amount: euros(3000), Expires: january.End + 90*day})
			return err
		},
		func() error {
			_, err := c.SellPack(ctx, adas(), daybook.Credit{Reference: "pack", Amount: euros(5000), From: february + day})
			return err
		},
		func() error {
			_, err := c.Receive(ctx, adas(), daybook.Transfer{Reference: "bank-1", Amount: euros(7000), Invoice: "i-1"})
			return err
		},
		func() error { return c.Run(ctx, "reseller") },
		func() error { return c.Collect(ctx, adas()) },
		func() error {
			_, err := c.Reverse(ctx, adas(), daybook.Transfer{Reference: "back-1", Of: "bank-1", Amount: euros(7000)})
			return err
		},
		func() error { return c.Collect(ctx, adas()) },
		func() error { return c.CloseStatement(ctx, adas(), january.End) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
