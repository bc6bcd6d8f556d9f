// Package livereport is about live proceeds: the daily quota of cost and income
// of every running subscription, at every level of the chain.
//
// A [Quota] is a proceeds row whose service is a slot of the book's granularity
// in the reporting zone. [Slots] says which slots a run collects: those that
// start in its frame and are over. What a quota is worth is computed in package
// proceeds, by the function that books proceeds too; that is why the two
// reconcile.
package livereport
