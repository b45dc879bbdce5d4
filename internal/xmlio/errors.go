package xmlio

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/diag"
)

// Reason says why a document was refused that encoding/xml reads. The differential
// test demands one of these for every such document; Malformed is for what both refuse.
type Reason string

// The reasons, each with what demands it.
const (
	Malformed       Reason = "malformed"                 // XML 1.0; encoding/xml refuses it too
	TooLarge        Reason = "limit"                     // Limits
	Encoding        Reason = "encoding"                  // anything but UTF-8, also ASCII by name
	Declaration     Reason = "declaration"               // production 23 to the letter, and only at the start
	Doctype         Reason = "document type"             // DOCTYPE and its declarations: nothing is expanded or fetched
	Outside         Reason = "outside the root"          // text, references or CDATA before or after the root; production 1
	Roots           Reason = "roots"                     // none, or more than one; production 1
	DuplicateAttr   Reason = "duplicate attribute"       // XML 1.0 section 3.1, Namespaces section 6.3
	Prefix          Reason = "undeclared prefix"         // Namespaces section 5
	QName           Reason = "qualified name"            // Namespaces section 4: an empty or ill-formed part beside the colon
	Reserved        Reason = "reserved namespace"        // Namespaces section 3: xml and xmlns, and no xmlns:p=""
	AttrSpace       Reason = "space between attributes"  // production 40
	InstructionName Reason = "instruction name"          // productions 16 and 17: a colon-less name, then white space
	Character       Reason = "character outside text"    // production 2, in comments and instructions too
	SurrogateRef    Reason = "reference to no character" // production 66, Legal Character; encoding/xml reads U+FFFD
)

// Path is the place of the current element, such as
// Benchmark/Group[V-1]/Rule[SV-1_rule]/title; an id attribute stands in brackets.
// Of a deep place the middle is left out.
func (c *Cursor) Path() string {
	const ends = 8
	var b strings.Builder
	for i := range c.stack {
		if i >= ends && i < len(c.stack)-ends {
			continue
		}
		if i > 0 {
			b.WriteByte('/')
		}
		if i == len(c.stack)-ends && i > ends {
			b.WriteString(".../")
		}
		c.writePart(&b, &c.stack[i])
	}
	return b.String()
}

// writePart writes the name and id of f.
func (c *Cursor) writePart(b *strings.Builder, f *frame) {
	b.WriteString(short(string(c.data[f.local:f.nameEnd])))
	if id := c.find(f, "id"); id != nil {
		b.WriteByte('[')
		b.WriteString(short(c.valueOf(id).String()))
		b.WriteByte(']')
	}
}

// short is s fit for a message: one line, of a bearable length.
func short(s string) string {
	const most = 80
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7F {
			return ' '
		}
		return r
	}, s)
	if len(s) <= most {
		return s
	}
	end := most
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}

// Errorf is an error at the current element: "what was met; what was wanted". It
// does not stop the cursor; see Fail.
func (c *Cursor) Errorf(format string, args ...any) *diag.Error {
	return c.ErrorAt(c.Offset(), format, args...)
}

// ErrorAt is Errorf for an offset in the document, such as that of an attribute.
func (c *Cursor) ErrorAt(offset int, format string, args ...any) *diag.Error {
	line, column := diag.Place(c.data, offset)
	return &diag.Error{File: c.file, Line: line, Column: column, Path: c.Path(), Msg: fmt.Sprintf(format, args...)}
}

// AttrErrorf is Errorf at the value of the attribute local of no namespace; at the
// element when it has none.
func (c *Cursor) AttrErrorf(local, format string, args ...any) *diag.Error {
	offset := c.Offset()
	if a := c.find(c.top(), local); a != nil {
		offset = a.start
	}
	return c.ErrorAt(offset, format, args...)
}

// Fail stops the cursor with e, unless an earlier error did, and gives the error it stopped with.
func (c *Cursor) Fail(e *diag.Error) error {
	if c.err == nil {
		c.err = e
	}
	return c.err
}

// Err is the first error met, nil while there is none.
func (c *Cursor) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// Reason is why the document was refused; "" while it was not, or when Fail stopped it.
func (c *Cursor) Reason() Reason { return c.reason }

// refuse stops the cursor for a fault of syntax at offset, and is false.
func (c *Cursor) refuse(why Reason, offset int, format string, args ...any) bool {
	return c.refuseHint(why, "", offset, format, args...)
}

func (c *Cursor) refuseHint(why Reason, hint string, offset int, format string, args ...any) bool {
	if c.err == nil {
		c.err = c.ErrorAt(offset, format, args...)
		c.err.Hint = hint
		c.reason = why
	}
	return false
}

// truncated stops the cursor because the document ends inside what.
func (c *Cursor) truncated(what string) bool {
	return c.refuseHint(Malformed, "the file is cut off; copy or download it again",
		len(c.data), "the document ends inside %s; it is truncated", what)
}
