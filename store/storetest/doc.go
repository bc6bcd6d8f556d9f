// Package storetest proves a store: it is the contract of package daybook as a
// test suite.
//
// A host that writes its own store adds one test:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t testing.TB) daybook.Store { return open(t) })
//	}
//
// [Run] runs every [Check], each on a new store and with the reason why the
// engine needs it, and then random operations against a plain model. [Checks]
// returns the table alone, for those who want to run it their own way; a check
// returns an error and needs no test framework. The suite is itself tested with
// stores that are broken on purpose.
package storetest
