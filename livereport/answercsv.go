package livereport

import (
	"io"
	"strconv"
)

// Columns returns the header of an answer to q as CSV: its dimensions by name,
// then "currency", "rows", "buys", "sells" and "margin".
func (q *Query) Columns() []string {
	columns := make([]string, 0, len(q.GroupBy)+5)
	for _, d := range q.GroupBy {
		columns = append(columns, string(d))
	}
	return append(columns, "currency", "rows", "buys", "sells", "margin")
}

// WriteCSV writes the groups of an answer, one a row, with the columns of
// [Query.Columns]. The error is the writer's.
func (a *Answer) WriteCSV(w io.Writer) error {
	t := NewTable(w, a.Query.Columns()...)
	for i := range a.Groups {
		g := &a.Groups[i]
		for _, v := range g.Values {
			t.Text(v)
		}
		t.Text(g.Currency.String())
		t.Number(strconv.Itoa(g.Rows))
		t.Number(g.Buys.Text())
		t.Number(g.Sells.Text())
		t.Number(g.Margin.Text())
		if err := t.End(); err != nil {
			return err
		}
	}
	return t.Close()
}
