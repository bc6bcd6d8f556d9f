package pricing

import "github.com/shopspring/decimal"

// A Model prices a quantity. It is one of [Flat], [PerUnit] and [Graduated],
// as values, not as pointers. Models are data: compile one to use it. Every
// price may be negative, which makes it a credit.
type Model interface{ model() }

// Flat is one amount, whatever the quantity: also at zero.
type Flat struct {
	Amount decimal.Decimal
}

// PerUnit is a price for each unit. It prices negative quantities too, as
// corrections and credits need: −2 units at 5.00 are −10.00.
type PerUnit struct {
	Unit decimal.Decimal
}

// Graduated prices each unit by the tier that it falls in: 15 users at 5.00
// each up to 9 and 3.00 each from 10 on are 63.00. Tiers ascend and leave no
// gaps: tier k covers the quantities above the end of tier k−1 up to and
// including its own. At zero no tier is reached, and nothing is due.
type Graduated struct {
	Tiers []Tier
}

// A Tier is one step of a [Graduated] price.
type Tier struct {
	// UpTo is the last quantity of the tier. Zero, on the last tier alone,
	// leaves it open.
	UpTo decimal.Decimal
	// Unit is the price of each unit within the tier.
	Unit decimal.Decimal
	// Flat is due once, as soon as the tier is reached.
	Flat decimal.Decimal
}

func (Flat) model()      {}
func (PerUnit) model()   {}
func (Graduated) model() {}
