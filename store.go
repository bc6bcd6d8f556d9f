package daybook

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// Errors that a store returns, possibly wrapped. Each means that nothing was
// applied. Any other error of a write means that its outcome is unknown: read
// before you write again.
var (
	ErrConflict = errors.New("daybook: key taken by other content")
	ErrClosed   = errors.New("daybook: period is closed")
	ErrNotFound = errors.New("daybook: not found")
	ErrCursor   = errors.New("daybook: no such cursor")
)

// A Ledger keeps rows, booked and live ones alike; Cell.Book tells them apart.
// Slices passed in are the engine's: copy what you keep. All methods may be
// called from several goroutines.
type Ledger interface {
	// AppendRows stores all rows or none, serialised with CloseBook. A key
	// already stored with equal content is skipped, before anything else is
	// looked at. With other content, twice in one batch, or where N is not the
	// number of rows in the cell: ErrConflict. A new row whose Posted lies before
	// its book's close: ErrClosed. A row without a route is refused, too.
	AppendRows(ctx context.Context, rows []proceeds.Row) error

	// Heads returns the heads of every cell that the windows cover, in the order
	// of cells, and the instant before which each window's book is closed (the
	// latest of them where the windows are of several books; zero if none is).
	Heads(ctx context.Context, windows []proceeds.Window) ([]proceeds.Head, calendar.Instant, error)

	// RowsSince returns at most limit rows of the scope, in commit order, after
	// the row that the cursor names ("" is the beginning), and the cursor of the
	// last one. No more rows: none, and the cursor that came in. A cursor is a
	// row's place among those that the viewer may see, of all posting dates; it
	// depends on nothing that is hidden from the viewer. A cursor that the store
	// never gave: ErrCursor. The rows are whole: Reader cuts them.
	RowsSince(ctx context.Context, s Scope, after Cursor, limit int) ([]proceeds.Row, Cursor, error)

	// CloseBook locks everything that is posted before t. It never moves back:
	// an earlier t changes nothing, nor does the zero t.
	CloseBook(ctx context.Context, b proceeds.Book, t calendar.Instant) error
}

// A Scope says which rows. The zero Viewer covers none.
type Scope struct {
	Viewer channel.Viewer
	Book   proceeds.Book
	Posted calendar.Period // of Row.Posted; the zero Period is all time
}

// A Cursor names a row in one viewer's feed of one book. Opaque.
type Cursor string

// An InvoiceStore keeps invoices and knows which rows are on them. A row is on
// at most one invoice per level.
type InvoiceStore interface {
	// Bills returns at most limit bills, in the order of Bill.Compare, after the
	// one given (the zero Bill is the beginning): q with every seller, buyer and
	// currency that has rows at q's level, book and posting dates which are on no
	// invoice. q's own Seller, Buyer and Currency do not matter.
	Bills(ctx context.Context, q, after Bill, limit int) ([]Bill, error)

	// Unbilled returns at most limit rows of the bill that are on no invoice, in
	// key order, after the key (the zero Key is the beginning).
	Unbilled(ctx context.Context, b Bill, after proceeds.Key, limit int) ([]proceeds.Row, error)

	// PutInvoices stores all invoices or none, one after the other, and returns
	// them as they are stored. Each follows the version that is stored, as
	// invoice.Invoice.Follows has it, or is the first one: otherwise ErrConflict;
	// so it is where an id comes twice. A first version claims (row, level) of each
	// of its Claims, the level counted from whichever end; one that does not hold
	// its rows any more (Holds) frees them, for those after it in the batch, too.
	// ErrConflict if a claim is taken; ErrNotFound if a row is not in the ledger.
	//
	// What is Open without a number gets the next one of its seller and series, in
	// the same transaction: counted from 1 without gaps, past those that came with
	// an invoice. One that comes with a number keeps it; a number that another
	// invoice of the seller has, void ones among them: ErrConflict.
	PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error)

	// Invoice returns an invoice, or ErrNotFound.
	Invoice(ctx context.Context, id invoice.ID) (invoice.Invoice, error)

	// Invoices returns at most limit invoices that q means, in the order of ids,
	// text bytewise, after the id ("" is the beginning).
	Invoices(ctx context.Context, q InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error)
}

// An InvoiceQuery says which invoices: those with all that is set. The zero
// query means every one.
type InvoiceQuery struct {
	Seller, Buyer channel.PartyID
	Statuses      []invoice.Status // one of them; none: any
	Number        string
	Period        calendar.Period  // exactly; the zero Period is any
	Due           calendar.Instant // have a due instant, not after this one; the zero Instant is any
}

// Has reports whether the query means an invoice.
func (q *InvoiceQuery) Has(inv *invoice.Invoice) bool {
	return (q.Seller == "" || q.Seller == inv.Seller) && (q.Buyer == "" || q.Buyer == inv.Buyer) &&
		(len(q.Statuses) == 0 || slices.Contains(q.Statuses, inv.Status)) &&
		(q.Number == "" || q.Number == inv.Number) &&
		(q.Period == calendar.Period{} || q.Period == inv.Period) &&
		(q.Due.IsZero() || !inv.Due.IsZero() && inv.Due <= q.Due)
}

// A Bill says which rows are billed together: those posted in a time frame to
// one book, that one seller charges one buyer in one currency at one level.
//
// As what an Issuer drafts, a bill's time frame is the billing period; rows of
// earlier ones that are on no invoice are meant, too.
type Bill struct {
	Book          proceeds.Book
	Level         channel.Level // negative levels count from the customer
	Seller, Buyer channel.PartyID
	Currency      money.Currency
	Posted        calendar.Period // of the rows; the zero Period is all time
}

// Compare orders bills by seller, buyer and currency; text bytewise.
func (b Bill) Compare(c Bill) int {
	return cmp.Or(
		strings.Compare(string(b.Seller), string(c.Seller)),
		strings.Compare(string(b.Buyer), string(c.Buyer)),
		strings.Compare(b.Currency.String(), c.Currency.String()))
}

// A CreditStore keeps the entries of accounts: what is charged, paid and
// credited. It keeps no balance, which is what entries come to
// ([invoice.Stand]); the number of an entry is a compare-and-swap on all of them.
type CreditStore interface {
	// AppendEntries stores all entries or none. Entries of one account ascend
	// by N and go on where the account ends; a number already stored, or earlier
	// in the batch, with equal content (==) is skipped; with other content, or
	// with a gap before it: ErrConflict.
	// A second entry of an account with the Kind and Reference of an earlier one:
	// ErrConflict.
	AppendEntries(ctx context.Context, entries []invoice.Entry) error

	// Entries returns at most limit entries of the account, in order, from
	// number from on.
	Entries(ctx context.Context, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error)

	// Accounts returns at most limit accounts of a seller that have entries, in
	// the order of buyer and currency, text bytewise, after the account given,
	// whose seller does not matter (the zero Account is the beginning).
	Accounts(ctx context.Context, seller channel.PartyID, after invoice.Account, limit int) ([]invoice.Account, error)
}

// A Store is all that a host keeps.
type Store interface {
	Ledger
	InvoiceStore
	CreditStore
}

// A PaymentGateway collects money. It is the host's.
type PaymentGateway interface {
	// Collect asks the request's buyer for its Amount, to pay the item Invoice. A
	// repeated call with the same Reference collects once, and has the first
	// call's outcome. A refusal is an outcome; an error means that the outcome is
	// unknown, and the request is put again later, under the same Reference.
	Collect(ctx context.Context, request invoice.Entry) (invoice.Outcome, error)
}

// A MetricSource reads metered usage.
type MetricSource interface {
	// Usage answers every query as of known: what had been recorded by then, so
	// that the same call always has the same answer. One reading a query, in
	// order. A subscription without data is that Reading's Err, not the call's.
	// It is never called inside a store's transaction.
	Usage(ctx context.Context, known calendar.Instant, queries []proceeds.Query) ([]proceeds.Reading, error)
}

// A Clock tells the time. It is read once a run.
type Clock interface{ Now() time.Time }
