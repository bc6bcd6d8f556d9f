package daybook

import (
	"iter"

	"github.com/daybook-go/daybook/subscription"
)

// Subscriptions is a stream of subscriptions. Between two of them it must hold
// no connection that the store needs: see Paged. It holds every member of a pool,
// in whatever order: what it leaves out counts as not there. A run keeps those of
// its shard's pools in memory until the stream ends.
type Subscriptions = iter.Seq2[subscription.Subscription, error]

// Paged streams pages that fetch reads, each after the last id of the one
// before ("" is the beginning). An empty page ends the stream. Nothing is held
// while the engine works on a page.
func Paged(fetch func(after subscription.ID) ([]subscription.Subscription, error)) Subscriptions {
	return func(yield func(subscription.Subscription, error) bool) {
		after := subscription.ID("")
		for {
			page, err := fetch(after)
			if err != nil {
				yield(subscription.Subscription{}, err)
				return
			}
			for _, s := range page {
				if !yield(s, nil) {
					return
				}
				after = s.ID
			}
			if len(page) == 0 {
				return
			}
		}
	}
}
