package sqlstore

import (
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// MaxText is how many bytes a text may have that PostgreSQL keeps in an index:
// the parts of a row's key, parties, and an entry's reference. Four of them fit
// on what an index takes.
const MaxText = 512

// A TextError reports a text that PostgreSQL cannot keep: it has a zero byte, or
// it is part of a key and longer than [MaxText]. Nothing was applied.
type TextError struct {
	Field  string // such as "subscription"
	Length int    // in bytes
}

// Error implements error.
func (e *TextError) Error() string {
	return fmt.Sprintf("sqlstore: %s of %d bytes: PostgreSQL keeps no zero byte, and no more than %d bytes in a key", e.Field, e.Length, MaxText)
}

// A named text is a field's value.
type named struct{ field, text string }

// keeps checks texts that stand in keys, where the database has bounds for them.
func (d *dialect) keeps(keys ...named) error {
	if !d.arrays {
		return nil
	}
	for _, n := range keys {
		if len(n.text) > MaxText || strings.IndexByte(n.text, 0) >= 0 {
			return &TextError{n.field, len(n.text)}
		}
	}
	return nil
}

func (d *dialect) keepsRow(r *proceeds.Row) error {
	err := d.keeps(named{"subscription", string(r.Subscription)}, named{"plan", string(r.Plan)},
		named{"charge", string(r.Charge)}, named{"component", r.Component}, named{"customer", string(r.Customer)})
	if err != nil || !d.arrays || r.Route == nil {
		return err
	}
	for _, p := range r.Route.Parties {
		if err := d.keeps(named{"party", string(p)}); err != nil {
			return err
		}
	}
	for _, n := range []named{{"location", r.Location}, {"tags", string(r.Tags)}} {
		if strings.IndexByte(n.text, 0) >= 0 {
			return &TextError{n.field, len(n.text)}
		}
	}
	return nil
}

func (d *dialect) keepsEntry(e *invoice.Entry) error {
	err := d.keeps(named{"seller", string(e.Seller)}, named{"buyer", string(e.Buyer)},
		named{"reference", e.Reference}, named{"invoice", string(e.Invoice)})
	if err != nil || !d.arrays {
		return err
	}
	for _, n := range []named{{"source", e.Source}, {"note", e.Note}} {
		if strings.IndexByte(n.text, 0) >= 0 {
			return &TextError{n.field, len(n.text)}
		}
	}
	return nil
}

func (d *dialect) keepsInvoice(inv *invoice.Invoice) error {
	return d.keeps(named{"id", string(inv.ID)}, named{"seller", string(inv.Seller)},
		named{"buyer", string(inv.Buyer)}, named{"series", inv.Series}, named{"number", inv.Number})
}
