package faults

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

func (j *job) invoiceID(i int) invoice.ID {
	return invoice.ID(fmt.Sprintf("%sinvoice-%d", j.prefix, i))
}

// bill gives every customer one invoice with all that it was booked for. What
// became of a failed call is read again before it is repeated.
func (j *job) bill(ctx context.Context, s daybook.InvoiceStore) error {
	for i := range j.subs {
		switch _, err := s.Invoice(ctx, j.invoiceID(i)); {
		case err == nil:
			continue
		case !errors.Is(err, daybook.ErrNotFound):
			return err
		}
		rows, err := s.Unbilled(ctx, daybook.Bill{Book: proceeds.Booked, Level: channel.SellOut,
			Seller: "reseller", Buyer: j.customer(i), Currency: eur}, proceeds.Key{}, 100)
		if err != nil {
			return err
		}
		var keys []proceeds.Key
		for _, r := range rows {
			keys = append(keys, r.Key)
		}
		_, err = s.PutInvoices(ctx, []invoice.Invoice{{
			ID: j.invoiceID(i), Seller: "reseller", Buyer: j.customer(i), Level: channel.SellOut, Currency: eur,
			Status: invoice.Open, Series: j.prefix + "R-", Version: 1, Lines: []invoice.Line{{Product: "vm", Rows: keys}},
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *job) payment(i int) invoice.Entry {
	return invoice.Entry{
		Account: invoice.Account{Seller: "reseller", Buyer: j.customer(i), Currency: eur},
		Kind:    invoice.Payment, At: january.End, Known: january.End,
		Amount: money.New(int64(100*(i+1)), 2, eur), Reference: "payment", Invoice: j.invoiceID(i),
	}
}

// pay enters a payment of every customer. Repeating it is harmless.
func (j *job) pay(ctx context.Context, s daybook.CreditStore) error {
	for i := range j.subs {
		if err := s.AppendEntries(ctx, []invoice.Entry{j.payment(i)}); err != nil {
			return err
		}
	}
	return nil
}

// settled counts invoices and payments that are missing or there twice, and
// numbers that leave a gap.
func (j *job) settled(ctx context.Context, s daybook.Store) (lost, doubled int, err error) {
	numbers := map[string]int{}
	for i := range j.subs {
		inv, err := s.Invoice(ctx, j.invoiceID(i))
		if errors.Is(err, daybook.ErrNotFound) {
			lost++
			continue
		} else if err != nil {
			return 0, 0, err
		}
		numbers[inv.Number]++
		if keys := inv.Claims(); len(keys) != 2 { // the seat's row and the hours'
			lost++
		}
		entries, err := s.Entries(ctx, j.payment(i).Account, 0, 10)
		if err != nil {
			return 0, 0, err
		}
		if len(entries) == 0 || entries[0] != j.payment(i) {
			lost++
		}
		doubled += max(0, len(entries)-1)
	}
	for n := range subscriptions {
		switch numbers[invoice.FormatNumber(j.prefix+"R-", uint64(n+1))] {
		case 0:
			lost++
		case 1:
		default:
			doubled++
		}
	}
	return lost, doubled, nil
}
