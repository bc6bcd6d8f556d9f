package hoststore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
)

// A Store keeps everything in a journal. It may be shared between goroutines;
// one process at a time may have the file open.
type Store struct {
	*memstore.Store // what reading reads
	file            *os.File
	mu              sync.Mutex // guards what follows, and the file
	size            int64      // of the changes that are whole
	broken          error      // why nothing more is written
}

var _ daybook.Store = (*Store)(nil)

// A change is one call that writes; one of its fields is set.
type change struct {
	Rows     []row             `json:"rows,omitempty"`
	Close    *closing          `json:"close,omitempty"`
	Invoices []invoice.Invoice `json:"invoices,omitempty"`
	Entries  []invoice.Entry   `json:"entries,omitempty"`
}

type closing struct {
	Book proceeds.Book    `json:"book"`
	At   calendar.Instant `json:"at"`
}

// Open opens the store in a file, which is made if it is not there.
func Open(ctx context.Context, path string) (*Store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	s := &Store{Store: new(memstore.Store), file: file}
	if err := s.replay(ctx, path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s, nil
}

// replay applies what is in the journal, and cuts off a line without an end.
func (s *Store) replay(ctx context.Context, path string) error {
	all, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for {
		line, rest, whole := bytes.Cut(all, []byte("\n"))
		if !whole {
			return s.file.Truncate(s.size)
		}
		var c change
		if err := json.Unmarshal(line, &c); err != nil {
			return fmt.Errorf("hoststore: %s at %d: %w", path, s.size, err)
		}
		if _, err := s.apply(ctx, c); err != nil && !refused(err) {
			return fmt.Errorf("hoststore: %s at %d: %w", path, s.size, err)
		}
		s.size += int64(len(line)) + 1
		all = rest
	}
}

// refused reports whether a change came to nothing, as it will each time.
func refused(err error) bool {
	return errors.Is(err, daybook.ErrConflict) || errors.Is(err, daybook.ErrClosed) || errors.Is(err, daybook.ErrNotFound)
}

// Close closes the file.
func (s *Store) Close() error { return s.file.Close() }

// write journals a change and applies it. A context that ends later does not
// matter: the change is on disk, so it will be applied.
func (s *Store) write(ctx context.Context, c change) (invs []invoice.Invoice, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := errors.Join(ctx.Err(), s.broken); err != nil {
		return nil, err
	}
	line, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(line, []byte(`\ufffd`)) { // what JSON makes of it
		return nil, errors.New("hoststore: a text is not UTF-8")
	}
	if _, err := s.file.WriteAt(append(line, '\n'), s.size); err != nil {
		s.broken = s.file.Truncate(s.size) // half a line would be read as the start of the next
		return nil, errors.Join(err, s.broken)
	}
	if s.broken = s.file.Sync(); s.broken != nil {
		return nil, fmt.Errorf("hoststore: unknown what is on disk: %w", s.broken)
	}
	s.size += int64(len(line)) + 1
	return s.apply(context.WithoutCancel(ctx), c)
}

func (s *Store) apply(ctx context.Context, c change) ([]invoice.Invoice, error) {
	switch {
	case c.Close != nil:
		return nil, s.Store.CloseBook(ctx, c.Close.Book, c.Close.At)
	case c.Invoices != nil:
		return s.Store.PutInvoices(ctx, c.Invoices)
	case c.Entries != nil:
		return nil, s.Store.AppendEntries(ctx, c.Entries)
	}
	rows, err := rowsOf(c.Rows)
	if err == nil {
		err = s.Store.AppendRows(ctx, rows)
	}
	return nil, err
}

// AppendRows implements daybook.Ledger.
func (s *Store) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	wire, err := wireOf(rows)
	if err != nil {
		return err
	}
	_, err = s.write(ctx, change{Rows: wire})
	return err
}

// CloseBook implements daybook.Ledger.
func (s *Store) CloseBook(ctx context.Context, b proceeds.Book, t calendar.Instant) error {
	_, err := s.write(ctx, change{Close: &closing{b, t}})
	return err
}

// PutInvoices implements daybook.InvoiceStore.
func (s *Store) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	return s.write(ctx, change{Invoices: invs})
}

// AppendEntries implements daybook.CreditStore.
func (s *Store) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	_, err := s.write(ctx, change{Entries: entries})
	return err
}

// fields is a row without its methods: a proceeds.Row refuses to be marshalled,
// because it shows every level. A journal has to hold it whole.
type fields proceeds.Row

// A row is a row in the journal. Its own fields hide those of the same name.
type row struct {
	fields
	Amounts channel.Parts
	Route   json.RawMessage
}

func wireOf(rows []proceeds.Row) ([]row, error) {
	out := make([]row, len(rows))
	for i, r := range rows {
		if r.Route == nil {
			return nil, fmt.Errorf("hoststore: %w: %v", proceeds.ErrNoRoute, r.Key)
		}
		route, err := json.Marshal(r.Route)
		if err != nil {
			return nil, fmt.Errorf("hoststore: %v: %w", r.Key, err)
		}
		out[i] = row{fields(r), r.Amounts.Parts(), route}
	}
	return out, nil
}

func rowsOf(wire []row) ([]proceeds.Row, error) {
	out := make([]proceeds.Row, len(wire))
	for i, w := range wire {
		r := proceeds.Row(w.fields)
		var err error
		if r.Amounts, err = w.Amounts.Amounts(); err != nil {
			return nil, err
		}
		if r.Route, err = channel.ParseRoute(w.Route); err != nil {
			return nil, err
		}
		out[i] = r
	}
	return out, nil
}
