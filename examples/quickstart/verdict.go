package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
)

// invoices prints the sums of all invoices and one of them whole.
func (r *report) invoices(ctx context.Context) error {
	sums, err := r.invoiceSums(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"month", "level", "invoices", "rows say", "invoices say", "delta"}}
	for i, m := range r.months {
		n := r.scan.billed[month(i)].Levels()
		for l := range n {
			want, _ := r.scan.billed[month(i)].Of(channel.Level(l))
			var s invoiceSum
			if sums[month(i)] != nil {
				s = sums[month(i)][l]
			}
			rows = append(rows, []string{m.Start.Time().Format("2006-01"), channel.Level(l).Name(n), fmt.Sprint(s.count),
				want.String(), s.net.String(), s.delta.StringFixed(max(0, -s.delta.Exponent()))})
		}
	}
	r.table("Invoices per month and level, net. The delta is what rounding to cents took or gave:", rows...)
	var sample *invoice.Invoice
	issuer := daybook.Issuer{Store: r.store}
	for inv, err := range issuer.All(ctx, daybook.InvoiceQuery{Period: r.months[len(r.months)-1]}) {
		if err != nil {
			return err
		}
		if inv.Number != "" && (sample == nil || int(inv.Level) > int(sample.Level) || inv.Level == sample.Level && len(inv.Lines) > len(sample.Lines)) {
			sample = &inv
		}
	}
	if sample == nil {
		return nil
	}
	r.invoice = sample.ID
	printInvoice(r.out, sample)
	return nil
}

func (r *report) promises(ctx context.Context) error {
	done, err := r.finishedLines(ctx, r.span.End)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "\nOf the %d billing periods that are over:\n", done.lines)
	n := done.sums[0].Levels()
	for l := range n {
		booked, _ := done.sums[0].Of(channel.Level(l))
		live, _ := done.sums[1].Of(channel.Level(l))
		fmt.Fprintf(r.out, "  %-12s Σ proceeds %s, Σ quotas %s\n", channel.Level(l).Name(n), booked, live)
	}
	fmt.Fprintln(r.out, "\nPromises:")
	r.promise("Σ quotas = Σ proceeds at every level, in each of them", done.differ == 0 && done.lines > 0)
	r.promise("Σ margins + vendor cost = sell-out, in every row", r.scan.marginsFit)
	sums, err := r.invoiceSums(ctx)
	if err != nil {
		return err
	}
	ok, err := r.invoicesMatch(ctx, r.scan, sums)
	if err != nil {
		return err
	}
	r.promise("every row is on one invoice of each level, and invoices sum to rows", ok)
	if ok, err = r.viewersSeeTheirOwn(ctx, r.scan); err != nil {
		return err
	}
	r.promise("each party sees the two sides that it buys and sells at, and no other", ok)
	return nil
}

// repeat does everything again and prints that nothing was added.
func (r *report) repeat(ctx context.Context) error {
	again := &driver{scene: r.scene, store: r.store}
	if err := again.everything(ctx); err != nil {
		return err
	}
	scan, err := again.scan(ctx)
	if err != nil {
		return err
	}
	added := scan.rows[0] + scan.rows[1] - r.scan.rows[0] - r.scan.rows[1]
	none := added == 0 && again.rows+again.quotas == 0
	r.promise(fmt.Sprintf("everything done again: %d rows added, %d invoices issued", max(added, again.rows+again.quotas), again.invoices), none && again.invoices == 0)
	before, after := r.scan.canon.Hash(), scan.canon.Hash()
	r.promise(fmt.Sprintf("SHA-256 of the canonical rows is still %x", after), before == after)
	return nil
}

func (r *report) promise(text string, holds bool) {
	answer := "yes"
	if !holds {
		answer, r.holds = "no", false
	}
	fmt.Fprintf(r.out, "  %s: %s\n", text, answer)
}

// further names the file and three commands to look into it.
func (r *report) further() {
	sellers := r.scan.parties()
	m := r.months[0]
	fmt.Fprintf(r.out, "\nEverything is in %s. To look further:\n", r.file)
	fmt.Fprintf(r.out, "  go run ./examples/quickstart live -db %s -viewer %s -from %s -to %s\n",
		r.file, sellers[slices.IndexFunc(sellers, func(p channel.PartyID) bool { return r.scan.margins[p].role == channel.Reseller })],
		m.Start.Time().Format("2006-01-02"), m.End.Time().Format("2006-01-02"))
	fmt.Fprintf(r.out, "  go run ./examples/quickstart invoice -db %s -id %s\n", r.file, r.invoice)
	fmt.Fprintf(r.out, "  go run ./examples/quickstart explain -db %s%s -row '%s'\n", r.file, r.again, r.row)
}
