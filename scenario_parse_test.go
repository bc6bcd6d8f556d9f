package daybook_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A block of a scenario is commands, and what they book.
type block struct {
	text     []string // the lines of the commands, with comments and blanks
	commands []command
	want     []string // below the line of dashes
}

// A command is one line: a verb, words, and words of the form key=value.
type command struct {
	line int
	verb string
	args []string
	keys map[string]string
}

func (c *command) fault(format string, args ...any) error {
	return fmt.Errorf("line %d: %s: %s", c.line, c.verb, fmt.Sprintf(format, args...))
}

// only reports what the command does not know.
func (c *command) only(args int, keys ...string) error {
	if len(c.args) != args {
		return c.fault("%d words, want %d", len(c.args), args)
	}
	for k := range c.keys {
		if !slices.Contains(keys, k) {
			return c.fault("does not know %q", k)
		}
	}
	return nil
}

// among reports a value that a key cannot have.
func (c *command) among(key string, values ...string) error {
	if v, ok := c.keys[key]; ok && !slices.Contains(values, v) {
		return c.fault("%s is %s, not %q", key, strings.Join(values, " or "), v)
	}
	return nil
}

// interval reports what is no interval of a few thousand units at most.
func (c *command) interval(key string) error {
	if v, ok := c.keys[key]; ok && !intervals.MatchString(v) {
		return c.fault("%s is such as P1M, not %q", key, v)
	}
	return nil
}

var intervals = regexp.MustCompile(`^(P[1-9][0-9]{0,2}[DWMY]|PT[1-9][0-9]{0,2}H)$`)

const dashes = "----"

// parseScenario reads blocks: commands, a line of dashes, what is booked up to a
// blank line or the end. A line that starts with # is a comment.
func parseScenario(text string) (blocks []block, err error) {
	var b block
	booked := false
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		switch {
		case booked && line == "":
			blocks, b, booked = append(blocks, b), block{}, false
		case booked:
			b.want = append(b.want, line)
		case line == dashes:
			booked = true
		default:
			b.text = append(b.text, line)
			c, err := parseCommand(i+1, line)
			if err != nil {
				return nil, err
			}
			if c.verb != "" {
				b.commands = append(b.commands, c)
			}
		}
	}
	if booked {
		return append(blocks, b), nil
	}
	return nil, fmt.Errorf("the last commands have no line of dashes")
}

// parseCommand returns a command without a verb for a comment or a blank line.
func parseCommand(n int, line string) (command, error) {
	c := command{line: n, keys: map[string]string{}}
	if strings.HasPrefix(line, "#") {
		return c, nil
	}
	for i, word := range strings.Fields(line) {
		key, value, pair := strings.Cut(word, "=")
		_, twice := c.keys[key]
		switch {
		case i == 0:
			c.verb = word
		case pair && twice:
			return c, c.fault("%q comes twice", key)
		case pair && (key == "" || value == ""):
			return c, c.fault("%q is half a pair", word)
		case pair:
			c.keys[key] = value
		default:
			c.args = append(c.args, word)
		}
	}
	return c, nil
}

// format writes blocks as they are kept.
func format(blocks []block) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteString("\n")
		}
		for _, line := range append(append(slices.Clone(b.text), dashes), b.want...) {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}
