package focus

import "slices"

// A Version is an edition of FOCUS. The zero Version is 1.0.
type Version uint8

// The versions that can be read. Datasets are written in the last one.
const (
	V10 Version = iota
	V11
	V12
)

// String returns "1.0", "1.1" or "1.2".
func (v Version) String() string { return "1." + string('0'+byte(v)) }

// A Type says what a column holds. The zero Type is Text.
type Type uint8

// The types.
const (
	Text     Type = iota
	Decimal       // a number, such as -1.50 or 1.5E-3
	DateTime      // an instant, such as 2026-01-31T00:00:00Z
	KeyValue      // a flat JSON object
)

// A Column is one of FOCUS.
type Column struct {
	Name  string
	Type  Type
	Since Version
	// Required columns are in every dataset and never null.
	Required bool
}

// Columns returns the columns of FOCUS 1.2 by name. Those that are newer than
// 1.0 tell the version of a dataset.
func Columns() []Column { return slices.Clone(columns[:]) }

var columns = [...]Column{
	{Name: "AvailabilityZone"},
	{Name: "BilledCost", Type: Decimal, Required: true},
	{Name: "BillingAccountId", Required: true},
	{Name: "BillingAccountName"},
	{Name: "BillingAccountType", Since: V12},
	{Name: "BillingCurrency", Required: true},
	{Name: "BillingPeriodEnd", Type: DateTime, Required: true},
	{Name: "BillingPeriodStart", Type: DateTime, Required: true},
	{Name: "CapacityReservationId", Since: V11},
	{Name: "CapacityReservationStatus", Since: V11},
	{Name: "ChargeCategory", Required: true},
	{Name: "ChargeClass"},
	{Name: "ChargeDescription"},
	{Name: "ChargeFrequency"},
	{Name: "ChargePeriodEnd", Type: DateTime, Required: true},
	{Name: "ChargePeriodStart", Type: DateTime, Required: true},
	{Name: "CommitmentDiscountCategory"},
	{Name: "CommitmentDiscountId"},
	{Name: "CommitmentDiscountName"},
	{Name: "CommitmentDiscountQuantity", Type: Decimal, Since: V11},
	{Name: "CommitmentDiscountStatus"},
	{Name: "CommitmentDiscountType"},
	{Name: "CommitmentDiscountUnit", Since: V11},
	{Name: "ConsumedQuantity", Type: Decimal},
	{Name: "ConsumedUnit"},
	{Name: "ContractedCost", Type: Decimal, Required: true},
	{Name: "ContractedUnitPrice", Type: Decimal},
	{Name: "EffectiveCost", Type: Decimal, Required: true},
	{Name: "InvoiceId", Since: V12},
	{Name: "InvoiceIssuerName", Required: true},
	{Name: "ListCost", Type: Decimal, Required: true},
	{Name: "ListUnitPrice", Type: Decimal},
	{Name: "PricingCategory"},
	{Name: "PricingCurrency", Since: V12},
	{Name: "PricingCurrencyContractedUnitPrice", Type: Decimal, Since: V12},
	{Name: "PricingCurrencyEffectiveCost", Type: Decimal, Since: V12},
	{Name: "PricingCurrencyListUnitPrice", Type: Decimal, Since: V12},
	{Name: "PricingQuantity", Type: Decimal},
	{Name: "PricingUnit"},
	{Name: "ProviderName", Required: true},
	{Name: "PublisherName", Required: true},
	{Name: "RegionId"},
	{Name: "RegionName"},
	{Name: "ResourceId"},
	{Name: "ResourceName"},
	{Name: "ResourceType"},
	{Name: "ServiceCategory", Required: true},
	{Name: "ServiceName", Required: true},
	{Name: "ServiceSubcategory", Since: V11},
	{Name: "SkuId"},
	{Name: "SkuMeter", Since: V11},
	{Name: "SkuPriceDetails", Type: KeyValue, Since: V11},
	{Name: "SkuPriceId"},
	{Name: "SubAccountId"},
	{Name: "SubAccountName"},
	{Name: "SubAccountType", Since: V12},
	{Name: "Tags", Type: KeyValue},
}

// columnAt returns where a column stands in columns.
func columnAt(name string) (int, bool) {
	return slices.BinarySearchFunc(columns[:], name, func(c Column, name string) int {
		switch {
		case c.Name < name:
			return -1
		case c.Name > name:
			return 1
		}
		return 0
	})
}
