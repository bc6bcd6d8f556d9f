// Package ubl writes an issued invoice as UBL 2.1 XML by EN 16931 and Peppol BIS
// Billing 3.0, and reads and checks such documents.
//
// [Write] takes an invoice as one party may see it, an [invoice.View], and writes
// an Invoice or a CreditNote. It computes nothing that is owed: what is printed is
// what was signed. What the standard demands and the invoice does not have is a
// *[FieldError], all of them at once, and nothing is written.
//
// [Read] reads the values of a document back, and [Check] holds them against the
// arithmetic rules of the standard: see [invoice.Invoice.Violations].
//
// [Options] are what the host knows and an invoice does not: the parties'
// electronic addresses, the buyer's reference, codes of units, how to pay. Which
// field of the standard is which of ours, and where it stands in the document, is
// in docs/invoices-outputs.md.
package ubl
