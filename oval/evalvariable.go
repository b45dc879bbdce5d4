package oval

import "fmt"

// variable finds the values of one variable.
func (r *run) variable(v *VariableResult) {
	switch v.Variable.Kind {
	case ConstantVariable:
		v.Flag, v.Values = FlagComplete, v.Variable.Values
	case ExternalVariable:
		r.external(v)
	default:
		r.local(v)
	}
	if v.Flag != FlagComplete && v.Flag != FlagIncomplete {
		v.Values = nil
		return
	}
	if v.Variable.Datatype != String {
		r.typed(v)
	}
}

// typed demands that every value is one of the datatype of the variable. Constants
// are let off with a remark: published ones get it wrong (the MITRE test content says
// binary of "true"), and what they are compared with has a datatype of its own.
func (r *run) typed(v *VariableResult) {
	for _, value := range v.Values {
		result, why := compare(v.Variable.Datatype, Equals, value, value, &r.searches)
		switch {
		case result != Error:
		case v.Variable.Kind == ConstantVariable:
			r.remark("warning", "variable %s: %s", v.Variable.ID, why)
		default:
			r.remark("error", "variable %s: %s", v.Variable.ID, why)
			v.Flag, v.Values = FlagError, nil
			return
		}
	}
}

// external takes the values given, if the variable allows them. None given is an
// error: it must not pass for a value that does not exist.
func (r *run) external(v *VariableResult) {
	values, given := r.in.Externals[v.Variable.ID]
	if !given || len(values) == 0 {
		v.Flag = FlagError
		r.remark("error", "external variable %s was given no value", v.Variable.ID)
		return
	}
	for _, value := range values {
		if !r.possible(v.Variable, value) {
			v.Flag = FlagError
			r.remark("error", "external variable %s may not be %s", v.Variable.ID, excerpt(value))
			return
		}
	}
	v.Flag, v.Values = FlagComplete, values
}

// possible reports whether an external variable may have the value: without any
// possible value or restriction it may have each.
func (r *run) possible(v *Variable, value string) bool {
	if len(v.Possible)+len(v.Restrictions) == 0 {
		return true
	}
	for _, p := range v.Possible {
		if p == value {
			return true
		}
		if result, _ := compare(v.Datatype, Equals, p, value, &r.searches); result == True {
			return true
		}
	}
	for _, p := range v.Restrictions {
		var t Tally
		for _, one := range p.Restrictions {
			result, _ := compare(v.Datatype, one.Operation, one.Value, value, &r.searches)
			t.Add(result)
		}
		if p.Operator.Of(t) == True {
			return true
		}
	}
	return false
}

// local works out a local variable.
func (r *run) local(v *VariableResult) {
	if v.Variable.Component == nil {
		v.Flag = FlagError
		r.remark("error", "variable %s has no component that could be read", v.Variable.ID)
		return
	}
	got := r.component(v.Variable.Component)
	v.Flag, v.Values, v.timed = got.flag, got.values, got.timed
	if v.Flag == FlagComplete && len(v.Values) == 0 {
		v.Flag = FlagDoesNotExist
	}
}

// values is what a component stands for.
type values struct {
	flag   Flag
	values []string
	timed  bool // depends on the time of judging
}

// wrong is values in error, and says why.
func (r *run) wrong(format string, args ...any) values {
	r.remark("error", "%s", fmt.Sprintf(format, args...))
	return values{flag: FlagError}
}

// component is what one component or function stands for; the reader limits how deep
// they are nested, so calling itself is safe.
func (r *run) component(c *Component) values {
	switch c.Kind {
	case Literal:
		return values{flag: FlagComplete, values: []string{c.Value}}
	case ObjectComponent:
		return r.objectComponent(c)
	case VariableComponent:
		return r.variableComponent(c)
	case invalid:
		return r.wrong("a component of the variable is none of the language, or nested deeper than %d", MaxNesting)
	}
	operands := make([]values, len(c.Components))
	for i, inner := range c.Components {
		operands[i] = r.component(inner)
	}
	most, least := c.Kind.operands()
	if len(operands) < least || len(operands) > most {
		return r.wrong("%s has %d components; want %s", c.Kind, len(operands), operandsWanted(least, most))
	}
	out := r.function(c, operands)
	for _, o := range operands {
		out.timed = out.timed || o.timed
	}
	return out
}

func (r *run) variableComponent(c *Component) values {
	n, ok := r.index[variableNode][c.Ref]
	if !ok {
		return r.wrong("refers to variable %q, which the document does not have", c.Ref)
	}
	v := &r.variables[n]
	for _, m := range v.Messages {
		r.remark(m.Level, "%s", m.Text)
	}
	return values{v.Flag, v.Values, v.timed}
}

// objectComponent takes one value of each item of an object, or several where an item
// has several (OVAL Definitions schema, ObjectComponentType).
func (r *run) objectComponent(c *Component) values {
	n, ok := r.index[objectNode][c.Ref]
	if !ok {
		return r.wrong("refers to object %q, which the document does not have", c.Ref)
	}
	o := &r.objects[n]
	out := values{flag: o.Flag}
	switch o.Flag {
	case FlagComplete, FlagIncomplete:
	case FlagDoesNotExist:
		return out
	default:
		r.because(o)
		return out
	}
	for _, it := range o.Items {
		if it.Status == DoesNotExist {
			continue
		}
		if flag := r.field(c, it, &out); flag != FlagComplete {
			return values{flag: flag}
		}
	}
	if len(out.values) == 0 && out.flag == FlagComplete {
		out.flag = FlagDoesNotExist
	}
	return out
}

// field adds the values of one item to out. A name that the item does not have, or a
// value that was not collected, is no answer.
func (r *run) field(c *Component, it *Item, out *values) Flag {
	if it.Status == StatusError || it.Status == NotCollected {
		r.remark("error", "item %d of object %s is %q", it.ID, c.Ref, it.Status)
		return flagOf(it.Status)
	}
	met := valuesOf(it, c.ItemField, nil)
	if len(met) == 0 {
		r.remark("error", "item %d of object %s has no value %q", it.ID, c.Ref, c.ItemField)
		return FlagError
	}
	for _, v := range met {
		list := []*Value{v}
		if c.RecordField != "" {
			fields := Item{Values: v.Record}
			if list = valuesOf(&fields, c.RecordField, nil); len(list) == 0 && v.Status == Exists {
				r.remark("error", "%s of item %d of object %s has no field %q", c.ItemField, it.ID, c.Ref, c.RecordField)
				return FlagError
			}
		}
		for _, v := range list {
			switch {
			case v.Status == DoesNotExist:
			case v.Status != Exists:
				r.remark("error", "%s of item %d of object %s is %q", c.ItemField, it.ID, c.Ref, v.Status)
				return flagOf(v.Status)
			case v.Hidden():
				r.remark("error", "%s of item %d of object %s was masked and is not in the document", c.ItemField, it.ID, c.Ref)
				return FlagNotCollected
			case v.Datatype == Record:
				r.remark("error", "%s of item %d of object %s is a record; no field of it is named", c.ItemField, it.ID, c.Ref)
				return FlagError
			default:
				out.values = append(out.values, v.Text)
			}
		}
	}
	return FlagComplete
}

func flagOf(s Status) Flag {
	if s == NotCollected {
		return FlagNotCollected
	}
	return FlagError
}
