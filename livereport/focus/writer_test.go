package focus_test

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
)

var march = calendar.Must("2026-03-01T00:00:00Z")

// What a row becomes, by kind, timing and the book that the pair settles by.
func TestLines(t *testing.T) {
	type line struct{ Category, Class, Frequency, Billed, Effective, Cost, Price, Quantity, Unit, Consumed string }
	kind := func(c focus.Charge, k pricing.Kind, timing pricing.Timing) focus.Charge {
		c.Kind, c.Timing = k, timing
		return c
	}
	raw := func(c focus.Charge, text string) focus.Charge {
		c.Sides = slices.Clone(c.Sides)
		c.Sides[0].Raw = text
		return c
	}
	posted := func(c focus.Charge, at calendar.Instant) focus.Charge { c.Posted = at; return c }
	of := func(c focus.Charge, q string) focus.Charge { c.Quantity = quantity(q); return c }
	fee, quota := charge(proceeds.Booked, 1000, january), charge(proceeds.Live, 32, first)
	told := fee
	told.Correction = true
	for name, tt := range map[string]struct {
		live   bool
		charge focus.Charge
		want   []line
	}{
		"fee in advance":       {false, fee, []line{{"Purchase", "NULL", "Recurring", "10.00", "0.00", "10", "5", "2", "Seats", "NULL"}}},
		"its quota":            {false, quota, []line{{"Usage", "NULL", "Recurring", "0.00", "0.32", "0.32", "0.32", "1", "Charges", "2"}}},
		"fee, quotas invoiced": {true, fee, nil},
		"quota invoiced":       {true, quota, []line{{"Usage", "NULL", "Recurring", "0.32", "0.32", "0.32", "0.32", "1", "Charges", "2"}}},
		"fee in arrears": {false, kind(fee, pricing.Recurring, pricing.Postpaid),
			[]line{{"Usage", "NULL", "Recurring", "10.00", "0.00", "10", "5", "2", "Seats", "0"}}},
		"one-off": {false, kind(fee, pricing.OneTime, pricing.Prepaid), []line{{"Purchase", "NULL", "One-Time", "10.00", "0.00", "10", "5", "2", "Seats", "NULL"}}},
		"usage before rounding": {false, of(raw(kind(quota, pricing.Usage, pricing.Postpaid), "0.3276"), "12"),
			[]line{{"Usage", "NULL", "Usage-Based", "0.00", "0.32", "0.3276", "0.0273", "12", "Seats", "12"}}},
		"usage without a price": {false, of(raw(kind(quota, pricing.Usage, pricing.Postpaid), "0.32"), "7"),
			[]line{{"Usage", "NULL", "Usage-Based", "0.00", "0.32", "0.32", "0.32", "1", "Charges", "7"}}},
		"an average": {false, of(kind(quota, pricing.Usage, pricing.Postpaid), "47.5/3"),
			[]line{{"Usage", "NULL", "Usage-Based", "0.00", "0.32", "0.32", "0.32", "1", "Charges", "15.833333333333"}}},
		"credit": {false, charge(proceeds.Booked, -1667, january), []line{{"Purchase", "NULL", "Recurring", "-16.67", "0.00", "-16.67", "16.67", "-1", "Charges", "NULL"}}},
		"nothing used": {true, of(kind(charge(proceeds.Live, 0, first), pricing.Usage, pricing.Postpaid), "3"),
			[]line{{"Usage", "NULL", "Usage-Based", "0.00", "0.00", "0", "0", "3", "Seats", "3"}}},
		"a quota after the close": {false, posted(quota, march), []line{{"Usage", "Correction", "Recurring", "0.00", "0.32", "0.32", "0.32", "1", "Charges", "2"}}},
		"a fee after the close":   {false, posted(fee, january.End), []line{{"Purchase", "Correction", "Recurring", "10.00", "0.00", "10", "5", "2", "Seats", "NULL"}}},
		"a credit within the month": {false, posted(charge(proceeds.Booked, -500, january), first.End),
			[]line{{"Purchase", "NULL", "Recurring", "-5.00", "0.00", "-5.00", "5", "-1", "Charges", "NULL"}}},
		"of an invoiced month": {false, told, []line{{"Purchase", "Correction", "Recurring", "10.00", "0.00", "10", "5", "2", "Seats", "NULL"}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := ada()
			if tt.live {
				d.Basis = func(channel.PartyID, calendar.Period) proceeds.Book { return proceeds.Live }
			}
			text, _, err := write(t, d, tt.charge)
			if err != nil {
				t.Fatal(err)
			}
			var got []line
			for _, l := range lines(t, text) {
				got = append(got, line{l["ChargeCategory"], l["ChargeClass"], l["ChargeFrequency"], l["BilledCost"], l["EffectiveCost"],
					l["ListCost"], l["ListUnitPrice"], l["PricingQuantity"], l["PricingUnit"], l["ConsumedQuantity"]})
				if l["ListCost"] != l["ContractedCost"] || l["ListUnitPrice"] != l["ContractedUnitPrice"] {
					t.Errorf("list and contracted cost differ: %v", l)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lines mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Who is who: provider, issuer, publisher, account and sub-account, and where the
// billing period comes from.
func TestParties(t *testing.T) {
	fee := month()[0]
	mine := fee
	mine.Sides = []channel.Side{{Seller: "distributor", Buyer: "reseller", Amount: money.New(700, 2, eur), Raw: "7"}, fee.Sides[0]}
	above := fee // as the distributor sees it
	above.Subscription, above.Location, above.Tags, above.Customer = "", "", "", ""
	above.Sides = mine.Sides[:1]
	buys, far := ada(), ada()
	buys.Viewer.Party, buys.Seller = "reseller", "distributor"
	far.Viewer.Party, far.Seller = "distributor", "distributor"
	loose := fee
	loose.Invoice, loose.Posted = focus.Invoice{}, march-1
	draft := fee
	draft.Invoice.Number = ""
	for name, tt := range map[string]struct {
		d      focus.Dataset
		charge focus.Charge
		want   string
	}{
		"customer":      {ada(), fee, "Alpine IT, Alpine IT, Nimbus Ltd, ada, Ada's Bakery, Customer, s-1, s-1, Subscription, eu-south-1, s-1, R-000001, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z"},
		"reseller":      {buys, mine, "distributor, distributor, Nimbus Ltd, reseller, Alpine IT, Partner, ada, Ada's Bakery, Customer, eu-south-1, s-1, NULL, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z"},
		"distributor":   {far, above, "distributor, distributor, Nimbus Ltd, reseller, Alpine IT, Partner, NULL, NULL, NULL, NULL, NULL, NULL, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z"},
		"on no invoice": {ada(), loose, "Alpine IT, Alpine IT, Nimbus Ltd, ada, Ada's Bakery, Customer, s-1, s-1, Subscription, eu-south-1, s-1, NULL, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z"},
		"on a draft":    {ada(), draft, "Alpine IT, Alpine IT, Nimbus Ltd, ada, Ada's Bakery, Customer, s-1, s-1, Subscription, eu-south-1, s-1, NULL, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z"},
	} {
		if tt.d.Seller != "reseller" {
			tt.charge.Invoice = focus.Invoice{}
		}
		text, _, err := write(t, tt.d, tt.charge)
		if err != nil {
			t.Fatal(name, err)
		}
		l := lines(t, text)[0]
		var got []string
		for _, c := range []string{"ProviderName", "InvoiceIssuerName", "PublisherName", "BillingAccountId", "BillingAccountName", "BillingAccountType",
			"SubAccountId", "SubAccountName", "SubAccountType", "RegionId", "ResourceId", "InvoiceId", "BillingPeriodStart", "BillingPeriodEnd"} {
			got = append(got, l[c])
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", name, diff)
		}
	}
}

// Each fault is named with its column, adds no line, and leaves the writer good.
func TestWriteFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil  func(*focus.Dataset, *focus.Charge)
		column string
		err    error
	}{
		"another product":      {func(_ *focus.Dataset, c *focus.Charge) { c.Product = "mail" }, "ServiceName", focus.ErrService},
		"a whole row":          {func(_ *focus.Dataset, c *focus.Charge) { c.Route = new(channel.Route) }, "BilledCost", focus.ErrWhole},
		"when it was recorded": {func(_ *focus.Dataset, c *focus.Charge) { c.Recorded = march }, "BilledCost", focus.ErrWhole},
		"another's side": {func(_ *focus.Dataset, c *focus.Charge) {
			c.Sides = append(c.Sides, channel.Side{Seller: "distributor", Buyer: "reseller"})
		}, "BilledCost", focus.ErrWhole},
		"another's invoice":   {func(_ *focus.Dataset, c *focus.Charge) { c.Invoice.Issuer = "parent" }, "InvoiceIssuerName", focus.ErrIssuer},
		"no billing period":   {func(_ *focus.Dataset, c *focus.Charge) { c.Invoice.Period = calendar.Period{} }, "BillingPeriodStart", nil},
		"no service":          {func(_ *focus.Dataset, c *focus.Charge) { c.Service = calendar.Period{} }, "ChargePeriodStart", nil},
		"a backward service":  {func(_ *focus.Dataset, c *focus.Charge) { c.Service.End = c.Service.Start - 1 }, "ChargePeriodStart", nil},
		"the year 10000":      {func(_ *focus.Dataset, c *focus.Charge) { c.Service.End = 1 << 62 }, "ChargePeriodEnd", nil},
		"no account":          {func(_ *focus.Dataset, c *focus.Charge) { c.Sides[0].Buyer = ""; c.Sides[0].Seller = "ada" }, "", nil},
		"a word that is null": {func(_ *focus.Dataset, c *focus.Charge) { c.Location = "NULL" }, "RegionId", focus.ErrText},
		"only spaces":         {func(_ *focus.Dataset, c *focus.Charge) { c.Location = " " }, "RegionId", focus.ErrText},
		"not UTF-8":           {func(_ *focus.Dataset, c *focus.Charge) { c.Component = "a\xff" }, "ChargeDescription", focus.ErrText},
		"nested tags":         {func(_ *focus.Dataset, c *focus.Charge) { c.Tags = `{"a":{}}` }, "Tags", nil},
		"tags twice":          {func(_ *focus.Dataset, c *focus.Charge) { c.Tags = `{"a":"1","a":"2"}` }, "Tags", nil},
		"tags cut short":      {func(_ *focus.Dataset, c *focus.Charge) { c.Tags = `{"a":"1"` }, "Tags", nil},
		"a formula": {func(d *focus.Dataset, c *focus.Charge) {
			d.RefuseFormulas = true
			c.Location = "=1+1"
		}, "RegionId", focus.ErrFormula},
		"overflow":                      {func(_ *focus.Dataset, c *focus.Charge) { c.Sides[0].Amount = money.New(1<<63-1, 2, eur) }, "BilledCost", money.ErrRange},
		"another scale":                 {func(_ *focus.Dataset, c *focus.Charge) { c.Sides[0].Amount = money.New(1, 3, eur) }, "BilledCost", money.ErrMismatch},
		"another invoice of the number": {func(_ *focus.Dataset, c *focus.Charge) { c.Invoice.Net = money.New(1, 2, eur) }, "InvoiceId", focus.ErrInvoice},
	} {
		t.Run(name, func(t *testing.T) {
			d, bad := ada(), month()[0]
			tt.spoil(&d, &bad)
			var out strings.Builder
			w, err := focus.NewWriter(&out, d)
			if err != nil {
				t.Fatal(err)
			}
			good := month()[0]
			if err := w.Write(&good); err != nil {
				t.Fatal("control:", err)
			}
			before := w.Sums()
			err = w.Write(&bad)
			var fault *focus.ChargeError
			switch {
			case tt.column == "": // a side of somebody else: no line, and no fault
				if err != nil {
					t.Errorf("Write = %v", err)
				}
			case !errors.As(err, &fault) || fault.Column != tt.column || tt.err != nil && !errors.Is(err, tt.err):
				t.Errorf("Write = %v, want %v of %s", err, tt.err, tt.column)
			}
			if diff := cmp.Diff(before, w.Sums(), cmp.AllowUnexported(money.Amount{}, money.Currency{})); diff != "" {
				t.Errorf("the fault moved the sums:\n%s", diff)
			}
			if err := w.Close(); err != nil || strings.Count(out.String(), "\n") != 2 {
				t.Errorf("Close = %v after\n%s", err, out.String())
			}
			if err := w.Write(&good); !errors.Is(err, focus.ErrClosed) {
				t.Errorf("Write after Close = %v", err)
			}
			if err := w.Close(); !errors.Is(err, focus.ErrClosed) {
				t.Errorf("a second Close = %v", err)
			}
		})
	}
}

func TestDatasetFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*focus.Dataset)
		says  string
	}{
		"no seller":       {func(d *focus.Dataset) { d.Seller = "" }, "dataset: seller: empty"},
		"no viewer":       {func(d *focus.Dataset) { d.Viewer = channel.Viewer{} }, "dataset: viewer: sees nothing"},
		"nobody's margin": {func(d *focus.Dataset) { d.OwnMargin, d.Viewer = true, channel.Viewer{Operator: true} }, "own_margin: the viewer is no party"},
		"no publisher":    {func(d *focus.Dataset) { d.Services["x"] = focus.Service{} }, `services["x"]: publisher: empty`},
		"a category":      {func(d *focus.Dataset) { d.Services["x"] = focus.Service{Publisher: "p", Category: "Cloud"} }, `services["x"]: category: "Cloud" is none`},
		"a subcategory": {func(d *focus.Dataset) {
			d.Services["x"] = focus.Service{Publisher: "p", Category: "Compute", Subcategory: "Backup Storage"}
		}, `services["x"]: subcategory: "Backup Storage" is none of "Compute"`},
		"one name, two categories": {func(d *focus.Dataset) {
			d.Services["x"] = focus.Service{Name: "backup", Publisher: "p", Category: "Compute"}
		}, `services["x"]: name: another product of the name "backup"`},
		"the name of rounding": {func(d *focus.Dataset) { d.Services["Invoice rounding"] = focus.Service{Publisher: "p"} }, `name: "Invoice rounding"`},
	} {
		d := ada()
		tt.spoil(&d)
		_, err := focus.NewWriter(io.Discard, d)
		if err == nil || !strings.Contains(err.Error(), tt.says) || !errors.As(err, new(*focus.DatasetError)) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
	if _, err := focus.NewWriter(io.Discard, ada()); err != nil {
		t.Error("control:", err)
	}
}

// 1000 rows of 0.004444444 come to 4.444444 and are billed at 4.44: what rounding
// took is a line of its own, and the invoice is its net.
func TestRoundingLine(t *testing.T) {
	var all []focus.Charge
	inv := bill
	inv.Net, inv.Delta = money.New(444, 2, eur), money.MustNumber("0.004444")
	for range 1000 {
		c := charge(proceeds.Booked, 0, january)
		c.Sides[0].Amount, c.Sides[0].Raw, c.Invoice = money.New(4_444_444, 9, eur), "0.004444444", inv
		all = append(all, c)
	}
	text, sums, err := write(t, ada(), all...)
	if err != nil {
		t.Fatal(err)
	}
	got := lines(t, text)
	last := got[len(got)-1]
	if len(got) != 1001 || sums.Lines != 1001 || last["ChargeCategory"] != "Adjustment" || last["BilledCost"] != "-0.004444" || last["EffectiveCost"] != "0.000000" || last["BillingAccountType"] != "Customer" {
		t.Errorf("%d lines, the last is %v", len(got), last)
	}
	var sum *focus.SumError
	inv.Delta = money.Number{} // the control: without it the sums differ
	for i := range all {
		all[i].Invoice = inv
	}
	if _, _, err := write(t, ada(), all...); !errors.As(err, &sum) || sum.Want != "4.44 EUR" || sum.Got != "4.444444000 EUR" {
		t.Errorf("Close = %v", err)
	}
}

// What a writer holds does not grow with the rows.
func TestWriterMemory(t *testing.T) {
	w, err := focus.NewWriter(io.Discard, ada())
	if err != nil {
		t.Fatal(err)
	}
	c := month()[0]
	c.Invoice.Net = money.Amount{}
	heap := func(rows int) uint64 {
		for range rows {
			if err := w.Write(&c); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	few, many := heap(1000), heap(50_000)
	if many > few+1<<20 {
		t.Errorf("%d bytes after 1000 rows, %d after 51,000", few, many)
	}
	runtime.KeepAlive(w)
}

// An empty cell is null where the host wants it, and then the word is a name.
func TestEmptyNull(t *testing.T) {
	d := ada()
	d.EmptyNull = true
	c := month()[0]
	c.Location = focus.Null
	text, _, err := write(t, d, c)
	if err != nil {
		t.Fatal(err)
	}
	if l := lines(t, text)[0]; l["RegionId"] != focus.Null || l["ChargeClass"] != "" {
		t.Errorf("region %q, class %q", l["RegionId"], l["ChargeClass"])
	}
}

// Text that a spreadsheet would compute is written as it is, as FOCUS wants it.
func TestFormulasAreKept(t *testing.T) {
	c := month()[0]
	c.Location, c.Component = "=HYPERLINK(\"x\")", "-1"
	text, _, err := write(t, ada(), c)
	if err != nil {
		t.Fatal(err)
	}
	if l := lines(t, text)[0]; l["RegionId"] != c.Location || l["x_Component"] != "-1" {
		t.Errorf("%v", l)
	}
	d := ada()
	d.RefuseFormulas = true
	if _, _, err := write(t, d, month()...); err != nil {
		t.Errorf("control: %v", err) // amounts below zero are no formulas
	}
	if _, _, err := write(t, d, charge(proceeds.Booked, -5, january)); err != nil {
		t.Errorf("control: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("disk full")

func TestFullDisk(t *testing.T) {
	w, err := focus.NewWriter(full{}, ada())
	if err != nil {
		t.Fatal(err)
	}
	c := month()[0]
	for range 100 {
		if err = w.Write(&c); err != nil {
			break
		}
	}
	if err == nil {
		err = w.Close()
	}
	if !errors.Is(err, errFull) {
		t.Errorf("err = %v, want %v", err, errFull)
	}
}
