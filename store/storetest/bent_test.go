package storetest_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/storetest"
)

// A bent store does some calls in another way. They get the sound store.
type bent struct {
	daybook.Store
	appendRows    func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error
	heads         func(ctx context.Context, s daybook.Store, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error)
	rowsSince     func(ctx context.Context, s daybook.Store, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error)
	closeBook     func(ctx context.Context, s daybook.Store, b proceeds.Book, t calendar.Instant) error
	bills         func(ctx context.Context, s daybook.Store, q, after daybook.Bill, limit int) ([]daybook.Bill, error)
	unbilled      func(ctx context.Context, s daybook.Store, b daybook.Bill, after proceeds.Key, limit int) ([]proceeds.Row, error)
	putInvoices   func(ctx context.Context, s daybook.Store, invs []invoice.Invoice) ([]invoice.Invoice, error)
	invoices      func(ctx context.Context, s daybook.Store, q daybook.InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error)
	appendEntries func(ctx context.Context, s daybook.Store, e []invoice.Entry) error
	entries       func(ctx context.Context, s daybook.Store, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error)
}

func (b *bent) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	if b.appendRows == nil {
		return b.Store.AppendRows(ctx, rows)
	}
	return b.appendRows(ctx, b.Store, rows)
}

func (b *bent) Heads(ctx context.Context, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	if b.heads == nil {
		return b.Store.Heads(ctx, w)
	}
	return b.heads(ctx, b.Store, w)
}

func (b *bent) RowsSince(ctx context.Context, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	if b.rowsSince == nil {
		return b.Store.RowsSince(ctx, q, c, limit)
	}
	return b.rowsSince(ctx, b.Store, q, c, limit)
}

func (b *bent) CloseBook(ctx context.Context, book proceeds.Book, t calendar.Instant) error {
	if b.closeBook == nil {
		return b.Store.CloseBook(ctx, book, t)
	}
	return b.closeBook(ctx, b.Store, book, t)
}

func (b *bent) Bills(ctx context.Context, q, after daybook.Bill, limit int) ([]daybook.Bill, error) {
	if b.bills == nil {
		return b.Store.Bills(ctx, q, after, limit)
	}
	return b.bills(ctx, b.Store, q, after, limit)
}

func (b *bent) Unbilled(ctx context.Context, q daybook.Bill, after proceeds.Key, limit int) ([]proceeds.Row, error) {
	if b.unbilled == nil {
		return b.Store.Unbilled(ctx, q, after, limit)
	}
	return b.unbilled(ctx, b.Store, q, after, limit)
}

func (b *bent) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	if b.putInvoices == nil {
		return b.Store.PutInvoices(ctx, invs)
	}
	return b.putInvoices(ctx, b.Store, invs)
}

func (b *bent) Invoices(ctx context.Context, q daybook.InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error) {
	if b.invoices == nil {
		return b.Store.Invoices(ctx, q, after, limit)
	}
	return b.invoices(ctx, b.Store, q, after, limit)
}

func (b *bent) AppendEntries(ctx context.Context, e []invoice.Entry) error {
	if b.appendEntries == nil {
		return b.Store.AppendEntries(ctx, e)
	}
	return b.appendEntries(ctx, b.Store, e)
}

func (b *bent) Entries(ctx context.Context, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error) {
	if b.entries == nil {
		return b.Store.Entries(ctx, a, from, limit)
	}
	return b.entries(ctx, b.Store, a, from, limit)
}

// The checks that no store of TestBrokenStores is caught by have theirs here.
func TestBentStores(t *testing.T) {
	for name, tt := range map[string]struct {
		caughtBy string
		bend     func(*bent)
	}{
		"keeps the engine's slices": {"append/copies", func(b *bent) {
			var kept [][]proceeds.Row
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				kept = append(kept, rows)
				return s.AppendRows(ctx, rows)
			}
			b.rowsSince = func(ctx context.Context, s daybook.Store, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
				rows, next, err := s.RowsSince(ctx, q, c, limit)
				if all := slices.Concat(kept...); len(rows) <= len(all) {
					copy(rows, all)
				}
				return rows, next, err
			}
		}},
		"takes rows of nobody": {"append/no-route", func(b *bent) {
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				return s.AppendRows(ctx, slices.DeleteFunc(slices.Clone(rows), func(r proceeds.Row) bool { return r.Route == nil }))
			}
		}},
		"calls a retry a conflict": {"append/retry", func(b *bent) {
			seen := map[proceeds.Key]bool{}
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				for _, r := range rows {
					if seen[r.Key] {
						return daybook.ErrConflict
					}
					seen[r.Key] = true
				}
				return s.AppendRows(ctx, rows)
			}
		}},
		"closes both books": {"close/one-book", func(b *bent) {
			b.closeBook = func(ctx context.Context, s daybook.Store, _ proceeds.Book, t calendar.Instant) error {
				return errors.Join(s.CloseBook(ctx, proceeds.Booked, t), s.CloseBook(ctx, proceeds.Live, t))
			}
		}},
		"takes no close for 1970": {"close/none", func(b *bent) {
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				if slices.ContainsFunc(rows, func(r proceeds.Row) bool { return r.Posted < 0 }) {
					return daybook.ErrClosed
				}
				return s.AppendRows(ctx, rows)
			}
		}},
		"does not look at posting dates": {"feed/posted", func(b *bent) {
			b.rowsSince = func(ctx context.Context, s daybook.Store, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
				q.Posted = calendar.Period{}
				return s.RowsSince(ctx, q, c, limit)
			}
		}},
		"shows rows with nothing in them": {"feed/nothing", func(b *bent) {
			b.rowsSince = func(ctx context.Context, s daybook.Store, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
				if !q.Viewer.Operator && q.Viewer.Party != "" {
					q.Viewer = channel.Viewer{Operator: true}
				}
				return s.RowsSince(ctx, q, c, limit)
			}
		}},
		"heads are the first rows": {"heads/state", func(b *bent) {
			b.heads = func(ctx context.Context, s daybook.Store, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
				heads, closed, err := s.Heads(ctx, w)
				for i := range heads {
					heads[i].Last.N = 0
				}
				return heads, closed, err
			}
		}},
		"leaves out a bill": {"invoice/bills", func(b *bent) {
			b.bills = func(ctx context.Context, s daybook.Store, q, after daybook.Bill, limit int) ([]daybook.Bill, error) {
				bills, err := s.Bills(ctx, q, after, limit)
				return bills[min(1, len(bills)):], err
			}
		}},
		"leaves out a row that is on no invoice": {"invoice/unbilled", func(b *bent) {
			b.unbilled = func(ctx context.Context, s daybook.Store, q daybook.Bill, after proceeds.Key, limit int) ([]proceeds.Row, error) {
				rows, err := s.Unbilled(ctx, q, after, limit)
				return rows[min(1, len(rows)):], err
			}
		}},
		"bills a row twice": {"invoice/claims", func(b *bent) {
			b.putInvoices = func(ctx context.Context, s daybook.Store, invs []invoice.Invoice) ([]invoice.Invoice, error) {
				got, err := s.PutInvoices(ctx, invs)
				if errors.Is(err, daybook.ErrConflict) && len(invs) > 0 && invs[0].Version == 1 {
					return invs, nil
				}
				return got, err
			}
		}},
		"bills a row at one level only": {"invoice/levels", func(b *bent) {
			taken := map[proceeds.Key]invoice.ID{}
			b.putInvoices = func(ctx context.Context, s daybook.Store, invs []invoice.Invoice) ([]invoice.Invoice, error) {
				for _, inv := range invs {
					for _, k := range inv.Claims() {
						if id, ok := taken[k]; ok && id != inv.ID {
							return nil, daybook.ErrConflict
						}
						taken[k] = inv.ID
					}
				}
				return s.PutInvoices(ctx, invs)
			}
		}},
		"lists invoices of all sellers": {"invoice/list", func(b *bent) {
			b.invoices = func(ctx context.Context, s daybook.Store, q daybook.InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error) {
				q.Seller = ""
				return s.Invoices(ctx, q, after, limit)
			}
		}},
		"returns the last entry first": {"credit/order", func(b *bent) {
			b.entries = func(ctx context.Context, s daybook.Store, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error) {
				entries, err := s.Entries(ctx, a, from, limit)
				slices.Reverse(entries)
				return entries, err
			}
		}},
		"calls a repeated entry a conflict": {"credit/retry", func(b *bent) {
			seen := map[invoice.Entry]bool{}
			b.appendEntries = func(ctx context.Context, s daybook.Store, entries []invoice.Entry) error {
				for _, e := range entries {
					if seen[e] {
						return daybook.ErrConflict
					}
					seen[e] = true
				}
				return s.AppendEntries(ctx, entries)
			}
		}},
		"calls a lost race for credit a success": {"credit/length", func(b *bent) {
			b.appendEntries = func(ctx context.Context, s daybook.Store, entries []invoice.Entry) error {
				if err := s.AppendEntries(ctx, entries); !errors.Is(err, daybook.ErrConflict) {
					return err
				}
				return nil
			}
		}},
		"lets every worker win": {"together/append", func(b *bent) {
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				if err := s.AppendRows(ctx, rows); !errors.Is(err, daybook.ErrConflict) {
					return err
				}
				return nil
			}
		}},
		"passes a row that is stored late": {"together/feed", func(b *bent) {
			b.rowsSince = func(ctx context.Context, s daybook.Store, q daybook.Scope, c daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
				rows, next, err := s.RowsSince(ctx, q, c, limit)
				if len(rows) == 1 { // the newest
					return nil, next, err
				}
				return rows[min(1, max(0, len(rows)-1)):], next, err
			}
		}},
		"closes a little later": {"together/close", func(b *bent) {
			var once sync.Once
			b.closeBook = func(ctx context.Context, s daybook.Store, book proceeds.Book, t calendar.Instant) error {
				once.Do(func() {
					time.AfterFunc(20*time.Millisecond, func() { _ = s.CloseBook(context.WithoutCancel(ctx), book, t) })
				})
				return nil
			}
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				time.Sleep(time.Millisecond)
				return s.AppendRows(ctx, rows)
			}
		}},
		"reads the last number, and then writes it": {"together/numbers", func(b *bent) {
			var mu sync.Mutex
			var last uint64
			b.putInvoices = func(ctx context.Context, s daybook.Store, invs []invoice.Invoice) ([]invoice.Invoice, error) {
				invs = slices.Clone(invs)
				for i := range invs {
					if invs[i].Status != invoice.Open || invs[i].Number != "" {
						continue
					}
					mu.Lock()
					n := last + 1
					mu.Unlock()
					time.Sleep(time.Millisecond)
					mu.Lock()
					last = n
					mu.Unlock()
					invs[i].Number = invoice.FormatNumber(invs[i].Series, n)
				}
				return s.PutInvoices(ctx, invs)
			}
		}},
		"numbers rows itself": {"together/resume", func(b *bent) {
			lengths := map[proceeds.Cell]uint32{}
			b.heads = func(ctx context.Context, s daybook.Store, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
				_, closed, err := s.Heads(ctx, w)
				return nil, closed, err
			}
			b.appendRows = func(ctx context.Context, s daybook.Store, rows []proceeds.Row) error {
				rows = slices.Clone(rows)
				for i := range rows {
					rows[i].N = lengths[rows[i].Cell]
					lengths[rows[i].Cell]++
				}
				return s.AppendRows(ctx, rows)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			checks := storetest.Checks()
			i := slices.IndexFunc(checks, func(c storetest.Check) bool { return c.Name == tt.caughtBy })
			if i < 0 {
				t.Fatalf("there is no check %q", tt.caughtBy)
			}
			b := &bent{Store: mem()}
			tt.bend(b)
			err := checks[i].Run(t.Context(), b)
			if err == nil {
				t.Errorf("%s did not catch it", tt.caughtBy)
			}
			t.Log(err)
			if err := checks[i].Run(t.Context(), &bent{Store: mem()}); err != nil {
				t.Errorf("control: the sound store fails, too: %v", err)
			}
		})
	}
}
