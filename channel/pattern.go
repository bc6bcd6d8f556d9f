package channel

import (
	"regexp"
	"strings"
)

// MaxPattern bounds the bytes of a pattern.
const MaxPattern = 256

// A PatternKind says how a pattern is read. The zero PatternKind is Any.
type PatternKind uint8

// The kinds of patterns, the most specific last.
const (
	Any      PatternKind = iota // everything: nothing is named
	Regexp                      // Text is a regular expression (RE2) of the whole name
	Wildcard                    // each * in Text stands for any characters
	Exact                       // Text is the name
)

// A Pattern names vendors, products, plans or charges. The zero Pattern is Any.
type Pattern struct {
	Kind   PatternKind
	Text   string // at most MaxPattern bytes
	Weight int    // of a Regexp: among several the heaviest wins
}

// A matcher is a compiled pattern.
type matcher struct {
	Pattern
	re *regexp.Regexp
}

func (p Pattern) compile(f faults) (m matcher) {
	m.Pattern = p
	switch f.text(p.Text, p.Kind != Any); {
	case p.Kind > Exact:
		f.add("no such kind of pattern: %d", p.Kind)
	case len(p.Text) > MaxPattern:
		f.add("longer than %d bytes", MaxPattern)
	case p.Kind == Any && p.Text != "":
		f.add("a pattern for everything has a text")
	case p.Kind != Regexp && p.Weight != 0:
		f.add("only a regular expression has a weight")
	case p.Kind == Regexp:
		if _, err := regexp.Compile(p.Text); err != nil { // on its own, so that it cannot leave the brackets
			f.wrap(err)
			break
		}
		m.re = regexp.MustCompile(`\A(?:` + p.Text + `)\z`)
	}
	return m
}

func (m *matcher) matches(name string) bool {
	switch m.Kind {
	case Any:
		return true
	case Exact:
		return m.Text == name
	case Wildcard:
		return glob(m.Text, name)
	}
	return m.re.MatchString(name)
}

// grade says how specific the pattern is: its kind, and among its like the
// characters that a wildcard fixes, or the weight of a regular expression.
func (m *matcher) grade() [2]int {
	if m.Kind == Wildcard {
		return [2]int{int(m.Kind), len(m.Text) - strings.Count(m.Text, "*")}
	}
	return [2]int{int(m.Kind), m.Weight}
}

// glob matches name in one pass: every part between two stars at its first
// place, the last one at the end.
func glob(pattern, name string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, first)
	for ok {
		var part string
		if part, rest, star = strings.Cut(rest, "*"); !star {
			return strings.HasSuffix(name, part)
		}
		_, name, ok = strings.Cut(name, part)
	}
	return false
}
