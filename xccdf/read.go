package xccdf

import (
	"bytes"
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

// keepAttr adds an attribute that is not in the model, or a namespace declaration.
func keepAttr(list []Attr, a xmlio.Attr) []Attr {
	return append(list, Attr{Space: a.Space, Local: a.Local, Value: a.Value, Offset: a.Offset})
}

func declares(a xmlio.Attr) bool { return a.Space == "xmlns" || a.Space == "" && a.Local == "xmlns" }

func (u *Unknown) attr(a xmlio.Attr) { u.Attrs = keepAttr(u.Attrs, a) }

func (u *Unknown) element(c *reader) { u.Elements = append(u.Elements, element(c)) }

// odd keeps an element of which a field has text and the attributes known alone, as
// its index-th, when it has other attributes.
func (u *Unknown) odd(c *reader, index int, known ...Text) {
	n := c.AttrCount()
	for _, k := range known {
		if k != nil {
			n--
		}
	}
	if n > 0 {
		u.partly(c, index)
	}
}

// empty is odd for an element that has no content in the model either.
func (u *Unknown) empty(c *reader, index int, known ...Text) {
	if !c.Text().Blank() {
		u.partly(c, index)
		return
	}
	u.odd(c, index, known...)
}

// partly keeps an element that a field has in part, as its index-th.
func (u *Unknown) partly(c *reader, index int) {
	e := element(c)
	e.Field, e.Index = c.Local(), index
	u.Elements = append(u.Elements, e)
}

func element(c *reader) Element { return Element{Offset: c.Offset(), Raw: c.Raw()} }

func (b *Benchmark) read(c *reader) {
	b.readAttrs(c)
	for kids := c.Children(); kids.Next(); {
		b.readChild(c, own(c))
	}
}

// readHead is read up to the first Profile, Value, Group, Rule or TestResult; false when
// there is none.
func (b *Benchmark) readHead(c *reader) bool {
	b.readAttrs(c)
	for kids := c.Children(); kids.Next(); {
		switch name := own(c); name {
		case "Profile", "Value", "Group", "Rule", "TestResult":
			return true
		default:
			b.readChild(c, name)
		}
	}
	return false
}

func (b *Benchmark) readAttrs(c *reader) {
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
			if !declares(a) { // those are in Namespaces
				b.attr(a)
			}
		}
	}
}

// readChild reads one child, in the order of the schema.
func (b *Benchmark) readChild(c *reader, name string) {
	switch name {
	case "status":
		b.Status = append(b.Status, readStatus(c, len(b.Status), &b.Unknown))
	case "title":
		readLocalized(c, name, &b.Title, &b.Also, &b.Unknown)
	case "description":
		readLocalized(c, name, &b.Description, &b.Also, &b.Unknown)
	case "notice":
		n := Notice{c.Attr("id"), lang(c), c.Text()}
		b.odd(c, len(b.Notice), n.ID, n.Lang)
		b.Notice = append(b.Notice, n)
	case "front-matter":
		b.FrontMatter = append(b.FrontMatter, localized(c, name, len(b.FrontMatter), &b.Unknown))
	case "rear-matter":
		b.RearMatter = append(b.RearMatter, localized(c, name, len(b.RearMatter), &b.Unknown))
	case "reference":
		b.Reference = append(b.Reference, readReference(c))
	case "plain-text":
		p := PlainText{c.Attr("id"), c.Text()}
		b.odd(c, len(b.PlainText), p.ID)
		b.PlainText = append(b.PlainText, p)
	case "platform":
		b.Platform = append(b.Platform, readPlatform(c, len(b.Platform), &b.Unknown))
	case "version":
		readVersion(c, &b.Version, &b.Unknown)
	case "metadata":
		b.Metadata = append(b.Metadata, c.Raw())
	case "model":
		b.Model = append(b.Model, readModel(c, len(b.Model), &b.Unknown))
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

// write writes b, in the order of the schema; what no field has comes last.
func (b *Benchmark) write(w *writer) {
	w.root(b, attrs{}.add("id", b.ID).add("xml:lang", b.Lang).add("resolved", b.Resolved).
		add("style", b.Style).add("style-href", b.StyleHref))
	u := &b.Unknown
	writeStatuses(w, u, b.Status)
	w.localized(u, "title", b.Title, b.Also)
	w.localized(u, "description", b.Description, b.Also)
	for i, n := range b.Notice {
		w.leaf(u, "notice", i, n.Text, attrs{}.add("id", n.ID).add("xml:lang", n.Lang))
	}
	w.languages(u, "front-matter", b.FrontMatter)
	w.languages(u, "rear-matter", b.RearMatter)
	for i := range b.Reference {
		b.Reference[i].write(w)
	}
	for i, p := range b.PlainText {
		w.leaf(u, "plain-text", i, p.Text, attrs{}.add("id", p.ID))
	}
	w.unknown(u, platformDefinition)
	writePlatforms(w, u, b.Platform)
	b.Version.write(w, u)
	w.sources(b.Metadata)
	for i := range b.Model {
		b.Model[i].write(w, u, i)
	}
	b.writeItems(w)
	w.unknown(u, func(raw []byte) bool { return !platformDefinition(raw) })
	w.EndElement()
}

// writeItems writes the larger children of b.
func (b *Benchmark) writeItems(w *writer) {
	for _, p := range b.Profile {
		p.write(w)
	}
	for _, v := range b.Value {
		v.write(w)
	}
	writeChildren(w, b.Children)
	for _, r := range b.TestResult {
		w.RawElement(r.Raw)
	}
}

// writeChildren writes Groups and Rules in their order.
func writeChildren(w *writer, children []Child) {
	for _, ch := range children {
		if ch.Group != nil {
			ch.Group.write(w)
		} else {
			ch.Rule.write(w)
		}
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

func localized(c *reader, name string, index int, u *Unknown) Localized {
	l := Localized{name, lang(c), c.Attr("override"), c.Text()}
	u.odd(c, index, l.Lang, l.Override)
	return l
}

// readLocalized reads an element that may be repeated per language: the first text
// goes to first; when there are several, or the one has attributes, all go to also.
func readLocalized(c *reader, name string, first *Text, also *[]Localized, u *Unknown) {
	if *first != nil {
		readAlso(c, name, *first, also, u)
		return
	}
	l := localized(c, name, 0, u)
	*first = l.Text
	if l.Lang != nil || l.Override != nil {
		*also = append(*also, l)
	}
}

// readAlso reads a further element of one name.
func readAlso(c *reader, name string, first Text, also *[]Localized, u *Unknown) {
	n := 0
	for _, l := range *also {
		if l.Element == name {
			n++
		}
	}
	if n == 0 {
		*also = append(*also, Localized{Element: name, Text: first})
		n = 1
	}
	*also = append(*also, localized(c, name, n, u))
}

func readStatus(c *reader, index int, u *Unknown) Status {
	s := Status{Date: c.Attr("date"), Value: c.Text()}
	u.odd(c, index, s.Date)
	return s
}

func writeStatuses(w *writer, u *Unknown, list []Status) {
	for i, s := range list {
		w.leaf(u, "status", i, s.Value, attrs{}.add("date", s.Date))
	}
}

// readVersion sets v, unless an earlier version did.
func readVersion(c *reader, v *Version, u *Unknown) {
	if v.Text != nil {
		u.element(c)
		return
	}
	*v = Version{Time: c.Attr("time"), Update: c.Attr("update"), Text: c.Text()}
	u.odd(c, 0, v.Time, v.Update)
}

func (v *Version) write(w *writer, u *Unknown) {
	if v.Text != nil {
		w.leaf(u, "version", 0, v.Text, attrs{}.add("time", v.Time).add("update", v.Update))
	}
}

func readPlatform(c *reader, index int, u *Unknown) Platform {
	p := Platform{IDRef: c.Attr("idref"), Override: c.Attr("override")}
	u.empty(c, index, p.IDRef, p.Override)
	return p
}

func writePlatforms(w *writer, u *Unknown, list []Platform) {
	for i, p := range list {
		w.leaf(u, "platform", i, nil, attrs{}.add("idref", p.IDRef).add("override", p.Override))
	}
}

func readModel(c *reader, index int, u *Unknown) Model {
	m := Model{System: c.Attr("system")}
	for kids := c.Children(); kids.Next(); {
		m.Param = append(m.Param, element(c))
	}
	u.odd(c, index, m.System)
	return m
}

func (m *Model) write(w *writer, u *Unknown, index int) {
	if w.kept(u, "model", index) {
		return
	}
	w.start("model", attrs{}.add("system", m.System), nil)
	w.elements(m.Param)
	w.end(nil)
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
	last, mixed := 0, false
	for kids := c.Children(); kids.Next(); {
		if start := c.Offset(); last > 0 && !Text(c.Data()[last:start]).Blank() {
			mixed = true
		}
		r.readChild(c)
		_, _, _, last = c.Extent()
	}
	r.readText(c, last, mixed)
	return r
}

// readText keeps the content when there is text in it: between the children
// (mixed), before the first or after the last, which ends at last.
func (r *Reference) readText(c *reader, last int, mixed bool) {
	text := c.Text()
	if text == nil {
		return
	}
	_, body, bodyEnd, _ := c.Extent()
	first := bytes.IndexByte(text, '<')
	if last == 0 || mixed || first > 0 && !text[:first].Blank() || !Text(c.Data()[max(last, body):bodyEnd]).Blank() {
		r.Text = text
	}
}

func (r *Reference) readChild(c *reader) {
	field := r.field(c)
	if field == nil || *field != nil {
		r.element(c)
		return
	}
	*field = c.Text()
	r.odd(c, 0)
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

// write writes the text when there is some: it has the elements too.
func (r *Reference) write(w *writer) {
	w.start("reference", attrs{}.add("href", r.Href), r.Attrs)
	if r.Text != nil {
		w.Raw(r.Text)
	} else {
		for _, part := range []struct {
			name string
			text Text
		}{
			{"title", r.Title}, {"publisher", r.Publisher}, {"type", r.Type},
			{"subject", r.Subject}, {"identifier", r.Identifier}, {"source", r.Source},
		} {
			w.dublinCore(&r.Unknown, part.name, part.text)
		}
		w.unknown(&r.Unknown, nil)
	}
	w.end(r.Attrs)
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
