package calendar

import "fmt"

// A named type is an enumeration that counts from 0.
type named interface {
	~uint8
	fmt.Stringer
}

func marshalName[T named](v T, ok bool) ([]byte, error) {
	if !ok {
		return nil, textError("name", v.String())
	}
	return []byte(v.String()), nil
}

func unmarshalName[T named](v *T, last T, what string, b []byte) error {
	if len(b) == 0 {
		*v = 0
		return nil
	}
	for n := T(0); n <= last; n++ {
		if n.String() == string(b) {
			*v = n
			return nil
		}
	}
	return textError(what, string(b))
}
