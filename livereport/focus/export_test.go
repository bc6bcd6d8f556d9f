package focus

// Calls reports whether a rule calls a check function, in its requirement or its
// condition.
func (m *Model) Calls(id, function string) bool {
	r := m.rules[id]
	return r != nil && (calls(&r.ValidationCriteria.Requirement, function) || calls(&r.ValidationCriteria.Condition, function))
}

func calls(c *check, function string) bool {
	if c.CheckFunction == function {
		return true
	}
	for i := range c.Items {
		if calls(&c.Items[i], function) {
			return true
		}
	}
	return false
}

// Demand makes a must of what a rule allows.
func (m *Model) Demand(id string) { m.rules[id].ValidationCriteria.Keyword = "MUST" }
