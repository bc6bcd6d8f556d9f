// Package channel prices a plan along a chain of sellers, and says who may see
// what of it.
//
// A [Chain] runs from a vendor over up to seven sellers to the customer. Each
// [Seller] prices every charge by a [Rule] on the price of the level before.
// [NewOffer] compiles a plan as a chain sells it: every missing or faulty price
// is found there, once. The [Offer] that it returns rates a quantity at all
// levels in one pass.
//
// [Amounts] is what is booked: one amount a [Level], in one currency and scale,
// flat and comparable. Each level is rounded on its own, and a margin is the
// difference of two booked amounts, so vendor cost and margins always sum to
// the sell-out price.
//
// A [Route] says where a row comes from: plan, chain and price-book revisions,
// and the party of every level. [Viewer.View] cuts route and amounts to what a
// party may see: the sides that it buys and sells at, and nothing else.
//
// Everything here is immutable once made and may be shared between goroutines.
package channel
