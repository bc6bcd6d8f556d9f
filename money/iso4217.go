package money

// iso4217 is the standard's list of current currency and funds codes as of
// January 2026, ascending, each with its digits; those that have none ("N.A.")
// stand with 0.
const iso4217 = "" +
	"AED2AFN2ALL2AMD2AOA2ARS2AUD2AWG2AZN2" +
	"BAM2BBD2BDT2BHD3BIF0BMD2BND2BOB2BOV2BRL2BSD2BTN2BWP2BYN2BZD2" +
	"CAD2CDF2CHE2CHF2CHW2CLF4CLP0CNY2COP2COU2CRC2CUP2CVE2CZK2" +
	"DJF0DKK2DOP2DZD2EGP2ERN2ETB2EUR2FJD2FKP2" +
	"GBP2GEL2GHS2GIP2GMD2GNF0GTQ2GYD2HKD2HNL2HTG2HUF2" +
	"IDR2ILS2INR2IQD3IRR2ISK0JMD2JOD3JPY0" +
	"KES2KGS2KHR2KMF0KPW2KRW0KWD3KYD2KZT2" +
	"LAK2LBP2LKR2LRD2LSL2LYD3" +
	"MAD2MDL2MGA2MKD2MMK2MNT2MOP2MRU2MUR2MVR2MWK2MXN2MXV2MYR2MZN2" +
	"NAD2NGN2NIO2NOK2NPR2NZD2OMR3" +
	"PAB2PEN2PGK2PHP2PKR2PLN2PYG0QAR2RON2RSD2RUB2RWF0" +
	"SAR2SBD2SCR2SDG2SEK2SGD2SHP2SLE2SOS2SRD2SSP2STN2SVC2SYP2SZL2" +
	"THB2TJS2TMT2TND3TOP2TRY2TTD2TWD2TZS2" +
	"UAH2UGX0USD2USN2UYI0UYU2UYW4UZS2VED2VES2VND0VUV0WST2" +
	"XAD2XAF0XAG0XAU0XBA0XBB0XBC0XBD0XCD2XCG2XDR0XOF0XPD0XPF0XPT0XSU0XTS0XUA0XXX0" +
	"YER2ZAR2ZMW2ZWG2"

func isoDigits(c Currency) (uint8, bool) {
	const width = 4
	lo, hi := 0, len(iso4217)/width
	for lo < hi {
		mid := (lo + hi) / 2
		at := iso4217[mid*width : mid*width+width]
		switch order := compareCode(c, at); {
		case order == 0:
			return at[3] - '0', true
		case order < 0:
			hi = mid
		default:
			lo = mid + 1
		}
	}
	return 0, false
}

func compareCode(c Currency, at string) int {
	for i, b := range c.code {
		if b != at[i] {
			return int(b) - int(at[i])
		}
	}
	return 0
}
