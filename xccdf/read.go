package xccdf

import (
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

const (
	// MaxItems is 100,000 Groups, Rules, Values and Profiles of one benchmark: each
	// takes up to a kilobyte in memory, however short its source. DISA's largest has
	// 1,271; those of open projects stay under 5,000.
	MaxItems = 100_000
	// MaxElements is 500,000 elements of one document, for the same reason. DISA's
	// largest has 18,000.
	MaxElements = 500_000
)

// reader is the cursor of one benchmark.
type reader struct {
	*xmlio.Cursor
	items  int
	groups []Group // room for the next ones: many small pieces cost more than one
	rules  []Rule
}

// slab is 16 Groups or Rules that are allocated together.
const slab = 16

func (c *reader) newGroup() *Group {
	if len(c.groups) == 0 {
		c.groups = make([]Group, slab)
	}
	g := &c.groups[0]
	c.groups = c.groups[1:]
	return g
}

func (c *reader) newRule() *Rule {
	if len(c.rules) == 0 {
		c.rules = make([]Rule, slab)
	}
	r := &c.rules[0]
	c.rules = c.rules[1:]
	return r
}

// item counts a Group, Rule, Value or Profile.
func (c *reader) item() {
	if c.items++; c.items > MaxItems {
		_ = c.Fail(c.Errorf("the benchmark has more than %d Groups, Rules, Values and Profiles; the limit is %d (MaxItems)", MaxItems, MaxItems))
	}
}

// own is the local name of the current element when it is XCCDF, else "".
func own(c *reader) string {
	if s := c.Space(); s == Namespace11 || s == Namespace12 {
		return c.Local()
	}
	return ""
}

// attrName is what a switch over attributes looks at: the name of an attribute
// without namespace, xml:lang and its like, or "" for anything else.
func attrName(a xmlio.Attr) string {
	switch a.Space {
	case "":
		return a.Local
	case xmlSpace:
		return "xml:" + a.Local
	}
	return ""
}

// keepAttr adds an attribute that is not in the model; namespace declarations are
// no content.
func keepAttr(list []Attr, a xmlio.Attr) []Attr {
	if a.Space == "xmlns" || a.Space == "" && a.Local == "xmlns" {
		return list
	}
	return append(list, Attr{Space: a.Space, Local: a.Local, Value: a.Value, Offset: a.Offset})
}

func (u *Unknown) attr(a xmlio.Attr) { u.Attrs = keepAttr(u.Attrs, a) }

func (u *Unknown) element(c *reader) { u.Elements = append(u.Elements, element(c)) }

// odd keeps an element of which the model takes text and the attributes known alone,
// when it has other attributes.
func (u *Unknown) odd(c *reader, known ...Text) {
	n := c.AttrCount()
	for _, k := range known {
		if k != nil {
			n--
		}
	}
	if n > 0 {
		u.element(c)
	}
}

// empty is odd for an element that has no content in the model either.
func (u *Unknown) empty(c *reader, known ...Text) {
	if !c.Text().Blank() {
		u.element(c)
		return
	}
	u.odd(c, known...)
}

func element(c *reader) Element { return Element{Offset: c.Offset(), Raw: c.Raw()} }

func (b *Benchmark) read(c *reader) {
	for a := range c.Attrs() {
		switch attrName(a) {
		case "id":
			b.ID = a.Value
		case "xml:lang":
			b.Lang = a.Value
		case "resolved":
			b.Resolved = a.Value
		case "style":
			b.Style = a.Value
		case "style-href":
			b.StyleHref = a.Value
		default:
			b.attr(a)
		}
	}
	for kids := c.Children(); kids.Next(); {
		b.readChild(c, own(c))
	}
}

// readChild reads one child, in the order of the schema.
func (b *Benchmark) readChild(c *reader, name string) {
	switch name {
	case "status":
		b.Status = append(b.Status, readStatus(c, &b.Unknown))
	case "title":
		readLocalized(c, name, &b.Title, &b.Also, &b.Unknown)
	case "description":
		readLocalized(c, name, &b.Description, &b.Also, &b.Unknown)
	case "notice":
		n := Notice{c.Attr("id"), lang(c), c.Text()}
		b.odd(c, n.ID, n.Lang)
		b.Notice = append(b.Notice, n)
	case "front-matter":
		b.FrontMatter = append(b.FrontMatter, localized(c, name, &b.Unknown))
	case "rear-matter":
		b.RearMatter = append(b.RearMatter, localized(c, name, &b.Unknown))
	case "reference":
		b.Reference = append(b.Reference, readReference(c))
	case "plain-text":
		p := PlainText{c.Attr("id"), c.Text()}
		b.odd(c, p.ID)
		b.PlainText = append(b.PlainText, p)
	case "platform":
		b.Platform = append(b.Platform, readPlatform(c, &b.Unknown))
	case "version":
		readVersion(c, &b.Version, &b.Unknown)
	case "metadata":
		b.Metadata = append(b.Metadata, c.Raw())
	case "model":
		b.Model = append(b.Model, readModel(c, &b.Unknown))
	case "Profile":
		b.Profile = append(b.Profile, readProfile(c, b.selects()))
	case "Value":
		b.Value = append(b.Value, readValue(c))
	case "Group":
		b.Children = append(b.Children, Child{Group: readGroup(c)})
	case "Rule":
		b.Children = append(b.Children, Child{Rule: readRule(c)})
	case "TestResult":
		b.TestResult = append(b.TestResult, TestResult{c.Attr("id"), c.Offset(), c.Raw()})
	default:
		b.element(c)
	}
}

// selects is how many select elements the Profile read last has: those of one
// benchmark have as many, and knowing it saves growing the list.
func (b *Benchmark) selects() int {
	if n := len(b.Profile); n > 0 {
		return len(b.Profile[n-1].Select)
	}
	return 0
}

func lang(c *reader) Text { return c.AttrNS(xmlSpace, "lang") }

func localized(c *reader, name string, u *Unknown) Localized {
	l := Localized{name, lang(c), c.Attr("override"), c.Text()}
	u.odd(c, l.Lang, l.Override)
	return l
}

// readLocalized reads an element that may be repeated per language: the first text
// goes to first; what is more than that, to also.
func readLocalized(c *reader, name string, first *Text, also *[]Localized, u *Unknown) {
	l := localized(c, name, u)
	if *first == nil {
		*first = l.Text
		if l.Lang == nil && l.Override == nil {
			return
		}
	}
	*also = append(*also, l)
}

func readStatus(c *reader, u *Unknown) Status {
	s := Status{Date: c.Attr("date"), Value: c.Text()}
	u.odd(c, s.Date)
	return s
}

// readVersion sets v, unless an earlier version did.
func readVersion(c *reader, v *Version, u *Unknown) {
	if v.Text != nil {
		u.element(c)
		return
	}
	*v = Version{Time: c.Attr("time"), Update: c.Attr("update"), Text: c.Text()}
	u.odd(c, v.Time, v.Update)
}

func readPlatform(c *reader, u *Unknown) Platform {
	p := Platform{IDRef: c.Attr("idref"), Override: c.Attr("override")}
	u.empty(c, p.IDRef, p.Override)
	return p
}

func readModel(c *reader, u *Unknown) Model {
	m := Model{System: c.Attr("system")}
	for kids := c.Children(); kids.Next(); {
		m.Param = append(m.Param, element(c))
	}
	u.odd(c, m.System)
	return m
}

func readReference(c *reader) Reference {
	r := Reference{}
	for a := range c.Attrs() {
		if attrName(a) == "href" {
			r.Href = a.Value
		} else {
			r.attr(a)
		}
	}
	for kids := c.Children(); kids.Next(); {
		r.readChild(c)
	}
	r.Text = c.Text()
	return r
}

func (r *Reference) readChild(c *reader) {
	field := r.field(c)
	if field == nil || *field != nil {
		r.element(c)
		return
	}
	*field = c.Text()
}

// field is where the current element of a reference goes, nil when it is not known.
func (r *Reference) field(c *reader) *Text {
	if c.Space() != dublinCore {
		return nil
	}
	switch c.Local() {
	case "title":
		return &r.Title
	case "publisher":
		return &r.Publisher
	case "source":
		return &r.Source
	case "subject":
		return &r.Subject
	case "type":
		return &r.Type
	case "identifier":
		return &r.Identifier
	}
	return nil
}

// notBenchmark says what the root is instead.
func notBenchmark(c *xmlio.Cursor, space string) *diag.Error {
	if c.Local() == "Benchmark" {
		e := c.Errorf("the Benchmark is of namespace %q; want %q or %q", space, Namespace11, Namespace12)
		e.Hint = "only XCCDF 1.1 and 1.2 are read"
		return e
	}
	e := c.Errorf("the root element is %q; want an XCCDF Benchmark", c.Local())
	e.Path = ""
	e.Hint = rootHint(c.Local())
	return e
}

// rootHint names the file that people mistake for a benchmark, by its root.
func rootHint(root string) string {
	switch root {
	case "CHECKLIST":
		return "this is a .ckl checklist; give the benchmark it was made from"
	case "TestResult":
		return "this is a result of an XCCDF scan; give the benchmark it was made from"
	case "data-stream-collection":
		return "this is a SCAP data stream; its benchmark is inside"
	case "oval_definitions":
		return "these are OVAL definitions; the benchmark is the file beside them that ends in -xccdf.xml"
	case "Tailoring":
		return "this is a tailoring; give the benchmark it tailors"
	case "html", "HTML":
		return "this looks like an HTML page; the download probably went to a login page"
	}
	return ""
}

// stylesheet is the href of the first xml-stylesheet instruction.
func stylesheet(leading []xmlio.Misc) Text {
	for _, m := range leading {
		if m.Target == "xml-stylesheet" {
			return pseudoAttr(string(m.Body), "href")
		}
	}
	return nil
}

// pseudoAttr is the value of name in the body of an instruction
// (Associating Style Sheets with XML documents, section 3).
func pseudoAttr(body, name string) Text {
	for body != "" {
		key, rest, ok := strings.Cut(body, "=")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		value, after, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			return nil
		}
		if strings.TrimSpace(key) == name {
			return Text(value)
		}
		body = after
	}
	return nil
}
