package pdf

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // logos
	_ "image/png"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// Options are what a print needs and no invoice has. The zero Options print
// without a logo, in the Go fonts, with dates of UTC.
type Options struct {
	Logo          []byte            // the seller's, a PNG or JPEG
	Zone          *time.Location    // where dates are of: that of the issuer; nil is UTC
	Types         map[string]string // what product types are called; themselves where there is nothing
	Regular, Bold []byte            // TrueType fonts; nil is the Go font
	Note          string            // at the end: how to pay, what the law wants
}

// A LogoError says that a logo is no image that can be printed.
type LogoError struct{ Reason string }

// Error says why.
func (e *LogoError) Error() string { return "pdf: logo: " + e.Reason }

// A GlyphError reports a character that the font does not have.
type GlyphError struct {
	Field string // of the view, such as "buyer.legal_name"
	Rune  rune
}

// Error names the field and the character.
func (e *GlyphError) Error() string {
	if e.Rune == utf8.RuneError {
		return fmt.Sprintf("pdf: %s: it is not UTF-8", e.Field)
	}
	return fmt.Sprintf("pdf: %s: the font has no glyph for %q (%U)", e.Field, e.Rune, e.Rune)
}

// maxLogo bounds a logo's pixels: four times a page at 300 dots an inch.
const maxLogo = 4 * 2480 * 3508

// logo returns the type and the shape of the logo; "" if there is none.
func (o *Options) logo() (kind string, width, height int, err error) {
	if o.Logo == nil {
		return "", 0, 0, nil
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(o.Logo))
	if err != nil {
		return "", 0, 0, &LogoError{"it is neither a PNG nor a JPEG: " + err.Error()}
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxLogo/c.Height {
		return "", 0, 0, &LogoError{fmt.Sprintf("%d × %d pixels cannot be printed", c.Width, c.Height)}
	}
	if _, _, err := image.Decode(bytes.NewReader(o.Logo)); err != nil { // cut short, or damaged
		return "", 0, 0, &LogoError{err.Error()}
	}
	return strings.ToUpper(kind), c.Width, c.Height, nil
}

// A font is a TrueType font in which glyphs are looked up.
type font struct {
	bytes []byte
	table *sfnt.Font
	buf   sfnt.Buffer
}

// fonts returns the regular and the bold one.
func (o *Options) fonts() (out [2]font, err error) {
	for i, f := range [2]struct {
		name       string
		own, other []byte
	}{{"regular", o.Regular, goregular.TTF}, {"bold", o.Bold, gobold.TTF}} {
		if f.own == nil {
			f.own = f.other
		}
		if out[i].table, err = sfnt.Parse(f.own); err != nil {
			return out, fmt.Errorf("pdf: %s: %w", f.name, err)
		}
		out[i].bytes = bytes.Clone(f.own)
	}
	return out, nil
}

// missing returns the first character of a text that has no glyph.
func (f *font) missing(s string) (rune, bool) {
	for _, r := range s {
		if r == utf8.RuneError || r > 0xffff || r < ' ' && r != '\n' {
			return r, true
		}
		if r == '\n' {
			continue
		}
		if i, err := f.table.GlyphIndex(&f.buf, r); err != nil || i == 0 {
			return r, true
		}
	}
	return 0, false
}
