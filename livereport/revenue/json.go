package revenue

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Number is an amount that is written as a JSON number, without trailing zeros
// but with one decimal at least: 41.77, 25.0. No float is on the way.
type Number money.Amount

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	whole, rest, _ := strings.Cut(money.Amount(n).Text(), ".")
	if rest = strings.TrimRight(rest, "0"); rest == "" {
		rest = "0"
	}
	return []byte(whole + "." + rest), nil
}

// Amount returns the amount.
func (n Number) Amount() money.Amount { return money.Amount(n) }

// An ID is a host's id: a JSON number if it is one of at most 15 digits, which
// every reader of JSON keeps, else a text.
type ID string

// MarshalJSON implements json.Marshaler.
func (id ID) MarshalJSON() ([]byte, error) {
	if id.isNumber() {
		return []byte(id), nil
	}
	return json.Marshal(string(id))
}

func (id ID) isNumber() bool {
	return id != "" && len(id) <= 15 && (id[0] != '0' || id == "0") && strings.Trim(string(id), "0123456789") == ""
}

// A Date is an instant in UTC as Python's str writes it: "2019-03-01
// 14:21:43.969120+00:00", without microseconds where there are none.
type Date calendar.Instant

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) {
	if _, err := calendar.Instant(d).MarshalText(); err != nil {
		return nil, err
	}
	layout := "2006-01-02 15:04:05.000000-07:00"
	if t := calendar.Instant(d).Time(); t.Nanosecond() != 0 {
		return []byte(t.Format(layout)), nil
	}
	return []byte(calendar.Instant(d).Time().Format(strings.Replace(layout, ".000000", "", 1))), nil
}

// Services are the services of a client. In JSON they are an object by id.
type Services []Service

// MarshalJSON implements json.Marshaler.
func (s Services) MarshalJSON() ([]byte, error) {
	return object(len(s), func(i int) (string, any) { return string(s[i].ID), s[i] })
}

// MarshalJSON implements json.Marshaler.
func (u Usage) MarshalJSON() ([]byte, error) {
	if len(u.Locations) == 0 {
		return []byte("{}"), nil
	}
	locations, err := object(len(u.Locations), func(i int) (string, any) { return u.Locations[i].Name, u.Locations[i] })
	if err != nil {
		return nil, err
	}
	costs, err := object(len(u.Locations), func(i int) (string, any) { return u.Locations[i].Name, u.Locations[i].Cost })
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Name      string          `json:"name"`
		Locations json.RawMessage `json:"locations"`
		Service   ID              `json:"service"`
		Costs     json.RawMessage `json:"location_cost"`
		Total     Number          `json:"total_cost"`
	}{u.Name, locations, u.Service, costs, u.Total})
}

// MarshalJSON returns the resources, an object by id.
func (u UsageAt) MarshalJSON() ([]byte, error) {
	return object(len(u.Resources), func(i int) (string, any) { return u.Resources[i].ID, u.Resources[i] })
}

// object writes n members in their order.
func object(n int, member func(int) (string, any)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		name, value := member(i)
		for j, v := range []any{name, value} {
			if j > 0 {
				b.WriteByte(':')
			}
			text, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
