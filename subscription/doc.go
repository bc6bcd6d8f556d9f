// Package subscription holds what a customer bought, as a timeline.
//
// A [Subscription] is a list of [Term] values: from an instant on, an offer (a
// plan as one chain sells it), quantities and a schedule. Its [Mode] tells trials
// and pauses; its [Credits] say what becomes of the rest of the period that it
// cuts short, at every level. What happened once and is charged on request stands
// beside it as a [Fact].
//
// Subscriptions of one customer that share tiers, included units, a minimum or a
// maximum have the same [PoolID].
//
// [Subscription.Segments] cuts the timeline at billing periods and at changes of
// terms, as it stood at some instant: a term or an end that lies after that
// instant is not yet in force. [Subscription.Validate] reports every fault of a
// timeline at once.
//
// A [Contract] is a subscription with its life. [Apply] takes an [Event] and
// returns the contract after it: the terms, the end and the facts, the states
// that it went through ([Edges] lists what is allowed) and what became of each
// [Order]. Events may come in any order; what counts is their instant.
// [Preview] tells what an order would do.
//
// Everything here is a value: nothing is changed in place, and a subscription
// may be shared between goroutines that only read it.
package subscription
