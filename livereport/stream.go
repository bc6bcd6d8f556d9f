package livereport

import (
	"encoding/json"
	"fmt"
	"io"
)

// EntryJSON writes entries as a JSON array, one a line and one at a time. The
// zero EntryJSON is not ready: see [NewEntryJSON].
type EntryJSON struct{ list list }

// NewEntryJSON returns a writer of entries. Close ends the array.
func NewEntryJSON(w io.Writer) *EntryJSON { return &EntryJSON{list{w: w}} }

// Write writes an entry. The error is the writer's, or says what of the entry is
// no JSON, such as an instant beyond the year 9999; then nothing of it is written.
func (j *EntryJSON) Write(e *Entry) error { return j.list.item(e) }

// Close ends the array. The error is the writer's.
func (j *EntryJSON) Close() error {
	j.list.end()
	j.list.text("\n")
	return j.list.err
}

// WriteJSON writes an answer as json.Marshal does, but for line breaks and one
// group at a time. The error is the writer's.
func (a *Answer) WriteJSON(w io.Writer) error {
	l := list{w: w}
	l.text(`{"query":`)
	l.value(&a.Query)
	if a.Complete != 0 {
		l.text(`,"complete":`)
		l.value(a.Complete)
	}
	l.text(`,"revision":`)
	l.value(&a.Revision)
	l.text(",\n\"groups\":")
	for i := range a.Groups {
		if err := l.item(&a.Groups[i]); err != nil {
			return err
		}
	}
	l.end()
	for _, part := range []struct {
		name string
		v    any
	}{{"totals", a.Totals}, {"pairs", a.Pairs}} {
		l.text(",\n\"" + part.name + "\":")
		l.value(part.v)
	}
	l.text("}\n")
	return l.err
}

// A list writes a JSON array. It keeps the first error and writes nothing after.
type list struct {
	w     io.Writer
	items bool
	err   error
}

func (l *list) item(v any) error {
	if l.err != nil {
		return l.err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("livereport: json: %w", err)
	}
	l.text(map[bool]string{false: "[\n", true: ",\n"}[l.items])
	l.items = true
	l.text(string(b))
	return l.err
}

func (l *list) end() {
	if !l.items {
		l.text("[")
	}
	l.text("\n]")
}

func (l *list) value(v any) {
	b, err := json.Marshal(v)
	if err != nil && l.err == nil {
		l.err = fmt.Errorf("livereport: json: %w", err)
	}
	l.text(string(b))
}

func (l *list) text(s string) {
	if l.err != nil {
		return
	}
	n, err := io.WriteString(l.w, s)
	if err == nil && n < len(s) {
		err = io.ErrShortWrite
	}
	l.err = err
}
