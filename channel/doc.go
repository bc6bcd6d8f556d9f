// Package channel prices a plan along a chain of sellers, and says who may see
// what of it.
//
// A [Chain] runs from a vendor over up to seven sellers to the customer. Each
// [Seller] prices every charge by a [Rule] on the price of the level before, on
// the list price or on the vendor's cost. [NewOffer] compiles a plan as a chain
// sells it: every missing or faulty price is found there, once. The [Offer] that
// it returns rates a quantity at all levels in one pass, without an allocation.
//
// [Amounts] is what is booked: one amount a [Level], in one currency and scale,
// flat and comparable. Each level is rounded on its own, and a margin is the
// difference of two booked amounts, so vendor cost and margins always sum to
// the sell-out price. Where a level settles in another currency, a [Settlement]
// says at which rate, and the settled amount stands beside the booked one:
// [Offer.Settled].
//
// # Prices over time
//
// A [PriceBook] is a seller's prices. Its revisions never change; an [Edit] adds
// one, which counts from an instant on: now, later, or earlier as far as periods
// are open. What was in force at an instant can be told for ever. The lines of a
// revision are [Item] values: a [Selector] says which prices an item is for, by
// vendor, product, plan, charge, part, tier, and conditions on region, tags and
// quantity; the most specific wins. [PriceBook.Sync] takes over what is new in a
// reference book. A [Shelf] holds books and says which counts for which buyer.
//
// # Who sells to whom
//
// A [Directory] is parties, channels and billing groups, checked as a whole: no
// cycles, orphans, or parties with several suppliers that do not name the one
// they build on. [Resolve] makes a chain of a directory and a shelf, for one
// vendor, channel and customer, as of an instant. That instant is the start of
// the term, or of the commitment where prices are frozen for it. A change takes
// effect at the next start of a period of each charge: [TakesEffect].
//
// Whether what a seller sells a buyer is invoiced from booked rows, from quotas,
// or by another system is the pair's [BillingBasis], agreed from an instant on:
// [BillingBases].
//
// # Who sees what
//
// A [Route] says where a row comes from: plan, chain and price-book revisions,
// and the party of every level. [Viewer.View] cuts route and amounts to what a
// party may see: the sides that it buys and sells at, and nothing else. All other
// ways out go through it: [Totals] sums cuts, [Viewer.ID] names what a cut shows,
// [Viewer.Error] keeps of an error what is the viewer's own. What a viewer may
// not see, the number of levels included, changes no byte of these.
//
// Everything here is immutable once made and may be shared between goroutines,
// but for Totals.
package channel
