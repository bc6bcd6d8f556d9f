// Package invoice turns rows into documents.
//
// [Assemble] bills rows of one seller and buyer at one level of the chain as
// lines and [Totals]: line amounts are rounded first, then summed, and tax is
// computed once on the sum (EN 16931, BR-CO-10 to BR-CO-15). What the rounding
// took or gave is kept as a delta. [Invoice.To] moves an invoice from one
// [Status] to the next.
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
