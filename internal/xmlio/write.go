package xmlio

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Writer builds a document exactly as told. Its layout is that of a .ckl: with an
// indentation each child element stands on a line of its own, text stays in its
// element's line, an empty element is a start and an end tag, and nothing follows
// the root. Without one, nothing is put between the tags.
//
//	w := xmlio.NewWriter("\t")
//	w.Declaration()
//	w.StartElement("ASSET")
//	w.Element("ROLE", "None")
//	w.EndElement()
//	data, err := w.Bytes()
//
// The first error is kept and given by Bytes.
type Writer struct {
	// Visible is what stands for a text with characters that no document may hold; nil:
	// such a text is an error.
	Visible func(text string) string

	buf    []byte
	indent string
	open   []opened
	err    error
}

// opened is one element whose end tag is still to come.
type opened struct {
	name string
	kids bool // a child on a line of its own was written
	text bool // text was written: nothing may be put between the tags
}

// NewWriter is a Writer that indents by indent per level, not at all when it is "".
func NewWriter(indent string) *Writer { return &Writer{indent: indent} }

// Use gives the memory of buf to be written into, before anything is written.
func (w *Writer) Use(buf []byte) { w.buf = buf[:0] }

// Grow makes room for n bytes, where it is known that they come, before anything is
// written; later it does nothing.
func (w *Writer) Grow(n int) {
	if len(w.buf) == 0 && cap(w.buf) < n {
		w.buf = make([]byte, 0, n)
	}
}

// Bytes is the document, with the first error met; an element left open is one.
func (w *Writer) Bytes() ([]byte, error) {
	if w.err == nil && len(w.open) > 0 {
		return nil, fmt.Errorf("element %q is not ended", w.open[len(w.open)-1].name)
	}
	if w.err != nil {
		return nil, w.err
	}
	return w.buf, nil
}

// Len is how many bytes were written so far.
func (w *Writer) Len() int { return len(w.buf) }

// From is what was written from byte n on, valid until more is.
func (w *Writer) From(n int) []byte { return w.buf[n:] }

// Declaration writes <?xml version="1.0" encoding="UTF-8"?>.
func (w *Writer) Declaration() {
	w.line()
	w.buf = append(w.buf, `<?xml version="1.0" encoding="UTF-8"?>`...)
}

// Pair is the name and value of an attribute to be written.
type Pair struct{ Name, Value string }

// StartElement opens an element. Attributes are written in the order given.
func (w *Writer) StartElement(name string, attrs ...Pair) {
	w.name(name)
	w.line()
	w.buf = append(append(w.buf, '<'), name...)
	for _, a := range attrs {
		w.name(a.Name)
		w.legal(a.Value)
		w.buf = append(append(append(w.buf, ' '), a.Name...), `="`...)
		w.buf = append(appendValue(w.buf, a.Value), '"')
	}
	w.buf = append(w.buf, '>')
	w.open = append(w.open, opened{name: name})
}

// EndElement ends the element opened last.
func (w *Writer) EndElement() {
	if len(w.open) == 0 {
		w.fail(fmt.Errorf("end of an element where none is open"))
		return
	}
	last := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	if last.kids && !last.text {
		w.newline()
	}
	w.buf = append(append(append(w.buf, "</"...), last.name...), '>')
}

// Element writes an element that holds text alone.
func (w *Writer) Element(name, text string, attrs ...Pair) {
	w.StartElement(name, attrs...)
	w.Text(text)
	w.EndElement()
}

// Text writes s as character data: & < > and CR escaped, quotes and line feeds as
// they are. A character that no document may hold is an error; see Visible.
func (w *Writer) Text(s string) {
	if s == "" {
		return
	}
	w.texted()
	w.text(s)
}

func (w *Writer) text(s string) {
	at := len(w.buf)
	var bad int
	if w.buf, bad = appendLegal(w.buf, s, true); bad < 0 {
		return
	}
	if w.Visible == nil {
		w.refuse(s, bad)
		return
	}
	s = w.Visible(s)
	w.legal(s)
	w.buf = appendEscaped(w.buf[:at], s)
}

// RawAround writes an element of which only the text changes: its source before and
// after, and the text between them as Text has it.
func (w *Writer) RawAround(before []string, text, after string) {
	w.line()
	for _, s := range before {
		w.buf = append(w.buf, s...)
	}
	w.text(text)
	w.buf = append(w.buf, after...)
}

// Raw writes b as it is, as the content of the current element: source of a
// document read before, whose prefixes must mean the same here.
func (w *Writer) Raw(b []byte) {
	if len(b) == 0 {
		return
	}
	w.texted()
	w.buf = append(w.buf, b...)
}

// RawElement is Raw for whole elements or comments, on a line of their own.
func (w *Writer) RawElement(b []byte) {
	w.line()
	w.buf = append(w.buf, b...)
}

// Comment writes a comment. s may not hold "--" nor end in "-" (XML 1.0, production 15).
func (w *Writer) Comment(s string) {
	w.legal(s)
	if strings.Contains(s, "--") || strings.HasSuffix(s, "-") {
		w.fail(fmt.Errorf("comment %q holds \"--\" or ends in \"-\"", short(s)))
	}
	w.line()
	w.buf = append(append(append(w.buf, commentOpen...), s...), commentClose...)
}

// line begins a line for a child of the current element.
func (w *Writer) line() {
	if n := len(w.open); n > 0 {
		if w.open[n-1].text {
			return
		}
		w.open[n-1].kids = true
	} else if len(w.buf) == 0 {
		return
	}
	w.newline()
}

func (w *Writer) newline() {
	if w.indent == "" {
		return
	}
	w.buf = append(w.buf, '\n')
	for range w.open {
		w.buf = append(w.buf, w.indent...)
	}
}

// texted notes that the current element holds text.
func (w *Writer) texted() {
	if n := len(w.open); n > 0 {
		w.open[n-1].text = true
		return
	}
	w.fail(fmt.Errorf("text outside the root element"))
}

// appendValue appends s as an attribute value between double quotes; white space but
// the blank is escaped, since a reader would make blanks of it (XML 1.0, section 3.3.3).
func appendValue(dst []byte, s string) []byte {
	for i := range len(s) {
		if e := escape(s[i]); e != "" {
			dst = append(dst, e...)
		} else {
			dst = append(dst, s[i])
		}
	}
	return dst
}

func (w *Writer) name(s string) {
	b := []byte(s)
	for _, c := range b {
		if !isNameByte(c) {
			w.fail(fmt.Errorf("%q is not a name", short(s)))
			return
		}
	}
	if !isName(b) {
		w.fail(fmt.Errorf("%q is not a name", short(s)))
	}
}

func (w *Writer) legal(s string) {
	if i := firstIllegal([]byte(s)); i >= 0 {
		w.refuse(s, i)
	}
}

// refuse notes that s cannot be written for what stands at i.
func (w *Writer) refuse(s string, i int) {
	r, size := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && size == 1 {
		w.fail(fmt.Errorf("byte 0x%02X is not part of UTF-8 text and cannot be written", s[i]))
		return
	}
	w.fail(fmt.Errorf("character %U cannot be written; XML 1.0 does not allow it", r))
}

func (w *Writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
