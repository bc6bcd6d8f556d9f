package livereport

import (
	"strings"

	"github.com/daybook-go/daybook/calendar"
)

// A Dimension is what answers are grouped and filtered by. Its text is the name
// that it has in JSON and in the header of a CSV. A viewer groups by what it
// sees: what is hidden from it, or not there, is the empty value.
type Dimension string

// The dimensions. Those of time are slots of the query's axis in the viewer's
// zone, the book's reporting zone. Days read "2026-01-31", months "2026-01", weeks
// are named by their Monday, hours by their start in UTC. Who does not deal with
// the customer sees days: its hours are the first of each.
const (
	ByHour  Dimension = "hour"
	ByDay   Dimension = "day"
	ByWeek  Dimension = "week"
	ByMonth Dimension = "month"

	ByProduct     Dimension = "product"
	ByProductType Dimension = "product_type"
	ByPlan        Dimension = "plan"
	ByCharge      Dimension = "charge"
	ByKind        Dimension = "kind"
	ByTiming      Dimension = "timing"
	ByTaxCategory Dimension = "tax_category"
	ByCurrency    Dimension = "currency"

	// Of the account: seen by the customer, its seller and the operator.
	BySubscription Dimension = "subscription"
	ByCustomer     Dimension = "customer"
	ByComponent    Dimension = "component"
	ByLocation     Dimension = "location"

	// Parties by role, of those that the viewer deals with. Of several with one
	// role it is the one nearest to the customer.
	ByVendor      Dimension = "vendor"
	ByParent      Dimension = "parent"
	ByDistributor Dimension = "distributor"
	ByReseller    Dimension = "reseller"

	// By the host's mapping: see [Channels].
	ByChannel      Dimension = "channel"
	ByBillingGroup Dimension = "billing_group"

	// ByFinality is "final" or "live" in a merged query, for those who deal with
	// the customer; empty for others, and in other queries.
	ByFinality Dimension = "finality"

	// ByLevel takes a row apart into the levels of its chain, which the operator
	// alone sees: of each, what its seller pays, charges and keeps. Levels are
	// several views of the same money, so they do not add up to the total.
	ByLevel Dimension = "level"
)

const tagPrefix = "tag:"

// ByTag returns the dimension of a tag's values, such as "tag:team". A row
// without the tag has the empty value.
func ByTag(key string) Dimension { return Dimension(tagPrefix + key) }

// tag returns the key of a tag's dimension.
func (d Dimension) tag() (key string, ok bool) { return strings.CutPrefix(string(d), tagPrefix) }

// slots returns the granularity of a dimension of time.
func (d Dimension) slots() (calendar.Granularity, bool) {
	switch d {
	case ByHour:
		return calendar.Hourly, true
	case ByDay:
		return calendar.Daily, true
	case ByWeek:
		return calendar.Weekly, true
	case ByMonth:
		return calendar.Monthly, true
	}
	return 0, false
}

func (d Dimension) valid() bool {
	switch d {
	case ByHour, ByDay, ByWeek, ByMonth, ByProduct, ByProductType, ByPlan, ByCharge, ByKind, ByTiming, ByTaxCategory,
		ByCurrency, BySubscription, ByCustomer, ByComponent, ByLocation, ByVendor, ByParent, ByDistributor, ByReseller,
		ByChannel, ByBillingGroup, ByFinality, ByLevel:
		return true
	}
	key, ok := d.tag()
	return ok && key != "" && len(key) <= maxTagKey
}
