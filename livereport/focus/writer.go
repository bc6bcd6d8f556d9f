package focus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// A Writer writes a dataset as CSV, line by line. It keeps one line and a sum for
// each invoice and currency, whatever the number of rows. It is for one
// goroutine.
//
// After an error of Write the line was not written, and the Writer can go on:
// the host decides whether a dataset without it is of use. What a Writer has
// written is a dataset once Close has returned nil; write to a temporary name and
// rename.
type Writer struct {
	d        Dataset
	services map[string]Service
	csv      *csv.Writer
	cells    []string
	rules    []cellRule // of the cells
	sums     sums
	tags     string // the last that were found to be good
	closed   bool
}

// A ChargeError reports a row that cannot be written, and the column.
type ChargeError struct {
	Column string
	Err    error
}

// Error says both.
func (e *ChargeError) Error() string { return fmt.Sprintf("focus: %s: %v", e.Column, e.Err) }

// Unwrap returns Err.
func (e *ChargeError) Unwrap() error { return e.Err }

// Errors that a ChargeError wraps.
var (
	// ErrWhole means that the row is not cut to the dataset's viewer.
	ErrWhole = errors.New("the row is not cut to the viewer")
	// ErrService means that the dataset does not name the product.
	ErrService = errors.New("no such service in the dataset")
	// ErrIssuer means that somebody else issued the invoice.
	ErrIssuer = errors.New("the issuer is not the dataset's seller")
	// ErrInvoice means that two rows say different things of one invoice.
	ErrInvoice = errors.New("the invoice was another one before")
	// ErrFormula means text that a spreadsheet would compute.
	ErrFormula = errors.New("the text is a formula to a spreadsheet")
	// ErrText means text that no dataset can hold.
	ErrText = errors.New("the text cannot be written")
)

// ErrClosed is returned by a Writer that is closed.
var ErrClosed = errors.New("focus: the writer is closed")

// NewWriter checks d and writes the header. The error joins a *[DatasetError] for
// each fault of d, or is that of w.
func NewWriter(w io.Writer, d Dataset) (*Writer, error) {
	services, err := d.check()
	if err != nil {
		return nil, err
	}
	out := &Writer{d: d, services: services, csv: csv.NewWriter(w), rules: d.cellRules(), sums: newSums()}
	if err := out.csv.Write(d.Header()); err != nil {
		return nil, fmt.Errorf("focus: write: %w", err)
	}
	return out, nil
}

// Write writes what the dataset's seller charges in c. A row that it has no part
// in, or that is not billed by its book, adds no line. The error is a
// *[ChargeError], or that of the underlying writer.
func (w *Writer) Write(c *Charge) error {
	if w.closed {
		return ErrClosed
	}
	if err := w.cut(c); err != nil {
		return err
	}
	for i := range c.Sides {
		s := &c.Sides[i]
		if s.Seller != w.d.Seller || w.d.Buyer != "" && s.Buyer != w.d.Buyer {
			continue
		}
		if err := w.side(c, s); err != nil {
			return err
		}
	}
	return nil
}

// cut refuses a row that shows what the viewer may not see.
func (w *Writer) cut(c *Charge) error {
	if w.d.Viewer.Operator {
		return nil
	}
	foreign := c.Route != nil || !c.Recorded.IsZero()
	for i := range c.Sides {
		s := &c.Sides[i]
		foreign = foreign || s.Level != "" || s.Seller != w.d.Viewer.Party && s.Buyer != w.d.Viewer.Party
	}
	if foreign {
		return &ChargeError{"BilledCost", ErrWhole}
	}
	return nil
}

// side writes one side of a charge.
func (w *Writer) side(c *Charge, s *channel.Side) error {
	by := w.d.billedBy(s.Buyer, c.Service)
	if by == proceeds.Live && c.Book == proceeds.Booked {
		return nil
	}
	l, err := w.entry(c, s, by)
	if err != nil {
		return err
	}
	if err := w.fill(l); err != nil {
		return err
	}
	next, err := w.sums.with(l)
	if err != nil {
		return err
	}
	if err := w.csv.Write(w.cells); err != nil {
		return fmt.Errorf("focus: write: %w", err)
	}
	w.sums.take(next)
	return nil
}

// Close writes what rounding took or gave on each invoice, flushes, and compares
// Σ BilledCost of each invoice with its net: a difference is a *[SumError]. A
// second Close returns ErrClosed.
func (w *Writer) Close() error {
	if w.closed {
		return ErrClosed
	}
	w.closed = true
	for _, sum := range w.sums.invoices() {
		if sum.invoice.Delta.IsZero() {
			continue
		}
		l, err := w.rounding(sum)
		if err != nil {
			return err
		}
		if err := w.fill(l); err != nil {
			return err
		}
		if err := w.csv.Write(w.cells); err != nil {
			return fmt.Errorf("focus: write: %w", err)
		}
		w.sums.lines++
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("focus: write: %w", err)
	}
	return w.sums.compare()
}

// Sums returns what the lines so far add up to.
func (w *Writer) Sums() Sums { return w.sums.all() }
