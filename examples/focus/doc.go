// Focus writes FOCUS datasets of a quickstart file, reads the exports of vendors,
// and checks datasets against the published rule model.
//
//	go run ./examples/quickstart
//	go run ./examples/focus write --db quickstart.db --viewer alpine --seller north -o alpine.csv
//	go run ./examples/focus read alpine.csv
//	go run ./examples/focus check alpine.csv --model model-1.2.json
//
// It exits with 1 if a line was left out or a rule does not hold, and with 2 if it
// was called in a way that it does not know.
package main
