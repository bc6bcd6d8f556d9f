// Package invoice turns rows into documents.
//
// [Assemble] bills rows of one seller and buyer at one level of the chain as
// lines and [Totals]: line amounts are rounded first, then summed, and tax is
// computed once on the sum (EN 16931, BR-CO-10 to BR-CO-15). What the rounding
// took or gave is kept as a delta. [Invoice.To] moves an invoice from one
// [Status] to the next.
//
// An [Entry] is a movement of an [Account] beside invoices: credit or payment.
//
// The package is pure: numbers are assigned, and rows reserved, by the host's
// store when an invoice is put there.
package invoice
