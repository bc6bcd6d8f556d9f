package livereport

import (
	"io"
	"strings"
	"unicode/utf8"
)

// A Table writes CSV by RFC 4180, one cell after the other, and keeps no row.
// Text cells are safe from spreadsheets, which take what begins with "=", "+",
// "-" or "@" for a formula, also after a tab or a line break: they get an
// apostrophe in front, which [PlainText] takes off again. Number cells stay as
// they are. The zero Table is not ready: see [NewTable].
type Table struct {
	w     io.Writer
	row   []byte
	cells int
	err   error
}

// NewTable returns a table with a header, which [Table.End] of the first row
// writes, or [Table.Close] where there is none.
func NewTable(w io.Writer, header ...string) *Table {
	t := &Table{w: w}
	for _, name := range header {
		t.Text(name)
	}
	t.line()
	return t
}

// Text adds a cell of text to the row.
func (t *Table) Text(text string) {
	if guarded(text) {
		text = "'" + text
	}
	t.cell(text)
}

// Number adds a cell that is a number or an instant, as it is.
func (t *Table) Number(text string) { t.cell(text) }

// End ends the row and writes it. The error is that of the writer; after one
// nothing more is written.
func (t *Table) End() error {
	t.line()
	return t.Close()
}

// Close writes what End has not. The error is that of the writer.
func (t *Table) Close() error {
	if t.err == nil && len(t.row) > 0 {
		var n int
		n, t.err = t.w.Write(t.row)
		if t.err == nil && n < len(t.row) {
			t.err = io.ErrShortWrite
		}
	}
	t.row, t.cells = t.row[:0], 0
	return t.err
}

func (t *Table) line() {
	if n := len(t.row); t.cells == 1 && (n == 0 || t.row[n-1] == '\n') {
		t.row = append(t.row, `""`...) // an empty line is no row
	}
	t.row, t.cells = append(t.row, "\r\n"...), 0
}

func (t *Table) cell(text string) {
	if t.cells > 0 {
		t.row = append(t.row, ',')
	}
	t.cells++
	if !strings.ContainsAny(text, "\",\r\n") {
		t.row = append(t.row, text...)
		return
	}
	t.row = append(t.row, '"')
	t.row = append(t.row, strings.ReplaceAll(text, `"`, `""`)...)
	t.row = append(t.row, '"')
}

// guarded reports whether a cell of text gets an apostrophe: what a spreadsheet
// may calculate, full-width signs included, and what has apostrophes in front of
// that already, so that PlainText is the inverse.
func guarded(text string) bool {
	rest := strings.TrimLeft(text, "'")
	first, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// PlainText returns the text that a text cell of a [Table] was made of.
func PlainText(cell string) string {
	if text, ok := strings.CutPrefix(cell, "'"); ok && guarded(text) {
		return text
	}
	return cell
}
