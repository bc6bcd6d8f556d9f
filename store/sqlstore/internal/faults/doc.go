// Package faults breaks what the stores stand on, again and again, and looks
// whether a row was lost or doubled. It has tests only.
//
//	go test ./store/sqlstore/internal/faults -full -timeout 2h
//
// runs every kind of fault as often as docs/reliability.md says, and writes that
// page. Without -full each is injected a few times. Needed are a C-less Go, and
// PostgreSQL's binaries for its half.
//
// All kinds run one job: days of live proceeds, a restatement with usage that
// came late, a month booked, invoiced and paid. At the end the canonical rows
// must have the hash of a run that never failed. The engine heals what it finds,
// so that alone would hide a loss: where a process or a server dies, each append
// that was answered is remembered, and must be there before anything runs again.
// Each kind has a control, a store or a setting that breaks the promise, which
// must be noticed by the same comparison.
package faults
