package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/daybook-go/daybook/examples/internal/ubl"
	"github.com/daybook-go/daybook/money"
	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitOK     = 0
	exitBroken = 1
	exitUsage  = 2
)

// errBroken is returned where all was said already.
var errBroken = errors.New("not everything holds")

// A usageError is a fault of the command line.
type usageError struct{ error }

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errBroken):
		return exitBroken
	}
	fmt.Fprintln(errs, "invoices:", err)
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitBroken
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "invoices", Short: "Write invoices as UBL, PDF and CSV",
		Long:          "Write the invoices of a quickstart file, or the demo's, as UBL 2.1 XML, PDF and CSV, as one of\ntheir parties may see them, and check UBL documents against the arithmetic of EN 16931.",
		SilenceErrors: true, SilenceUsage: true, Args: arguments(0),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(demoCommand(), checkCommand())
	for _, f := range formats() {
		root.AddCommand(f.command())
	}
	return root
}

func arguments(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%d arguments, want %d; see %s --help", len(args), n, c.CommandPath())}
		}
		return nil
	}
}

func checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check FILE", Short: "Check a UBL invoice or credit note against the arithmetic of EN 16931", Args: arguments(1),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			broken, err := ubl.Check(f, money.Currencies{})
			if err != nil {
				return err
			}
			for _, v := range broken {
				fmt.Fprintf(c.OutOrStdout(), "%s: %s: %s\n", v.Rule, v.Field, v.Text)
			}
			if len(broken) > 0 {
				return errBroken
			}
			fmt.Fprintln(c.OutOrStdout(), "every rule holds")
			return nil
		},
	}
}
