package oval

import "strings"

// Read reads the definitions document data; file is its name for messages. An error
// is a fault of syntax or another root; what else is wrong is in Document.Problems.
// data must not change afterwards.
func Read(file string, data []byte) (*Document, error) {
	r, err := open(file, data, "oval_definitions", Namespace)
	if err != nil {
		return nil, err
	}
	d := &Document{File: file, Source: r.text}
	for kids := r.Children(); kids.Next(); {
		if r.Space() == Namespace {
			r.section(d)
		}
	}
	if d.Problems, err = r.finish(); err != nil {
		return nil, err
	}
	return d, nil
}

// section reads one child of the root.
func (r *reader) section(d *Document) {
	switch r.Local() {
	case "generator":
		d.Generator = r.generator()
	case "definitions":
		for kids := r.Children(); kids.Next(); {
			if r.Space() == Namespace && r.Local() == "definition" {
				d.Definitions = append(d.Definitions, r.definition())
			}
		}
	case "tests":
		for kids := r.Children(); kids.Next(); {
			d.Tests = append(d.Tests, r.test())
		}
	case "objects":
		for kids := r.Children(); kids.Next(); {
			d.Objects = append(d.Objects, r.object())
		}
	case "states":
		for kids := r.Children(); kids.Next(); {
			d.States = append(d.States, r.state())
		}
	case "variables":
		for kids := r.Children(); kids.Next(); {
			d.Variables = append(d.Variables, r.variable())
		}
	}
}

// definition reads one definition.
func (r *reader) definition() Definition {
	d := Definition{ID: r.required("id"), Version: r.required("version"), Deprecated: r.flag("deprecated"), offset: r.Offset()}
	if c := r.enum("class", classNames); c != invalid {
		d.Class = Class(c)
	}
	for kids := r.Children(); kids.Next(); {
		if r.Space() != Namespace {
			continue
		}
		switch r.Local() {
		case "metadata":
			r.metadata(&d)
		case "criteria":
			d.Criteria = r.criteria(KindCriteria)
		}
	}
	if d.Criteria == nil && !d.Deprecated {
		r.problem("has no criteria; only a deprecated definition may have none")
	}
	return d
}

func (r *reader) metadata(d *Definition) {
	for kids := r.Children(); kids.Next(); {
		if r.Space() != Namespace {
			continue
		}
		switch r.Local() {
		case "title":
			d.Title = r.value()
		case "description":
			d.Description = r.value()
		case "reference":
			d.References = append(d.References, Reference{r.attr("source"), r.attr("ref_id"), r.attr("ref_url")})
		}
	}
}

// criteria reads one node of the tree, and those in it down to MaxNesting.
func (r *reader) criteria(kind CriteriaKind) *Criteria {
	c := &Criteria{Kind: kind, Negate: r.flag("negate"), Comment: r.attr("comment"), Applicability: r.attr("applicability_check"), offset: r.Offset()}
	switch kind {
	case KindCriterion:
		c.Ref = r.required("test_ref")
		return c
	case KindExtend:
		c.Ref = r.required("definition_ref")
		return c
	}
	if !r.enter("criteria") {
		c.Operator, c.tooDeep = invalid, true
		return c
	}
	defer r.leave()
	c.Operator = Operator(r.enum("operator", operatorNames))
	for kids := r.Children(); kids.Next(); {
		if r.Space() != Namespace {
			continue
		}
		switch r.Local() {
		case "criteria":
			c.Children = append(c.Children, r.criteria(KindCriteria))
		case "criterion":
			c.Children = append(c.Children, r.criteria(KindCriterion))
		case "extend_definition":
			c.Children = append(c.Children, r.criteria(KindExtend))
		}
	}
	if len(c.Children) == 0 {
		r.problem("has no criteria, criterion or extend_definition in it")
	}
	return c
}

// test reads one test.
func (r *reader) test() Test {
	t := Test{ID: r.required("id"), Version: r.required("version"), Comment: r.attr("comment"), Deprecated: r.flag("deprecated"), offset: r.Offset()}
	t.Type = r.kindOf("_test")
	t.Check = Check(invalid)
	if r.required("check") != "" {
		t.Check = Check(r.enum("check", checkNames))
	}
	t.Existence = Existence(r.enum("check_existence", existenceNames))
	t.StateOperator = Operator(r.enum("state_operator", operatorNames))
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "object":
			if t.Object != "" {
				r.problem("is the second object of one test")
			}
			t.Object = r.required("object_ref")
		case "state":
			t.States = append(t.States, r.required("state_ref"))
		}
	}
	if t.Object == "" && !t.Type.is("independent", "unknown") {
		r.problem("names no object")
	}
	return t
}

// kindOf is typeName, with a problem when the name is none of its kind.
func (r *reader) kindOf(ending string) TypeName {
	t, ok := r.typeName(ending)
	if !ok {
		r.problem("is no %s: its name does not end in %s", strings.TrimPrefix(ending, "_"), ending)
	}
	return t
}

// is reports whether t is that of family and name.
func (t TypeName) is(family, name string) bool { return t.Name == name && t.Family == family }

// object reads one object.
func (r *reader) object() Object {
	o := Object{ID: r.required("id"), Version: r.required("version"), Comment: r.attr("comment"), Deprecated: r.flag("deprecated"), offset: r.Offset()}
	o.Type = r.kindOf("_object")
	for kids := r.Children(); kids.Next(); {
		switch local := r.Local(); {
		case local == "set" && r.Space() == Namespace:
			o.Set = r.set()
		case local == "filter" && r.Space() == Namespace:
			o.Filters = append(o.Filters, r.filter())
		case local == "behaviors":
			for a := range r.Attrs() {
				if a.Space == "" && a.Local != "xmlns" {
					o.Behaviors = append(o.Behaviors, Attribute{a.Local, a.Value.String()})
				}
			}
		case r.foreign():
		default:
			o.Entities = append(o.Entities, r.entity(false))
		}
	}
	return o
}

// foreign reports whether the current element is a note or signature of a test,
// object or state: everything of its own has the namespace of its family.
func (r *reader) foreign() bool {
	switch r.Space() {
	case Namespace, NamespaceCommon, "http://www.w3.org/2000/09/xmldsig#":
		return true
	}
	return false
}

// set reads one set.
func (r *reader) set() *Set {
	s := &Set{Operator: SetOperator(r.enum("set_operator", setOperatorNames)), offset: r.Offset()}
	if !r.enter("sets") {
		s.Operator = invalid
		return s
	}
	defer r.leave()
	for kids := r.Children(); kids.Next(); {
		if r.Space() != Namespace {
			continue
		}
		switch r.Local() {
		case "set":
			s.Sets = append(s.Sets, r.set())
		case "object_reference":
			s.Objects = append(s.Objects, strings.TrimSpace(r.value()))
		case "filter":
			s.Filters = append(s.Filters, r.filter())
		}
	}
	if n := len(s.Sets); n > 2 || len(s.Objects) > 2 || (n == 0) == (len(s.Objects) == 0) {
		r.problem("holds %d sets and %d object references; want one or two of one kind", n, len(s.Objects))
	}
	return s
}

func (r *reader) filter() Filter {
	f := Filter{offset: r.Offset()}
	switch action := r.attr("action"); action {
	case "", "exclude":
	case "include":
		f.Include = true
	default:
		r.problem("action is %q; want include or exclude", action)
	}
	f.State = strings.TrimSpace(r.value())
	return f
}

// state reads one state.
func (r *reader) state() State {
	s := State{ID: r.required("id"), Version: r.required("version"), Comment: r.attr("comment"), Deprecated: r.flag("deprecated"), offset: r.Offset()}
	s.Type = r.kindOf("_state")
	s.Operator = Operator(r.enum("operator", operatorNames))
	for kids := r.Children(); kids.Next(); {
		if !r.foreign() {
			s.Entities = append(s.Entities, r.entity(true))
		}
	}
	return s
}

// entity reads one entity of an object or state, or one field of a record.
func (r *reader) entity(state bool) Entity {
	e := Entity{Name: r.Local(), offset: r.Offset()}
	if r.AttrCount() > 0 {
		r.entityAttributes(&e, state)
	}
	if e.Datatype != Record {
		e.Value = r.value()
		return e
	}
	if !r.enter("fields") {
		e.Datatype = invalid
		return e
	}
	defer r.leave()
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "field" {
			continue
		}
		field := r.required("name")
		f := r.entity(state)
		f.Name = field
		e.Fields = append(e.Fields, f)
	}
	return e
}

func (r *reader) entityAttributes(e *Entity, state bool) {
	e.Datatype = Datatype(r.enum("datatype", datatypeNames))
	e.Operation = Operation(r.enum("operation", operationNames))
	e.Mask = r.flag("mask")
	e.Nil = r.isNil()
	e.VarRef = r.attr("var_ref")
	e.VarCheck = Check(r.enum("var_check", checkNames))
	if state {
		e.EntityCheck = Check(r.enum("entity_check", checkNames))
		e.Existence = Existence(r.enum("check_existence", existenceNames))
	}
}
