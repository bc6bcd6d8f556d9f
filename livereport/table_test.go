package livereport_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Text that a spreadsheet would calculate is not; numbers are.
func TestCells(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""}, {"plain", "plain"}, {"=1+1", "'=1+1"}, {"+49 30", "'+49 30"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t=1"}, {"\r=1", "\"'\r=1\""}, {"\n=1", "\"'\n=1\""}, {"＝1", "'＝1"}, {"a=1", "a=1"}, {"'tis", "'tis"}, {"'=1", "''=1"},
		{`say "x", y`, `"say ""x"", y"`}, {"two\r\nlines", "\"two\r\nlines\""}, {`=HYPERLINK("http://x","y")`, `"'=HYPERLINK(""http://x"",""y"")"`},
	} {
		var b strings.Builder
		w := livereport.NewTable(&b, "text", "number")
		w.Text(tt.text)
		w.Number("-1.00")
		if err := w.End(); err != nil {
			t.Fatal(err)
		}
		if want := "text,number\r\n" + tt.want + ",-1.00\r\n"; b.String() != want {
			t.Errorf("%q is written %q, want %q", tt.text, b.String(), want)
		}
	}
}

func TestTableRoundTrip(t *testing.T) { rapid.Check(t, tableRoundTrip) }
func FuzzTableRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(tableRoundTrip)) }

// tableRoundTrip: encoding/csv reads every cell as it was, but that it takes the
// two characters of a line break for one; no text cell begins like a formula.
func tableRoundTrip(t *rapid.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@\t\r\n'",; ]{0,4}[a-z]{0,2}`))
	width := rapid.IntRange(1, 4).Draw(t, "width")
	rows := rapid.SliceOf(rapid.SliceOfN(text, width, width)).Draw(t, "rows")
	header := rapid.SliceOfN(text, width, width).Draw(t, "header")
	var b bytes.Buffer
	w := livereport.NewTable(&b, header...)
	for _, row := range rows {
		for _, cell := range row {
			w.Text(cell)
		}
		if err := w.End(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(&b)
	got, err := r.ReadAll()
	if err != nil || len(got) != len(rows)+1 {
		t.Fatalf("%d rows of %d, %v", len(got), len(rows)+1, err)
	}
	for i, row := range append([][]string{header}, rows...) {
		for k, want := range row {
			cell := got[i][k]
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Fatalf("cell %q", cell)
			}
			if want = strings.ReplaceAll(want, "\r\n", "\n"); livereport.PlainText(cell) != want {
				t.Fatalf("cell %d of row %d is %q, which is %q, want %q", k, i, cell, livereport.PlainText(cell), want)
			}
		}
	}
}

// Entries as CSV, cell for cell, as the operator and the reseller see them.
func TestEntryCSV(t *testing.T) {
	r := row(route(t), "=s", 1, -1)
	r.Component, r.Customer = "+1", "@ada"
	for name, tt := range map[string]struct {
		viewer channel.Viewer
		want   map[string]string
	}{
		"operator": {operator, map[string]string{"book": "live", "posted": "2026-01-01T00:00:00Z", "service_end": "2026-01-02T00:00:00Z",
			"recorded": "2026-01-03T00:00:00Z", "subscription": "'=s", "customer": "'@ada", "component": "'+1", "quantity": "2",
			"buys_from": "vendor", "buys": "-6.00", "sells_to": "'@ada", "sells": "-12.60", "margin": "-6.60", "currency": "EUR",
			"level_1": "vendor-cost", "seller_4": "reseller", "amount_4": "-12.60", "level_5": "", "amount_8": "", "rows": "1", "tags": `{"team":"blue"}`}},
		"reseller": {party("reseller"), map[string]string{"recorded": "", "customer": "'@ada", "buys_from": "distributor", "buys": "-9.00",
			"sells_to": "'@ada", "sells": "-12.60", "margin": "-3.60", "final": "false"}},
		"distributor": {party("distributor"), map[string]string{"subscription": "", "customer": "", "component": "", "tags": "", "location": "",
			"buys_from": "parent", "buys": "-7.20", "sells_to": "reseller", "sells": "-9.00", "margin": "-1.80"}},
	} {
		e, _ := selection(t, livereport.Query{Source: livereport.Live}, tt.viewer, livereport.Channels{}).Entry(&r, true)
		var b bytes.Buffer
		w := livereport.NewEntryCSV(&b, tt.viewer)
		if err := w.Write(&e); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(got) != 2 || len(got[0]) != len(got[1]) {
			t.Fatalf("%s: %q, %v", name, got, err)
		}
		if diff := cmp.Diff(livereport.EntryColumns(tt.viewer.Operator), got[0]); diff != "" {
			t.Errorf("%s: header mismatch (-want +got):\n%s", name, diff)
		}
		for column, want := range tt.want {
			for i, c := range got[0] {
				if c == column && got[1][i] != want {
					t.Errorf("%s: %s is %q, want %q", name, column, got[1][i], want)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := livereport.NewEntryCSV(&b, operator).Close(); err != nil || !strings.HasPrefix(b.String(), "book,final,") || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("no entries: %q, %v", &b, err)
	}
}

// The settled amount stands beside the booked one.
func TestEntryCSVSettled(t *testing.T) {
	x := *route(t)
	x.Settlements = []channel.Settlement{{}, {}, {Currency: usd, Scale: 2, Rate: "1.087"}, {}}
	r := row(&x, "s", 1, 1)
	p := r.Amounts.Parts()
	p.Settled[2] = 978
	var err error
	if r.Amounts, err = p.Amounts(); err != nil {
		t.Fatal(err)
	}
	e, _ := selection(t, livereport.Query{Source: livereport.Live}, party("reseller"), livereport.Channels{}).Entry(&r, false)
	var b bytes.Buffer
	if err := livereport.NewEntryCSV(&b, party("reseller")).Write(&e); err != nil || !strings.Contains(b.String(), ",EUR,distributor,9.00,ada,12.60,3.60,9.78,USD,,,1\r\n") {
		t.Errorf("%s, %v", &b, err)
	}
}

// The two texts of an answer say the same.
func TestAnswerTexts(t *testing.T) {
	tagged := row(route(t), "s", 2, 1)
	tagged.Tags = `{"team":"=2+3"}`
	q := livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByDay, livereport.ByTag("team")}}
	a := answer(t, q, party("ada"), livereport.Channels{}, row(route(t), "s", 1, 1), tagged)
	var b bytes.Buffer
	if err := a.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "day,tag:team,currency,rows,buys,sells,margin\r\n2026-01-01,blue,EUR,1,12.60,0.00,-12.60\r\n2026-01-02,'=2+3,EUR,1,12.60,0.00,-12.60\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("CSV mismatch (-want +got):\n%s", diff)
	}
	for name, a := range map[string]livereport.Answer{"full": a, "empty": answer(t, livereport.Query{}, party("ada"), livereport.Channels{})} {
		a.Complete = start
		a.Revision.Live = "7"
		var b bytes.Buffer
		if err := a.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		whole, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := errors.Join(json.Unmarshal(b.Bytes(), &got), json.Unmarshal(whole, &want)); err != nil {
			t.Fatalf("%v\n%s", err, &b)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: JSON mismatch (-want +got):\n%s", name, diff)
		}
		var back livereport.Answer
		if err := json.Unmarshal(whole, &back); err != nil || back.Query.Source != a.Query.Source || len(back.Groups) != len(a.Groups) {
			t.Errorf("%s: reads back as %+v, %v", name, back, err)
		}
	}
}

func TestEntryJSON(t *testing.T) {
	for n := range 3 {
		var b bytes.Buffer
		w := livereport.NewEntryJSON(&b)
		var want []livereport.Entry
		for i := range n {
			r := row(route(t), "s", 1+i, 1)
			e, _ := selection(t, livereport.Query{Source: livereport.Live}, party("ada"), livereport.Channels{}).Entry(&r, false)
			if err := w.Write(&e); err != nil {
				t.Fatal(err)
			}
			want = append(want, e)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var got []map[string]any
		if err := json.Unmarshal(b.Bytes(), &got); err != nil || len(got) != n {
			t.Fatalf("%d entries: %v\n%s", n, err, &b)
		}
		for i := range got {
			if got[i]["subscription"] != string(want[i].Subscription) || got[i]["rows"] != 1.0 || got[i]["posted"] != want[i].Posted.String() {
				t.Errorf("entry %d is %v", i, got[i])
			}
		}
	}
	// What is no JSON is an error, and leaves no half of it.
	var b bytes.Buffer
	w := livereport.NewEntryJSON(&b)
	r := row(route(t), "s", 1, 1)
	e, _ := selection(t, livereport.Query{Source: livereport.Live}, party("ada"), livereport.Channels{}).Entry(&r, false)
	bad := e
	bad.Posted = 1 << 62
	if err := w.Write(&bad); err == nil {
		t.Error("an instant beyond the year 9999 is written")
	}
	if err := errors.Join(w.Write(&e), w.Close()); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("%v\n%s", err, &b)
	}
}

// A full disk is told, wherever it fills up.
func TestWriterErrors(t *testing.T) {
	r := row(route(t), "s", 1, 1)
	q := livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByDay}}
	e, _ := selection(t, q, operator, livereport.Channels{}).Entry(&r, false)
	a := answer(t, q, operator, livereport.Channels{}, r)
	for name, write := range map[string]func(io.Writer) error{
		"entry csv": func(w io.Writer) error {
			c := livereport.NewEntryCSV(w, operator)
			return errors.Join(c.Write(&e), c.Write(&e), c.Close())
		},
		"entry json": func(w io.Writer) error {
			j := livereport.NewEntryJSON(w)
			return errors.Join(j.Write(&e), j.Write(&e), j.Close())
		},
		"answer csv":  a.WriteCSV,
		"answer json": a.WriteJSON,
	} {
		var all bytes.Buffer
		if err := write(&all); err != nil {
			t.Fatalf("control: %s: %v", name, err)
		}
		for room := range all.Len() {
			d := &disk{room: room}
			if err := write(d); !errors.Is(err, errFull) || !bytes.HasPrefix(all.Bytes(), d.written) {
				t.Fatalf("%s on a disk of %d bytes: %v, %d written", name, room, err, len(d.written))
			}
		}
	}
	huge := e
	huge.Sides = []channel.Side{{Amount: money.New(-1<<63, 2, eur)}, {Amount: money.New(1, 2, eur)}}
	var b bytes.Buffer
	if err := livereport.NewEntryCSV(&b, operator).Write(&huge); !errors.Is(err, money.ErrRange) || b.Len() > 0 {
		t.Errorf("a margin that does not fit: %v, %q", err, &b)
	}
}

var errFull = errors.New("disk full")

type disk struct {
	written []byte
	room    int
}

func (d *disk) Write(b []byte) (int, error) {
	n := min(len(b), d.room-len(d.written))
	d.written = append(d.written, b[:n]...)
	if n < len(b) {
		return n, errFull
	}
	return n, nil
}

// Writing a row keeps nothing.
func BenchmarkEntryCSV(b *testing.B) {
	r := row(route(b), "s", 1, 1)
	for name, v := range map[string]channel.Viewer{"operator": operator, "reseller": party("reseller")} {
		b.Run("viewer="+name, func(b *testing.B) {
			e, _ := selection(b, livereport.Query{Source: livereport.Live}, v, livereport.Channels{}).Entry(&r, false)
			w := livereport.NewEntryCSV(io.Discard, v)
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Write(&e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// One row of a month's report by day and product.
func BenchmarkTally(b *testing.B) {
	var rows []proceeds.Row
	shared := route(b)
	for i := range 31 {
		rows = append(rows, row(shared, "s", 1+i, 1))
	}
	for name, v := range map[string]channel.Viewer{"operator": operator, "reseller": party("reseller")} {
		b.Run("viewer="+name, func(b *testing.B) {
			s := selection(b, livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByDay, livereport.ByProduct}}, v, livereport.Channels{})
			tally := livereport.NewTally(s)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e, _ := s.Entry(&rows[i%31], false)
				if err := tally.Add(&e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
