package daybook_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what scenarios book, where the oracle says the same")

// TestScenarios plays testdata/scenarios. README.md there is their language.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d scenarios, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			if err := play(file, newRunner(), *update); err != nil {
				t.Error(err)
			}
		})
	}
}

// play runs a scenario and compares, or with update rewrites, what it books.
// What the oracle or a check does not confirm is never written.
func play(file string, r *runner, update bool) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	blocks, err := parseScenario(string(text))
	if err != nil {
		return err
	}
	var differ []error
	for i := range blocks {
		got, err := r.block(&blocks[i])
		if err != nil {
			return err
		}
		if want := blocks[i].want; !slices.Equal(got, want) && !update {
			differ = append(differ, fmt.Errorf("after line %d booked\n%s\nwant\n%s", blocks[i].commands[len(blocks[i].commands)-1].line,
				strings.Join(got, "\n"), strings.Join(want, "\n")))
		}
		blocks[i].want = got
	}
	if err := errors.Join(append(differ, r.settled())...); err != nil || !update {
		return err
	}
	return os.WriteFile(file, []byte(format(blocks)), 0o644)
}

// block returns what the commands of a block book, which the oracle confirmed.
func (r *runner) block(b *block) ([]string, error) {
	for i := range b.commands {
		if err := r.do(&b.commands[i]); err != nil {
			return nil, err
		}
	}
	if err := r.confirmed(); err != nil {
		return nil, err
	}
	return r.print(), nil
}
