package focus

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// flatObject reports why text is not the JSON that a column of keys and values
// holds: one object, with unique keys and values that are neither objects nor
// lists.
func flatObject(text string) error {
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	if first, err := in.Token(); err != nil || first != json.Delim('{') {
		return errors.New("no JSON object")
	}
	seen := map[string]bool{}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return err
		}
		name, ok := key.(string)
		if !ok || seen[name] {
			return fmt.Errorf("key %.40q is there twice", fmt.Sprint(key))
		}
		seen[name] = true
		value, err := in.Token()
		if err != nil {
			return err
		}
		if _, nested := value.(json.Delim); nested {
			return fmt.Errorf("the value of %.40q is an object or a list", name)
		}
	}
	if _, err := in.Token(); err != nil {
		return err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON object")
	}
	return nil
}
