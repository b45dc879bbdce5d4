package oval

import (
	"fmt"
	"strings"
)

const (
	// MaxExplained is 100 lines said of one definition.
	MaxExplained = 100
	// maxItemsExplained is 10 items of one test that are named one by one.
	maxItemsExplained = 10
	// maxExtends is 1,000 definitions that extend each other and are followed.
	maxExtends = 1000
)

// Explain says in sentences why a definition has its result: of each test that
// decided it, what was looked for, what was found and what was wanted. Values that a
// mask hides are not shown.
func (r *Results) Explain(d *Definition) []string {
	e := explainer{Results: r, seen: map[string]bool{}}
	i, ok := r.run.index[definitionNode][d.ID]
	if !ok || d.Criteria == nil {
		return nil
	}
	for _, m := range r.run.definitions[i].Messages {
		e.say("%s", m.Text)
	}
	e.node(d.Criteria, false, 0)
	return e.lines
}

// Reason says in one line why a definition is neither true nor false: the last that was
// said of itself or of the first test that left it undecided. It is "" when the
// definition was decided, and when nothing was said.
func (r *Results) Reason(d DefinitionResult) string {
	if d.Result == True || d.Result == False {
		return ""
	}
	if len(d.Messages) > 0 {
		return d.Messages[len(d.Messages)-1].Text
	}
	for _, one := range r.Decisive(d.Definition) {
		if t := one.Test; t.Result == d.Result && len(t.Messages) > 0 {
			return "test " + t.Test.ID + ": " + t.Messages[len(t.Messages)-1].Text
		}
	}
	return ""
}

// ExplainTest is Explain for one test.
func (r *Results) ExplainTest(t *TestResult) []string {
	e := explainer{Results: r, seen: map[string]bool{}}
	e.test(t, false)
	return e.lines
}

// Decisive is a test that decided a definition.
type Decisive struct {
	Test     *TestResult
	Opposite bool // the definition asks for the opposite of the test
}

// Decisive are the tests that decided a definition, each once, in document order of
// its criteria.
func (r *Results) Decisive(d *Definition) []Decisive {
	e := explainer{Results: r, seen: map[string]bool{}, collect: true}
	if d.Criteria != nil {
		e.node(d.Criteria, false, 0)
	}
	return e.decisive
}

// Wanted is in words what a test wants: how many of what, and which values.
func (r *Results) Wanted(t *TestResult) string {
	e := explainer{Results: r}
	text := wantedExistence(t.existence())
	if i, ok := r.run.index[objectNode][t.Test.Object]; ok {
		text += " " + e.named(&r.run.doc.Objects[i])
	}
	var states []string
	for _, id := range t.Test.States {
		if n, ok := r.run.index[stateNode][id]; ok {
			var parts []string
			s := &r.run.doc.States[n]
			for i := range s.Entities {
				parts = append(parts, s.Entities[i].Name+" "+e.wanted(&s.Entities[i]))
			}
			states = append(states, strings.Join(parts, " "+s.Operator.String()+" "))
		}
	}
	if len(states) > 0 {
		text += "; " + lowerFirst(mustSatisfy(t.Test.Check)) + " have " + strings.Join(states, " "+t.Test.StateOperator.String()+" ")
	}
	return text
}

// Found is in words what a test met: how many, and of the items that decided it the
// values that did.
func (r *Results) Found(t *TestResult) string {
	e := explainer{Results: r}
	if i, ok := r.run.index[objectNode][t.Test.Object]; ok {
		o := &r.run.objects[i]
		e.say("looked for %s: %s, wanted %s", e.named(o.Object), found(o), wantedExistence(t.existence()))
	}
	e.items(t)
	for i := range e.lines {
		e.lines[i] = strings.TrimSuffix(strings.TrimSpace(e.lines[i]), ".")
	}
	return strings.Join(e.lines, "; ")
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

type explainer struct {
	*Results
	lines    []string
	full     bool
	seen     map[string]bool // tests and definitions met already
	collect  bool            // list the tests and say nothing
	decisive []Decisive
}

// say adds a line; after MaxExplained it says once that there is more.
func (e *explainer) say(format string, args ...any) {
	switch {
	case e.collect:
	case len(e.lines) < MaxExplained:
		e.lines = append(e.lines, fmt.Sprintf(format, args...))
	case !e.full:
		e.full = true
		e.lines = append(e.lines, "... more is not shown")
	}
}

// node explains what decided a node of criteria. inverted says that what lies around
// it is negated: then true is the result to be explained as unwanted.
func (e *explainer) node(c *Criteria, inverted bool, depth int) {
	if depth > maxExtends {
		return
	}
	inverted = inverted != c.Negate
	switch c.Kind {
	case KindCriterion:
		if i, ok := e.run.index[testNode][c.Ref]; ok && !e.seen[c.Ref] {
			e.seen[c.Ref] = true
			e.decisive = append(e.decisive, Decisive{&e.run.tests[i], inverted})
			e.test(&e.run.tests[i], inverted)
		}
		return
	case KindExtend:
		if i, ok := e.run.index[definitionNode][c.Ref]; ok && !e.seen[c.Ref] {
			e.seen[c.Ref] = true
			d := &e.run.definitions[i]
			for _, m := range d.Messages {
				e.say("%s: %s", c.Ref, m.Text)
			}
			if d.Definition != nil && d.Definition.Criteria != nil {
				e.node(d.Definition.Criteria, inverted, depth+1)
			}
		}
		return
	}
	result := e.Of(c)
	if c.Negate {
		result = result.Negate()
	}
	for _, child := range c.Children {
		if c.Operator == ONE || c.Operator == XOR || e.Of(child) == result {
			e.node(child, inverted, depth)
		}
	}
}

// test explains one test.
func (e *explainer) test(t *TestResult, inverted bool) {
	if e.collect {
		return
	}
	unwanted := ""
	if inverted {
		unwanted = " (the definition asks for the opposite)"
	}
	e.say("Test %s%s is %s%s.", t.Test.ID, inParentheses(t.Test.Comment), t.Result, unwanted)
	e.object(t)
	if len(t.Test.States) > 0 && t.Existence != False {
		e.states(t)
	}
	e.items(t)
	if t.Result != True && t.Result != False {
		for _, m := range t.Messages {
			e.say("  %s.", strings.TrimSuffix(m.Text, "."))
		}
	}
}

func inParentheses(s string) string {
	if s == "" {
		return ""
	}
	return " (" + oneLine(s) + ")"
}

// oneLine is s on one line, cut where it is too long for a sentence.
func oneLine(s string) string {
	const most = 300
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}

// object says what was looked for and how much of it is there.
func (e *explainer) object(t *TestResult) {
	i, ok := e.run.index[objectNode][t.Test.Object]
	if !ok {
		return
	}
	o := &e.run.objects[i]
	e.say("  Looked for %s: %s; wanted: %s.", e.named(o.Object), found(o), wantedExistence(t.existence()))
}

// found is in words how the collection of an object ended.
func found(o *ObjectResult) string {
	switch o.Flag {
	case FlagComplete:
		return counted(o.Items)
	case FlagIncomplete:
		return counted(o.Items) + ", and there may be more"
	case FlagDoesNotExist:
		return "none exists"
	case FlagNotApplicable:
		return "not applicable to this system"
	case FlagError:
		return "looking for it failed"
	}
	return "nothing was recorded"
}

// counted is how many items there are, and how many of them nobody could look at.
func counted(items []*Item) string {
	var s statuses
	for _, it := range items {
		s.add(it.Status)
	}
	text := fmt.Sprintf("%d found", s[Exists])
	if s[StatusError] > 0 {
		text += fmt.Sprintf(", %d could not be read", s[StatusError])
	}
	if s[NotCollected] > 0 {
		text += fmt.Sprintf(", %d not collected", s[NotCollected])
	}
	return text
}

// named is what an object names, in words.
func (e *explainer) named(o *Object) string {
	var parts []string
	for i := range o.Entities {
		parts = append(parts, o.Entities[i].Name+" "+e.stated(&o.Entities[i]))
	}
	what := o.Type.String()
	switch {
	case o.Set != nil:
		what += " items of the set " + o.ID
	case len(parts) > 0:
		what += " with " + strings.Join(parts, ", ")
	}
	return what
}

// stated is what an entity states, in words.
func (e *explainer) stated(en *Entity) string {
	switch {
	case en.Mask:
		return en.Operation.String() + " a masked value"
	case en.Nil:
		return "nil"
	case en.VarRef != "":
		return en.Operation.String() + " " + en.VarCheck.String() + " of variable " + en.VarRef + e.variableValues(en.VarRef)
	case en.Datatype == Record:
		return "with certain fields"
	}
	return en.Operation.String() + " " + excerpt(en.Value)
}

// variableValues are the values of a variable in brackets, the first few.
func (e *explainer) variableValues(id string) string {
	i, ok := e.run.index[variableNode][id]
	if !ok || len(e.run.variables[i].Values) == 0 {
		return ""
	}
	return " [" + list(e.run.variables[i].Values) + "]"
}

// list is values in quotes, the first few.
func list(values []string) string {
	const most = 5
	var parts []string
	for i, v := range values {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(values)-most))
			break
		}
		parts = append(parts, excerpt(v))
	}
	return strings.Join(parts, ", ")
}

func wantedExistence(x Existence) string {
	switch x {
	case AllExist, AtLeastOneExists:
		return "at least one"
	case AnyExist:
		return "any number"
	case NoneExist:
		return "none"
	case OnlyOneExists:
		return "exactly one"
	}
	return "nothing the language knows"
}

// states says which states the items must satisfy.
func (e *explainer) states(t *TestResult) {
	var states []string
	for _, id := range t.Test.States {
		comment := ""
		if n, ok := e.run.index[stateNode][id]; ok {
			comment = e.run.doc.States[n].Comment
		}
		states = append(states, id+inParentheses(comment))
	}
	e.say("  %s satisfy %s.", mustSatisfy(t.Test.Check), strings.Join(states, " "+t.Test.StateOperator.String()+" "))
}

// items names the items that decided a test, each with the values that did.
func (e *explainer) items(t *TestResult) {
	if len(t.Test.States) == 0 || t.Existence == False {
		return
	}
	told := 0
	for _, it := range t.Items {
		if it.Item.Status == DoesNotExist || t.Result == False && it.Result == True && t.Test.Check == All || t.Result == True && it.Result == False {
			continue
		}
		if told++; told > maxItemsExplained {
			continue
		}
		e.item(t, it)
	}
	if told > maxItemsExplained {
		e.say("  ... and %d items more.", told-maxItemsExplained)
	}
}

func mustSatisfy(c Check) string {
	switch c {
	case All:
		return "Every item must"
	case AtLeastOne:
		return "At least one item must"
	case OnlyOne:
		return "Exactly one item must"
	case NoneSatisfy, NoneExistCheck:
		return "No item may"
	}
	return "The check is none of the language; items should"
}

// item says what of one item was compared, and how it came out.
func (e *explainer) item(t *TestResult, it TestedItem) {
	e.say("  %s: %s.", e.identity(t, it.Item), it.Result)
	for _, id := range t.Test.States {
		n, ok := e.run.index[stateNode][id]
		if !ok || it.Item.Status != Exists {
			continue
		}
		saved := e.run.remarks
		e.run.remarks = nil // what there is to remark was remarked when judging
		e.run.state(&e.run.doc.States[n], it.Item, func(en *Entity, met []*Value, _ []string, result Result, why string) {
			if result == True && it.Result != True {
				return
			}
			line := fmt.Sprintf("    %s is %s; wanted %s", en.Name, foundValues(en, met), e.wanted(en))
			if why != "" && result != True && result != False {
				line += ": " + why
			}
			e.say("%s.", line)
		})
		e.run.remarks = saved
	}
}

// wanted is what an entity of a state wants, in words.
func (e *explainer) wanted(en *Entity) string {
	if en.Existence == NoneExist {
		return "none"
	}
	text := e.stated(en)
	if en.Datatype != String && en.Datatype != Record {
		text = en.Datatype.String() + " " + text
	}
	if en.EntityCheck != All {
		text = en.EntityCheck.String() + " " + text
	}
	return text
}

// foundValues are the values met, the first few; masked ones are hidden.
func foundValues(en *Entity, met []*Value) string {
	if len(met) == 0 {
		return "not recorded"
	}
	var texts []string
	for _, v := range met {
		switch {
		case v.Status != Exists:
			return "\"" + v.Status.String() + "\""
		case en.Mask || v.Mask:
			return "masked"
		case secret(v):
			return "hidden, since it looks like a password's digest"
		case v.Nil:
			return "nil"
		case v.Datatype == Record:
			return "a record"
		}
		texts = append(texts, v.Text)
	}
	return list(texts)
}

// secret reports whether a value is, or holds, the digest of a password: evidence is
// copied into checklists, where that does not belong. Collectors do not mask it.
func secret(v *Value) bool {
	for _, mark := range []string{"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$gy$", "pbkdf2.sha"} {
		if strings.Contains(v.Text, mark) {
			return true
		}
	}
	return v.Name == "password" && v.Text != "" && strings.Trim(v.Text, "x*!") != ""
}

// identity is an item by the values that name it: those its object asks for, or its
// first one.
func (e *explainer) identity(t *TestResult, it *Item) string {
	asked := map[string]bool{}
	if i, ok := e.run.index[objectNode][t.Test.Object]; ok {
		for _, en := range e.run.doc.Objects[i].Entities {
			asked[en.Name] = !en.Mask
		}
	}
	var parts []string
	for pass := range 2 {
		for i := range it.Values {
			v := &it.Values[i]
			if v.Status != Exists || v.Mask || v.Nil || secret(v) || v.Datatype == Record || pass == 0 && !asked[v.Name] {
				continue
			}
			parts = append(parts, v.Name+" "+excerpt(v.Text))
			if pass == 1 || len(parts) == 4 {
				break
			}
		}
		if len(parts) > 0 {
			break
		}
	}
	return strings.TrimSpace("Item " + it.Type.Name + " " + strings.Join(parts, ", "))
}
