package sqlstore_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/store/storetest"
)

// The store keeps the contract on one connection, where whatever holds two at a
// time waits for ever, and on several.
func TestContract(t *testing.T) {
	for _, connections := range []int{1, 4} {
		t.Run(fmt.Sprint("connections=", connections), func(t *testing.T) {
			if testing.Short() && connections == 1 {
				t.Skip("once is enough for a short run")
			}
			storetest.Run(t, func(t testing.TB) daybook.Store {
				s, db := openFast(t, filepath.Join(t.TempDir(), "daybook.db"))
				db.SetMaxOpenConns(connections)
				return s
			})
		})
	}
}
