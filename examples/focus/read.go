package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"
)

func readCommand() *cobra.Command {
	var strict bool
	var limit int
	c := &cobra.Command{
		Use: "read FILE", Short: "Read an export of FOCUS 1.0 to 1.2 and add up its costs", Args: oneFile,
		Long: "Read an export line by line and add up BilledCost, by currency and by the charge that a line is\na fact of. Lines that are no good are named with column and reason, and left out.",
	}
	c.Flags().BoolVar(&strict, "strict", false, "want all columns that FOCUS requires, and never null")
	c.Flags().IntVar(&limit, "faults", 20, "how many faults to name")
	c.RunE = func(c *cobra.Command, args []string) error {
		return read(c, args[0], focus.ReadOptions{Strict: strict}, max(0, limit))
	}
	return c
}

// A kind is what costs are added up by.
type kind struct{ currency, charge string }

type costs struct {
	lines int
	sum   decimal.Decimal
}

func read(c *cobra.Command, name string, o focus.ReadOptions, limit int) error {
	in, closeFile, err := opened(name, c.ErrOrStderr())
	if err != nil {
		return err
	}
	defer closeFile()
	r, err := focus.NewReader(in, o)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	sums, lines := map[kind]costs{}, 0
	faults, lost, err := r.Collect(limit, func(l *focus.Line) error {
		if err := c.Context().Err(); err != nil {
			return err
		}
		f := l.Fact()
		k := kind{l.Currency.String(), string(f.Charge)}
		sums[k] = costs{sums[k].lines + 1, sums[k].sum.Add(f.Quantity)}
		lines++
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(c.OutOrStdout(), "FOCUS %v: %d lines, %d left out\n", r.Version(), lines, lost)
	table := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, k := range slices.SortedFunc(maps.Keys(sums), func(a, b kind) int {
		return cmp.Or(cmp.Compare(a.currency, b.currency), cmp.Compare(a.charge, b.charge))
	}) {
		fmt.Fprintf(table, "%s\t%d lines\t%s %s\t\n", k.charge, sums[k].lines, sums[k].sum.StringFixed(focus.FeedDigits), k.currency)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(c.ErrOrStderr(), "left out:", f)
	}
	if lost > 0 {
		return errBroken
	}
	return nil
}
