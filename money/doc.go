// Package money holds what is booked: amounts of a currency, kept as whole
// units of a fixed scale, and the one door through which decimals come in.
//
// # Amounts
//
// [New], [Round] and [Parse] make an [Amount]; [Amount.Add], [Amount.Sub],
// [Amount.Neg] and [Sum] combine amounts that are alike. Others are
// [ErrMismatch], and what does not fit 64 bits is [ErrRange], never a wrap.
//
// # Rounding
//
// Nothing is rounded but by a [Rounding] that the caller names, once, after
// exact arithmetic: [Amount.Mul] by a decimal and [Amount.MulFrac] by a
// fraction at a scale, [Amount.Rescale] to a scale, [Amount.RoundTo] to a cash
// step such as 0.05. [Currencies] knows how many digits a currency has (ISO
// 4217, and what a host adds), rounds to its minor unit and formats with its
// digits.
//
// # Splitting
//
// Parts always sum to the whole. [Amount.Share] is the nth of n and
// [Amount.Between] the part between two positions; neither needs its
// neighbours: 10.00 EUR over 31 days is 0.32 on twenty-three days and 0.33 on
// eight. [Amount.Allocate] goes by weights with the largest remainder, and
// [Amount.Split] into equal parts with the larger ones first.
//
// # The gate
//
// [Gate] and [ParseDecimal] keep out decimals that no price, quantity or rate
// ever is, before anything computes with them: beyond 64 bytes of text, 34
// significant digits, an exponent of ±18 or 10^24. A [Number] is a decimal that
// has passed, for fields of JSON, text and databases. No global setting of
// package decimal changes what this package returns.
//
// # Keeping amounts
//
// An Amount is text, "10.00 EUR", and JSON, {"amount":"10.00","currency":"EUR"}.
// In a database keep it as Units, Scale and Currency, so that it can be summed
// there, or as the text of String, which [Amount.Scan] reads. This package
// imports nothing that does I/O and so implements no driver.Valuer; a host that
// wants one adds it to a type of its own, as the example of [Amount.Scan] shows.
//
// Every value here is immutable and may be shared between goroutines. Amount,
// Currency and Number compare with ==; tests that use go-cmp say
// cmpopts.EquateComparable(money.Amount{}).
package money
