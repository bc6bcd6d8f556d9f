package pdf

import (
	"bytes"
	"errors"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// The page, in millimetres: A4.
const (
	left, right, top = 18.0, 192.0, 16.0
	bottom           = 276.0 // where content ends and the footer begins
	width            = right - left
	leading          = 4.6 // from line to line of body text
)

// Sizes of text, in points.
const (
	small, body, head = 7.5, 9.0, 20.0
)

// A sheet sets text on pages. It knows what a field is called, for errors.
type sheet struct {
	pdf    *fpdf.Fpdf
	fonts  [2]font
	bold   bool
	faults []error
}

const family = "text"

func newSheet(fonts [2]font, at time.Time) *sheet {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetMargins(left, top, 210-right)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, 0)
	p.SetCatalogSort(true)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.AddUTF8FontFromBytes(family, "", bytes.Clone(fonts[0].bytes))
	p.AddUTF8FontFromBytes(family, "B", bytes.Clone(fonts[1].bytes))
	s := &sheet{pdf: p, fonts: fonts}
	s.font(false, body)
	return s
}

func (s *sheet) font(bold bool, size float64) {
	style := ""
	if bold {
		style = "B"
	}
	s.bold = bold
	s.pdf.SetFont(family, style, size)
}

func (s *sheet) grey(level int) { s.pdf.SetTextColor(level, level, level) }

// checked returns a text that can be set: a tab is a space, and a character without
// a glyph is a fault of the field.
func (s *sheet) checked(field, text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	f := &s.fonts[0]
	if s.bold {
		f = &s.fonts[1]
	}
	if r, missing := f.missing(text); missing {
		s.faults = append(s.faults, &GlyphError{field, r})
		return ""
	}
	return text
}

// put sets one line at x; align is "L" or "R", of a box as wide as w.
func (s *sheet) put(field, text string, x, y, w float64, align string) {
	s.pdf.SetXY(x, y)
	s.pdf.CellFormat(w, leading, s.checked(field, text), "", 0, align, false, 0, "")
}

// wrap breaks a text into lines that are no wider than w. Words that are wider
// than a line are cut.
func (s *sheet) wrap(field, text string, w float64) (out []string) {
	for _, paragraph := range strings.Split(s.checked(field, text), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			joined := strings.TrimSpace(line + " " + word)
			if s.pdf.GetStringWidth(joined) <= w {
				line = joined
				continue
			}
			if line != "" {
				out = append(out, line)
			}
			for line = word; s.pdf.GetStringWidth(line) > w; {
				n := s.fitting(line, w)
				out, line = append(out, line[:n]), line[n:]
			}
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// fitting returns how many bytes of a word fit: one character at least.
func (s *sheet) fitting(word string, w float64) int {
	last := 0
	for i := range word {
		if i > 0 && s.pdf.GetStringWidth(word[:i]) > w {
			break
		}
		last = i
	}
	if last == 0 {
		return len(string([]rune(word)[:1]))
	}
	return last
}

func (s *sheet) rule(x1, x2, y, weight float64, level int) {
	s.pdf.SetDrawColor(level, level, level)
	s.pdf.SetLineWidth(weight)
	s.pdf.Line(x1, y, x2, y)
}

// err returns what went wrong, each field once.
func (s *sheet) err() error {
	if len(s.faults) > 0 {
		return errors.Join(s.faults...)
	}
	return s.pdf.Error()
}
