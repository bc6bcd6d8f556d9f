package focus

import "slices"

// written are the columns of FOCUS in a dataset: all of 1.2 but those of
// commitment discounts, capacity reservations and availability zones, which its
// rows do not have.
var written = [...]string{
	"BilledCost", "BillingAccountId", "BillingAccountName", "BillingAccountType", "BillingCurrency",
	"BillingPeriodEnd", "BillingPeriodStart",
	"ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart",
	"ConsumedQuantity", "ConsumedUnit", "ContractedCost", "ContractedUnitPrice", "EffectiveCost",
	"InvoiceId", "InvoiceIssuerName", "ListCost", "ListUnitPrice",
	"PricingCategory", "PricingCurrency", "PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost",
	"PricingCurrencyListUnitPrice", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName",
	"RegionId", "RegionName", "ResourceId", "ResourceName", "ResourceType",
	"ServiceCategory", "ServiceName", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId",
	"SubAccountId", "SubAccountName", "SubAccountType", "Tags",
}

// channelColumns say of a row what FOCUS has no column for.
var channelColumns = [...]string{
	"x_Book", "x_Charge", "x_Component", "x_Estimated", "x_Plan", "x_Posted",
	"x_SettledCost", "x_SettledCurrency", "x_SettledRate", "x_TaxCategory", "x_Timing",
}

// ownColumns are for the viewer's eyes.
var ownColumns = [...]string{"x_ViewerCost", "x_ViewerIncome", "x_ViewerMargin"}

// Header returns the names of d's columns: those of FOCUS by name, then those
// that start with x_.
func (d *Dataset) Header() []string {
	out := slices.Concat(written[:], channelColumns[:])
	if d.OwnMargin {
		out = append(out, ownColumns[:]...)
	}
	return out
}

// Criteria returns what the provider of a dataset supports, in the words of the
// rule model's applicability criteria: [Model.Check] takes it.
func (d *Dataset) Criteria() []string {
	return []string{
		"ACCOUNT_NAMING_SUPPORTED",
		"BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED",
		"MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED",
		"MULTIPLE_PRICING_CATEGORIES_SUPPORTED",
		"MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED",
		"NEGOTIATED_PRICING_SUPPORTED",
		"PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED",
		"PUBLIC_PRICE_LIST_SUPPORTED",
		"REGION_SUPPORTED",
		"RESOURCE_TYPE_ASSIGNMENT_SUPPORTED",
		"SUB_ACCOUNT_SUPPORTED",
		"TAGGING_SUPPORTED",
		"UNIT_PRICING_SUPPORTED",
		"USAGE_MEASUREMENT_SUPPORTED",
	}
}
