// Package memstore is the reference store: everything in memory, under one lock.
//
// The zero [Store] is empty and ready. It keeps what the contracts in package
// daybook ask for in the plainest way, so it is what other stores are compared
// with; it is meant for tests, examples and previews. The zero [Meter] is a
// daybook.MetricSource that adds up samples.
package memstore
