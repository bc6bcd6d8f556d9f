package channel

// Ever reports whether a seller may bill a buyer on a basis at some time; an
// empty party is any. False is certain: a billing run need not look for rows.
func (b *BillingBases) Ever(seller, buyer PartyID, basis BillingBasis) bool {
	always := false // something else is agreed from the beginning
	if b != nil {
		for pair, of := range b.from {
			if !meets(pair[0], seller) || !meets(pair[1], buyer) {
				continue
			}
			for _, x := range of {
				if x.Basis == basis {
					return true
				}
				always = always || x.From.IsZero() && covers(pair[0], seller) && covers(pair[1], buyer)
			}
		}
	}
	return basis == Booked && !always
}

// meets reports whether an agreed party may be the one that is asked for.
func meets(agreed, asked PartyID) bool { return agreed == "" || asked == "" || agreed == asked }

// covers reports whether it is, whoever that is.
func covers(agreed, asked PartyID) bool { return agreed == "" || agreed == asked }
