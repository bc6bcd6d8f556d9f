package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/daybook-go/daybook"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := program{out: os.Stdout, err: os.Stderr}.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// A program is a run of the command with its streams. Tests wrap its store.
type program struct {
	out, err io.Writer
	wrap     func(daybook.Store) daybook.Store // nil leaves the store as it is
}

// Exit codes.
const (
	exitOK     = 0
	exitBroken = 1 // a promise does not hold, or something was left out
	exitUsage  = 2
)

// errBroken is returned where all was said already.
var errBroken = errors.New("not everything holds")

func (p program) run(ctx context.Context, args []string) int {
	command := p.quickstart
	if len(args) > 0 {
		if look, ok := map[string]func(context.Context, []string) error{
			"live": p.live, "invoice": p.invoice, "explain": p.explain,
		}[args[0]]; ok {
			command, args = look, args[1:]
		}
	}
	switch err := command(ctx, args); {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errBroken):
		return exitBroken
	case errors.As(err, new(usageError)):
		fmt.Fprintln(p.err, "quickstart:", err)
		return exitUsage
	default:
		fmt.Fprintln(p.err, "quickstart:", err)
		return exitBroken
	}
}

// A usageError is a fault of the command line.
type usageError struct{ error }

// flags returns a flag set that reports to the program's streams.
func (p program) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(p.err)
	return f
}

func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usageError{err}
	}
	if f.NArg() > 0 {
		return usageError{fmt.Errorf("unexpected argument %q", f.Arg(0))}
	}
	return nil
}

// options are the flags of the main command.
type options struct {
	db            string
	focus         string
	subscriptions int
	stats         bool
}

func (p program) quickstart(ctx context.Context, args []string) error {
	var o options
	f := p.flags("quickstart")
	f.StringVar(&o.db, "db", "", "the SQLite `file` to write (default quickstart.db, or quickstart-focus.db, quickstart-N.db)")
	f.StringVar(&o.focus, "focus", "", "a FOCUS cost export (CSV `file`) as the vendor's feed, instead of the demo marketplace")
	f.IntVar(&o.subscriptions, "subscriptions", demoCustomers, "customers of the demo marketplace, one subscription each")
	f.BoolVar(&o.stats, "stats", false, "measure: book and collect one month, keep nothing unless -db is given, print rows per second and peak memory")
	if err := parse(f, args); err != nil {
		return err
	}
	if o.subscriptions < 1 || o.subscriptions > 100_000_000 {
		return usageError{fmt.Errorf("-subscriptions %d is not between 1 and 100000000", o.subscriptions)}
	}
	sc, err := p.scene(&o)
	if err != nil {
		return err
	}
	if o.stats {
		return p.measure(ctx, &o, sc)
	}
	if o.db == "" {
		o.db = sc.file
	}
	return p.show(ctx, &o, sc)
}

// scene returns what is to be billed.
func (p program) scene(o *options) (*scene, error) {
	if o.focus == "" {
		return demo(o.subscriptions)
	}
	f, err := os.Open(o.focus)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return focusScene(o.focus, f)
}
