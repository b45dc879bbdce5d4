package xccdf

import (
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// The namespaces of a collection and of what it is made of (NIST SP 800-126
// revision 3, section 3.1). SCAP 1.2 and 1.3 share that of the source data stream.
const (
	NamespaceDataStream = "http://scap.nist.gov/schema/scap/source/1.2"
	namespaceCatalog    = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
	namespaceXLink      = "http://www.w3.org/1999/xlink"
)

// MaxComponents is 10,000 components, references and catalog entries of one
// collection. Published ones have under 100.
const MaxComponents = 10_000

// Collection is a SCAP source data stream collection: XCCDF benchmarks and the
// documents they need, in one file (NIST SP 800-126 revision 3, section 3.1).
type Collection struct {
	ID         Text
	Streams    []Stream
	Components []Component
}

// Stream is one data stream: which components belong together.
type Stream struct {
	ID        Text
	UseCase   Text // such as CONFIGURATION
	Version   Text // scap-version, such as 1.3
	Timestamp Text

	Dictionaries []ComponentRef
	Checklists   []ComponentRef
	Checks       []ComponentRef
	Extended     []ComponentRef
}

// ComponentRef names a component and says what the component's own references mean.
type ComponentRef struct {
	ID      Text
	Href    Text // "#" and the id of a component, or the address of another file
	Catalog []CatalogEntry
	offset  int
}

// CatalogEntry says that a document called Name by a component is the one that URI
// refers to: "#" and the id of a ComponentRef, or the address of another file.
type CatalogEntry struct {
	Name, URI Text
	offset    int
}

// Component is one document of a collection.
type Component struct {
	ID        Text
	Timestamp Text
	Root      string     // local name of the document's root, such as oval_definitions
	Space     string     // its namespace
	Offset    int        // of the root in the collection, without a byte order mark
	Raw       []byte     // the root, whole; prefixes in it may be declared around it
	Benchmark *Benchmark // the document, when it is an XCCDF benchmark; else nil
	inherited []xmlio.Namespace
}

// Document is the component as a document of its own.
func (c *Component) Document() []byte { return xmlio.Standalone(c.Raw, c.inherited) }

// ReadCollection reads the collection in data; file is its name for messages.
// Benchmarks are read whole; of the other components the extent is taken and the
// syntax checked. A reference to a component that is not there is an error.
// data must not change afterwards.
func ReadCollection(file string, data []byte) (*Collection, error) {
	c, err := xmlio.Parse(file, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, err
	}
	if c.Local() != "data-stream-collection" || c.Space() != NamespaceDataStream {
		e := c.Errorf("the root element is %q of namespace %q; want data-stream-collection of %q", c.Local(), c.Space(), NamespaceDataStream)
		e.Path = ""
		return nil, e
	}
	r := streamReader{Cursor: c}
	col := r.collection()
	if err := c.End(); err != nil {
		return nil, err
	}
	return col, r.check(col)
}

// streamReader is the cursor of one collection.
type streamReader struct {
	*xmlio.Cursor
	parts int
}

// count counts a component, reference or catalog entry.
func (r *streamReader) count() {
	if r.parts++; r.parts > MaxComponents {
		_ = r.Fail(r.Errorf("the collection has more than %d components and references; the limit is %d (MaxComponents)", MaxComponents, MaxComponents))
	}
}

// own is the local name of the current element when it is of the collection, else "".
func (r *streamReader) own() string {
	if r.Space() == NamespaceDataStream {
		return r.Local()
	}
	return ""
}

func (r *streamReader) collection() *Collection {
	col := &Collection{ID: r.Attr("id")}
	for kids := r.Children(); kids.Next(); {
		switch r.own() {
		case "data-stream":
			r.count()
			col.Streams = append(col.Streams, r.stream())
		case "component", "extended-component":
			r.count()
			col.Components = append(col.Components, r.component())
		}
	}
	return col
}

func (r *streamReader) stream() Stream {
	s := Stream{ID: r.Attr("id"), UseCase: r.Attr("use-case"), Version: r.Attr("scap-version"), Timestamp: r.Attr("timestamp")}
	for kids := r.Children(); kids.Next(); {
		switch r.own() {
		case "dictionaries":
			s.Dictionaries = r.refs(s.Dictionaries)
		case "checklists":
			s.Checklists = r.refs(s.Checklists)
		case "checks":
			s.Checks = r.refs(s.Checks)
		case "extended-components":
			s.Extended = r.refs(s.Extended)
		}
	}
	return s
}

func (r *streamReader) refs(list []ComponentRef) []ComponentRef {
	for kids := r.Children(); kids.Next(); {
		if r.own() != "component-ref" {
			continue
		}
		r.count()
		ref := ComponentRef{ID: r.Attr("id"), Href: r.AttrNS(namespaceXLink, "href"), offset: r.Offset()}
		for kids := r.Children(); kids.Next(); {
			if r.Local() == "catalog" && r.Space() == namespaceCatalog {
				ref.Catalog = r.catalog(ref.Catalog)
			}
		}
		list = append(list, ref)
	}
	return list
}

func (r *streamReader) catalog(list []CatalogEntry) []CatalogEntry {
	for kids := r.Children(); kids.Next(); {
		if r.Local() == "uri" && r.Space() == namespaceCatalog {
			r.count()
			list = append(list, CatalogEntry{r.Attr("name"), r.Attr("uri"), r.Offset()})
		}
	}
	return list
}

// component reads a component, which holds one element.
func (r *streamReader) component() Component {
	comp := Component{ID: r.Attr("id"), Timestamp: r.Attr("timestamp")}
	for kids := r.Children(); kids.Next(); {
		if comp.Root != "" {
			_ = r.Fail(r.Errorf("a second element in component %q; want one", comp.ID))
			return comp
		}
		comp.Root, comp.Space, comp.Offset, comp.inherited = r.Local(), r.Space(), r.Offset(), r.Inherited()
		if comp.Root == "Benchmark" {
			b, err := ReadFrom(r.Cursor)
			for _, e := range diag.Each(err) {
				_ = r.Fail(e)
			}
			comp.Benchmark = b
		}
		comp.Raw = r.Raw()
	}
	return comp
}

// check demands that every reference within the collection leads somewhere.
func (r *streamReader) check(col *Collection) error {
	var problems diag.List
	known := map[string]bool{}
	for i := range col.Components {
		id := col.Components[i].ID.String()
		if known[id] {
			problems = append(problems, r.ErrorAt(col.Components[i].Offset, "a second component has the id %q; want each once", id))
		}
		known[id] = true
	}
	for i := range col.Streams {
		problems = append(problems, r.checkStream(&col.Streams[i], known)...)
	}
	return problems.Err()
}

func (r *streamReader) checkStream(s *Stream, components map[string]bool) diag.List {
	var problems diag.List
	refs := s.refs()
	ids := map[string]bool{}
	for _, ref := range refs {
		ids[ref.ID.String()] = true
		if id, inside := strings.CutPrefix(ref.Href.String(), "#"); inside && !components[id] {
			e := r.ErrorAt(ref.offset, "data stream %q refers to the component %q, which is not in the file", s.ID.String(), id)
			e.Hint = "the file is incomplete; fetch it again from its publisher"
			problems = append(problems, e)
		}
	}
	for _, ref := range refs {
		for _, entry := range ref.Catalog {
			if id, inside := strings.CutPrefix(entry.URI.String(), "#"); inside && !ids[id] {
				e := r.ErrorAt(entry.offset, "the catalog of %q leads to the component-ref %q, which is not in data stream %q", ref.ID.String(), id, s.ID.String())
				e.Hint = "the file is incomplete; fetch it again from its publisher"
				problems = append(problems, e)
			}
		}
	}
	return problems
}

// refs are all references of s, in the order of the schema.
func (s *Stream) refs() []*ComponentRef {
	var list []*ComponentRef
	for _, group := range [][]ComponentRef{s.Dictionaries, s.Checklists, s.Checks, s.Extended} {
		for i := range group {
			list = append(list, &group[i])
		}
	}
	return list
}

// Component is the component that ref refers to, nil when it is in another file.
func (col *Collection) Component(ref *ComponentRef) *Component {
	id, inside := strings.CutPrefix(ref.Href.String(), "#")
	if !inside {
		return nil
	}
	for i := range col.Components {
		if col.Components[i].ID.String() == id {
			return &col.Components[i]
		}
	}
	return nil
}

// Linked is a document that a component calls by Name.
type Linked struct {
	Name      string
	Component *Component // nil when the document is not in the collection
	Address   string     // of the other file then
}

// Linked are the documents that the component of ref calls by name, as the catalog
// of ref in s has them, in its order.
func (col *Collection) Linked(s *Stream, ref *ComponentRef) []Linked {
	var list []Linked
	for _, entry := range ref.Catalog {
		link := Linked{Name: entry.Name.String(), Address: entry.URI.String()}
		if to := s.ref(link.Address); to != nil {
			link.Component, link.Address = col.Component(to), ""
			if link.Component == nil {
				link.Address = to.Href.String()
			}
		}
		list = append(list, link)
	}
	return list
}

// ref is the reference with the id that uri names after a "#", nil for any other uri.
func (s *Stream) ref(uri string) *ComponentRef {
	id, inside := strings.CutPrefix(uri, "#")
	if !inside {
		return nil
	}
	for _, ref := range s.refs() {
		if ref.ID.String() == id {
			return ref
		}
	}
	return nil
}
