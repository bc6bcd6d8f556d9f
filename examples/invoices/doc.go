// Invoices writes invoices as UBL 2.1 XML, PDF and CSV: those of a quickstart file,
// or the demo's own.
//
//	go run ./examples/invoices demo --dir out
//	go run ./examples/invoices pdf --db quickstart.db --viewer alpine --seller alpine --number 2026-01-000001 -o invoice.pdf
//	go run ./examples/invoices check out/one-page.xml
package main
