package oval

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// xsi is the namespace of the attribute nil.
const xsi = "http://www.w3.org/2001/XMLSchema-instance"

// MaxProblems is 50 problems of one document that are listed; more are counted.
const MaxProblems = 50

const (
	// MaxDepth is 100,000 open elements: a document that nests deeper is refused. The
	// reader holds a few bytes for each; what it makes of them is bounded by MaxNesting.
	MaxDepth = 100_000
	// MaxNesting is 200 criteria, sets, components or fields one in the other. What lies
	// deeper is not read, and is in error; criteria written by machines were seen at 40.
	MaxNesting = 200
)

// limits are those of every OVAL document.
func limits() xmlio.Limits {
	l := xmlio.DefaultLimits()
	l.Depth = MaxDepth
	return l
}

// reader is what the readers of OVAL documents share: a cursor, and the document as
// a string, so that a value without references costs no copy of its own.
type reader struct {
	*xmlio.Cursor
	text     string
	problems diag.List
	more     int // problems beyond MaxProblems
	nested   int // criteria, sets, components or fields around the current one
}

// open begins to read data, whose root must be root of space.
func open(file string, data []byte, root, space string) (*reader, error) {
	c, err := xmlio.Parse(file, data, limits())
	if err != nil {
		return nil, err
	}
	if c.Local() != root || c.Space() != space {
		e := c.Errorf("the root element is %q of namespace %q; want %s of %q", c.Local(), c.Space(), root, space)
		e.Path = ""
		return nil, e
	}
	return &reader{Cursor: c, text: string(c.Data())}, nil
}

// value consumes the current element and is its text, decoded.
func (r *reader) value() string {
	_, body, end, _ := r.Extent()
	s := r.text[body:end]
	if strings.IndexByte(s, '&') < 0 && strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return xmlio.Text(s).String()
}

// attr is the attribute local of no namespace, "" when there is none.
func (r *reader) attr(local string) string { return r.Attr(local).String() }

// problem notes what is wrong at the current element.
func (r *reader) problem(format string, args ...any) {
	if len(r.problems) >= MaxProblems {
		r.more++
		return
	}
	r.problems = append(r.problems, r.Errorf(format, args...))
}

// enter is called before what may lie in its like is read, and leave after it; false,
// and a problem, where that is nested too deep.
func (r *reader) enter(what string) bool {
	if r.nested >= MaxNesting {
		r.problem("%s", tooDeep(what))
		return false
	}
	r.nested++
	return true
}

func (r *reader) leave() { r.nested-- }

func tooDeep(what string) string {
	return fmt.Sprintf("%s are nested deeper than %d (MaxNesting); what lies deeper is in error", what, MaxNesting)
}

// required is the attribute local, and a problem when there is none.
func (r *reader) required(local string) string {
	r.has(local)
	return r.attr(local)
}

// has reports whether the attribute local is there, and a problem when it is not.
func (r *reader) has(local string) bool {
	ok := r.Attr(local).Present()
	if !ok {
		r.problem("has no %s", local)
	}
	return ok
}

// flag is the boolean attribute local, false when there is none.
func (r *reader) flag(local string) bool {
	t := r.Attr(local)
	if !t.Present() {
		return false
	}
	b, ok := parseBool(t.String())
	if !ok {
		r.problem("%s is %q; want true or false", local, t.String())
	}
	return b
}

// isNil reports whether the current element says xsi:nil.
func (r *reader) isNil() bool {
	if r.AttrCount() == 0 {
		return false
	}
	b, _ := parseBool(r.AttrNS(xsi, "nil").String())
	return b
}

// enum is the attribute local as an index into names: 0 when there is none, invalid
// and a problem when it is no member.
func (r *reader) enum(local string, names []string) uint8 {
	t := r.Attr(local)
	if !t.Present() {
		return 0
	}
	for i, name := range names {
		if string(t) == name { // as nearly always, and without a copy
			return uint8(i)
		}
	}
	i, ok := find(names, t.String())
	if !ok {
		r.problem("%s is %q; want %s", local, t.String(), strings.Join(names, ", "))
	}
	return i
}

// parseBool reads an XML Schema boolean.
func parseBool(s string) (value, ok bool) {
	switch s {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// generator reads the generator of any OVAL document.
func (r *reader) generator() (g Generator) {
	for kids := r.Children(); kids.Next(); {
		if r.Space() != NamespaceCommon {
			continue
		}
		switch r.Local() {
		case "product_name":
			g.ProductName = r.value()
		case "product_version":
			g.ProductVersion = r.value()
		case "schema_version":
			// Extensions state versions of their own, with a platform.
			if !r.Attr("platform").Present() {
				g.SchemaVersion = strings.TrimSpace(r.value())
			}
		case "timestamp":
			g.Timestamp = strings.TrimSpace(r.value())
		}
	}
	return g
}

// finish ends the reading and gives the problems met.
func (r *reader) finish() (diag.List, error) {
	if err := r.End(); err != nil {
		return nil, err
	}
	if r.more > 0 {
		r.problems = append(r.problems, &diag.Error{File: r.File(), Msg: fmt.Sprintf("%d more problems are not listed", r.more)})
	}
	return r.problems, nil
}

// typeName is the name of the current element without ending, when it has that ending.
func (r *reader) typeName(ending string) (TypeName, bool) {
	space := r.Space()
	_, family, _ := strings.Cut(space, "#")
	local := r.Local()
	short, ok := strings.CutSuffix(local, ending)
	if !ok {
		short = local
	}
	return TypeName{Namespace: space, Family: family, Name: short}, ok
}
