// Package proceeds says what is earned, what is due, and what is still to book.
//
// A line (one charge of one plan of one subscription, over one billing period)
// has one function: what it has earned at every level of the chain from its
// start up to an instant, rounded once. All that is booked is a difference of
// it, so parts always add up to the whole.
//
// A [Job] says what the cells of a subscription should hold: [Due] for proceeds
// (one [Cell] for each stretch of a line at one price: a fee in advance when it
// starts, with a credit when a change cuts it short, the rest when the line
// ends), [Quotas] for live proceeds (one cell a slot). [Job.Queries] are put to the
// host's meters first; [Job.Targets] needs their answers. [Diff] compares the
// targets with the [Head] of each cell and returns the rows that are lacking: a
// [Row] is one booking, never changed and never deleted. [Job.Explain] derives
// what a cell should hold, step by step.
//
// [DuePool] and [QuotasPool] are these for subscriptions that share the price of a
// pooled charge: it is one line of all of them, and each bears its part by
// quantity.
//
// A [Settlement] folds rows into who owes whom, with platform fees and the
// balance of every vendor.
//
// [Row.For] cuts a row to what a viewer may see; a whole row refuses to be
// marshalled. [Canon] reduces rows to what they say, whatever the history that
// led there, and hashes it.
//
// The package reads no clock and no store: the same inputs give the same rows.
package proceeds
