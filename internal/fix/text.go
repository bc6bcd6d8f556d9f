package fix

import (
	"math/bits"
	"strconv"
)

// AppendText appends n with all the digits of its scale and never an exponent:
// New(-5, 2) is "-0.05" and New(5, -2) is "500". It does not allocate where n
// fits 128 bits and b has room.
func (n Num) AppendText(b []byte) []byte {
	if n.scale < 0 {
		n = n.mulPow10(-n.scale)
		n.scale = 0
	}
	if n.Sign() < 0 {
		b = append(b, '-')
	}
	var room [maxDigits]byte
	digits := n.appendDigits(room[:0])
	whole := len(digits) - int(n.scale)
	if whole <= 0 {
		b = append(b, "0."...)
		for range -whole {
			b = append(b, '0')
		}
		return append(b, digits...)
	}
	b = append(b, digits[:whole]...)
	if n.scale > 0 {
		b = append(b, '.')
	}
	return append(b, digits[whole:]...)
}

// maxDigits is how many digits an Int has at most.
const maxDigits = 39

// appendDigits appends the digits of the coefficient, without a sign.
func (n Num) appendDigits(b []byte) []byte {
	if n.big != nil {
		text := n.big.Append(nil, 10)
		if text[0] == '-' {
			text = text[1:]
		}
		return append(b, text...)
	}
	hi, lo, _ := n.c.magnitude()
	if hi == 0 {
		return strconv.AppendUint(b, lo, 10)
	}
	// hi is below 2^63 and so below 10^19: the quotient fits.
	q, r := bits.Div64(hi, lo, pow10[maxPow])
	b = strconv.AppendUint(b, q, 10)
	for k := maxPow - 1; k > 0 && r < pow10[k]; k-- {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, r, 10)
}
