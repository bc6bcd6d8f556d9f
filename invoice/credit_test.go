package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/google/go-cmp/cmp"
)

func granted(ref string, amount int64, from, expires calendar.Instant) invoice.Entry {
	return invoice.Entry{Kind: invoice.CreditGranted, Reference: ref, Amount: cents(amount), From: from, Expires: expires}
}

// sources returns what was used of which credit, payment or note, in order.
func (b *accountBook) sources(k invoice.EntryKind) (out []string) {
	for _, e := range b.entries {
		if e.Kind == k {
			out = append(out, e.Source+" "+e.Amount.Text()+" "+string(e.Invoice))
		}
	}
	return out
}

func TestCreditIsUsedInTheOrderOfExpiry(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), granted("for ever", 1000, 0, 0))
	b.record(on(1), granted("late", 500, 0, on(60)))
	b.record(on(1), granted("soon", 300, 0, on(40)))
	b.record(on(1), granted("soon, too", 200, 0, on(40)))
	b.record(on(1), granted("over", 900, 0, on(9)))
	b.record(on(1), granted("not yet", 100, on(50), on(55)))
	b.record(on(10), invoiced("azure", on(10), 700))
	b.settle(on(10))
	b.record(on(11), invoiced("aws", on(11), 2000)) // whichever product the credit is of
	b.settle(on(11))
	want := []string{"soon 3.00 azure", "soon, too 2.00 azure", "late 2.00 azure", "late 3.00 aws", "for ever 10.00 aws"}
	if diff := cmp.Diff(want, b.sources(invoice.CreditUsed)); diff != "" {
		t.Errorf("used (-want +got):\n%s", diff)
	}
	b.expect(700, 0, map[invoice.ID]int64{"aws": 700})
	b.settle(on(51)) // a credit that comes later pays what is still open
	b.expect(600, 0, map[invoice.ID]int64{"aws": 600})
	b.settle(on(51))
	b.add(b.stand.Expire(on(51)))
	if diff := cmp.Diff([]string{"over 9.00 "}, b.sources(invoice.CreditExpired)); diff != "" {
		t.Errorf("expired (-want +got):\n%s", diff)
	}
	if left, err := b.stand.Available(on(51)); err != nil || !left.IsZero() {
		t.Errorf("%s available, %v", left, err)
	}
}

// A run that is late uses the credit that could be used when the invoice was
// issued, and expires nothing that an invoice could still take.
func TestALateRunLosesNoCredit(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), granted("promo", 500, 0, on(10)))
	b.record(on(12), invoiced("i-1", on(9), 300))
	b.record(on(12), invoiced("i-2", on(10), 300)) // at the very instant of expiry: too late
	b.add(b.stand.Expire(on(20)))
	if diff := cmp.Diff([]string{"promo 3.00 i-1"}, b.sources(invoice.CreditUsed)); diff != "" {
		t.Errorf("used (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"promo 2.00 "}, b.sources(invoice.CreditExpired)); diff != "" {
		t.Errorf("expired (-want +got):\n%s", diff)
	}
	b.add(b.stand.Expire(on(30))) // once
	b.expect(300, 0, map[invoice.ID]int64{"i-2": 300})
}

// Marketplace fees are paid in money unless the toggle says otherwise, which
// leaves Fees out.
func TestCreditsAndMarketplaceFees(t *testing.T) {
	for _, tt := range []struct {
		name       string
		fees, used int64
	}{{"credits pay no fees", 400, 600}, {"use credits for marketplace fees", 0, 1000}} {
		t.Run(tt.name, func(t *testing.T) {
			b := newAccount(t)
			b.record(on(1), granted("promo", 5000, 0, 0))
			e := invoiced("i-1", on(2), 1000)
			e.Fees = cents(tt.fees)
			b.record(on(2), e)
			b.settle(on(2))
			b.expect(1000-tt.used, 0, open("i-1", 1000-tt.used))
			if tt.fees > 0 {
				b.refused(on(2), invoice.Entry{Kind: invoice.CreditUsed, Reference: "by hand", Source: "promo", Invoice: "i-1", At: on(2), Amount: cents(1)}, "amount", invoice.ErrOverdrawn)
				b.record(on(3), invoice.Entry{Kind: invoice.Payment, Reference: "p", Amount: cents(400), Invoice: "i-1"})
			}
			b.expect(0, 0, nil)
		})
	}
	b := newAccount(t) // money goes to the fees first, so credit that comes later still finds the rest
	e := invoiced("i-1", on(2), 1000)
	e.Fees = cents(400)
	b.record(on(2), e)
	b.record(on(3), invoice.Entry{Kind: invoice.Payment, Reference: "p", Amount: cents(400), Invoice: "i-1"})
	b.record(on(3), granted("promo", 5000, 0, 0))
	b.settle(on(3))
	b.expect(0, 0, nil)
}

func open(id invoice.ID, n int64) map[invoice.ID]int64 {
	if n == 0 {
		return nil
	}
	return map[invoice.ID]int64{id: n}
}

func TestCreditIsNeverOverdrawn(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), granted("promo", 500, 0, on(10)))
	b.record(on(2), invoiced("i-1", on(2), 10000))
	use := func(n int64, at calendar.Instant, source string, id invoice.ID) invoice.Entry {
		return invoice.Entry{Kind: invoice.CreditUsed, Reference: "x", Source: source, Invoice: id, At: at, Amount: cents(n)}
	}
	b.refused(on(2), use(501, on(2), "promo", "i-1"), "amount", invoice.ErrOverdrawn)
	b.refused(on(2), use(-1, on(2), "promo", "i-1"), "amount", invoice.ErrEntry)
	b.refused(on(2), use(0, on(2), "promo", "i-1"), "amount", invoice.ErrEntry)
	b.refused(on(2), use(1, on(2), "other", "i-1"), "source", invoice.ErrUnknown)
	b.refused(on(2), use(1, on(2), "promo", "i-2"), "invoice", invoice.ErrUnknown)
	b.refused(on(11), use(1, on(10), "promo", "i-1"), "at", invoice.ErrEntry)
	b.refused(on(2), use(1, on(3), "promo", "i-1"), "at", invoice.ErrEntry)
	b.refused(on(2), granted("promo", 500, 0, 0), "reference", invoice.ErrRecorded)
	b.refused(on(2), granted("none", 0, 0, 0), "amount", invoice.ErrEntry)
	b.refused(on(2), granted("gone", 1, 0, on(2)), "expires", invoice.ErrEntry)
	b.refused(on(2), invoice.Entry{Kind: invoice.CreditGranted, Reference: "usd", Amount: money.New(1, 2, money.MustCurrency("USD"))}, "amount", money.ErrMismatch)
	b.refused(on(2), invoice.Entry{Kind: invoice.CreditGranted, Reference: "mills", Amount: money.New(1, 3, eur)}, "amount", money.ErrMismatch)
	b.refused(on(2), invoice.Entry{Kind: invoice.CreditExpired, Reference: "promo", Source: "promo", Amount: cents(499)}, "amount", invoice.ErrEntry)
	b.refused(on(2), invoice.Entry{Kind: 99, Reference: "x"}, "kind", invoice.ErrEntry)
	b.refused(on(2), invoice.Entry{Kind: invoice.Payment, Amount: cents(1)}, "reference", invoice.ErrEntry)
	b.record(on(2), use(500, on(2), "promo", "i-1")) // the control
	b.refused(on(2), invoice.Entry{Kind: invoice.CreditUsed, Reference: "y", Source: "promo", Invoice: "i-1", At: on(2), Amount: cents(1)}, "amount", invoice.ErrOverdrawn)
}

func TestPackOfMoney(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoice.Entry{Kind: invoice.PackSold, Reference: "pack-1", Amount: cents(10000), Expires: on(90), Due: on(1)})
	b.expect(10000, 0, open("pack/pack-1", 10000))
	b.record(on(2), granted("promo", 100, 0, on(50)))
	b.record(on(2), invoiced("before", on(2), 4000))
	b.settle(on(2)) // the pack is not paid, and no credit pays for it
	b.expect(13900, 0, map[invoice.ID]int64{"pack/pack-1": 10000, "before": 3900})
	b.record(on(3), invoice.Entry{Kind: invoice.Payment, Reference: "p", Amount: cents(10000), Invoice: invoice.PackID("pack-1")})
	b.settle(on(3))
	b.expect(0, 0, nil)
	b.add(b.stand.Expire(on(95)))
	if diff := cmp.Diff([]string{"promo 1.00 before", "pack-1 39.00 before"}, b.sources(invoice.CreditUsed)); diff != "" {
		t.Errorf("used (-want +got):\n%s", diff)
	}
	last := b.entries[len(b.entries)-1]
	income, ok := b.stand.Income(&last)
	if !ok || income != cents(6100) || last.At != on(90) {
		t.Errorf("expiry of %s at %v is an income of %s, %v; want 61.00", last.Amount, last.At, income, ok)
	}
	b.expect(0, 0, nil)
}

// A pack of 3 units for 10.00: a third is 3.33, and all of it 10.00.
func TestPackOfUnits(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoice.Entry{Kind: invoice.PackSold, Reference: "gb", Amount: cents(1000), Units: money.MustNumber("3"), Expires: on(90)})
	b.record(on(1), invoice.Entry{Kind: invoice.Payment, Reference: "p", Amount: cents(1000), Invoice: invoice.PackID("gb")})
	b.record(on(2), invoiced("i-1", on(2), 5000))
	b.settle(on(2))
	b.expect(5000, 0, open("i-1", 5000)) // not by itself: it is drawn by name
	draw := func(usage, units, rest string, owed int64) {
		t.Helper()
		entries, left, err := b.stand.Draw(on(3), on(3), "i-1", usage, money.MustNumber(units))
		b.add(entries, err)
		if left != money.MustNumber(rest) {
			t.Errorf("drawing %s leaves %s, want %s", units, left, rest)
		}
		b.expect(owed, 0, open("i-1", owed))
	}
	draw("a", "1", "0", 4667)
	draw("a", "1", "0", 4667)                                                                                                                                                                       // the same usage
	b.refused(on(3), invoice.Entry{Kind: invoice.CreditUsed, Reference: "x", Source: "gb", Invoice: "i-1", At: on(3), Amount: cents(333), Units: money.MustNumber("1")}, "units", invoice.ErrEntry) // the second unit is worth 3.34
	draw("b", "0", "0", 4667)
	draw("a", "0.5", "0", 4667)
	draw("b", "5", "3", 4000)
	draw("c", "1", "1", 4000)
	if _, _, err := b.stand.Draw(on(3), on(3), "i-1", "d", money.MustNumber("-1")); err == nil {
		t.Error("units below zero were drawn")
	}
}

// What is left of a pack may be taken back and noted, and then refunded.
func TestPackGivenBack(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoice.Entry{Kind: invoice.PackSold, Reference: "pack", Amount: cents(1000), Expires: on(90)})
	b.record(on(1), invoice.Entry{Kind: invoice.Payment, Reference: "p", Amount: cents(1000), Invoice: invoice.PackID("pack")})
	b.record(on(2), invoiced("i-1", on(2), 400))
	b.settle(on(2))
	note := invoice.Entry{Kind: invoice.CreditNoted, Reference: "cn", Amount: cents(600), Invoice: invoice.PackID("pack")}
	b.refused(on(3), note, "invoice", invoice.ErrEntry)
	b.record(on(3), invoice.Entry{Kind: invoice.CreditExpired, Reference: "pack", Source: "pack", Amount: cents(600)})
	if income, ok := b.stand.Income(&b.entries[len(b.entries)-1]); ok {
		t.Errorf("taken back before its time: no income, got %s", income)
	}
	note.Amount = cents(601)
	b.refused(on(3), note, "amount", invoice.ErrOverdrawn)
	note.Amount = cents(600)
	b.record(on(3), note)
	b.expect(-600, 600, nil)
	b.record(on(4), invoice.Entry{Kind: invoice.Refund, Reference: "r", Source: "cn", Amount: cents(600)})
	b.expect(0, 0, nil)
}
