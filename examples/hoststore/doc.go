// Package hoststore is a host's own store, whole: a journal in one file. Read it
// before you write yours.
//
// Every change is written to the journal and synced, and only then applied to
// what is in memory. What a change comes to, success or a conflict, depends on
// nothing but the changes before it; so a store that is opened again goes
// through its journal and is where it was, and a line that a crash cut short
// was never answered. Reading is store/memstore's.
//
// What makes it a store is its test: storetest checks every sentence of the
// contracts of daybook.Ledger, daybook.InvoiceStore and daybook.CreditStore.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t testing.TB) daybook.Store { return open(t, t.TempDir()+"/journal") })
//	}
package hoststore
