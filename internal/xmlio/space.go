package xmlio

import (
	"bytes"
	"slices"
)

// xmlSpace is what the prefix xml always stands for (Namespaces in XML 1.0, section 3).
const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// binding is one namespace declaration.
type binding struct {
	prefix []byte // empty for the default namespace
	uri    string
}

// declare takes the declaration a into scope.
func (c *Cursor) declare(a attr) bool {
	if len(c.spaces) >= c.lim.Namespaces {
		return c.refuse(TooLarge, a.start, "more than %d namespace declarations are in scope; the limit is %d (Namespaces)",
			c.lim.Namespaces, c.lim.Namespaces)
	}
	var prefix []byte
	if a.local != a.start {
		prefix = c.data[a.local:a.nameEnd]
	}
	uri := c.valueOf(&a).String()
	switch {
	case string(prefix) == "xmlns", uri == xmlnsSpace, (string(prefix) == "xml") != (uri == xmlSpace):
		return c.refuse(Reserved, a.start, "prefix %q declared as %q; the names of XML itself are reserved", short(string(prefix)), short(uri))
	case prefix != nil && uri == "":
		return c.refuse(Reserved, a.start, "prefix %q declared as nothing; only the default namespace may be", short(string(prefix)))
	}
	c.spaces = append(c.spaces, binding{prefix, uri})
	if prefix == nil {
		c.unnamed = uri
	}
	return true
}

// undeclare takes the declarations from the n-th on out of scope.
func (c *Cursor) undeclare(n int) {
	if n == len(c.spaces) {
		return
	}
	c.spaces = c.spaces[:n]
	c.unnamed, _ = c.lookup(nil)
}

// Namespace is one declaration; Prefix is "" for that of the default namespace.
type Namespace struct{ Prefix, URI string }

// InScope are the declarations that hold in the current element, each prefix once,
// in the order in which they were first made.
func (c *Cursor) InScope() []Namespace { return inScope(c.spaces) }

// Inherited are those of InScope that the current element does not make itself.
func (c *Cursor) Inherited() []Namespace {
	own := c.spaces[c.top().space:]
	var list []Namespace
	for _, n := range inScope(c.spaces[:c.top().space]) {
		if !slices.ContainsFunc(own, func(b binding) bool { return string(b.prefix) == n.Prefix }) {
			list = append(list, n)
		}
	}
	return list
}

func inScope(spaces []binding) []Namespace {
	var list []Namespace
	for _, b := range spaces {
		n := Namespace{string(b.prefix), b.uri}
		if i := slices.IndexFunc(list, func(m Namespace) bool { return m.Prefix == n.Prefix }); i >= 0 {
			list[i] = n
		} else {
			list = append(list, n)
		}
	}
	return list
}

// Standalone is the element raw, as Cursor.Raw gave it, with the declarations of
// inherited, as Cursor.Inherited gave them, added: a document of its own. Without
// any it is raw itself.
func Standalone(raw []byte, inherited []Namespace) []byte {
	end := 1
	for end < len(raw) && isNameByte(raw[end]) {
		end++
	}
	var add []byte
	for _, n := range inherited {
		if n.Prefix == "" && n.URI == "" {
			continue // none is what a document begins with
		}
		add = append(add, " xmlns"...)
		if n.Prefix != "" {
			add = append(append(add, ':'), n.Prefix...)
		}
		add = append(appendValue(append(add, `="`...), n.URI), '"')
	}
	if len(add) == 0 {
		return raw
	}
	doc := make([]byte, 0, len(raw)+len(add))
	return append(append(append(doc, raw[:end]...), add...), raw[end:]...)
}

// lookup is the namespace that prefix stands for at this place.
func (c *Cursor) lookup(prefix []byte) (uri string, ok bool) {
	for i := len(c.spaces) - 1; i >= 0; i-- {
		if bytes.Equal(c.spaces[i].prefix, prefix) {
			return c.spaces[i].uri, true
		}
	}
	if string(prefix) == "xml" {
		return xmlSpace, true
	}
	return "", len(prefix) == 0
}

// prefixes checks the prefixes of f and of its attributes, once all its
// declarations are in scope, and looks for attributes that are one by namespace.
func (c *Cursor) prefixes(f *frame) bool {
	if f.local == f.start+1 {
		if string(c.data[f.local:f.nameEnd]) == "xmlns" {
			return c.refuse(Reserved, f.start, "element named %q; the names of XML itself are reserved", "xmlns")
		}
	} else if !c.known(c.prefix(f.start+1, f.local), f.start+1) {
		return false
	}
	own := c.attrs[f.attr:]
	for i := range own {
		a := &own[i]
		if a.local == a.start || string(c.prefix(a.start, a.local)) == "xmlns" {
			continue
		}
		if !c.known(c.prefix(a.start, a.local), a.start) || !c.distinct(own[:i], a) {
			return false
		}
	}
	return true
}

func (c *Cursor) known(prefix []byte, offset int) bool {
	if _, ok := c.lookup(prefix); !ok {
		return c.refuse(Prefix, offset, "prefix %q is not declared; want xmlns:%s=\"...\"", short(string(prefix)), short(string(prefix)))
	}
	return true
}

// distinct refuses a when one of earlier has the same local name and namespace
// under another prefix.
func (c *Cursor) distinct(earlier []attr, a *attr) bool {
	for i := range earlier {
		b := &earlier[i]
		if b.local == b.start || !bytes.Equal(c.data[a.local:a.nameEnd], c.data[b.local:b.nameEnd]) {
			continue
		}
		if c.attrSpace(a) == c.attrSpace(b) {
			return c.refuse(DuplicateAttr, a.start, "attribute %q is given twice, under two prefixes", short(string(c.data[a.local:a.nameEnd])))
		}
	}
	return true
}
