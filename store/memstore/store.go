package memstore

import (
	"sync"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// A Store keeps everything in memory. The zero Store is empty and ready. It may
// be used by several goroutines and must not be copied.
type Store struct {
	mu       sync.Mutex
	books    [2]book
	invoices map[invoice.ID]invoice.Invoice
	claims   map[claim]invoice.ID
	numbers  map[series]uint64 // the last of each series
	taken    map[series]bool   // the numbers that invoices of a seller have
	accounts map[invoice.Account][]invoice.Entry
}

// A claim is one row at one level, counted from the vendor: it is on at most
// one invoice.
type claim struct {
	row   proceeds.Key
	level channel.Level
}

type series struct {
	seller channel.PartyID
	name   string
}

var _ daybook.Store = (*Store)(nil)
