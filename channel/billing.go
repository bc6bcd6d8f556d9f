package channel

import (
	"cmp"
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// A BasisAgreement is the basis on which a seller bills a buyer from an instant
// on. An empty Seller or Buyer is any; a zero From is always.
type BasisAgreement struct {
	Seller PartyID          `json:"seller,omitempty"`
	Buyer  PartyID          `json:"buyer,omitempty"`
	From   calendar.Instant `json:"from,omitzero"`
	Basis  BillingBasis     `json:"basis"`
}

// BillingBases is who bills whom on which basis, and from when on. It never
// changes and may be shared between goroutines. A nil *BillingBases is all Booked.
//
// A line is billed wholly on the basis that was in force when it started, and a
// correction as what it corrects: a new basis takes effect at each charge's next
// period start, so no service time is billed on two. That holds as long as what
// was agreed of the past stays as it was: add agreements that begin now or later,
// and keep those before them.
// Let them begin where a day of the book's zone does: another instant would tell
// parties upstream the time of day at which a customer's period starts.
type BillingBases struct {
	from map[[2]PartyID][]BasisAgreement // ascending
}

// NewBillingBases checks agreements and reports every fault at once, each a
// *[FieldError]: a basis that there is not, a party that bills itself, a pair
// that comes twice with one From.
func NewBillingBases(agreements []BasisAgreement) (*BillingBases, error) {
	b, f := &BillingBases{from: map[[2]PartyID][]BasisAgreement{}}, newFaults()
	for i, x := range agreements {
		at, pair := f.at("agreements[%d]", i), [2]PartyID{x.Seller, x.Buyer}
		at.at("seller").text(string(x.Seller), false)
		at.at("buyer").text(string(x.Buyer), false)
		if x.Seller != "" && x.Seller == x.Buyer {
			at.at("buyer").add("%.40q bills itself", x.Buyer)
		}
		if _, err := x.Basis.MarshalText(); err != nil {
			at.at("basis").add("unknown %v", x.Basis)
		}
		if _, err := x.From.MarshalText(); err != nil {
			at.at("from").wrap(err)
		}
		if slices.ContainsFunc(b.from[pair], func(y BasisAgreement) bool { return y.From == x.From }) {
			at.add("the same seller, buyer and from come twice")
		}
		b.from[pair] = append(b.from[pair], x)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	for _, of := range b.from {
		slices.SortFunc(of, func(x, y BasisAgreement) int { return cmp.Compare(x.since(), y.since()) })
	}
	return b, nil
}

// On returns the basis in force at an instant. Of the agreements that have begun,
// the most specific counts: that of the pair, of the seller, of the buyer, of
// all; of those the latest. Where none has begun it is Booked.
func (b *BillingBases) On(seller, buyer PartyID, at calendar.Instant) BillingBasis {
	if b == nil {
		return Booked
	}
	for _, pair := range [][2]PartyID{{seller, buyer}, {seller, ""}, {"", buyer}, {"", ""}} {
		of := b.from[pair]
		n, _ := slices.BinarySearchFunc(of, at, func(x BasisAgreement, at calendar.Instant) int {
			if x.since() <= at {
				return -1
			}
			return 1
		})
		if n > 0 {
			return of[n-1].Basis
		}
	}
	return Booked
}

// always lies before every instant.
const always = calendar.Instant(-1 << 63)

func (b *BasisAgreement) since() calendar.Instant {
	if b.From.IsZero() {
		return always
	}
	return b.From
}
