package invoice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// Assemble bills rows, of either book and all of one seller, buyer and currency,
// at a level. Rows of one product, price and tax category become one line, in the
// order of product types; lines are rounded, taxed and summed by the terms'
// policy. Where what is taken back outweighs the rest, the document is a credit
// note.
//
// It is a preview as much as an invoice: nothing is kept, and the same rows and
// terms come to the same document. Errors name the buyer; what they say is for the
// seller's own eyes.
func Assemble(rows []proceeds.Row, t Terms) (Invoice, error) {
	if err := t.validate(); err != nil {
		return Invoice{}, err
	}
	charged, silent, err := t.charged(rows)
	if err != nil {
		return Invoice{}, err
	}
	if len(charged) == 0 {
		return Invoice{}, &NothingError{t.Buyer.ID}
	}
	inv, err := t.head(charged, silent)
	if err != nil {
		return Invoice{}, err
	}
	if err := t.fill(&inv, charged); err != nil {
		return Invoice{}, fmt.Errorf("invoice: customer %q: %w", inv.Buyer, err)
	}
	return inv, nil
}

// charged returns the rows that are billed, in key order, and those that come to
// nothing.
func (t *Terms) charged(rows []proceeds.Row) (out []charged, silent []proceeds.Key, err error) {
	for i := range rows {
		c, err := chargedOf(&rows[i], t.Level)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case t.NoFees && c.row.Route.ProductType == MarketplaceFee:
		case c.silent:
			silent = append(silent, c.row.Key)
		default:
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b charged) int { return a.row.Key.Compare(b.row.Key) })
	slices.SortFunc(silent, proceeds.Key.Compare)
	return out, silent, t.same(out)
}

// same reports a row that is not of the document.
func (t *Terms) same(rows []charged) error {
	if len(rows) == 0 {
		return nil
	}
	want := rows[0]
	if t.Seller.ID != "" {
		want.seller = t.Seller.ID
	}
	if t.Buyer.ID != "" {
		want.buyer, want.currency = t.Buyer.ID, t.Buyer.Currency
	}
	for i := range rows {
		got := &rows[i]
		for _, f := range [][3]string{
			{"seller", string(want.seller), string(got.seller)}, {"buyer", string(want.buyer), string(got.buyer)},
			{"currency", want.currency.String(), got.currency.String()},
		} {
			if f[1] != f[2] {
				return &MixedError{want.buyer, f[0], f[1], f[2]}
			}
		}
	}
	return nil
}

// head is the invoice without its lines.
func (t *Terms) head(rows []charged, silent []proceeds.Key) (Invoice, error) {
	first := &rows[0]
	inv := Invoice{
		Seller: first.seller, Buyer: first.buyer, Level: t.Level, Direct: allDirect(rows), Currency: first.currency,
		Period: t.Period, TaxPoint: t.TaxPoint, Series: t.Series, Version: 1,
		Issuing: t.Issuing, SellerParty: PartyOf(t.Seller), BuyerParty: PartyOf(t.Buyer), IssuerParty: PartyOf(t.Issuer),
		PaymentTerms: t.Buyer.PaymentTerms, Policy: t.Policy, Preceding: append([]Reference(nil), t.Preceding...), Silent: silent,
	}
	if inv.Policy.Cash.IsZero() {
		inv.Policy.Cash = money.Amount{}
	}
	if inv.Issuing == proceeds.SelfBilling {
		inv.IssuerParty = PartyOf(t.Buyer)
	}
	if inv.Period == (calendar.Period{}) {
		inv.Period = posted(rows)
	}
	if inv.TaxPoint.IsZero() {
		inv.TaxPoint = inv.Period.End - 1
	}
	inv.ID = id(&inv, first.row.Key, t.Attempt)
	_, err := t.Currencies.Digits(inv.Currency)
	if err != nil {
		err = fmt.Errorf("invoice: customer %q: %w", inv.Buyer, err)
	}
	return inv, err
}

// allDirect reports whether the buyer is the customer of every row.
func allDirect(rows []charged) bool {
	return !slices.ContainsFunc(rows, func(c charged) bool { return !c.direct })
}

// posted returns the time in which rows were posted.
func posted(rows []charged) calendar.Period {
	p := calendar.Period{Start: rows[0].row.Posted, End: rows[0].row.Posted + 1}
	for i := range rows {
		p.Start, p.End = min(p.Start, rows[i].row.Posted), max(p.End, rows[i].row.Posted+1)
	}
	return p
}

// fill adds lines, allowances, tax and totals.
func (t *Terms) fill(inv *Invoice, rows []charged) error {
	digits, err := t.Currencies.Digits(inv.Currency)
	if err != nil {
		return err
	}
	zero := money.New(0, digits, inv.Currency)
	drafts := t.lines(rows, inv.Period)
	if err := t.round(drafts, zero); err != nil {
		return err
	}
	for i, d := range drafts {
		if err := t.taxOf(inv, &d.Line); err != nil {
			return err
		}
		d.Text = t.text(&d.Line)
		d.counts()
		d.explain(&t.Policy)
		d.Raw, d.Delta = fixed(d.raw, zero), fixed(d.raw.Sub(d.Net.Decimal()), zero)
		if err := gated(d.Raw, d.Delta); err != nil {
			return fmt.Errorf("lines[%d]: %w", i, err)
		}
		inv.Lines = append(inv.Lines, d.Line)
	}
	if err := t.allow(inv, zero); err != nil {
		return err
	}
	return t.total(inv, zero)
}

// gated refuses numbers that could not be read again.
func gated(texts ...string) error {
	for _, text := range texts {
		if _, err := money.ParseDecimal(text); err != nil {
			return err
		}
	}
	return nil
}

// round sets the nets of lines by the policy.
func (t *Terms) round(lines []*draftLine, zero money.Amount) error {
	sum, before := zero.Decimal(), zero
	for i, d := range lines {
		value := d.value(&t.Policy)
		if t.Policy.Order == SumFirst {
			sum = sum.Add(value)
			value = sum
		}
		net, err := money.Round(value, zero.Scale(), zero.Currency(), t.Policy.Mode)
		if err != nil {
			return fmt.Errorf("lines[%d]: %w", i, err)
		}
		d.Net = net
		if t.Policy.Order == SumFirst {
			if d.Net, err = net.Sub(before); err != nil {
				return fmt.Errorf("lines[%d]: %w", i, err)
			}
			before = net
		}
	}
	return nil
}

// id digests what the invoice is about.
func id(inv *Invoice, first proceeds.Key, attempt int) ID {
	return digest("%q %q %d %v %v %d", inv.Seller, inv.Buyer, inv.Level, inv.Currency, first, attempt)
}

func digest(format string, args ...any) ID {
	sum := sha256.Sum256(fmt.Appendf(nil, format, args...))
	return ID(hex.EncodeToString(sum[:12]))
}
