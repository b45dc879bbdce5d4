package oval

// Results is what the definitions of a document say of one system. Everything is in
// document order.
type Results struct {
	Program     *Program
	System      *Characteristics // as given; nil when nothing was collected
	Definitions []DefinitionResult
	Tests       []TestResult     // those that the definitions judged refer to
	Objects     []ObjectResult   // those that the tests and variables judged refer to
	Variables   []VariableResult // likewise
	Messages    []Message        // of the whole run, each once
	Made        []Item           // items of variables, which no collector finds; their ids follow those of System
	run         *run
}

// DefinitionResult is the outcome of one definition.
type DefinitionResult struct {
	Definition *Definition
	Result     Result
	Asked      bool // else it is here because another extends it
	Messages   []Message
}

// TestResult is the outcome of one test.
type TestResult struct {
	Test      *Test
	Result    Result
	Existence Result // of check_existence alone
	Items     []TestedItem
	Messages  []Message
}

// TestedItem is the outcome of one item; not evaluated when the test has no state.
type TestedItem struct {
	Item   *Item
	Result Result
}

// ObjectResult is what is known of one object.
type ObjectResult struct {
	Object   *Object
	Flag     Flag
	Items    []*Item
	Messages []Message
	// Collected is the record of the collector, nil when the object was worked out
	// from others or from its variable.
	Collected *Collected
}

// VariableResult is what one variable stands for.
type VariableResult struct {
	Variable *Variable
	Flag     Flag
	Values   []string
	Messages []Message
	timed    bool // depends on the time of judging
}

// Definition is the result of the definition with the id; ok is false when it was not judged.
func (r *Results) Definition(id string) (d DefinitionResult, ok bool) {
	for i := range r.Definitions {
		if r.Definitions[i].Definition.ID == id {
			return r.Definitions[i], true
		}
	}
	return d, false
}

// Of is the result of one node of the criteria of a definition, after its negation.
func (r *Results) Of(c *Criteria) Result { return r.run.criteria(c) }
