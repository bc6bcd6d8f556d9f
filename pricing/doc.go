// Package pricing says what a quantity costs, what of that is earned so far,
// and why.
//
// # Prices
//
// A [Model] is a price as data: [Flat], [PerUnit], [Graduated] and so on, one
// around the other where that is meant. [Compile] checks a model once and makes
// it a [Rater], which prices a quantity exactly and without an allocation
// ([Rater.Price]), prices all else that a price may depend on, an [Input]
// ([Rater.PriceOf]), and explains itself as lines that sum to the price
// ([Rater.Rate]). Whoever previews, accrues or invoices calls the same rater. A
// host's own way to price is a [Custom], found in the table that
// [CompileWith] is given.
//
// Prices here are those of the vendor; package channel prices a plan along a
// chain of sellers, through [Rater.Map].
//
// # Plans
//
// A [Charge] is a model with its place in billing: what it is ([Kind]), when it
// is due ([Timing]), what it measures. A [Plan] is a revision of a priced offer
// made of charges, in one currency; [Versions] are its revisions, and say which
// one holds under a price freeze. [Plan.Validate] reports every fault at once,
// each a [FieldError] with its path: "charges[2].price.tiers[1].up_to". Plans,
// models, discounts and rates have one JSON form each, with decimals as texts,
// which refuses what it does not know.
//
// # Usage
//
// A [Metric] turns raw samples into quantities, up to any instants of a period,
// as they were known at another. A [Quantity] is a decimal, or for averages a
// fraction. Both, and unrounded amounts, are an [Exact] number inside: nothing
// is rounded before [Exact.Round].
//
// # Accrual
//
// What a line has earned up to an instant is a sum over [Stretch] values, one
// for each revision of its price: [AccrueUsage] for additive usage, with the
// place in the tiers carried over, and [AccrueShares] for fees and for levels
// such as averages. Minimums and maximums are lines of their own on what is
// booked ([Rater.Bounds], [Bound.Line], [Limit]), and so are discounts
// ([Discount.Line], [Discounted]); a [Funder] says who pays for one. All of them
// are cumulative: what falls on a day is a difference of two.
//
// # Around it
//
// [Allocate] splits what a pool costs; [DrawUnits] and [DrawAmount] settle usage
// from prepaid packs ([Pack]); [FX] is one dated rate of exchange.
//
// Everything here is a value or never changes once made, and may be shared
// between goroutines that only read it.
package pricing
