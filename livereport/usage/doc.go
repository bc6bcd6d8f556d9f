// Package usage reports what a channel has used and spent: the products of one
// channel or of a billing group, each or all together, per account where the
// viewer deals with the accounts.
//
// A [Config] says what of. A [Builder] takes rows and gives the [Report], as JSON
// or as CSV with [Report.WriteCSV]; the root package's Reader reads them for it.
// The report shows what its viewer pays (cost), what it charges (spend) and the
// difference (margin), and nothing of anybody else: a reseller sees the accounts of
// its channels, a distributor its billing groups as sums, a customer itself.
//
// Quantities are those of metered usage. Levels, such as averages and peaks, do not
// add up over time: of each account's it is the latest in the frame; for a viewer
// that cannot tell accounts apart, the sum over those of the latest day, or of the
// latest month in which booked periods begin. A fee has a price and no consumption: its
// line has an amount and no quantity. What was used in different units stays on
// lines of its own, also where all products are together, for gigabytes and hours
// do not add up.
package usage
