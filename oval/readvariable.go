package oval

import (
	"strconv"
	"strings"
)

// variable reads one variable.
func (r *reader) variable() Variable {
	v := Variable{ID: r.required("id"), Version: r.required("version"), Comment: r.attr("comment"), Deprecated: r.flag("deprecated"), offset: r.Offset()}
	v.Datatype = Datatype(invalid)
	if r.required("datatype") != "" {
		v.Datatype = Datatype(r.enum("datatype", datatypeNames))
	}
	if v.Datatype == Record {
		r.problem("datatype is record, which no variable may have")
	}
	switch r.Local() {
	case "constant_variable":
		r.constant(&v)
	case "external_variable":
		v.Kind = ExternalVariable
		r.external(&v)
	case "local_variable":
		v.Kind = LocalVariable
		v.Component = r.only()
	default:
		r.problem("is no variable; want constant_variable, external_variable or local_variable")
		v.Kind = LocalVariable // without a component: an error when asked for values
	}
	return v
}

func (r *reader) constant(v *Variable) {
	for kids := r.Children(); kids.Next(); {
		if r.Space() == Namespace && r.Local() == "value" {
			v.Values = append(v.Values, r.value())
		}
	}
}

func (r *reader) external(v *Variable) {
	for kids := r.Children(); kids.Next(); {
		if r.Space() != Namespace {
			continue
		}
		switch r.Local() {
		case "possible_value":
			v.Possible = append(v.Possible, r.value())
		case "possible_restriction":
			p := PossibleRestriction{Operator: Operator(r.enum("operator", operatorNames))}
			for inner := r.Children(); inner.Next(); {
				if r.Space() == Namespace && r.Local() == "restriction" {
					op := Operation(r.enum("operation", operationNames))
					p.Restrictions = append(p.Restrictions, Restriction{op, r.value()})
				}
			}
			v.Restrictions = append(v.Restrictions, p)
		}
	}
}

// only is the one component of a local variable, nil and a problem when there is
// none or another beside it.
func (r *reader) only() *Component {
	list := r.components()
	if len(list) == 1 {
		return list[0]
	}
	r.problem("has %d components; want one", len(list))
	return nil
}

func (r *reader) components() (list []*Component) {
	for kids := r.Children(); kids.Next(); {
		if r.Space() == Namespace {
			if c := r.component(); c != nil {
				list = append(list, c)
			}
		}
	}
	return list
}

// component reads a component or function; nil for notes. One that the language does not
// know, or that is nested too deep, is kept as invalid: what it is part of is in error.
func (r *reader) component() *Component {
	kind, ok := find(componentNames, r.Local())
	if !ok {
		if r.Local() == "notes" {
			return nil
		}
		r.problem("is no component or function")
		return &Component{Kind: invalid, offset: r.Offset()}
	}
	if !r.enter("components") {
		return &Component{Kind: invalid, offset: r.Offset()}
	}
	defer r.leave()
	c := &Component{Kind: ComponentKind(kind), offset: r.Offset()}
	switch c.Kind {
	case Literal:
		c.Datatype = Datatype(r.enum("datatype", datatypeNames))
		c.Value = r.value()
		return c
	case ObjectComponent:
		c.Ref, c.ItemField, c.RecordField = r.required("object_ref"), r.required("item_field"), r.attr("record_field")
		return c
	case VariableComponent:
		c.Ref = r.required("var_ref")
		return c
	}
	r.arguments(c)
	c.Components = r.components()
	most, least := c.Kind.operands()
	if n := len(c.Components); n < least || n > most {
		r.problem("has %d components; want %s", n, operandsWanted(least, most))
	}
	return c
}

// arguments reads the attributes of a function.
func (r *reader) arguments(c *Component) {
	switch c.Kind {
	case Arithmetic:
		c.Argument = r.required("arithmetic_operation")
		if c.Argument != "add" && c.Argument != "multiply" {
			r.problem("arithmetic_operation is %q; want add or multiply", c.Argument)
		}
	case Begin, End:
		c.Argument = r.required("character")
	case Split:
		c.Argument = r.required("delimiter")
	case RegexCapture:
		c.Argument = r.attr("pattern")
	case GlobToRegex:
		c.NoEscape = r.flag("glob_noescape")
	case Substring:
		c.Start, c.Length = r.number("substring_start"), r.number("substring_length")
	case TimeDifference:
		c.Formats = [2]string{r.format("format_1"), r.format("format_2")}
	}
}

// number is the required attribute local, an xsd:int.
func (r *reader) number(local string) int {
	n, err := strconv.ParseInt(strings.TrimSpace(r.required(local)), 10, 32)
	if err != nil {
		r.problem("%s is %q; want a whole number", local, r.attr(local))
	}
	return int(n)
}

// format is a date format, "" for one that nobody knows.
func (r *reader) format(local string) string {
	s := r.attr(local)
	if s == "" {
		return "year_month_day"
	}
	if _, ok := find(dateFormats, s); !ok {
		r.problem("%s is %q; want %s", local, s, strings.Join(dateFormats, ", "))
	}
	return s
}

// operands is how many components a function takes.
func (k ComponentKind) operands() (most, least int) {
	const many = 1 << 30
	switch k {
	case Arithmetic, Concat:
		return many, 2
	case Count, Unique:
		return many, 1
	case TimeDifference:
		return 2, 1
	}
	return 1, 1
}

func operandsWanted(least, most int) string {
	switch {
	case most == least:
		return strconv.Itoa(least)
	case most == 2:
		return "one or two"
	}
	return strconv.Itoa(least) + " or more"
}
