// Quickstart shows the library's main job on a demo marketplace, or on a real
// FOCUS cost export: a clock steps through the months day by day, proceeds are
// booked, live proceeds collected at every level of the chain, months closed and
// invoiced, everything into one SQLite file. Then it checks that all of it
// reconciles, and does everything again to show that nothing is added.
//
//	go run ./examples/quickstart                      # January and February of 40 customers
//	go run ./examples/quickstart -subscriptions 1000  # of more
//	go run ./examples/quickstart -focus export.csv    # a vendor's feed of costs
//	go run ./examples/quickstart -stats               # how fast, and in how much memory
//
// It exits with 1 if a promise does not hold, or if something had to be left
// out. What it has written can be looked at:
//
//	go run ./examples/quickstart live -db quickstart.db -viewer baltic -from 2026-01-01 -to 2026-02-01
//	go run ./examples/quickstart invoice -db quickstart.db -id ID
//	go run ./examples/quickstart explain -db quickstart.db -row KEY
package main
