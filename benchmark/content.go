package benchmark

import "github.com/stigwright/stigwright/xccdf"

// Content is a document that the checks of a benchmark refer to by Href: OVAL
// definitions as a rule, also a questionnaire or a script.
type Content struct {
	Href    string // as check-content-ref has it
	ID      string // of the component of a data stream; "" for a file
	Root    string // local name of its root element, such as oval_definitions; "" when it is not in the file
	Address string // of the other file then

	data      []byte // of a file
	component *xccdf.Component
}

// Document is the source, a document of its own; nil when it is not in the file.
func (c *Content) Document() []byte {
	if c.component != nil {
		return c.component.Document()
	}
	return c.data
}

// ContentOf is the document that href names, nil when there is none of that name.
func (b *Benchmark) ContentOf(href string) *Content {
	for i := range b.Content {
		if b.Content[i].Href == href {
			return &b.Content[i]
		}
	}
	return nil
}

// Dictionary is a CPE dictionary and what its checks are written in.
type Dictionary struct {
	Content
	Checks []Content
}

// dictionaries are the CPE dictionaries of a data stream, as far as they are in the file.
func dictionaries(col *xccdf.Collection, s *xccdf.Stream) []Dictionary {
	var list []Dictionary
	for i := range s.Dictionaries {
		ref := &s.Dictionaries[i]
		if c := col.Component(ref); c != nil && c.Root == "cpe-list" {
			list = append(list, Dictionary{Content{ID: c.ID.String(), Root: c.Root, component: c}, linked(col, s, ref)})
		}
	}
	return list
}

// linked is what the benchmark that ref of s refers to can name.
func linked(col *xccdf.Collection, s *xccdf.Stream, ref *xccdf.ComponentRef) []Content {
	var list []Content
	for _, l := range col.Linked(s, ref) {
		c := Content{Href: l.Name, Address: l.Address, component: l.Component}
		if l.Component != nil {
			c.ID, c.Root = l.Component.ID.String(), l.Component.Root
		}
		list = append(list, c)
	}
	return list
}

// names reports whether a check of b refers to href.
func (b *Benchmark) names(href string) bool {
	for i := range b.Items {
		for _, check := range b.Items[i].Rule.Check {
			for _, ref := range check.ContentRef {
				if ref.Href.String() == href {
					return true
				}
			}
		}
	}
	return false
}
