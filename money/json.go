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

// MarshalJSON returns {"amount":"10.00","currency":"EUR"}, the amount with all
// its digits. The zero Amount has the currency "".
func (a Amount) MarshalJSON() ([]byte, error) {
	return json.Marshal(amountJSON{a.Text(), a.currency})
}

// UnmarshalJSON reads what MarshalJSON writes, through [Parse]. The amount must
// be a string.
func (a *Amount) UnmarshalJSON(b []byte) error {
	var w amountJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("money: amount: %w", err)
	}
	read, err := Parse(w.Amount, w.Currency)
	if err != nil {
		return err
	}
	*a = read
	return nil
}
