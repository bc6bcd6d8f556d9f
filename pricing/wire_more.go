package pricing

// The JSON forms of what stands beside a plan. Each is written and read by the
// rules of [Plan.MarshalJSON] and [Plan.UnmarshalJSON].

func marshal(fields func(*wire)) ([]byte, error) {
	f := newFaults()
	raw := write(f, fields)
	if err := f.err(); err != nil {
		return nil, err
	}
	return raw, nil
}

func unmarshal[T any](to *T, b []byte, fields func(*T, *wire)) error {
	var v T
	if err := decode(b, func(w *wire) { fields(&v, w) }); err != nil {
		return err
	}
	*to = v
	return nil
}

// MarshalJSON returns the charge as in a plan.
func (c Charge) MarshalJSON() ([]byte, error) { return marshal(c.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (c *Charge) UnmarshalJSON(b []byte) error { return unmarshal(c, b, (*Charge).wire) }

// MarshalJSON returns the discount as JSON; what is zero is left out.
func (d Discount) MarshalJSON() ([]byte, error) { return marshal(d.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (d *Discount) UnmarshalJSON(b []byte) error { return unmarshal(d, b, (*Discount).wire) }

func (d *Discount) wire(w *wire) {
	str(w, "id", &d.ID)
	w.flag("bundle", &d.Bundle)
	named(w, "kind", &d.Kind)
	w.num("percent", &d.Percent, false)
	w.num("amount", &d.Amount, false)
	named(w, "scope", &d.Scope)
	w.funder(&d.Funder)
	w.whole("periods", &d.Periods)
	named(w, "until", &d.Until)
	texts(w, "excludes", &d.Excludes)
	w.whole("max_redemptions", &d.MaxRedemptions)
	w.whole("per_customer", &d.PerCustomer)
}

// funder reads or writes a level, which is a small whole number.
func (w *wire) funder(v *Funder) {
	n := int(*v)
	w.whole("funder", &n)
	if *v = Funder(n); int(*v) != n {
		w.at("funder").add("no level %d", n)
	}
}

// MarshalJSON returns the bundle as JSON; what is zero is left out.
func (b Bundle) MarshalJSON() ([]byte, error) { return marshal(b.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (b *Bundle) UnmarshalJSON(in []byte) error { return unmarshal(b, in, (*Bundle).wire) }

func (b *Bundle) wire(w *wire) {
	str(w, "id", &b.ID)
	w.funder(&b.Funder)
	list(w, "members", &b.Members, func(m *Member, w *wire) {
		str(w, "plan", &m.Plan)
		w.num("percent", &m.Percent, true)
	})
}

// MarshalJSON returns the rate as JSON, with its date and source.
func (x FX) MarshalJSON() ([]byte, error) { return marshal(x.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (x *FX) UnmarshalJSON(b []byte) error { return unmarshal(x, b, (*FX).wire) }

func (x *FX) wire(w *wire) {
	named(w, "from", &x.From)
	named(w, "to", &x.To)
	w.num("rate", &x.Rate, false)
	named(w, "at", &x.At)
	str(w, "source", &x.Source)
}

// MarshalJSON returns the sample as JSON; what is zero is left out.
func (s Sample) MarshalJSON() ([]byte, error) { return marshal(s.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (s *Sample) UnmarshalJSON(b []byte) error { return unmarshal(s, b, (*Sample).wire) }

func (s *Sample) wire(w *wire) {
	str(w, "source", &s.Source)
	str(w, "id", &s.ID)
	named(w, "at", &s.At)
	named(w, "known", &s.Known)
	w.num("value", &s.Value, false)
	str(w, "key", &s.Key)
}

// MarshalJSON returns the limit as in a plan.
func (l Limit) MarshalJSON() ([]byte, error) { return marshal(l.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (l *Limit) UnmarshalJSON(b []byte) error { return unmarshal(l, b, (*Limit).wire) }

// MarshalJSON returns the rule as in a charge.
func (r QuantityRule) MarshalJSON() ([]byte, error) { return marshal(r.wire) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown fields.
func (r *QuantityRule) UnmarshalJSON(b []byte) error { return unmarshal(r, b, (*QuantityRule).wire) }
