package pricing

// MarshalJSON returns the plan as JSON, without Customs. Fields that are zero
// are left out; decimals are texts; a price is as [EncodeModel] writes it.
func (p Plan) MarshalJSON() ([]byte, error) {
	f := newFaults()
	raw := write(f, p.wire)
	if err := f.err(); err != nil {
		return nil, err
	}
	return raw, nil
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields. It
// reports every fault of form at once, each a *[FieldError]; whether the plan
// makes sense is for [Plan.Validate] to say. Customs stay as they are.
func (p *Plan) UnmarshalJSON(b []byte) error {
	read := Plan{Customs: p.Customs}
	if err := decode(b, read.wire); err != nil {
		return err
	}
	*p = read
	return nil
}

func (p *Plan) wire(w *wire) {
	str(w, "id", &p.ID)
	w.whole("revision", &p.Revision)
	str(w, "product", &p.Product)
	str(w, "name", &p.Name)
	named(w, "currency", &p.Currency)
	named(w, "every", &p.Every)
	w.whole("trial_days", &p.TrialDays)
	named(w, "minimum_term", &p.MinimumTerm)
	w.flag("price_freeze", &p.PriceFreeze)
	list(w, "charges", &p.Charges, (*Charge).wire)
	list(w, "limits", &p.Limits, (*Limit).wire)
}

func (c *Charge) wire(w *wire) {
	str(w, "id", &c.ID)
	named(w, "kind", &c.Kind)
	named(w, "timing", &c.Timing)
	w.flag("on_request", &c.OnRequest)
	w.flag("pooled", &c.Pooled)
	named(w, "every", &c.Every)
	w.price("price", &c.Model, 1)
	w.object("quantities", c.Quantities.isZero(), c.Quantities.wire)
	str(w, "metric", &c.Metric)
	named(w, "statistic", &c.Statistic)
	str(w, "unit", &c.Unit)
	str(w, "tax_category", &c.TaxCategory)
	w.flag("fee", &c.Fee)
	str(w, "product_type", &c.ProductType)
}

func (l *Limit) wire(w *wire) {
	str(w, "id", &l.ID)
	named(w, "kind", &l.Kind)
	w.num("amount", &l.Amount, true)
	texts(w, "charges", &l.Charges)
}

func (r *QuantityRule) wire(w *wire) {
	w.num("min", &r.Min, false)
	w.num("max", &r.Max, false)
	w.num("step", &r.Step, false)
	w.num("default", &r.Default, false)
}

func (r *QuantityRule) isZero() bool {
	return r.Min.IsZero() && r.Max.IsZero() && r.Step.IsZero() && r.Default.IsZero()
}
