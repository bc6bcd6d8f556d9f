package focus

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// A Dataset says what one audience gets: what one seller charges, as one viewer
// may see it. Each audience has a dataset of its own; never pass on that of
// another.
type Dataset struct {
	// Viewer is the audience. Its Zone is where the months begin that are the
	// billing periods of what is on no invoice.
	Viewer channel.Viewer
	// Seller is the provider, and the issuer of the invoices.
	Seller channel.PartyID
	// Buyer, where it is given, keeps other buyers of the seller out.
	Buyer channel.PartyID

	// Services say how products appear, by channel.Cut.Product. A product that is
	// not among them is an error: its publisher cannot be guessed.
	Services map[string]Service
	// Names are display names. A party without one appears by its id.
	Names map[channel.PartyID]string

	// Basis returns the book by which the buyer is billed for a time of service:
	// its rows, or its quotas. Nil is proceeds.Booked for all. No time may be
	// billed by both.
	Basis func(buyer channel.PartyID, service calendar.Period) proceeds.Book

	// OwnMargin adds what the viewer itself pays and gets, and the difference. The
	// dataset is then for the viewer's eyes, and not for its buyers'.
	OwnMargin bool
	// EmptyNull writes nothing for null, and not the word NULL.
	EmptyNull bool
	// RefuseFormulas refuses text that a spreadsheet would compute.
	RefuseFormulas bool
}

// An Invoice is what a dataset says of one. The zero Invoice is none.
type Invoice struct {
	// Number is what the buyer knows it by. Without one the invoice is a draft,
	// which the buyer may not see: the dataset says nothing of it.
	Number string
	// Issuer must be the dataset's seller; "" is it.
	Issuer channel.PartyID
	Period calendar.Period // BillingPeriodStart and BillingPeriodEnd
	// Net is the invoice's net, for Writer.Close to compare; the zero Net is not
	// compared, as where only some rows of the invoice are in the dataset.
	Net money.Amount
	// Delta is Σ of the rows, as booked, − Net: what rounding took where the book has
	// more digits than invoices have, and allowances of the document. Where it is
	// not zero, Close writes it as a line of its own.
	Delta money.Number
}

// A Charge is a row of a dataset: what the viewer may see of it, and what the
// host knows of its invoice.
type Charge struct {
	proceeds.View
	Invoice Invoice
	// Correction says that the row corrects a billing period that was invoiced
	// before. What was posted late because its own period was closed is a
	// correction anyway.
	Correction bool
}

// rounding is the service of the lines that Close writes.
const rounding = "Invoice rounding"

// A DatasetError reports what is wrong with a field of a Dataset.
type DatasetError struct{ Field, Reason string }

// Error says both.
func (e *DatasetError) Error() string {
	return fmt.Sprintf("focus: dataset: %s: %s", e.Field, e.Reason)
}

// check returns the services, complete, and every fault of d.
func (d *Dataset) check() (map[string]Service, error) {
	var faults []error
	fault := func(field, format string, args ...any) {
		faults = append(faults, &DatasetError{field, fmt.Sprintf(format, args...)})
	}
	if d.Seller == "" {
		fault("seller", "empty")
	}
	if !d.Viewer.Operator && d.Viewer.Party == "" {
		fault("viewer", "sees nothing")
	}
	if d.OwnMargin && d.Viewer.Party == "" {
		fault("own_margin", "the viewer is no party")
	}
	services, byName := map[string]Service{}, map[string]Service{}
	for _, product := range slices.Sorted(maps.Keys(d.Services)) {
		s, err := d.Services[product].complete(product)
		path := fmt.Sprintf("services[%q]", product)
		if err != nil {
			fault(path, "%v", err)
			continue
		}
		if s.Publisher == "" {
			fault(path, "publisher: empty")
		}
		if s.Name == "" || s.Name == rounding {
			fault(path, "name: %q", s.Name)
		}
		if other, ok := byName[s.Name]; ok && (other.Category != s.Category || other.Subcategory != s.Subcategory) {
			fault(path, "name: another product of the name %q has another category", s.Name)
		}
		byName[s.Name], services[product] = s, s
	}
	return services, errors.Join(faults...)
}

// name returns a party's display name.
func (d *Dataset) name(p channel.PartyID) string {
	if n := d.Names[p]; n != "" {
		return n
	}
	return string(p)
}

// billedBy returns the book by which a charge's pair settles.
func (d *Dataset) billedBy(buyer channel.PartyID, service calendar.Period) proceeds.Book {
	if d.Basis == nil {
		return proceeds.Booked
	}
	return d.Basis(buyer, service)
}
