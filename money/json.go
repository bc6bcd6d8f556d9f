package money

import (
	"encoding/json"
	"fmt"
)

// amountJSON is the wire form, changed only with the format.
type amountJSON struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// maxJSON bounds an amount in JSON, which is 100 bytes long at most when it is
// written here.
const maxJSON = 1024

// MarshalJSON returns {"amount":"10.00","currency":"EUR"}, the amount with all
// its digits. The zero Amount has the currency "". An amount that is something
// but of no currency is not written: a *[CurrencyError].
func (a Amount) MarshalJSON() ([]byte, error) {
	if err := a.owned(); err != nil {
		return nil, err
	}
	return json.Marshal(amountJSON{a.Text(), a.currency})
}

// UnmarshalJSON reads what MarshalJSON writes, through [Parse]. The amount must
// be a string, and null is refused: whatever the error, a stays as it was.
func (a *Amount) UnmarshalJSON(b []byte) error {
	if len(b) > maxJSON {
		return &DecimalError{Reason: fmt.Sprintf("amount of more than %d bytes", maxJSON)}
	}
	var w amountJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("money: amount: %w", err)
	}
	return a.read(w.Amount, w.Currency)
}
