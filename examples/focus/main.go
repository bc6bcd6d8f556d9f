package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/schollz/progressbar/v3"
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
	fmt.Fprintln(errs, "focus:", err)
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitBroken
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "focus", Short: "Write, read and check FOCUS datasets",
		Long:          "Write FOCUS 1.2 datasets of a ledger, read exports of FOCUS 1.0 to 1.2, and check datasets\nagainst the rule model of the FinOps Foundation.",
		SilenceErrors: true, SilenceUsage: true, Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(writeCommand(), readCommand(), checkCommand())
	return root
}

func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("unknown argument %q; see %s --help", args[0], c.CommandPath())}
	}
	return nil
}

func oneFile(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("%d files named, want one; see %s --help", len(args), c.CommandPath())}
	}
	return nil
}

// newBar returns a bar for some bytes, or a count without an end (−1), which
// nobody sees unless w is a terminal.
func newBar(w io.Writer, total int64, what string) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionSetVisibility(isTerminal(w)),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionSetDescription(what), progressbar.OptionSetPredictTime(false))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// opened opens a file, and returns a reader that moves a bar.
func opened(name string, bar io.Writer) (io.Reader, func(), error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	size := int64(-1)
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	b := newBar(bar, size, name)
	return io.TeeReader(f, b), func() { b.Finish(); f.Close() }, nil
}
