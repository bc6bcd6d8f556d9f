package storetest_test

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/store/storetest"
)

// Checks can be run without a test, each on a new store.
func ExampleChecks() {
	failed := 0
	for _, c := range storetest.Checks() {
		var store daybook.Store = new(memstore.Store)
		if err := c.Run(context.Background(), store); err != nil {
			failed++
			fmt.Println(c.Name, err)
		}
	}
	fmt.Println(failed, "of the checks failed")
	// Output: 0 of the checks failed
}
