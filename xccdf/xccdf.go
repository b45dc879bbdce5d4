// Package xccdf reads and holds XCCDF benchmarks, versions 1.1.4 (NISTIR 7275
// revision 3) and 1.2 (NISTIR 7275 revision 4), in one model.
//
//	b, err := xccdf.Read("U_RHEL_9_STIG_V1R3_Manual-xccdf.xml", data)
//	for _, child := range b.Children {
//		for _, rule := range child.Group.Rules() {
//			fmt.Println(rule.Version.Text, rule.Title)
//		}
//	}
//
// Every text is held as the document has it and decoded by Text.String when asked
// for. The order of Groups and Rules is that of the document. Elements and
// attributes this package does not know are kept as source, with their place.
// A Benchmark refers to the bytes it was read from; they must not change.
//
// It does not resolve extends, apply Profiles or Values, or score: package scap does.
package xccdf

import (
	"bytes"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// Text is source text of a document: nil when the element or attribute is absent,
// empty and not nil when it is present and empty. String decodes it.
type Text = xmlio.Text

// MakeText is the Text that decodes to s.
func MakeText(s string) Text { return xmlio.MakeText(s) }

// MaxBytes is the size of the largest document that is read, 256 MiB.
const MaxBytes = xmlio.MaxBytes

// RootOf is the local name of the root element of an XML document that begins with
// head, such as Benchmark, "" when head does not show one. It tells files apart
// before they are read whole.
func RootOf(head []byte) string { return xmlio.RootOf(head) }

// The namespaces of the two versions, and of Dublin Core elements in references.
const (
	Namespace11 = "http://checklists.nist.gov/xccdf/1.1"
	Namespace12 = "http://checklists.nist.gov/xccdf/1.2"
	dublinCore  = "http://purl.org/dc/elements/1.1/"
	xmlSpace    = "http://www.w3.org/XML/1998/namespace"
)

// Benchmark is the root of a document (XCCDF, Benchmark element).
type Benchmark struct {
	Namespace  string      // Namespace11 or Namespace12
	Prefix     string      // of the root element, "" for none; Write gives it to every element
	Namespaces []Namespace // the declarations in scope in the root; texts and kept source rely on them
	Stylesheet Text        // href of the first xml-stylesheet instruction, such as STIG_unclass.xsl
	ID         Text
	Lang       Text // xml:lang
	Resolved   Text
	Style      Text
	StyleHref  Text

	Status      []Status
	Title       Text // the first; when there are more they are all in Also
	Description Text // the first; when there are more they are all in Also
	Notice      []Notice
	FrontMatter []Localized
	RearMatter  []Localized
	Reference   []Reference
	PlainText   []PlainText
	Platform    []Platform
	Version     Version
	Metadata    [][]byte
	Model       []Model
	Profile     []*Profile
	Value       []*Value
	Children    []Child // Groups and Rules, in document order
	TestResult  []TestResult
	Also        []Localized

	Unknown
}

// Child is one Group or one Rule; the other is nil.
type Child struct {
	Group *Group
	Rule  *Rule
}

// Unknown is what this package does not know of an element: kept, not understood.
// A child that has a field of its own is here too, whole, when it has attributes or
// content that its field does not hold, such as the remark of a select.
type Unknown struct {
	Attrs    []Attr
	Elements []Element
}

// Attr is an attribute that is not part of the model of its element, or a namespace
// declaration below the root.
type Attr struct {
	Space, Local string // namespace URI and local name; "xmlns" and the prefix, "" and "xmlns" for a declaration
	Value        Text
	Offset       int // in the document, without a byte order mark
}

// Element is the source of an element that is not part of the model of its parent,
// or not in full: then Field and Index say which of its parent's fields has the rest.
type Element struct {
	Offset int // in the document, without a byte order mark
	Raw    []byte
	Field  string // local name of the element, such as status; "" when no field has it
	Index  int    // which of several of that name the parent's fields have, from 0
}

// Localized is a text with its language. In lists named Also it stands for an
// element that is repeated or has attributes, and all of that name are there, the
// first included; Element says which.
type Localized struct {
	Element  string // local name, such as title
	Lang     Text   // xml:lang
	Override Text
	Text     Text
}

// Status is a publication status and its date (XCCDF, status element).
type Status struct{ Value, Date Text }

// Notice is a legal notice (XCCDF, notice element).
type Notice struct{ ID, Lang, Text Text }

// PlainText is a reusable text; DISA keeps release-info here (XCCDF, plain-text element).
type PlainText struct{ ID, Text Text }

// Version is a version with when and where it is updated (XCCDF, version element).
type Version struct{ Text, Time, Update Text }

// Model is a scoring model (XCCDF, model element).
type Model struct {
	System Text
	Param  []Element
}

// Platform refers to a CPE name or a platform definition (XCCDF, platform element).
type Platform struct{ IDRef, Override Text }

// Reference is a citation (XCCDF, reference element); its parts are Dublin Core elements.
type Reference struct {
	Href       Text
	Text       Text // the content when there is text in it, markup included; nil when it is elements alone
	Title      Text
	Publisher  Text
	Source     Text
	Subject    Text
	Type       Text
	Identifier Text
	Unknown
}

// TestResult is the record of one evaluation inside a benchmark (XCCDF, TestResult
// element), kept as source.
type TestResult struct {
	ID     Text
	Offset int
	Raw    []byte
}

// Namespace is a declaration of a prefix; "" is that of the default namespace.
type Namespace = xmlio.Namespace

// Read reads the benchmark in data; file is its name for messages. The root must be
// a Benchmark of one of the two versions. data must not change afterwards.
func Read(file string, data []byte) (*Benchmark, error) {
	c, err := xmlio.Parse(file, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, err
	}
	b, err := ReadFrom(c)
	if err != nil {
		return nil, err
	}
	if err := c.End(); err != nil {
		return nil, err
	}
	return b, nil
}

// ReadFrom reads the benchmark that c stands on, which need not be the root.
func ReadFrom(c *xmlio.Cursor) (*Benchmark, error) {
	b, err := rootOf(c)
	if err != nil {
		return nil, err
	}
	before := c.LimitElements(MaxElements - 1) // the root is one
	b.read(&reader{Cursor: c})
	c.Skip()
	c.RestoreElements(before)
	if err := c.Err(); err != nil {
		return nil, err
	}
	return b, nil
}

// rootOf is the benchmark that c stands on, of which nothing was read yet.
func rootOf(c *xmlio.Cursor) (*Benchmark, error) {
	space := c.Space()
	if c.Local() != "Benchmark" || space != Namespace11 && space != Namespace12 {
		return nil, notBenchmark(c, space)
	}
	return &Benchmark{Namespace: space, Prefix: c.Prefix(), Namespaces: c.InScope(), Stylesheet: stylesheet(c.Leading())}, nil
}

// ReadHead is a benchmark as far as it stands before its Profiles, Values, Groups, Rules
// and TestResults, of a document of which data is the beginning: enough to know which
// release of what it is. nil when data does not reach that far, or holds no id, version or
// release-info until then: only Read can tell. What follows is not looked at, and may be damaged.
func ReadHead(data []byte) *Benchmark {
	data = data[:bytes.LastIndexByte(data, '>')+1] // no half of a character
	c, err := xmlio.Parse("", data, xmlio.DefaultLimits())
	if err != nil {
		return nil
	}
	b, err := rootOf(c)
	if err != nil || !b.readHead(&reader{Cursor: c}) || b.ID == nil || b.Version.Text == nil || b.PlainTextByID("release-info") == nil {
		return nil
	}
	return b
}

// PlainTextByID is the plain-text with that id, nil when there is none.
func (b *Benchmark) PlainTextByID(id string) Text {
	for _, p := range b.PlainText {
		if p.ID.String() == id {
			return p.Text
		}
	}
	return nil
}

// Groups are the Groups directly below b, in document order.
func (b *Benchmark) Groups() []*Group { return groups(b.Children) }

// Rules are the Rules directly below b, in document order.
func (b *Benchmark) Rules() []*Rule { return rules(b.Children) }

func groups(children []Child) []*Group {
	var list []*Group
	for _, ch := range children {
		if ch.Group != nil {
			list = append(list, ch.Group)
		}
	}
	return list
}

func rules(children []Child) []*Rule {
	var list []*Rule
	for _, ch := range children {
		if ch.Rule != nil {
			list = append(list, ch.Rule)
		}
	}
	return list
}
