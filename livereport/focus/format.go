package focus

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// What the rule model's functions of type and format mean for text.

var (
	numeric     = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?(E-?[0-9]+)?$`)
	instantForm = regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$`)
	currency    = regexp.MustCompile(`^[A-Z]{3}$`)
	unitForm    = regexp.MustCompile(`^([0-9]+ )?[A-Za-z]\w*([ -][A-Za-z]\w*)*(/([0-9]+ )?[A-Za-z]\w*)?$`)
	unitWords   = regexp.MustCompile(`[A-Za-z]\w*`)
)

func number(text string) (decimal.Decimal, bool) {
	d, err := money.ParseDecimal(text)
	return d, err == nil
}

func isDecimal(text string) bool { _, ok := number(text); return ok }

func isDateTime(text string) bool { _, err := parseTime(text); return err == nil }

// isInstant wants FOCUS's own form of a time that exists.
func isInstant(text string) bool { return instantForm.MatchString(text) && isDateTime(text) }

// isText wants Unicode.
func isText(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// isHandled wants more than spaces, and nothing in place of what could not be
// read: StringHandling and NullHandling.
func isHandled(text string) bool {
	return strings.TrimSpace(text) != "" && !strings.ContainsRune(text, utf8.RuneError)
}

func isNational(text string) bool {
	c, err := money.ParseCurrency(text)
	if err != nil {
		return false
	}
	_, err = money.Currencies{}.Digits(c)
	return err == nil
}

// isUnit wants the form of a unit, and the spelling of those that FOCUS lists.
func isUnit(text string) bool {
	if !unitForm.MatchString(text) {
		return false
	}
	for _, word := range unitWords.FindAllString(text, -1) {
		if unitOf(word) != word {
			return false
		}
	}
	return true
}
