package daybook

import (
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/daybook-go/daybook/subscription"
)

// A Run says how a Booker or Collector works through its subscriptions. The zero
// Run is one worker over all of them.
type Run struct {
	Batch   int         // subscriptions a batch; 0 is 1000
	Workers int         // batches at a time; 0 is 1. The host's roles are called by all of them
	Shard   Shard       // of the subscriptions; the zero Shard is all
	MaxRows int         // of a subscription, charge and day in one batch, beyond which it is quarantined; 0 is 10000
	Observe func(Event) // called for each Event, by one worker at a time; may be nil
}

const (
	defaultBatch   = 1000
	defaultMaxRows = 10_000
	attempts       = 20 // at one batch, before it is split
	patience       = 3  // subscriptions in a row that a store fails for, before the run ends
)

// ErrRunaway is wrapped by the fault of a subscription that is about to book
// more than Run.MaxRows rows of one charge on one day.
var ErrRunaway = errors.New("daybook: a runaway charge")

// ErrRun is wrapped by the error of a Run that cannot be.
var ErrRun = errors.New("daybook: faulty run")

func (r *Run) validate() error {
	switch {
	case r.Batch < 0:
		return fmt.Errorf("%w: batch: %d is negative", ErrRun, r.Batch)
	case r.Workers < 0:
		return fmt.Errorf("%w: workers: %d is negative", ErrRun, r.Workers)
	case r.MaxRows < 0:
		return fmt.Errorf("%w: max rows: %d is negative", ErrRun, r.MaxRows)
	case r.Shard != Shard{} && (r.Shard.Index < 0 || r.Shard.Index >= r.Shard.Of):
		return fmt.Errorf("%w: shard: %d of %d", ErrRun, r.Shard.Index, r.Shard.Of)
	}
	return nil
}

// A Shard is a part of all subscriptions, by a stable hash of their ids, or of
// their pools' where they share one: shard Index, from 0, of Of. Runs of all
// shards, in any order and on any machines, book what one run of all does. The
// zero Shard is all.
type Shard struct {
	Index int `json:"index"`
	Of    int `json:"of"`
}

func (s Shard) has(x *subscription.Subscription) bool {
	if s.Of <= 1 {
		return true
	}
	if x.Pool != "" {
		return PoolShard(x.Pool, s.Of) == s.Index
	}
	return ShardOf(x.ID, s.Of) == s.Index
}

// ShardOf returns which of n shards a subscription without a pool belongs to, from
// 0. It depends on nothing else, and never changes.
func ShardOf(id subscription.ID, n int) int { return shard(string(id), n) }

// PoolShard returns which of n shards the subscriptions of a pool belong to, from
// 0. It depends on nothing else, and never changes.
func PoolShard(id subscription.PoolID, n int) int { return shard(string(id), n) }

func shard(id string, n int) int {
	h := fnv.New64a()
	h.Write([]byte(id))
	return int(h.Sum64() % uint64(n))
}

// A Fault is a subscription that a run left alone, and why.
type Fault struct {
	Subscription subscription.ID
	Err          error
}

// A Report counts what a run did.
type Report struct {
	Subscriptions int     // of the batches that are done
	Rows          int     // appended
	Conflicts     int     // batches read again because another run was faster, or an answer was lost
	Skipped       int     // cells left alone: booked with later knowledge than this run's
	Quarantined   []Fault // subscriptions left alone
	Done          Done    // what is complete now; nothing if the run stopped early
}

// An Event is something that a run did, for logs, metrics and progress bars.
type Event struct {
	Kind         EventKind
	Subscription subscription.ID // of Quarantined
	Err          error           // of Quarantined and ReadAgain
	Report       Report          // so far
}

// An EventKind says what happened.
type EventKind uint8

// The kinds of events.
const (
	Appended    EventKind = iota // a batch, or a part of it, is stored, or had nothing to store
	ReadAgain                    // an append was refused or its outcome is unknown: the batch is computed again
	Quarantined                  // a subscription is left alone
	BatchDone                    // all subscriptions of a batch are booked or quarantined
)

// String returns the name, such as "batch-done".
func (k EventKind) String() string {
	switch k {
	case Appended:
		return "appended"
	case ReadAgain:
		return "read-again"
	case Quarantined:
		return "quarantined"
	case BatchDone:
		return "batch-done"
	}
	return fmt.Sprintf("event(%d)", uint8(k))
}
