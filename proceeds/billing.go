package proceeds

import "github.com/daybook-go/daybook/channel"

// Basis returns the basis on which the row's seller at level l bills its buyer:
// that in force when the row's line started, so that a line is billed on one
// basis, its corrections too, whenever they are made. False: nobody sells at
// that level.
func (r *Row) Basis(b *channel.BillingBases, l channel.Level) (channel.BillingBasis, bool) {
	n, ok := l.In(r.Amounts.Levels())
	if !ok || r.Route == nil || r.Route.Seller(n) == "" {
		return channel.Booked, false
	}
	return b.On(r.Route.Seller(n), r.Route.Buyer(n, r.Customer), r.Line), true
}

// Billable reports whether an invoice at level l takes the row: a row of the
// booked book where the basis is Booked, a quota where it is Live, none where it
// is External. So no service time is invoiced twice, and none is left out.
func (r *Row) Billable(b *channel.BillingBases, l channel.Level) bool {
	basis, ok := r.Basis(b, l)
	return ok && (basis == channel.Booked && r.Book == Booked || basis == channel.Live && r.Book == Live)
}

// Instructed reports whether a billing instruction at level l takes the row: a
// quota where the basis is External.
func (r *Row) Instructed(b *channel.BillingBases, l channel.Level) bool {
	basis, ok := r.Basis(b, l)
	return ok && basis == channel.External && r.Book == Live
}
