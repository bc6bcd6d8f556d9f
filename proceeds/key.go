package proceeds

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// String returns the key as text: its parts with slashes between, such as
// "live/EUR/s-1/backup/fee//2026-01-31T00:00:00Z/0". Slashes, percent signs and
// line breaks within a part are escaped as in a URL. Two keys have one text only
// if they are equal; [ParseKey] reads it.
func (k Key) String() string {
	return fmt.Sprintf("%v/%v/%s/%s/%s/%s/%v/%d", k.Book, k.Currency,
		escape.Replace(string(k.Subscription)), escape.Replace(string(k.Plan)),
		escape.Replace(string(k.Charge)), escape.Replace(k.Component), k.Start, k.N)
}

var (
	escape   = strings.NewReplacer("%", "%25", "/", "%2F", "\n", "%0A", "\r", "%0D")
	unescape = strings.NewReplacer("%25", "%", "%2F", "/", "%0A", "\n", "%0D", "\r")
)

// A KeyError reports a text that is no key, and which part of it is wrong.
type KeyError struct{ Text, Part string }

// Error says both.
func (e *KeyError) Error() string {
	return fmt.Sprintf("proceeds: %.200q is no key of a row: %s", e.Text, e.Part)
}

// ParseKey reads what Key.String returns. The error is a *[KeyError].
func ParseKey(text string) (Key, error) {
	parts := strings.Split(text, "/")
	if len(parts) != 8 {
		return Key{}, &KeyError{text, fmt.Sprintf("%d parts, want 8", len(parts))}
	}
	var k Key
	if err := k.Book.UnmarshalText([]byte(parts[0])); err != nil {
		return Key{}, &KeyError{text, "book"}
	}
	var err error
	if k.Currency, err = money.ParseCurrency(parts[1]); err != nil {
		return Key{}, &KeyError{text, "currency"}
	}
	k.Subscription = subscription.ID(unescape.Replace(parts[2]))
	k.Plan = pricing.PlanID(unescape.Replace(parts[3]))
	k.Charge = pricing.ChargeID(unescape.Replace(parts[4]))
	k.Component = unescape.Replace(parts[5])
	if err := k.Start.UnmarshalText([]byte(parts[6])); err != nil {
		return Key{}, &KeyError{text, "start"}
	}
	n, err := strconv.ParseUint(parts[7], 10, 32)
	if err != nil {
		return Key{}, &KeyError{text, "number"}
	}
	k.N = uint32(n)
	if k.String() != text {
		return Key{}, &KeyError{text, "not in its one form"}
	}
	return k, nil
}
