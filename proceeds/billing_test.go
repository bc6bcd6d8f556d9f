package proceeds_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// A fee from 20 January to 20 February, billed live from 1 February on: the
// whole line is booked, its quotas of February too; the next one is live.
func TestBasisChangesAtTheNextPeriod(t *testing.T) {
	o := offer(t, fee("31.00"), "20", "30")
	s := sub(o, "2026-01-20T00:00:00Z", "1")
	seller := o.Route(0).Seller(o.Levels() - 1)
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Seller: seller, Buyer: s.Customer, From: calendar.Must("2026-02-01T00:00:00Z"), Basis: channel.Live}})
	if err != nil {
		t.Fatal(err)
	}
	frame := period("2026-01-01T00:00:00Z", "2026-03-20T00:00:00Z")
	for _, j := range []*proceeds.Job{proceeds.Due(s, frame, frame.End, cents), proceeds.Quotas(s, days(frame), frame.End, cents)} {
		for _, x := range targets(t, j) {
			first := x.Service.Start < calendar.Must("2026-02-20T00:00:00Z")
			if want := first == (x.Book == proceeds.Booked); x.Billable(bases, channel.SellOut) != want {
				t.Errorf("%v %v is billable: %v", x.Book, x.Service, !want)
			}
			if x.Billable(bases, channel.Level(99)) || x.Instructed(bases, channel.SellOut) {
				t.Errorf("%v is billed at a level that is not there, or by instruction", x.Cell)
			}
		}
	}
}
