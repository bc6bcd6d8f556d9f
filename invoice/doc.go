// Package invoice turns rows into documents.
//
// # From rows to a document
//
// [Assemble] bills rows of one seller and buyer at one level of the chain, rows of
// proceeds or quotas alike, by [Terms]: as [Line] and [Totals], with the parties in
// full and the tax of a [TaxTable]. Rows of one product, price and tax category are
// one line. Nothing is stored, so a preview is the same call.
//
// What is summed and rounded, and in which order, is a [Policy]; its zero value is
// that of EN 16931. Raw is what there was before any rounding, Net what is printed,
// and Delta the difference: each line and each document has all three. By default
// booked amounts are summed, so that invoices and proceeds are the same to the cent.
//
// Amounts are what the buyer owes. Where more is taken back than charged, the
// document is a credit note and its amounts are negative; they are printed, in a
// [View], with their signs turned.
//
// # Rules
//
// [Invoice.Violations] says which rules of EN 16931's arithmetic a document breaks.
// None does that is assembled with a tax table and the zero policy. Fields are named
// after what they are; this is where they stand in the standard:
//
//	Number BT-1, Issued BT-2, Type BT-3, Currency BT-5, TaxPoint BT-7, Period BG-14
//	SellerParty BG-4, BuyerParty BG-7, Preceding BG-3
//	Lines BG-25: Quantity BT-129, Unit BT-130, Net BT-131, Service BG-26, Price BT-146,
//	    TaxCode BT-151, TaxRate BT-152, Text BT-153
//	Allowances BG-20 and BG-21: Amount BT-92 and BT-99, Base BT-93 and BT-100,
//	    Percent BT-94 and BT-101, Text BT-97 and BT-104, ReasonCode BT-98 and BT-105
//	Totals BG-22: BT-106 to BT-115, as each field says
//	Taxes BG-23: Base BT-116, Amount BT-117, Code BT-118, Rate BT-119, Reason BT-120,
//	    ReasonCode BT-121
//
// A line without a Price is sent as one unit at its Net.
//
// # Taking back
//
// An issued invoice is never changed. [Credit] makes the credit note for it, or for
// some of its lines, out of its own cents. What was credited whole may be billed
// anew, with [Terms].Preceding naming what it replaces.
//
// # What leaves
//
// An invoice carries keys of rows, which hold the names of subscriptions. What
// leaves for a party is [Invoice.For] it: a [View], as JSON or by [View.CSV] as the
// customer's table, in another currency by [View.In]. A [Detail] writes the rows
// behind it and proves that they sum to what is printed.
//
// # States
//
// [Invoice.To] moves an invoice from one [Status] to the next and keeps a trail.
// [Billable] says what a customer lacks to be billed.
//
// # Accounts
//
// What a buyer owes a seller is in an [Account], as a list of numbered entries
// that is only ever appended to. An [Entry] of some [EntryKind] charges, pays or
// credits. [Stand] folds them into a [Standing]: what is owed, each [Receivable]
// with what is open of it, each [Grant] of credit and each [Fund] of money with
// what is left. No balance is kept beside the entries, and an entry that would
// spend what is not there is refused with an [EntryError].
//
//   - [Standing.Post] records what an invoice comes to ([Postings]).
//   - [Standing.Settle] uses credits, those that expire first, and then money
//     that settles nothing yet. A credit of one product pays for any other;
//     marketplace fees it pays only where [Toggles] say so.
//   - [Standing.Draw] settles usage from packs of units that were paid before,
//     and [Standing.Expire] ends credits. A pack that was sold is a liability:
//     [Standing.Income] says what its expiry earns.
//   - [Standing.Collect] and [Standing.Answer] put what is open to a gateway, by
//     a schedule of [Retries]. A payment that is taken back reopens what is
//     open, and is a debit of its own where the invoice was closed.
//   - [Standing.Age] sorts what is open by how long it has been due.
//   - [StatementOf] states a period, with the sign and the tax basis of each
//     field, and [Standing.Reconcile] compares an account with its invoices.
//
// The package is pure: numbers are assigned, and rows reserved, by the host's
// store when an invoice is put there.
package invoice
