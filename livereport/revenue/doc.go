// Package revenue reports what was earned in a time frame: per client and
// service what was paid, what is still required, how much of the client's
// credit stands for that, and at which locations it was earned.
//
// A [Builder] takes rows, as its party sees them, and the journal entries and
// credits of its clients; [Builder.Report] is the [Report]. Its JSON keeps the
// shape of the report that it replaces, numbers and dates included: it is the one
// place where amounts are numbers and not text.
//
// For each service
//
//	required = override if there is one, else fixed fees + usage, as posted in the frame
//	still    = max(0, required − paid)
//	percent  = 100 · still ÷ Σ still of the client, 0 if that is 0
//	alloted  = still · min(1, credit available ÷ Σ still), by largest remainder
//	debt     = still − alloted
//	revenue  = paid + alloted
//
// All of it is net: taxes are told and never counted. What is alloted is an
// accrual: the money is still the client's credit. The next report takes it back
// through [Config.Opening], at the locations that it was alloted to, so a year
// counts each amount once: see [Report.Allotments].
//
// Revenue goes to locations in proportion to what was charged there, by largest
// remainder; a row without a location, as most fixed fees are, weighs on the
// default one. [SplitEqual] gives each location the same, as the report that it
// replaces did.
package revenue
