package oval

import (
	"fmt"
	"time"
)

// Input is what a judgement depends on beside definitions and system.
type Input struct {
	Externals   Externals
	Now         time.Time                // for time_difference; without it that is an error
	Definitions []string                 // ids; nil for all
	Judged      func(d DefinitionResult) // called after each definition, for progress; may be nil
}

const (
	// MaxComparisons is 200 million comparisons of a value with a value in one run:
	// some ten seconds. Real content stays under a million.
	MaxComparisons = 200_000_000
	// MaxValues is 1,000,000 values of one variable, which products of components and
	// splitting can exceed at will; real content stays under a thousand.
	MaxValues = 1_000_000
	// MaxValueBytes is 64 MiB of values of one variable.
	MaxValueBytes = 64 << 20
	// MaxMessages is 20 remarks kept of one definition, test, object or variable.
	MaxMessages = 20
)

// Analyse judges definitions by what was collected from a system. sys may be nil:
// then only what needs no system can be judged, and the rest is unknown.
func (p *Program) Analyse(sys *Characteristics, in Input) *Results {
	r := &run{Program: p, sys: sys, in: in, said: map[string]bool{}, searches: searches{patterns: p.patterns}}
	r.definitions = make([]DefinitionResult, len(p.doc.Definitions))
	r.tests = make([]TestResult, len(p.doc.Tests))
	r.objects = make([]ObjectResult, len(p.doc.Objects))
	r.variables = make([]VariableResult, len(p.doc.Variables))
	r.nextItem = 1
	if sys != nil {
		for i := range sys.Items {
			r.nextItem = max(r.nextItem, sys.Items[i].ID+1)
		}
	}
	needed, asked := r.needed()
	for _, n := range p.order {
		if needed[n] {
			r.judge(n)
		}
	}
	return r.results(needed, asked)
}

// run is one judgement.
type run struct {
	*Program
	sys         *Characteristics
	in          Input
	definitions []DefinitionResult
	tests       []TestResult
	objects     []ObjectResult
	variables   []VariableResult
	messages    []Message
	said        map[string]bool // messages said once
	made        []*Item
	nextItem    int64
	comparisons int
	searches    searches
	remarks     *[]Message // of what is being judged
}

// needed marks what the definitions asked for reach. Deprecated ones are judged only
// when asked for by id or referred to.
func (r *run) needed() (needed, asked []bool) {
	needed = make([]bool, len(r.edges))
	var stack []int32
	push := func(n int32) {
		if n >= 0 && !needed[n] {
			needed[n] = true
			stack = append(stack, n)
		}
	}
	asked = make([]bool, len(r.doc.Definitions))
	if r.in.Definitions == nil {
		for i := range r.doc.Definitions {
			asked[i] = true
			if !r.doc.Definitions[i].Deprecated {
				push(int32(i))
			}
		}
	}
	for _, id := range r.in.Definitions {
		if n := r.node(definitionNode, id); n >= 0 {
			asked[n] = true
			push(n)
		}
	}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, to := range r.edges[n] {
			push(to)
		}
	}
	return needed, asked
}

// judge judges one node; all it refers to was judged.
func (r *run) judge(n int32) {
	circle, circular := r.circles[n]
	switch k, i := r.kindOf(n); k {
	case definitionNode:
		d := &r.definitions[i]
		d.Definition = &r.doc.Definitions[i]
		if circular {
			d.Messages = append(d.Messages, Message{"error", "not evaluated, because it extends itself: " + circle})
		} else {
			r.definition(d)
		}
		if r.in.Judged != nil {
			r.in.Judged(*d)
		}
	case testNode:
		t := &r.tests[i]
		t.Test = &r.doc.Tests[i]
		r.remarks = &t.Messages
		r.test(n, t)
	case objectNode:
		o := &r.objects[i]
		o.Object = &r.doc.Objects[i]
		r.remarks = &o.Messages
		if circular {
			o.Flag = FlagError
			r.remark("error", "refers to itself: %s", circle)
		} else {
			r.object(n, o)
		}
	case variableNode:
		v := &r.variables[i]
		v.Variable = &r.doc.Variables[i]
		r.remarks = &v.Messages
		if circular {
			v.Flag = FlagError
			r.remark("error", "refers to itself: %s", circle)
		} else {
			r.variable(v)
		}
	}
}

// remark adds a message to what is being judged, each text once.
func (r *run) remark(level, format string, args ...any) {
	if r.remarks == nil || len(*r.remarks) >= MaxMessages {
		return
	}
	m := Message{level, fmt.Sprintf(format, args...)}
	for _, old := range *r.remarks {
		if old == m {
			return
		}
	}
	*r.remarks = append(*r.remarks, m)
}

// once adds a message to the whole run unless it was said before.
func (r *run) once(level, format string, args ...any) {
	m := Message{level, fmt.Sprintf(format, args...)}
	if !r.said[m.Text] {
		r.said[m.Text] = true
		r.messages = append(r.messages, m)
	}
}

// results collects what was judged, in document order.
func (r *run) results(needed, asked []bool) *Results {
	res := &Results{Program: r.Program, System: r.sys, Messages: r.messages, run: r}
	for i := range asked {
		d := &r.definitions[i]
		if d.Asked = asked[i]; d.Asked && d.Definition == nil {
			d.Definition = &r.doc.Definitions[i]
			d.Messages = []Message{{"info", "not evaluated, because it is deprecated"}}
		}
	}
	res.Definitions = those(r.definitions, func(i int) bool { return asked[i] || needed[i] })
	of := func(k kind) func(int) bool { return func(i int) bool { return needed[int(r.first[k])+i] } }
	res.Tests = those(r.tests, of(testNode))
	res.Objects = those(r.objects, of(objectNode))
	res.Variables = those(r.variables, of(variableNode))
	for _, it := range r.made {
		res.Made = append(res.Made, *it)
	}
	return res
}

// those are the members of list that keep names: list itself when it names them all.
func those[T any](list []T, keep func(i int) bool) []T {
	n := 0
	for i := range list {
		if keep(i) {
			n++
		}
	}
	if n == len(list) {
		return list
	}
	kept := make([]T, 0, n)
	for i := range list {
		if keep(i) {
			kept = append(kept, list[i])
		}
	}
	return kept
}

// definition judges the criteria of one definition.
func (r *run) definition(d *DefinitionResult) {
	if d.Definition.Criteria == nil {
		d.Messages = append(d.Messages, Message{"info", "not evaluated, because it has no criteria"})
		return
	}
	r.remarks = &d.Messages
	d.Result = r.criteria(d.Definition.Criteria)
	r.remarks = nil
}

// criteria is the result of one node of criteria; the reader limits how deep they are
// nested, so calling itself is safe.
func (r *run) criteria(c *Criteria) Result {
	result := NotEvaluated
	switch c.Kind {
	case KindCriterion:
		result = r.testOf(c)
	case KindExtend:
		result = r.extended(c)
	default:
		var t Tally
		for _, child := range c.Children {
			t.Add(r.criteria(child))
		}
		result = c.Operator.Of(t)
		switch {
		case c.tooDeep:
			r.remark("error", "%s", tooDeep("criteria"))
		case c.Operator == invalid:
			r.remark("error", "the operator of a criteria is none of the language")
		}
	}
	if c.Negate {
		return result.Negate()
	}
	return result
}

func (r *run) testOf(c *Criteria) Result {
	i, ok := r.index[testNode][c.Ref]
	if !ok {
		r.remark("error", "refers to test %q, which the document does not have", c.Ref)
		return Error
	}
	return r.tests[i].Result
}

func (r *run) extended(c *Criteria) Result {
	i, ok := r.index[definitionNode][c.Ref]
	if !ok {
		r.remark("error", "extends definition %q, which the document does not have", c.Ref)
		return Error
	}
	return r.definitions[i].Result
}
