// Package focus writes, reads and checks FOCUS data, the FinOps Foundation's
// open format of cloud costs (focus.finops.org), as CSV.
//
// # Writing
//
// A [Dataset] says for whom: one viewer, one seller. A [Writer] takes the
// viewer's rows of both books one by one, each with the invoice that it is on,
// and writes FOCUS 1.2 in memory that does not grow with them. A fee in advance
// is one Purchase line, which is billed and not yet consumed, and its quotas are
// Usage lines, which are consumed and already billed:
//
//	ChargeCategory  BilledCost  EffectiveCost
//	Purchase        10.00       0.00           the booked row
//	Usage           0.00        0.32           the quota of a day
//
// Where a pair settles by quotas, they are billed and consumed at once, and the
// booked rows are not in the dataset. So Σ BilledCost of an invoice is its net
// and Σ EffectiveCost is the live proceeds; [Writer.Close] adds them up.
//
// Provider and invoice issuer are the dataset's seller. Columns that are no part
// of FOCUS start with x_ and come last. Times end in Z.
//
// # Text and spreadsheets
//
// FOCUS wants text as it is, so a name such as "=1+1" is written as it is: put
// behind an apostrophe it would be another name, and join with nothing. Who opens
// datasets in a spreadsheet imports them as text, or has [Dataset.RefuseFormulas]
// refuse such rows.
//
// # Reading
//
// A [Reader] reads FOCUS 1.0 to 1.2 line by line, columns in any order, and says
// of what is no good line, column and reason. [Line.Fact] makes a line the fact
// of a subscription whose vendor cost is BilledCost.
//
// # Checking
//
// [LoadModel] loads the Foundation's published rule model, which is not part of
// this module, and [Model.Check] holds a dataset against its static rules.
package focus
