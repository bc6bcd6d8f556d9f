package storetest

import (
	"context"
	"testing"

	"github.com/daybook-go/daybook"
	"pgregory.net/rapid"
)

// A Check is one rule that a store must keep.
type Check struct {
	Name string // such as "append/conflict"
	Why  string // what goes wrong without it
	// Run returns what the store did wrong. The store must be new and empty.
	Run func(context.Context, daybook.Store) error
}

// Run proves the stores that newStore returns: each must be new and empty, and
// be cleaned up through t.
func Run(t *testing.T, newStore func(t testing.TB) daybook.Store) {
	for _, c := range Checks() {
		t.Run(c.Name, func(t *testing.T) {
			if err := c.Run(t.Context(), newStore(t)); err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, c.Why)
			}
		})
	}
	t.Run("machine", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) { machine(r, newStore(scoped{t, r})) })
	})
}

// scoped cleans up after each of many random tests: a database has not enough
// connections for the stores of all.
type scoped struct {
	testing.TB
	random *rapid.T
}

func (s scoped) Cleanup(f func()) { s.random.Cleanup(f) }

// Checks returns all checks, in the order of need.
func Checks() []Check {
	var all []Check
	for _, some := range [][]Check{appendChecks, headChecks, feedChecks, readChecks, instructionChecks, invoiceChecks, creditChecks, togetherChecks} {
		all = append(all, some...)
	}
	return all
}
