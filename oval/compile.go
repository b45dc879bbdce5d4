package oval

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// Program is a definitions document made ready for judging: ids resolved, order of
// evaluation settled. It does not change, and any number of goroutines may judge by it.
//
//	p := oval.Compile(doc)
//	res := p.Analyse(system, oval.Input{Now: now})
type Program struct {
	doc      *Document
	index    [kinds]map[string]int32
	first    [kinds + 1]int32 // number of the first node of each kind
	edges    [][]int32        // what each node refers to
	order    []int32          // every node, after all it refers to unless they are in a circle
	circles  map[int32]string // the nodes that reach themselves, with the path
	known    []bool           // of each node that is a test or object, whether the schemas have its type
	states   [][]*State       // of each test; nil stands for one that the document does not have
	patterns *patterns

	// Problems are references to what is not there, ids given twice and circles, in
	// document order. What they touch ends in error, unknown or not evaluated.
	Problems diag.List
}

// kind is a kind of node of the graph of references.
type kind int

const (
	definitionNode kind = iota
	testNode
	objectNode
	stateNode
	variableNode
	kinds
)

var kindNames = [kinds]string{"definition", "test", "object", "state", "variable"}

// Compile makes d ready for judging.
func Compile(d *Document) *Program {
	p := &Program{doc: d, patterns: &patterns{}}
	c := compiler{Program: p}
	c.number()
	c.types()
	c.connect()
	p.order, p.circles = sortNodes(p.edges, p.describe)
	c.circular()
	c.list.sortInto(&p.Problems)
	return p
}

// Externals are the ids of the external variables that a definition depends on, in
// document order; none of one that is not there.
func (p *Program) Externals(definition string) (ids []string) {
	start := p.node(definitionNode, definition)
	if start < 0 {
		return nil
	}
	reached := map[int32]bool{start: true}
	for open := []int32{start}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		for _, to := range p.edges[n] {
			if !reached[to] {
				reached[to] = true
				open = append(open, to)
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(reached)) {
		if k, i := p.kindOf(n); k == variableNode && p.doc.Variables[i].Kind == ExternalVariable {
			ids = append(ids, p.doc.Variables[i].ID)
		}
	}
	return ids
}

// Document is what was compiled.
func (p *Program) Document() *Document { return p.doc }

// Engines are the patterns of the judgements made so far with what matched each, in
// the order of their text.
func (p *Program) Engines() []Engine {
	list := p.patterns.engines()
	slices.SortFunc(list, func(a, b Engine) int { return strings.Compare(a.Pattern, b.Pattern) })
	return list
}

// node is the node number of the thing of this kind with the id, -1 when there is none.
func (p *Program) node(k kind, id string) int32 {
	if i, ok := p.index[k][id]; ok {
		return p.first[k] + i
	}
	return -1
}

// kindOf is what the node n is, and where in its section.
func (p *Program) kindOf(n int32) (kind, int32) {
	for k := kinds - 1; k > 0; k-- {
		if n >= p.first[k] {
			return k, n - p.first[k]
		}
	}
	return definitionNode, n
}

// id is the id and place of a node.
func (p *Program) id(n int32) (id string, offset int) {
	k, i := p.kindOf(n)
	switch k {
	case definitionNode:
		return p.doc.Definitions[i].ID, p.doc.Definitions[i].offset
	case testNode:
		return p.doc.Tests[i].ID, p.doc.Tests[i].offset
	case objectNode:
		return p.doc.Objects[i].ID, p.doc.Objects[i].offset
	case stateNode:
		return p.doc.States[i].ID, p.doc.States[i].offset
	}
	return p.doc.Variables[i].ID, p.doc.Variables[i].offset
}

func (p *Program) describe(n int32) string {
	id, _ := p.id(n)
	return id
}

// compiler is a Program while it is being made.
type compiler struct {
	*Program
	list placed
	from int32
	out  []int32
}

// number gives every thing its node and notes ids given twice.
func (c *compiler) number() {
	sizes := [kinds]int{len(c.doc.Definitions), len(c.doc.Tests), len(c.doc.Objects), len(c.doc.States), len(c.doc.Variables)}
	for k := range kinds {
		c.index[k] = make(map[string]int32, sizes[k])
		c.first[k+1] = c.first[k] + int32(sizes[k])
	}
	for n := range c.first[kinds] {
		k, i := c.kindOf(n)
		id, offset := c.id(n)
		if _, twice := c.index[k][id]; twice {
			c.problem(offset, "%s %q is here a second time; the first counts", kindNames[k], id)
			continue
		}
		c.index[k][id] = i
	}
}

// types looks up every type once.
func (c *compiler) types() {
	known := map[TypeName]bool{}
	note := func(n int32, t TypeName) {
		yes, met := known[t]
		if !met {
			yes = t.Known()
			known[t] = yes
		}
		c.known[n] = yes
	}
	c.known = make([]bool, c.first[kinds])
	for i := range c.doc.Tests {
		note(c.first[testNode]+int32(i), c.doc.Tests[i].Type)
	}
	for i := range c.doc.Objects {
		note(c.first[objectNode]+int32(i), c.doc.Objects[i].Type)
	}
}

// connect follows every reference.
func (c *compiler) connect() {
	c.edges = make([][]int32, c.first[kinds])
	c.states = make([][]*State, len(c.doc.Tests))
	for n := range c.first[kinds] {
		c.from, c.out = n, c.out[:0]
		switch k, i := c.kindOf(n); k {
		case definitionNode:
			c.criteria(c.doc.Definitions[i].Criteria)
		case testNode:
			c.test(&c.doc.Tests[i])
			c.states[i] = c.statesOf(&c.doc.Tests[i])
		case objectNode:
			c.object(&c.doc.Objects[i])
		case stateNode:
			c.entities(c.doc.States[i].Entities)
		case variableNode:
			c.component(c.doc.Variables[i].Component)
		}
		c.edges[n] = slices.Clone(c.out)
	}
}

// refer follows one reference.
func (c *compiler) refer(k kind, id string, offset int) {
	to := c.node(k, id)
	if to < 0 {
		from, _ := c.id(c.from)
		c.problem(offset, "%s refers to %s %q, which the document does not have", from, kindNames[k], id)
		return
	}
	c.out = append(c.out, to)
}

func (c *compiler) criteria(n *Criteria) {
	if n == nil {
		return
	}
	switch n.Kind {
	case KindCriterion:
		c.refer(testNode, n.Ref, n.offset)
	case KindExtend:
		c.refer(definitionNode, n.Ref, n.offset)
	}
	for _, child := range n.Children {
		c.criteria(child)
	}
}

func (c *compiler) test(t *Test) {
	if t.Object != "" {
		c.refer(objectNode, t.Object, t.offset)
	}
	for _, id := range t.States {
		c.refer(stateNode, id, t.offset)
	}
}

func (c *compiler) statesOf(t *Test) []*State {
	list := make([]*State, len(t.States))
	for i, id := range t.States {
		if n, ok := c.index[stateNode][id]; ok {
			list[i] = &c.doc.States[n]
		}
	}
	return list
}

func (c *compiler) object(o *Object) {
	if o.isVariable() {
		c.refer(variableNode, o.variable(), o.offset)
	}
	c.entities(o.Entities)
	c.filters(o.Filters)
	if o.Set != nil {
		c.set(o.Set)
	}
}

func (c *compiler) set(s *Set) {
	for _, inner := range s.Sets {
		c.set(inner)
	}
	for _, id := range s.Objects {
		c.refer(objectNode, id, s.offset)
	}
	c.filters(s.Filters)
}

func (c *compiler) filters(list []Filter) {
	for i := range list {
		c.refer(stateNode, list[i].State, list[i].offset)
	}
}

func (c *compiler) entities(list []Entity) {
	for i := range list {
		if e := &list[i]; e.VarRef != "" {
			c.refer(variableNode, e.VarRef, e.offset)
		}
		c.entities(list[i].Fields)
	}
}

func (c *compiler) component(n *Component) {
	if n == nil {
		return
	}
	switch n.Kind {
	case ObjectComponent:
		c.refer(objectNode, n.Ref, n.offset)
	case VariableComponent:
		c.refer(variableNode, n.Ref, n.offset)
	}
	for _, child := range n.Components {
		c.component(child)
	}
}

// circular notes each circle once, at the first of its members.
func (c *compiler) circular() {
	told := map[string]bool{}
	for n := range c.first[kinds] {
		if path, ok := c.circles[n]; ok && !told[path] {
			told[path] = true
			_, offset := c.id(n)
			c.problem(offset, "refers to itself: %s", path)
		}
	}
}

func (c *compiler) problem(offset int, format string, args ...any) {
	c.list = append(c.list, problemAt{offset, fmt.Sprintf(format, args...), c.doc})
}

// problemAt is a problem whose line is not looked for yet.
type problemAt struct {
	offset int
	msg    string
	doc    *Document
}

type placed []problemAt

// sortInto makes errors of the first MaxProblems in document order.
func (l placed) sortInto(to *diag.List) {
	slices.SortStableFunc(l, func(a, b problemAt) int { return a.offset - b.offset })
	for i, p := range l {
		if i == MaxProblems {
			*to = append(*to, &diag.Error{File: p.doc.File, Msg: fmt.Sprintf("%d more problems are not listed", len(l)-i)})
			return
		}
		line, column := diag.Place([]byte(p.doc.Source), p.offset)
		*to = append(*to, &diag.Error{File: p.doc.File, Line: line, Column: column, Msg: p.msg})
	}
}
