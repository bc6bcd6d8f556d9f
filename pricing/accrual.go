package pricing

// A Stretch is the time within a line over which one revision of a price holds,
// up to an instant: what the price is of, and which part of a full period it is.
type Stretch struct {
	Rater *Rater
	// From and To are what was used in the line by the stretch's start and by
	// the instant. They count from the line's start, or from where its tiers
	// count: so the place in the tiers is carried over revisions. The zero From
	// is nothing so far, with the attributes of To.
	From, To Input
	// Share is the part of a full period from the stretch's start to the
	// instant.
	Share Share
}

// AccrueUsage returns what additive usage has earned: for each stretch the price
// of To less that of From, and the price of nothing, such as a flat fee, by its
// share of time. 200 units over 1.00 up to 100 and 0.50 above, repriced to 1.20
// and 0.60 between them, are 100.00 + 60.00. Minimums and maximums accrue
// beside it: pass the inner rater of [Rater.Bounds].
func AccrueUsage(stretches ...Stretch) (sum Exact, err error) {
	for i := range stretches {
		s := &stretches[i]
		to, err := s.Rater.PriceOf(s.To)
		if err != nil {
			return Exact{}, err
		}
		standing, err := s.Rater.PriceOf(s.To.zero())
		if err != nil {
			return Exact{}, err
		}
		from := standing
		if !s.From.isZero() {
			if from, err = s.Rater.PriceOf(s.From); err != nil {
				return Exact{}, err
			}
		}
		sum = sum.Add(to).Sub(from).Add(s.Share.Of(standing))
	}
	return sum.reduced(), nil
}

// AccrueShares returns what a price earns by time: for each stretch the price of
// To by its share. So accrue fees, each stretch with its own quantity, and levels
// such as averages and peaks, all stretches with the statistic from the line's
// start to the instant: 10 users at 2.00 over 12 of 30 days are 8.00.
func AccrueShares(stretches ...Stretch) (sum Exact, err error) {
	for i := range stretches {
		s := &stretches[i]
		price, err := s.Rater.PriceOf(s.To)
		if err != nil {
			return Exact{}, err
		}
		sum = sum.Add(s.Share.Of(price))
	}
	return sum.reduced(), nil
}
