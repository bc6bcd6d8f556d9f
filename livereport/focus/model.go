package focus

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// A Model is a rule model as the FinOps Foundation publishes it with its
// focus_validator. It is never changed and may be shared.
type Model struct {
	version string
	ids     []string // of the static rules
	rules   map[string]*rule
	// functions are the check functions that the model declares.
	functions []string
}

// A rule is one of the model's.
type rule struct {
	Function              string
	Type                  string // Static or Dynamic: a dynamic one no program can check
	ApplicabilityCriteria []string
	ValidationCriteria    struct {
		MustSatisfy string
		Keyword     string
		Requirement check
		Condition   check
	}
	id      string
	parents []*rule
	either  bool // it is one alternative of its parent's OR
}

// A check is a call of a check function. Conditions come also as an object whose
// name is AND or OR.
type check struct {
	CheckFunction    string
	ColumnName       string
	CheckCondition   string // what one rule of 1.2 calls its ColumnName
	ColumnAName      string
	ColumnBName      string
	ResultColumnName string
	ModelRuleId      string
	ExpectedCount    int
	Value            json.RawMessage
	Items            checks
	AND, OR          checks
}

// checks are items, of which some models write a single one without a list.
type checks []check

// UnmarshalJSON implements json.Unmarshaler.
func (c *checks) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		*c = make(checks, 1)
		return json.Unmarshal(b, &(*c)[0])
	}
	var list []check
	err := json.Unmarshal(b, &list)
	*c = list
	return err
}

// normal gives an object that is named AND or OR its function, and a column
// its name.
func (c *check) normal() {
	switch {
	case c.CheckFunction == "" && c.AND != nil:
		c.CheckFunction, c.Items = "AND", c.AND
	case c.CheckFunction == "" && c.OR != nil:
		c.CheckFunction, c.Items = "OR", c.OR
	}
	if c.ColumnName == "" {
		c.ColumnName = c.CheckCondition
	}
	for i := range c.Items {
		c.Items[i].normal()
	}
}

// LoadModel reads a rule model, such as model-1.2.json.
func LoadModel(r io.Reader) (*Model, error) {
	var file struct {
		Details        struct{ FOCUSVersion string }
		CheckFunctions map[string]json.RawMessage
		ModelRules     map[string]*rule
	}
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return nil, fmt.Errorf("focus: model: %w", err)
	}
	if len(file.ModelRules) == 0 {
		return nil, fmt.Errorf("focus: model: no rules")
	}
	m := &Model{version: file.Details.FOCUSVersion, rules: file.ModelRules}
	for name := range file.CheckFunctions {
		m.functions = append(m.functions, name)
	}
	slices.Sort(m.functions)
	for id, r := range m.rules {
		if r == nil {
			return nil, fmt.Errorf("focus: model: rule %q: empty", id)
		}
		r.id = id
		r.ValidationCriteria.Requirement.normal()
		r.ValidationCriteria.Condition.normal()
		if r.isStatic() {
			m.ids = append(m.ids, id)
		}
	}
	slices.Sort(m.ids)
	return m, m.adopt()
}

// Version returns the version of FOCUS that the model is of.
func (m *Model) Version() string { return m.version }

// Functions returns the check functions that the model declares, by name.
func (m *Model) Functions() []string { return slices.Clone(m.functions) }

func (r *rule) isStatic() bool { return r.Type == "Static" }

// adopt tells every rule which rules refer to it, and refuses a model in which
// one refers to itself.
func (m *Model) adopt() error {
	for _, r := range m.rules {
		for c, either := range references(&r.ValidationCriteria.Requirement, false) {
			child := m.rules[c.ModelRuleId]
			if child == nil {
				return fmt.Errorf("focus: model: rule %q refers to %.60q, which is none", r.id, c.ModelRuleId)
			}
			child.parents = append(child.parents, r)
			child.either = child.either || either
		}
	}
	done := map[*rule]bool{}
	for _, r := range m.rules {
		if r.isOwnAncestor(done, nil) {
			return fmt.Errorf("focus: model: rule %q refers to itself", r.id)
		}
	}
	return nil
}

func (r *rule) isOwnAncestor(done map[*rule]bool, path []*rule) bool {
	if slices.Contains(path, r) {
		return true
	}
	if done[r] {
		return false
	}
	for _, p := range r.parents {
		if p.isOwnAncestor(done, append(path, r)) {
			return true
		}
	}
	done[r] = true
	return false
}

// references yields the checks of other rules in c, and whether they are
// alternatives.
func references(c *check, either bool) func(func(*check, bool) bool) {
	return func(yield func(*check, bool) bool) { eachReference(c, either, yield) }
}

func eachReference(c *check, either bool, yield func(*check, bool) bool) bool {
	if c.CheckFunction == "CheckModelRule" {
		return yield(c, either)
	}
	for i := range c.Items {
		if !eachReference(&c.Items[i], either || c.CheckFunction == "OR", yield) {
			return false
		}
	}
	return true
}
