package xmlio

import (
	"iter"

	"github.com/stigwright/stigwright/diag"
)

// Cursor stands on one element of a document, the current one, and moves forward
// only. Children moves it into the element; Text and Raw consume the element. After
// either, the element stays the current one until the loop that found it goes on.
type Cursor struct {
	file     string
	data     []byte // the document without its byte order mark
	lim      Limits
	pos      int // the next byte to scan
	stack    []frame
	attrs    []attr    // of all open elements, outermost first
	spaces   []binding // namespace declarations in scope, outermost first
	unnamed  string    // the default namespace in scope; asked for with every element
	names    names
	elements int // met so far
	before   []Misc
	err      *diag.Error
	reason   Reason
}

// frame is one open element, or the current one after its end.
type frame struct {
	start   int // of the "<"
	local   int // of the local name; after start+1 when there is a prefix
	nameEnd int
	body    int // after the start tag
	bodyEnd int // before the end tag, once closed
	end     int // after the end tag, once closed
	attr    int // first of its attributes in Cursor.attrs
	space   int // first of its declarations in Cursor.spaces
	closed  bool
}

// attr is one attribute of an open element. It holds places alone: a slice would
// cost a write barrier for each attribute while memory is being collected.
type attr struct {
	start   int // of the name
	local   int // of the local name
	nameEnd int
	value   int // of the value, after its quote
	end     int // of the value, before its quote
}

// Misc is a comment or processing instruction.
type Misc struct {
	Start, End int    // its bytes in the document
	Target     string // of an instruction; "" for a comment
	Body       []byte // source between the delimiters, without the target and the white space after it
}

// Attr is one attribute, with its name resolved.
type Attr struct {
	Space  string // namespace URI, "" for none; "xmlns" for a declaration xmlns:p
	Local  string // "xmlns" for the declaration of the default namespace
	Value  Text
	Offset int // of the name in the document
}

// File is the name given to Parse.
func (c *Cursor) File() string { return c.file }

// Data is the document, without a byte order mark. All offsets count in it.
func (c *Cursor) Data() []byte { return c.data }

// Leading are the comments and instructions before the root, in order.
func (c *Cursor) Leading() []Misc { return c.before }

func (c *Cursor) top() *frame { return &c.stack[len(c.stack)-1] }

// Local is the local name of the current element. It is a copy: it may be kept.
func (c *Cursor) Local() string {
	f := c.top()
	return c.names.intern(c.data[f.local:f.nameEnd])
}

// Space is the namespace URI of the current element, "" for none.
func (c *Cursor) Space() string {
	f := c.top()
	if f.local == f.start+1 {
		return c.unnamed
	}
	uri, _ := c.lookup(c.prefix(f.start+1, f.local))
	return uri
}

// Prefix is the prefix of the current element, "" for none.
func (c *Cursor) Prefix() string {
	f := c.top()
	return string(c.prefix(f.start+1, f.local))
}

// Depth is the number of elements the current one lies in, 0 for the root.
func (c *Cursor) Depth() int { return len(c.stack) - 1 }

// Offset is the place of the current element's "<".
func (c *Cursor) Offset() int { return c.top().start }

// Attr is the attribute local of no namespace, nil when there is none.
func (c *Cursor) Attr(local string) Text {
	if a := c.find(c.top(), local); a != nil {
		return c.valueOf(a)
	}
	return nil
}

// valueOf is the value of a.
func (c *Cursor) valueOf(a *attr) Text { return Text(c.data[a.value:a.end:a.end]) }

// find is the attribute local of no namespace of f.
func (c *Cursor) find(f *frame, local string) *attr {
	own := c.attrsOf(f)
	for i := range own {
		a := &own[i]
		if a.local == a.start && string(c.data[a.start:a.nameEnd]) == local {
			return a
		}
	}
	return nil
}

// attrsOf are the attributes of f, which is on the stack.
func (c *Cursor) attrsOf(f *frame) []attr {
	end := len(c.attrs)
	for i := len(c.stack) - 1; i >= 0 && &c.stack[i] != f; i-- {
		end = c.stack[i].attr
	}
	return c.attrs[f.attr:end]
}

// AttrNS is the attribute local of the namespace space, nil when there is none.
func (c *Cursor) AttrNS(space, local string) Text {
	own := c.attrs[c.top().attr:]
	for i := range own {
		a := &own[i]
		if string(c.data[a.local:a.nameEnd]) == local && c.attrSpace(a) == space {
			return c.valueOf(a)
		}
	}
	return nil
}

// AttrCount is the number of attributes of the current element, namespace
// declarations among them.
func (c *Cursor) AttrCount() int { return len(c.attrs) - c.top().attr }

// Attrs are the attributes of the current element in document order, namespace
// declarations among them.
func (c *Cursor) Attrs() iter.Seq[Attr] {
	return func(yield func(Attr) bool) {
		for _, a := range c.attrsOf(c.top()) {
			local := c.names.intern(c.data[a.local:a.nameEnd])
			if !yield(Attr{Space: c.attrSpace(&a), Local: local, Value: c.valueOf(&a), Offset: a.start}) {
				return
			}
		}
	}
}

// attrSpace is the namespace of a: an attribute without prefix has none.
func (c *Cursor) attrSpace(a *attr) string {
	if a.local == a.start {
		return ""
	}
	prefix := c.prefix(a.start, a.local)
	if string(prefix) == "xmlns" {
		return "xmlns"
	}
	uri, _ := c.lookup(prefix)
	return uri
}

// prefix is the prefix of a name that starts at start and has its local part at local.
func (c *Cursor) prefix(start, local int) []byte {
	if local == start {
		return nil
	}
	return c.data[start : local-1]
}

// Text consumes the current element and is its content, never nil; nil after an
// error. Asked again it gives the same.
func (c *Cursor) Text() Text {
	f := c.consume()
	if f == nil {
		return nil
	}
	return Text(c.data[f.body:f.bodyEnd:f.bodyEnd])
}

// Raw consumes the current element and is its whole source, tags included; nil
// after an error. Prefixes in it are those in scope at its place.
func (c *Cursor) Raw() []byte {
	f := c.consume()
	if f == nil {
		return nil
	}
	return c.data[f.start:f.end:f.end]
}

// Extent consumes the current element and is where it lies in the document: from
// its "<" to after its end tag, and its content within.
func (c *Cursor) Extent() (start, body, bodyEnd, end int) {
	f := c.consume()
	if f == nil {
		return 0, 0, 0, 0
	}
	return f.start, f.body, f.bodyEnd, f.end
}

// LimitElements allows n more elements from here on, if that is less than was
// allowed before, and gives what to hand to RestoreElements: a part of a document
// may be bounded more strictly than the whole.
func (c *Cursor) LimitElements(n int) (before int) {
	before = c.lim.Elements
	c.lim.Elements = min(before, c.elements+n)
	return before
}

// RestoreElements ends what LimitElements began.
func (c *Cursor) RestoreElements(before int) { c.lim.Elements = before }

// Skip consumes the current element.
func (c *Cursor) Skip() { c.consume() }

// consume reads to the end of the current element; nil after an error.
func (c *Cursor) consume() *frame {
	depth := len(c.stack)
	if !c.closeTo(depth) {
		return nil
	}
	for !c.stack[depth-1].closed {
		if c.step() == tokError {
			return nil
		}
		if len(c.stack) > depth && c.top().closed {
			c.pop()
		}
	}
	return &c.stack[depth-1]
}

// closeTo consumes and forgets every element below the first depth ones.
func (c *Cursor) closeTo(depth int) bool {
	for len(c.stack) > depth {
		if c.top().closed {
			c.pop()
		} else if c.step() == tokError {
			return false
		}
	}
	return c.err == nil && len(c.stack) == depth
}

func (c *Cursor) pop() {
	f := c.top()
	c.attrs = c.attrs[:f.attr]
	c.undeclare(f.space)
	c.stack = c.stack[:len(c.stack)-1]
}

// Kind says what Nodes.Next found.
type Kind int

// The kinds of nodes.
const (
	Element     Kind = iota // the current element of the cursor
	CharData                // text up to the next markup; white space too
	CDATA                   // one CDATA section
	Comment                 // one comment
	Instruction             // one processing instruction
)

// Children iterates over the child elements of one element.
type Children struct {
	c     *Cursor
	depth int
}

// Children is the iteration over the children of the current element. Each step
// makes one child the current element; what its turn left unread is passed over,
// and checked like everything else. After the last the parent is current again.
func (c *Cursor) Children() Children { return Children{c, len(c.stack)} }

// Next moves on to the next child element; false at the end or after an error.
func (k *Children) Next() bool {
	if !k.c.closeTo(k.depth) || k.c.top().closed {
		return false
	}
	for {
		switch k.c.step() {
		case tokStart:
			return true
		case tokEnd, tokError:
			return false
		}
	}
}

// Nodes iterates over all that an element holds: elements, text, comments and instructions.
type Nodes struct {
	Kind       Kind
	Start, End int // bytes of the node in the document; of an Element, its start tag
	c          *Cursor
	depth      int
}

// Nodes is Children for readers that must see comments and text between the
// children too.
func (c *Cursor) Nodes() Nodes { return Nodes{c: c, depth: len(c.stack)} }

// Next moves on to the next node; false at the end or after an error.
func (n *Nodes) Next() bool {
	c := n.c
	if !c.closeTo(n.depth) || c.top().closed {
		return false
	}
	n.Start = c.pos
	if c.pos < len(c.data) && c.data[c.pos] != '<' {
		n.Kind = CharData
		ok := c.charData()
		n.End = c.pos
		return ok
	}
	t := c.step()
	n.End = c.pos
	switch t {
	case tokStart:
		n.Kind = Element
	case tokComment:
		n.Kind = Comment
	case tokInstruction:
		n.Kind = Instruction
	case tokCDATA:
		n.Kind = CDATA
	default:
		return false
	}
	return true
}

// Source is the node as the document has it; of an Element, its start tag.
func (n *Nodes) Source() []byte { return n.c.data[n.Start:n.End:n.End] }

// Misc is the comment or instruction that Next found.
func (n *Nodes) Misc() Misc { return n.c.misc(n.Start, n.End) }

// End consumes the rest of the root and demands that nothing but white space,
// comments and instructions follows it. It gives the first error of the whole reading.
func (c *Cursor) End() error {
	if !c.closeTo(1) || c.consume() == nil {
		return c.Err()
	}
	for c.pos < len(c.data) {
		if !c.outside() {
			break
		}
	}
	return c.Err()
}

// names keeps the names met, so that a name costs one allocation, not one per element.
type names [256]string

func (n *names) intern(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	slot := &n[byte(len(b)*7)+b[0]*3+b[len(b)-1]*5+b[len(b)/2]]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}
