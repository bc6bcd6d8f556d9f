// Package livereport is about live proceeds: the daily quota of cost and income
// of every running subscription, at every level of the chain; and about reading
// them and what was booked.
//
// A [Quota] is a proceeds row whose service is a slot of the book's granularity
// in the reporting zone. [Slots] says which slots a run collects: those that
// start in its frame and are over. What a quota is worth is computed in package
// proceeds, by the function that books proceeds too; that is why the two
// reconcile.
//
// # Reading
//
// A [Query] says which rows: [Final] ones, [Live] ones, or [Merged], which are
// live rows marked where their line is booked. It goes by posting date or by
// service, takes a time frame and filters, and names the [Dimension]s that sums are
// told apart by: slots of time, parties, products, channels by the host's
// [Channels], tags. The Reader of the root package asks queries of a store.
//
// A [Selection] is a query as one viewer asks it. It turns whole rows into
// entries, [Entry], which are cut to the viewer, and what is hidden has no value
// that one could filter or group by. A [Tally] adds entries up to an [Answer]:
// what the viewer pays, charges and keeps in each [Group], exactly, in one currency
// each. [Selection.Net] makes one entry of many that cancel out.
//
// # Billing by another system
//
// [Instructions] fold rows into billing instructions, one line for each charge that
// one party is to charge another in a posting period: an [Instruction] has a name
// for ever, says what it corrects, and what it is made of. Which pairs are billed
// so is the basis that they agreed on: channel.BillingBases.
//
// # Costs to come
//
// A [Preview] computes what a subscription has cost so far and will have cost at
// the end of its billing period. [Spending] tells in which slots a [Budget] was
// used up to its thresholds, [Budget.Expected] when it will be.
//
// # Texts
//
// [EntryCSV] and [EntryJSON] write entries one at a time, [Answer.WriteCSV] and
// [Answer.WriteJSON] an answer, and an [InstructionSet] has both, too. They are made of [Table], whose text cells no
// spreadsheet takes for a formula. Names of columns and fields stay.
package livereport
