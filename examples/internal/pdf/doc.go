// Package pdf prints an invoice, as one party may see it, as a PDF.
//
// [Write] lays out an [invoice.View]: the seller's logo, address and contact, the
// buyer, number and dates, lines by product type with a subtotal each, the tax
// table, totals, and what is payable. Lines go on over as many pages as they need,
// under repeated headings. It computes nothing that is owed but the subtotals.
//
// The same view and [Options] are the same bytes: the dates in the file are the
// invoice's, and there are no random ids.
//
// Texts are set in the Go fonts, which have the Latin, Greek and Cyrillic letters
// of Europe. For other scripts the host hands in a TrueType font. A character
// without a glyph is a *[GlyphError], and never another character; scripts that
// must be shaped or written from right to left are not supported.
package pdf
