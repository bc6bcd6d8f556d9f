// Package pricing says what a quantity costs.
//
// A [Model] turns a quantity into an amount: [Flat], [PerUnit] or [Graduated].
// [Compile] checks a model once and makes it a [Rater], which prices without
// an allocation as long as the numbers fit 128 bits, and exactly always.
//
// A [Charge] is a model with its place in billing: what it is ([Kind]), when
// it is due ([Timing]), what it measures. A [Plan] is a priced offer made of
// charges, in one currency. [Plan.Validate] reports every fault at once, each
// a [FieldError] with its path.
//
// A [Quantity] is an exact number of units with one text form.
//
// Prices here are those of the vendor; package channel prices a plan along a
// chain of sellers, through [Rater.Map].
package pricing
