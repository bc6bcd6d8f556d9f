// Package sample makes the invoices of the demo from rows: one page, many pages, a
// credit note, reverse charge, large amounts, yen, discounts and what was prepaid.
// The tests of the outputs print the same.
package sample
