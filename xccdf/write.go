package xccdf

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// Write is b as a document: every element, attribute and text that Read found, in
// the order of the schema. Comments and instructions but that of the stylesheet are
// not part of the model. An element with an Unknown entry that has its Field is
// written from there; drop the entry to have the field written.
func (b *Benchmark) Write() ([]byte, error) {
	w := &writer{Writer: xmlio.NewWriter("  "), scope: b.Namespaces}
	if b.Prefix != "" {
		w.prefix = b.Prefix + ":"
	}
	w.Declaration()
	if b.Stylesheet != nil {
		w.RawElement(stylesheetInstruction(b.Stylesheet))
	}
	b.write(w)
	data, err := w.Bytes()
	if w.err != nil {
		err = w.err
	}
	if err != nil {
		return nil, fmt.Errorf("benchmark %q: %w", b.ID.String(), err)
	}
	return append(data, '\n'), nil
}

// stylesheetInstruction is the instruction whose href has the source href.
func stylesheetInstruction(href Text) []byte {
	quote := `"`
	if strings.Contains(string(href), quote) {
		quote = `'`
	}
	return []byte(`<?xml-stylesheet type="text/xsl" href=` + quote + string(href) + quote + `?>`)
}

// writer writes one benchmark.
type writer struct {
	*xmlio.Writer
	prefix string // of every element, with its colon
	scope  []Namespace
	err    error // the first of our own
}

// attrs are attributes to be written.
type attrs []xmlio.Pair

// add adds the attribute name, unless it is absent.
func (l attrs) add(name string, value Text) attrs {
	if value == nil {
		return l
	}
	return append(l, xmlio.Pair{Name: name, Value: value.String()})
}

// root starts the root element, with the declarations everything relies on.
func (w *writer) root(b *Benchmark, list attrs) {
	var all attrs
	found := false
	for _, n := range b.Namespaces {
		if n.Prefix == b.Prefix {
			found = true
			if n.URI != b.Namespace {
				w.fail("prefix %q is declared as %q; want %q", n.Prefix, n.URI, b.Namespace)
			}
		}
		if n.URI != "" {
			all = append(all, declaration(n))
		}
	}
	if !found {
		n := Namespace{Prefix: b.Prefix, URI: b.Namespace}
		w.scope = append(w.scope[:len(w.scope):len(w.scope)], n)
		all = append(all, declaration(n))
	}
	w.StartElement(w.prefix+"Benchmark", w.others(append(all, list...), b.Attrs)...)
}

// declaration is the attribute that declares n.
func declaration(n Namespace) xmlio.Pair {
	if n.Prefix == "" {
		return xmlio.Pair{Name: "xmlns", Value: n.URI}
	}
	return xmlio.Pair{Name: "xmlns:" + n.Prefix, Value: n.URI}
}

// start starts an element; more are the attributes the model does not know.
func (w *writer) start(name string, list attrs, more []Attr) {
	w.scope = append(w.scope, declared(more)...)
	for _, n := range declared(more) {
		if n.Prefix+":" == w.prefix || n.Prefix == w.prefix {
			w.redeclared(n)
		}
	}
	w.StartElement(w.prefix+name, w.others(list, more)...)
}

// end ends the element that was started with more.
func (w *writer) end(more []Attr) {
	w.scope = w.scope[:len(w.scope)-len(declared(more))]
	w.EndElement()
}

// redeclared refuses n when it gives the prefix of our own elements another meaning.
func (w *writer) redeclared(n Namespace) {
	if n.URI != Namespace11 && n.URI != Namespace12 {
		w.fail("prefix %q is declared a second time, as %q; want it to stay what it is at the root", n.Prefix, n.URI)
	}
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// declared are the declarations among list.
func declared(list []Attr) []Namespace {
	var found []Namespace
	for _, a := range list {
		switch {
		case a.Space == "xmlns":
			found = append(found, Namespace{Prefix: a.Local, URI: a.Value.String()})
		case a.Space == "" && a.Local == "xmlns":
			found = append(found, Namespace{URI: a.Value.String()})
		}
	}
	return found
}

// others adds the attributes that the model does not know.
func (w *writer) others(list attrs, more []Attr) attrs {
	for _, a := range more {
		switch a.Space {
		case "":
			list = list.add(a.Local, a.Value)
		case "xmlns":
			list = list.add("xmlns:"+a.Local, a.Value)
		case xmlSpace:
			list = list.add("xml:"+a.Local, a.Value)
		default:
			prefix, ok := w.prefixOf(a.Space)
			if !ok {
				w.fail("attribute %q is of namespace %q, for which no prefix is declared", a.Local, a.Space)
			}
			list = list.add(prefix+":"+a.Local, a.Value)
		}
	}
	return list
}

// prefixOf is a prefix, not the empty one, that stands for uri at this place.
func (w *writer) prefixOf(uri string) (string, bool) {
	for i := len(w.scope) - 1; i >= 0; i-- {
		if n := w.scope[i]; n.URI == uri && n.Prefix != "" && !hidden(n.Prefix, w.scope[i+1:]) {
			return n.Prefix, true
		}
	}
	return "", false
}

// hidden reports whether one of inner gives prefix another meaning.
func hidden(prefix string, inner []Namespace) bool {
	for _, n := range inner {
		if n.Prefix == prefix {
			return true
		}
	}
	return false
}

// kept writes the source of the index-th element name of u, when u has it.
func (w *writer) kept(u *Unknown, name string, index int) bool {
	for _, e := range u.Elements {
		if e.Field == name && e.Index == index {
			w.RawElement(e.Raw)
			return true
		}
	}
	return false
}

// leaf writes an element that holds text alone, the index-th of its name in u.
func (w *writer) leaf(u *Unknown, name string, index int, text Text, list attrs) {
	if !w.kept(u, name, index) {
		w.text(name, text, list, nil)
	}
}

// text writes an element that holds text alone.
func (w *writer) text(name string, text Text, list attrs, more []Attr) {
	w.start(name, list, more)
	w.Raw(text)
	w.end(more)
}

// localized writes an element that may be repeated per language.
func (w *writer) localized(u *Unknown, name string, first Text, also []Localized) {
	var list []Localized
	for _, l := range also {
		if l.Element == name {
			list = append(list, l)
		}
	}
	if len(list) == 0 && first != nil {
		list = []Localized{{Text: first}}
	}
	w.languages(u, name, list)
}

// languages writes elements name, each with its language.
func (w *writer) languages(u *Unknown, name string, list []Localized) {
	for i, l := range list {
		w.leaf(u, name, i, l.Text, attrs{}.add("xml:lang", l.Lang).add("override", l.Override))
	}
}

// dublinCore writes the part name of a reference, unless it is absent.
func (w *writer) dublinCore(u *Unknown, name string, text Text) {
	if text == nil || w.kept(u, name, 0) {
		return
	}
	prefix, ok := w.prefixOf(dublinCore)
	if ok {
		w.StartElement(prefix + ":" + name)
	} else {
		w.StartElement("dc:"+name, xmlio.Pair{Name: "xmlns:dc", Value: dublinCore})
	}
	w.Raw(text)
	w.EndElement()
}

// elements writes the source of elements.
func (w *writer) elements(list []Element) {
	for _, e := range list {
		w.RawElement(e.Raw)
	}
}

// sources writes metadata elements.
func (w *writer) sources(list [][]byte) {
	for _, raw := range list {
		w.RawElement(raw)
	}
}

// unknown writes what u has and no field does, of it what is asked for; all when
// only is nil.
func (w *writer) unknown(u *Unknown, only func(raw []byte) bool) {
	for _, e := range u.Elements {
		if e.Field == "" && (only == nil || only(e.Raw)) {
			w.RawElement(e.Raw)
		}
	}
}

// platformDefinition reports whether raw defines platforms, which stands before the
// references to them (XCCDF, Benchmark element).
func platformDefinition(raw []byte) bool {
	switch xmlio.RootOf(raw) {
	case "platform-specification", "Platform-Specification", "platform-definitions", "cpe-list":
		return true
	}
	return false
}
