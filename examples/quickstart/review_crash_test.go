package main

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
)

// A dying store stops at the first invoice that is to be opened.
type dying struct{ daybook.Store }

func (d dying) PutInvoice(ctx context.Context, inv invoice.Invoice) (invoice.Invoice, error) {
	if inv.Status == invoice.Open {
		return invoice.Invoice{}, errors.New("power cut")
	}
	return d.Store.PutInvoice(ctx, inv)
}

// A run that ended between drafting an invoice and opening it is made good by
// the next one.
func TestReviewCrashBetweenDraftAndOpen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.db")
	if code, _, errs := call(t, func(s daybook.Store) daybook.Store { return dying{s} }, "-subscriptions", "2", "-db", file); code == exitOK {
		t.Fatal("no crash", errs)
	}
	if code, out, errs := call(t, nil, "-subscriptions", "2", "-db", file); code != exitOK {
		t.Errorf("after a crash: exit %d, %s%s", code, errs, out[:min(len(out), 200)])
	}
}
