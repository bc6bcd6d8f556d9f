package pricing

import "github.com/shopspring/decimal"

// A Model prices a quantity. It is one of the types below, as a value, not as a
// pointer. Models are data: compile one to use it, [EncodeModel] it to keep it.
// Prices may be negative, which makes them credits.
//
//	Flat, PerUnit, Package              one price
//	Graduated, Volume, Stairstep        a price for each tier
//	Tagged, Matrix                      by attributes of the usage
//	Percentage, Dynamic                 of amounts that come with the usage
//	Sum, Included, Minimum, Maximum     around other models
//	Custom                              the host's own
//
// Only PerUnit, and sums of it, price a negative quantity, as corrections and
// credits need: −2 units at 5.00 are −10.00. All others return a
// *[QuantityError].
type Model interface{ model() }

// Flat is one amount, whatever the quantity: also at zero.
type Flat struct {
	Amount decimal.Decimal
}

// PerUnit is a price for each unit.
type PerUnit struct {
	Unit decimal.Decimal
}

// Package is a price for every started package of Size units: at 5.00 for 100
// units, 101 units are 10.00. At zero no package is started.
type Package struct {
	Size  decimal.Decimal // above zero
	Price decimal.Decimal
}

// Graduated prices each unit by the tier that it falls in: 15 users at 5.00
// each up to 9 and 3.00 each from 10 on are 63.00.
type Graduated struct {
	Tiers []Tier // 1 to MaxTiers
}

// Volume prices all units by the tier that the last one falls in: the same 15
// users are 45.00.
type Volume struct {
	Tiers []Tier // 1 to MaxTiers
}

// Stairstep is the flat price of the tier that the quantity falls in, and
// nothing for a unit: with 30.00 up to 9 users and 100.00 from 10 on, 15 users
// are 100.00.
type Stairstep struct {
	Tiers []Tier // 1 to MaxTiers, each with a Unit of zero
}

// A Tier is one step of a price. Tiers ascend and leave no gaps: tier k covers
// the quantities above the end of tier k−1 up to and including its own. At zero
// no tier is reached, and nothing is due.
type Tier struct {
	// UpTo is the last quantity of the tier. Zero, on the last tier alone,
	// leaves it open; else what lies above is an error.
	UpTo decimal.Decimal
	// Unit is the price of each unit within the tier.
	Unit decimal.Decimal
	// Flat is due once, as soon as the tier is reached: in a graduated price
	// the flats of all tiers reached, in a volume price that of the last.
	Flat decimal.Decimal
	// Setup is due once in the life of a subscription, as soon as the tier is
	// reached, and UnitSetup for each unit within the tier. They are no part of
	// the price: see [Rater.Setup].
	Setup     decimal.Decimal
	UnitSetup decimal.Decimal
}

// Tagged is a stairstep by tag: the amount for the value that the usage has of
// an attribute, whatever the quantity, but nothing at zero. A size "M" is
// 20.00. A value that has no amount is a *[InputError].
type Tagged struct {
	Attribute string
	Prices    []TagPrice // 1 to MaxTiers
}

// A TagPrice is the amount for one value of an attribute.
type TagPrice struct {
	Value  string
	Amount decimal.Decimal
}

// Matrix prices by attributes of the usage, such as region and size. Each
// combination of values must lie in exactly one cell; [Compile] reports those
// that lie in none or in several. Usage with a value that no dimension has is a
// *[InputError].
type Matrix struct {
	Dimensions []Dimension // 1 to 8
	Cells      []Cell
}

// A Dimension is an attribute and all values that it may have.
type Dimension struct {
	Attribute string
	Values    []string
}

// A Cell prices one combination of values, one for each dimension. "" stands
// for all values of its dimension.
type Cell struct {
	Values []string
	Model  Model
}

// Percentage is Percent of an amount, and Fixed once: 2.9 % + 0.30 of 100.00
// are 3.20. The amount is [Input.Amount] or, where Of names charges of the plan,
// what those come to after discounts and before tax. A charge is never part of
// its own base: [Plan.Validate] reports it.
type Percentage struct {
	Percent decimal.Decimal // at least 0
	Fixed   decimal.Decimal
	Of      []ChargeID
}

// Dynamic is the amount that comes with the usage, [Input.Amount].
type Dynamic struct{}

// Sum is what several models come to together.
type Sum struct {
	Models []Model // 1 to MaxTiers
}

// Included prices what exceeds Units by another model: 5 GB included of 7 are
// priced as 2 GB.
type Included struct {
	Units decimal.Decimal // at least 0
	Model Model
}

// Minimum is the price by another model, and Amount at least. Minimums and
// maximums are prices of the full period; parts of a period owe a part of them,
// which is why a usage charge has them outermost: see [Rater.Bounds].
type Minimum struct {
	Amount decimal.Decimal
	Model  Model
}

// Maximum is the price by another model, and Amount at most.
type Maximum struct {
	Amount decimal.Decimal
	Model  Model
}

// Custom is a model of the host's own, which [CompileWith] finds by its name in
// the table that the host passes.
type Custom struct {
	Name string
}

// The bounds of a model.
const (
	MaxTiers = 1000 // tiers, values, models of a sum
	MaxCells = 4096 // combinations of a matrix
	MaxDepth = 8    // models around each other
)

func (Flat) model()       {}
func (PerUnit) model()    {}
func (Package) model()    {}
func (Graduated) model()  {}
func (Volume) model()     {}
func (Stairstep) model()  {}
func (Tagged) model()     {}
func (Matrix) model()     {}
func (Percentage) model() {}
func (Dynamic) model()    {}
func (Sum) model()        {}
func (Included) model()   {}
func (Minimum) model()    {}
func (Maximum) model()    {}
func (Custom) model()     {}
