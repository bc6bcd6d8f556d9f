package focus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Status says what became of a rule.
type Status uint8

// The states of a rule.
const (
	Applied       Status = iota // it was checked, and holds
	NotApplicable               // it does not concern the dataset: Outcome.Why
	Unknown                     // it calls a check function that is none of ours
	Failed                      // it does not hold
)

var statuses = [...]string{"applied", "not applicable", "unknown", "failed"}

// String returns the state's name.
func (s Status) String() string {
	if int(s) < len(statuses) {
		return statuses[s]
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// MarshalText returns what String does.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// An Outcome is what became of one rule.
type Outcome struct {
	Rule   string `json:"rule"` // its id, such as "BilledCost-C-003-M"
	Status Status `json:"status"`
	Why    string `json:"why,omitempty"`  // what it wants, or why it is not applicable
	Lines  int    `json:"lines"`          // to which it was applied
	Broken int    `json:"broken"`         // of them, those that break it
	First  int    `json:"first,omitzero"` // the first of those, counted from 1 without the header
}

// A Report is what became of each static rule of a model, by id.
type Report struct {
	Lines int       `json:"lines"`
	Rules []Outcome `json:"rules"`
}

// Count returns how many rules have a state. A rule that failed was applied, too.
func (r *Report) Count(s Status) (n int) {
	for i := range r.Rules {
		if t := r.Rules[i].Status; t == s || s == Applied && t == Failed {
			n++
		}
	}
	return n
}

// Failed returns the rules that do not hold.
func (r *Report) Failed() (out []Outcome) {
	for _, o := range r.Rules {
		if o.Status == Failed {
			out = append(out, o)
		}
	}
	return out
}

// String returns one line, such as "420 static rules: 330 applied, 90 not
// applicable, 0 unknown, 0 failed".
func (r *Report) String() string {
	return fmt.Sprintf("%d static rules: %d applied, %d not applicable, %d unknown, %d failed",
		len(r.Rules), r.Count(Applied), r.Count(NotApplicable), r.Count(Unknown), r.Count(Failed))
}

// Check holds the dataset that r reads against every static rule of the model,
// line by line. supported are the applicability criteria that the provider
// meets: [Dataset.Criteria]. Null is the word NULL, or an empty cell if
// emptyNull. An error means that the dataset is no CSV.
//
// A rule inherits the applicability and the conditions of those that refer to
// it. A rule of a column that the dataset may leave out, and does, is not
// applicable; neither is one that only bundles dynamic rules, which no program
// can check. What a rule says may be is never broken. Alternatives, such as
// "null" and "not null" of InvoiceId, are checked in the rule that offers them.
func (m *Model) Check(r io.Reader, supported []string, emptyNull bool) (*Report, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("focus: header: %w", err)
	}
	c := m.checker(slices.Clone(header), supported)
	row := make([]datum, len(header))
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return c.report(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("focus: %w", err)
		}
		for i, text := range record {
			row[i] = datum{text, !emptyNull && text == Null || emptyNull && text == ""}
		}
		c.add(row)
	}
}

// A checker checks the lines of one dataset.
type checker struct {
	model *Model
	rules []*checking // by id
	lines int
}

// A checking is what is known of one rule.
type checking struct {
	rule        *rule
	out         Outcome
	condition   predicate // with those of its parents
	requirement predicate // nil: it bundles others, or is never broken
	distinct    []*distinct
}

func (m *Model) checker(header, supported []string) *checker {
	c := &checker{model: m}
	place := map[string]int{}
	for i, name := range header {
		place[strings.TrimPrefix(name, "\ufeff")] = i
	}
	for _, id := range m.ids {
		k := &checking{rule: m.rules[id], out: Outcome{Rule: id}}
		comp := &compiler{model: m, place: place, strict: true, distinct: &k.distinct}
		k.prepare(comp, supported)
		c.rules = append(c.rules, k)
	}
	return c
}

// prepare decides whether the rule is applicable, and compiles it.
func (k *checking) prepare(c *compiler, supported []string) {
	without := func(why string) { k.out.Status, k.out.Why = NotApplicable, why }
	if !k.rule.supported(supported) {
		without("the provider does not support it")
		return
	}
	if !k.rule.isCheckable(c.model) {
		without("it bundles dynamic rules only")
		return
	}
	lenient := *c
	lenient.strict = false
	var err error
	if k.condition, err = k.rule.conditions(&lenient); err == nil {
		k.requirement, err = c.compile(&k.rule.ValidationCriteria.Requirement)
	}
	unknown := (*UnknownError)(nil)
	switch {
	case errors.As(err, &unknown):
		k.out.Status, k.out.Why = Unknown, unknown.Error()
	case errors.Is(err, errAbsent) && k.rule.bundles():
		k.requirement = nil // its parts say so themselves
	case err != nil:
		without(err.Error())
	}
	if k.rule.never() || k.rule.bundles() {
		k.requirement = nil
	}
	if k.out.Status == Applied {
		k.out.Why = k.rule.ValidationCriteria.MustSatisfy
	}
}

// supported reports whether the provider meets the criteria of the rule, and of
// one rule that refers to it.
func (r *rule) supported(supported []string) bool {
	for _, criterion := range r.ApplicabilityCriteria {
		if !slices.Contains(supported, criterion) {
			return false
		}
	}
	return len(r.parents) == 0 || slices.ContainsFunc(r.parents, func(p *rule) bool { return p.supported(supported) })
}

// bundles reports whether the rule is that all of some others hold.
func (r *rule) bundles() bool {
	k := &r.ValidationCriteria.Requirement
	return k.CheckFunction == "AND" && len(k.Items) > 0 && !slices.ContainsFunc(k.Items, func(i check) bool { return i.CheckFunction != "CheckModelRule" })
}

// never reports whether the rule cannot be broken: it allows, or is one of
// several ways.
func (r *rule) never() bool { return r.ValidationCriteria.Keyword == "MAY" || r.either }

// isCheckable reports whether there is something in the rule for a program.
func (r *rule) isCheckable(m *Model) bool {
	if !r.bundles() {
		return true
	}
	for c := range references(&r.ValidationCriteria.Requirement, false) {
		if child := m.rules[c.ModelRuleId]; child.isStatic() && child.isCheckable(m) {
			return true
		}
	}
	return false
}

// conditions returns the rule's own condition and those of what refers to it: all
// of one line of them.
func (r *rule) conditions(c *compiler) (predicate, error) {
	own, err := c.compile(&r.ValidationCriteria.Condition)
	if err != nil || len(r.parents) == 0 {
		return own, err
	}
	var above []predicate
	for _, p := range r.parents {
		one, err := p.conditions(c)
		if err != nil {
			return nil, err
		}
		above = append(above, one)
	}
	return func(row []datum) bool {
		return own(row) && slices.ContainsFunc(above, func(p predicate) bool { return p(row) })
	}, nil
}

// add checks one line.
func (c *checker) add(row []datum) {
	c.lines++
	for _, k := range c.rules {
		if k.out.Status != Applied || k.condition == nil || !k.condition(row) {
			continue
		}
		k.out.Lines++
		if k.requirement != nil && !k.requirement(row) {
			if k.out.Broken++; k.out.First == 0 {
				k.out.First = c.lines
			}
		}
	}
}

// report ends the checking.
func (c *checker) report() *Report {
	broken := map[*rule]bool{}
	for _, k := range c.rules {
		if k.out.Status != Applied {
			continue
		}
		if k.requirement != nil {
			for _, d := range k.distinct {
				k.out.Broken += d.short()
			}
			if c.lines == 0 && k.rule.Function == "Presence" && !k.requirement(nil) {
				k.out.Broken++
			}
		}
		if k.out.Broken > 0 {
			k.rule.breaks(broken)
		}
	}
	out := &Report{Lines: c.lines}
	for _, k := range c.rules {
		if k.out.Status == Applied && broken[k.rule] {
			k.out.Status = Failed
		}
		out.Rules = append(out.Rules, k.out)
	}
	return out
}

// breaks marks the rule and those that bundle it.
func (r *rule) breaks(broken map[*rule]bool) {
	if broken[r] {
		return
	}
	broken[r] = true
	for _, p := range r.parents {
		if p.bundles() {
			p.breaks(broken)
		}
	}
}
