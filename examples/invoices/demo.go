package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/examples/internal/sample"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/spf13/cobra"
)

func demoCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "demo", Short: "Write invoices of every kind in every format", Args: arguments(0),
		Long: "Write the demo's invoices, as their buyer sees them, as XML, PDF and CSV: one page and several,\ndiscounts, reverse charge, large amounts, yen, and a credit note, with a logo that is drawn here.",
	}
	c.Flags().StringVar(&dir, "dir", "invoices-demo", "the `folder` to write to")
	c.RunE = func(c *cobra.Command, _ []string) error {
		docs, err := sample.Documents()
		if err != nil {
			return err
		}
		logo, err := sample.Logo()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		for i := range docs {
			if err := demoFiles(c, dir, &docs[i], logo); err != nil {
				return fmt.Errorf("%s: %w", docs[i].Name, err)
			}
		}
		return nil
	}
	return c
}

// demoFiles writes a document in every format. A credit note bills no rows, so it
// has no detail.
func demoFiles(c *cobra.Command, dir string, d *sample.Document, logo []byte) error {
	s := &source{inv: d.Invoice, viewer: channel.Viewer{Party: d.Invoice.Buyer}, logo: logo}
	s.rows = func(f func(*proceeds.Row) error) error {
		for i := range d.Rows {
			if err := f(&d.Rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, f := range formats() {
		if f.name == "detail" && len(d.Rows) == 0 {
			continue
		}
		name := filepath.Join(dir, d.Name+f.ext)
		if err := f.file(name, s); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		fmt.Fprintln(c.OutOrStdout(), name)
	}
	return nil
}
