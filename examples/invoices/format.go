package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/examples/internal/pdf"
	"github.com/daybook-go/daybook/examples/internal/ubl"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/spf13/cobra"
	_ "modernc.org/sqlite"
)

// A source is an invoice, whose eyes see it, and where its rows are.
type source struct {
	inv    invoice.Invoice
	viewer channel.Viewer
	rows   func(f func(*proceeds.Row) error) error
	logo   []byte
}

// A format is a way to write an invoice.
type format struct {
	name, ext, short string
	write            func(io.Writer, *source, *invoice.View) error
}

func formats() []format {
	return []format{
		{"ubl", ".xml", "Write an invoice as UBL 2.1 XML by EN 16931", func(w io.Writer, _ *source, v *invoice.View) error {
			return ubl.Write(w, v, ubl.Options{})
		}},
		{"pdf", ".pdf", "Print an invoice as a PDF", func(w io.Writer, s *source, v *invoice.View) error {
			return pdf.Write(w, v, pdf.Options{Logo: s.logo})
		}},
		{"csv", ".csv", "Write an invoice as the customer's CSV", func(w io.Writer, _ *source, v *invoice.View) error { return v.CSV(w) }},
		{"detail", ".detail.csv", "Write the rows of an invoice as CSV, with their raw amounts", detail},
	}
}

func detail(w io.Writer, s *source, _ *invoice.View) error {
	d, err := invoice.NewDetail(w, &s.inv, s.viewer)
	if err != nil {
		return err
	}
	if err := s.rows(d.Row); err != nil {
		return err
	}
	return d.Close()
}

// to writes a source to w as its viewer may see it: all of it or nothing.
func (f *format) to(w io.Writer, s *source) error {
	v, ok, err := s.inv.For(s.viewer)
	if err == nil && !ok {
		err = channel.ErrUnavailable
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.write(&b, s, &v); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

// file writes a source under a temporary name, and gives the file its own when it is whole.
func (f *format) file(name string, s *source) error {
	out, err := os.CreateTemp(filepath.Dir(name), ".invoices-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	if err := errors.Join(f.to(out, s), out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), name)
}

func (f *format) command() *cobra.Command {
	var db, viewer, seller, number, logo, out string
	c := &cobra.Command{Use: f.name + " --db FILE --viewer PARTY --number NUMBER", Short: f.short, Args: arguments(0)}
	flags := c.Flags()
	flags.StringVar(&db, "db", "", "the SQLite `file` of a quickstart")
	flags.StringVar(&viewer, "viewer", "", "the `party` that it is for: its seller or its buyer")
	flags.StringVar(&seller, "seller", "", "the `party` that sells, where the viewer has the number from two")
	flags.StringVar(&number, "number", "", "the `number` of the invoice")
	flags.StringVar(&logo, "logo", "", "the seller's logo, a PNG or JPEG `file`, for a PDF")
	flags.StringVarP(&out, "out", "o", "", "the `file` to write; standard output without it")
	c.RunE = func(c *cobra.Command, _ []string) error {
		for _, want := range [][2]string{{"--db", db}, {"--viewer", viewer}, {"--number", number}} {
			if want[1] == "" {
				return usageError{errors.New(want[0] + " is missing")}
			}
		}
		s, done, err := open(c.Context(), db, channel.PartyID(viewer), channel.PartyID(seller), number)
		if err != nil {
			return err
		}
		defer done()
		if logo != "" {
			if s.logo, err = os.ReadFile(logo); err != nil {
				return err
			}
		}
		if out == "" {
			return f.to(c.OutOrStdout(), s)
		}
		return f.file(out, s)
	}
	return c
}

// open finds the one invoice of a number that the viewer sells or buys by. Numbers
// are unique for each seller only.
func open(ctx context.Context, file string, viewer, seller channel.PartyID, number string) (*source, func() error, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(file))
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, db)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	issuer := daybook.Issuer{Store: store}
	var found []invoice.Invoice
	for inv, err := range issuer.All(ctx, daybook.InvoiceQuery{Seller: seller}) {
		if err != nil {
			return nil, nil, errors.Join(err, db.Close())
		}
		if inv.Number == number && (inv.Seller == viewer || inv.Buyer == viewer) {
			found = append(found, inv)
		}
	}
	if len(found) != 1 {
		return nil, nil, errors.Join(fmt.Errorf("%d invoices of %s have the number %q, want one (see --seller)", len(found), viewer, number), db.Close())
	}
	s := &source{inv: found[0], viewer: channel.Viewer{Party: viewer}}
	s.rows = func(f func(*proceeds.Row) error) error { return billed(ctx, store, s, f) }
	return s, db.Close, nil
}

// billed calls f for each row of an invoice.
func billed(ctx context.Context, store daybook.Store, s *source, f func(*proceeds.Row) error) error {
	claimed := map[proceeds.Key]bool{}
	for _, k := range s.inv.Claims() {
		claimed[k] = true
	}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for after := daybook.Cursor(""); ; {
			rows, next, err := store.RowsSince(ctx, daybook.Scope{Viewer: s.viewer, Book: b}, after, 1000)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			for i := range rows {
				if claimed[rows[i].Key] {
					if err := f(&rows[i]); err != nil {
						return err
					}
				}
			}
			after = next
		}
	}
	return nil
}
