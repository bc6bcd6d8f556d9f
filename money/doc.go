// Package money holds what is booked: amounts of a currency, kept as whole
// units of a fixed scale, and the one door through which decimals come in.
//
// [New], [Round] and [Parse] make an [Amount]; Add, Sub and [Sum] combine
// amounts that are alike and report overflow instead of wrapping. Only
// [Round] and [Amount.Rescale] round, by a [Rounding] that the caller names.
//
// [Amount.Share] and [Amount.Allocate] split without losing a unit:
// 10.00 EUR over 31 days is 0.32 on twenty-three days and 0.33 on eight.
//
// [Currencies] knows how many digits a currency has (ISO 4217, and what a host
// adds). [Gate] and [ParseDecimal] keep out decimals that no price, quantity
// or rate ever is, before anything computes with them.
//
// Every value here is immutable and may be shared between goroutines.
package money
