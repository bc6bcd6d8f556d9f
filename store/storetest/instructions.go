package storetest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
)

var instructionChecks = []Check{
	{"read/instructions", "what another system has billed must stay as it was, and what corrects it must say so", onWorld(readInstructions)},
}

// readInstructions: 4.00 of the 2nd are closed and pulled; a correction that is
// posted on the 3rd names them, and the first pull gives the same bytes.
func readInstructions(ctx context.Context, s daybook.Store, w world) error {
	first := w.row("a", 2, 0, 1)
	first.Book = proceeds.Live
	first.Line = january() // when it was External
	second := w.row("a", 2, 1, 1)
	second.Book, second.Line, second.Posted = proceeds.Live, first.Line, first.Posted+day
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Basis: channel.External}, {From: january() + day, Basis: channel.Live}})
	if err != nil {
		return err
	}
	var pulled []string
	var lines []livereport.Instruction
	pull := func(dayOfMonth calendar.Instant) error {
		start := january() + (dayOfMonth-1)*day
		set, err := daybook.Reader{Ledger: s, Viewer: channel.Viewer{Party: "ada"}}.Instructions(ctx, livereport.InstructionTerms{
			Bases: bases, Frame: calendar.Period{Start: start, End: start + day}})
		if err != nil {
			return err
		}
		lines = append(lines, set.Lines()...)
		body, err := json.Marshal(set)
		pulled = append(pulled, string(body))
		return err
	}
	for _, step := range []func() error{
		func() error { return put(ctx, s, first) },
		func() error { return s.CloseBook(ctx, proceeds.Live, first.Posted+day) },
		func() error { return pull(2) },
		func() error { return put(ctx, s, second) },
		func() error { return s.CloseBook(ctx, proceeds.Live, second.Posted+day) },
		func() error { return pull(3) },
		func() error { return pull(2) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	switch {
	case pulled[0] != pulled[2]:
		return fmt.Errorf("the first pull was\n%s\nand is\n%s", pulled[0], pulled[2])
	case len(lines) != 3 || lines[0].Net.Text() != "4.00" || lines[0].Corrects != "" || lines[1].Corrects != lines[0].ID:
		return fmt.Errorf("pulled %+v, want 4.00 and a line that corrects it", lines)
	}
	return nil
}
