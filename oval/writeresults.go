package oval

import (
	"slices"
	"strconv"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// WriteResults is the OVAL results document of r, with as much as the directives ask
// for. generator says what wrote it and when. Masked values are not in it.
func WriteResults(r *Results, d Directives, generator Generator) ([]byte, error) {
	w := resultsWriter{writer: writer{Writer: xmlio.NewWriter("  ")}, Results: r, directives: d}
	w.choose()
	w.Declaration()
	w.StartElement("oval-res:oval_results", xmlio.Pair{Name: "xmlns:oval-res", Value: NamespaceResults}, xmlio.Pair{Name: "xmlns:oval", Value: NamespaceCommon})
	w.generatorOf(generator)
	w.directivesOf("oval-res:directives", d.Default, xmlio.Pair{Name: "include_source_definitions", Value: strconv.FormatBool(d.Source)})
	for c := Compliance; c <= Vulnerability; c++ {
		if own, ok := d.Classes[c]; ok {
			w.directivesOf("oval-res:class_directives", own, xmlio.Pair{Name: "class", Value: c.String()})
		}
	}
	if d.Source {
		if err := w.source(); err != nil {
			return nil, err
		}
	}
	w.StartElement("oval-res:results")
	w.StartElement("oval-res:system")
	w.definitions()
	w.tests()
	w.characteristics()
	w.EndElement()
	w.EndElement()
	w.EndElement()
	return w.Bytes()
}

type resultsWriter struct {
	writer
	*Results
	directives Directives
	reported   map[int32]Directive // by place of the definition
	used       []bool              // nodes that what is reported in full reaches
	masked     map[*Item]map[string]bool
}

// generatorOf writes the generator of the results themselves.
func (w *resultsWriter) generatorOf(g Generator) {
	w.StartElement("oval-res:generator")
	w.Element("oval:product_name", g.ProductName)
	w.Element("oval:product_version", g.ProductVersion)
	w.Element("oval:schema_version", schemaVersion)
	w.Element("oval:timestamp", g.Timestamp)
	w.EndElement()
}

func (w *resultsWriter) directivesOf(name string, list [6]Directive, attr xmlio.Pair) {
	w.StartElement(name, attr)
	for _, r := range directiveOrder {
		content := "thin"
		if list[r].Full {
			content = "full"
		}
		w.StartElement("oval-res:"+directiveNames[r], xmlio.Pair{Name: "reported", Value: strconv.FormatBool(list[r].Reported)}, xmlio.Pair{Name: "content", Value: content})
		w.EndElement()
	}
	w.EndElement()
}

// source copies the definitions as they were read.
func (w *resultsWriter) source() error {
	c, err := xmlio.Parse(w.run.doc.File, []byte(w.run.doc.Source), limits())
	if err != nil {
		return err
	}
	w.RawElement(c.Raw())
	return c.End()
}

// choose settles which definitions are reported, and what those in full reach. A
// definition that another in full extends is reported whatever its own directive says.
func (w *resultsWriter) choose() {
	p := w.Program
	w.reported = map[int32]Directive{}
	w.used = make([]bool, len(p.edges))
	var stack []int32
	add := func(n int32, extended bool) {
		k, i := p.kindOf(n)
		if w.used[n] {
			return
		}
		if k == definitionNode {
			d := w.run.definitions[i]
			how := w.directives.of(p.doc.Definitions[i].Class, d.Result)
			if !how.Reported && !extended {
				return
			}
			how.Reported = true
			w.reported[i] = how
			if !how.Full {
				return
			}
		}
		w.used[n] = true
		stack = append(stack, n)
	}
	for i := range w.Definitions {
		if n := p.node(definitionNode, w.Definitions[i].Definition.ID); w.Definitions[i].Asked && n >= 0 {
			add(n, false)
		}
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, to := range p.edges[n] {
				add(to, true)
			}
		}
	}
	w.mask()
}

// mask finds which values of which items some object or state hides.
func (w *resultsWriter) mask() {
	w.masked = map[*Item]map[string]bool{}
	hide := func(items []*Item, entities []Entity) {
		for i := range entities {
			if !entities[i].Mask {
				continue
			}
			for _, it := range items {
				if w.masked[it] == nil {
					w.masked[it] = map[string]bool{}
				}
				w.masked[it][entities[i].Name] = true
			}
		}
	}
	for n, used := range w.used {
		k, i := w.run.kindOf(int32(n))
		switch {
		case !used:
		case k == objectNode:
			hide(w.run.objects[i].Items, w.run.doc.Objects[i].Entities)
		case k == testNode:
			if o, ok := w.run.index[objectNode][w.run.doc.Tests[i].Object]; ok {
				for _, id := range w.run.doc.Tests[i].States {
					if s, ok := w.run.index[stateNode][id]; ok {
						hide(w.run.objects[o].Items, w.run.doc.States[s].Entities)
					}
				}
			}
		}
	}
}

const instance = "1" // of variables: one set of values a run

func (w *resultsWriter) definitions() {
	open := false
	for i := range w.run.doc.Definitions {
		how, ok := w.reported[int32(i)]
		if !ok {
			continue
		}
		if !open {
			w.StartElement("oval-res:definitions")
			open = true
		}
		w.definition(&w.run.definitions[i], &w.run.doc.Definitions[i], how.Full)
	}
	if open {
		w.EndElement()
	}
}

func (w *resultsWriter) definition(d *DefinitionResult, def *Definition, full bool) {
	attrs := []xmlio.Pair{{Name: "definition_id", Value: def.ID}, {Name: "version", Value: def.Version}, {Name: "variable_instance", Value: instance}}
	if def.Class != NoClass {
		attrs = append(attrs, xmlio.Pair{Name: "class", Value: def.Class.String()})
	}
	w.StartElement("oval-res:definition", append(attrs, xmlio.Pair{Name: "result", Value: d.Result.String()})...)
	if full {
		w.messages("oval-res:message", d.Messages)
		if def.Criteria != nil && d.Definition != nil {
			w.criteria(def.Criteria)
		}
	}
	w.EndElement()
}

func (w *resultsWriter) criteria(c *Criteria) {
	var attrs []xmlio.Pair
	if c.Applicability != "" {
		attrs = append(attrs, xmlio.Pair{Name: "applicability_check", Value: c.Applicability})
	}
	name := "oval-res:criteria"
	switch c.Kind {
	case KindCriterion:
		name = "oval-res:criterion"
		version := ""
		if i, ok := w.run.index[testNode][c.Ref]; ok {
			version = w.run.doc.Tests[i].Version
		}
		attrs = append(attrs, xmlio.Pair{Name: "test_ref", Value: c.Ref}, xmlio.Pair{Name: "version", Value: version}, xmlio.Pair{Name: "variable_instance", Value: instance})
	case KindExtend:
		name = "oval-res:extend_definition"
		version := ""
		if i, ok := w.run.index[definitionNode][c.Ref]; ok {
			version = w.run.doc.Definitions[i].Version
		}
		attrs = append(attrs, xmlio.Pair{Name: "definition_ref", Value: c.Ref}, xmlio.Pair{Name: "version", Value: version}, xmlio.Pair{Name: "variable_instance", Value: instance})
	default:
		attrs = append(attrs, xmlio.Pair{Name: "operator", Value: c.Operator.String()})
	}
	if c.Negate {
		attrs = append(attrs, xmlio.Pair{Name: "negate", Value: "true"})
	}
	w.StartElement(name, append(attrs, xmlio.Pair{Name: "result", Value: w.Of(c).String()})...)
	for _, child := range c.Children {
		w.criteria(child)
	}
	w.EndElement()
}

func (w *resultsWriter) tests() {
	open := false
	for i := range w.run.doc.Tests {
		if !w.used[w.run.first[testNode]+int32(i)] {
			continue
		}
		if !open {
			w.StartElement("oval-res:tests")
			open = true
		}
		w.test(&w.run.tests[i])
	}
	if open {
		w.EndElement()
	}
}

func (w *resultsWriter) test(t *TestResult) {
	check := t.Test.Check
	if check == invalid {
		check = All // the result says error
	}
	w.StartElement("oval-res:test", xmlio.Pair{Name: "test_id", Value: t.Test.ID}, xmlio.Pair{Name: "version", Value: t.Test.Version},
		xmlio.Pair{Name: "variable_instance", Value: instance}, xmlio.Pair{Name: "check_existence", Value: validExistence(t.Test.Existence).String()},
		xmlio.Pair{Name: "check", Value: check.String()}, xmlio.Pair{Name: "state_operator", Value: validOperator(t.Test.StateOperator).String()},
		xmlio.Pair{Name: "result", Value: t.Result.String()})
	w.messages("oval-res:message", t.Messages)
	for _, it := range t.Items {
		w.StartElement("oval-res:tested_item", xmlio.Pair{Name: "item_id", Value: strconv.FormatInt(it.Item.ID, 10)}, xmlio.Pair{Name: "result", Value: it.Result.String()})
		w.EndElement()
	}
	for _, id := range w.variables(t.Test) {
		if i, ok := w.run.index[variableNode][id]; ok {
			for _, v := range w.run.variables[i].Values {
				w.Element("oval-res:tested_variable", legal(v), xmlio.Pair{Name: "variable_id", Value: id})
			}
		}
	}
	w.EndElement()
}

func validExistence(e Existence) Existence {
	if e == invalid {
		return AtLeastOneExists
	}
	return e
}

func validOperator(o Operator) Operator {
	if o == invalid {
		return AND
	}
	return o
}

// variables are the ids of the variables that the object and states of a test name,
// but those of masked entities.
func (w *resultsWriter) variables(t *Test) (ids []string) {
	add := func(entities []Entity) {
		for i := range entities {
			if e := &entities[i]; e.VarRef != "" && !e.Mask && !slices.Contains(ids, e.VarRef) {
				ids = append(ids, e.VarRef)
			}
		}
	}
	if i, ok := w.run.index[objectNode][t.Object]; ok {
		o := &w.run.doc.Objects[i]
		if o.isVariable() {
			ids = append(ids, o.variable())
		}
		add(o.Entities)
	}
	for _, id := range t.States {
		if i, ok := w.run.index[stateNode][id]; ok {
			add(w.run.doc.States[i].Entities)
		}
	}
	return ids
}

// characteristics writes what the reported definitions rest on: the objects and items
// they reach.
func (w *resultsWriter) characteristics() {
	c := Characteristics{HasCollected: true, Generator: Generator{SchemaVersion: schemaVersion}}
	if w.System != nil {
		c.Generator, c.Host = w.System.Generator, w.System.Host
	}
	if c.Generator.Timestamp == "" {
		c.Generator.Timestamp = w.run.doc.Generator.Timestamp
	}
	var objects []Collected
	seen := map[*Item]bool{}
	for i := range w.run.doc.Objects {
		if !w.used[w.run.first[objectNode]+int32(i)] {
			continue
		}
		o := &w.run.objects[i]
		objects = append(objects, o.record())
		for _, it := range o.Items {
			seen[it] = true
		}
	}
	var items []Item
	var from []*Item
	keep := func(it *Item) {
		if seen[it] {
			items = append(items, *it)
			from = append(from, it)
		}
	}
	if w.System != nil {
		for i := range w.System.Items {
			keep(&w.System.Items[i])
		}
	}
	for _, it := range w.run.made {
		keep(it)
	}
	w.system(&c, objects, items, func(item int, name string) bool { return w.masked[from[item]][name] })
}

// record is the object as a collector would have recorded it.
func (o *ObjectResult) record() Collected {
	c := Collected{ID: o.Object.ID, Version: o.Object.Version, Flag: o.Flag, Messages: o.Messages}
	if o.Collected != nil {
		c = *o.Collected
	}
	c.Items = nil // what is not there cannot be referred to
	for _, it := range o.Items {
		c.Items = append(c.Items, it.ID)
	}
	return c
}
