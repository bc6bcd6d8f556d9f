// Package daybook is a billing engine for marketplaces that sell subscriptions
// through chains: vendor, parent, distributor, reseller, customer.
//
// # The story
//
// Everything earned is a cumulative function of time, and everything booked is
// a difference of it. So daily quotas, proceeds and invoices reconcile to the
// last unit at every level of the chain, and running anything twice is harmless.
//
//  1. A vendor's plan (package pricing) and the sellers between the vendor and
//     the customer (package channel) make an offer. Prices and rules are
//     checked there, once.
//  2. A customer's subscription (package subscription) is a timeline of terms
//     that point to offers.
//  3. A [Booker] books proceeds: Prepaid fees when a billing period starts,
//     metered ones when it ends, with an amount at every level.
//  4. A [Collector] collects live proceeds: the share of every line that falls
//     on each day, kept as history.
//  5. A [Reader] gives each party what it may see of both, page by page, in the
//     order in which it was stored, from a cursor on; and answers queries (package
//     livereport): by posting date or service, final, live or merged, filtered and
//     grouped, in exact sums, as of now or of any revision before. A [Progress],
//     which the host keeps, says up to where an answer is complete.
//  6. An [Issuer] bills rows that are on no invoice yet: [Issuer.Run] everybody's
//     for a billing period, [Issuer.Draft] one pair's. A draft is approved, issued
//     with its number, and in the end settled, credited or void. Where another
//     system bills, it pulls billing instructions: [Reader.Instructions].
//  7. A [Cashier] keeps accounts: it posts invoices, uses credits before
//     payments, collects, and closes what is paid. An [AccountReader] gives the
//     two parties of an account its statement.
//  8. A [Previewer] tells what a subscription has cost so far and will have cost in
//     the end, [Reader.Budget] when thresholds were reached.
//
// # What a host provides
//
// A [Store] (or its parts [Ledger], [InvoiceStore] and [CreditStore]), a
// [MetricSource] if anything is metered, a [Clock], and its subscriptions as a
// stream. Package store/memstore is the reference store, store/storetest proves
// a host's own, and the module store/sqlstore keeps everything in SQLite.
//
// # Vocabulary
//
// Period: half-open, [Start, End). Prepaid and Postpaid: booked at the start
// and at the end of the billing period. Line: one charge of a subscription in
// one billing period. Row: one booking of a line, never changed, never deleted.
// Quota: the row of a slot. Level: VendorCost, Wholesale, SellIn, SellOut, what
// each party charges the next. Posting date: when a row counts; it equals the
// service's slot unless that was closed.
package daybook
