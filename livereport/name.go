package livereport

import "fmt"

// nameOf returns the text of a closed choice.
func nameOf(texts []string, i uint8, what string) string {
	if int(i) < len(texts) {
		return texts[i]
	}
	return fmt.Sprintf("%s(%d)", what, i)
}

func marshalName(texts []string, i uint8, what string) ([]byte, error) {
	if int(i) >= len(texts) {
		return nil, fmt.Errorf("livereport: unknown %s(%d)", what, i)
	}
	return []byte(texts[i]), nil
}

func unmarshalName(texts []string, text []byte, what string, to *uint8) error {
	for i, name := range texts {
		if name == string(text) {
			*to = uint8(i)
			return nil
		}
	}
	return fmt.Errorf("livereport: %s: unknown %.40q", what, text)
}
