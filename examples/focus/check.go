package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/spf13/cobra"
)

func checkCommand() *cobra.Command {
	var model string
	var supports []string
	var emptyNull, all bool
	c := &cobra.Command{
		Use: "check FILE --model MODEL", Short: "Check a dataset against the rules of FOCUS", Args: oneFile,
		Long: "Check a dataset against every static rule of a rule model, such as model-1.2.json of the FinOps\nFoundation's focus_validator, which is not part of this module.",
	}
	own := (&focus.Dataset{}).Criteria()
	c.Flags().StringVar(&model, "model", "", "the rule model, a JSON `file`")
	c.Flags().StringSliceVar(&supports, "supports", own, "the applicability `criteria` that the provider meets")
	c.Flags().BoolVar(&emptyNull, "empty-null", false, "an empty cell is null, and not the word NULL")
	c.Flags().BoolVar(&all, "all", false, "print every rule")
	c.RunE = func(c *cobra.Command, args []string) error {
		if model == "" {
			return usageError{fmt.Errorf("--model is missing")}
		}
		f, err := os.Open(model)
		if err != nil {
			return err
		}
		defer f.Close()
		m, err := focus.LoadModel(f)
		if err != nil {
			return fmt.Errorf("%s: %w", model, err)
		}
		in, closeFile, err := opened(args[0], c.ErrOrStderr())
		if err != nil {
			return err
		}
		defer closeFile()
		r, err := m.Check(in, supports, emptyNull)
		if err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		return report(c, r, all)
	}
	return c
}

func report(c *cobra.Command, r *focus.Report, all bool) error {
	fmt.Fprintf(c.OutOrStdout(), "%v, over %d lines\n", r, r.Lines)
	table := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, o := range r.Rules {
		switch {
		case o.Status == focus.Failed && o.First > 0:
			fmt.Fprintf(table, "%s\t%v\t%d of %d lines, the first is %d\t%s\n", o.Rule, o.Status, o.Broken, o.Lines, o.First, o.Why)
		case all || o.Status == focus.Failed || o.Status == focus.Unknown:
			fmt.Fprintf(table, "%s\t%v\t%d lines\t%s\n", o.Rule, o.Status, o.Lines, o.Why)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if r.Count(focus.Failed)+r.Count(focus.Unknown) > 0 {
		return errBroken
	}
	return nil
}
