package ckl

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWriter writes one object of a .cklb, indented by two spaces with LF. Other
// objects of the file are written through the same out.
type jsonWriter struct {
	*jsonOut
	// extra, parent of the object being written, for member to find what follows it
	extra  []Extra
	parent string
	names  []string // those written, where an extra one might be the same
}

// jsonOut is the text written so far. It keeps the first error.
type jsonOut struct {
	buf   []byte
	depth int  // of objects and lists that are open
	empty bool // nothing stands in the innermost of them yet
	named bool // a name was written, and its value comes next
	err   error
}

// newJSONWriter writes behind what is in buf.
func newJSONWriter(buf []byte) *jsonWriter {
	return &jsonWriter{jsonOut: &jsonOut{buf: buf}}
}

// line begins the line of a member or of an entry of a list.
func (w *jsonOut) line() {
	if w.depth == 0 {
		return
	}
	if !w.empty {
		w.buf = append(w.buf, ',')
	}
	w.empty = false
	w.newline()
}

func (w *jsonOut) newline() {
	w.buf = append(w.buf, '\n')
	for range w.depth {
		w.buf = append(w.buf, "  "...)
	}
}

// value begins a value: behind its name, or on a line of its own.
func (w *jsonOut) value() {
	if !w.named {
		w.line()
	}
	w.named = false
}

// word writes a value that is neither a text nor holds others.
func (w *jsonOut) word(s string) {
	w.value()
	w.buf = append(w.buf, s...)
}

func (w *jsonOut) raw(source string) {
	w.value()
	out, err := jsontext.AppendFormat(w.buf, []byte(source), jsontext.WithIndent("  "),
		jsontext.WithIndentPrefix(strings.Repeat("  ", w.depth)), jsontext.PreserveRawStrings(true))
	if err != nil {
		w.fail(err)
		return
	}
	w.buf = out
}

func (w *jsonOut) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// text writes a string; a byte that is not UTF-8, which JSON cannot hold, becomes
// the replacement character, as Lost has said.
func (w *jsonOut) text(s string) {
	w.value()
	w.quoted(s)
}

func (w *jsonOut) quoted(s string) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	w.buf, _ = jsontext.AppendQuote(w.buf, s) // fails on bad UTF-8 alone
}

func (w *jsonWriter) name(s string) {
	if len(w.extra) > 0 || w.names != nil {
		if slices.Contains(w.names, s) {
			w.fail(fmt.Errorf("the key %q stands in one object twice", s))
		}
		w.names = append(w.names, s)
	}
	w.line()
	w.quoted(s)
	w.buf = append(w.buf, ": "...)
	w.named = true
}

func (w *jsonOut) begin(kind byte) {
	w.value()
	w.buf = append(w.buf, kind)
	w.depth++
	w.empty = true
}

func (w *jsonOut) close(kind byte) {
	w.depth--
	if !w.empty {
		w.newline()
	}
	w.empty = false
	w.buf = append(w.buf, kind)
	if w.depth == 0 {
		w.buf = append(w.buf, '\n')
	}
}

// object begins an object; what extra holds of parent is written after the member
// it followed when it was read.
func (w *jsonWriter) object(parent string, extra []Extra) *jsonWriter {
	o := &jsonWriter{jsonOut: w.jsonOut, parent: parent}
	for _, x := range extra {
		if x.Format == CKLB && x.Parent == parent {
			o.extra = append(o.extra, x)
		}
	}
	w.begin('{')
	o.wrote("")
	return o
}

// end ends the object, after what is left of its extra members.
func (w *jsonWriter) end() {
	for _, x := range w.extra {
		w.name(x.Name)
		w.raw(x.Raw)
	}
	w.close('}')
}

// wrote writes the extra members that follow the member name.
func (w *jsonWriter) wrote(name string) {
	if len(w.extra) == 0 {
		return
	}
	var left []Extra
	for _, x := range w.extra {
		if x.After != name {
			left = append(left, x)
			continue
		}
		w.name(x.Name)
		w.raw(x.Raw)
	}
	w.extra = left
}

// member writes a member with a text.
func (w *jsonWriter) member(name, value string) {
	w.name(name)
	w.text(value)
	w.wrote(name)
}

// memberWord writes a member that is a number, true, false or null.
func (w *jsonWriter) memberWord(name string, value any) {
	w.name(name)
	w.word(fmt.Sprint(value))
	w.wrote(name)
}

func (w *jsonWriter) texts(name string, values []string) {
	w.name(name)
	w.begin('[')
	for _, v := range values {
		w.text(v)
	}
	w.close(']')
	w.wrote(name)
}

// quote is s as JSON source.
func quote(s string) string {
	out, _ := jsontext.AppendQuote(nil, strings.ToValidUTF8(s, "\uFFFD")) // fails on bad UTF-8 alone
	return string(out)
}

func notUTF8(s string) bool { return !utf8.ValidString(s) }
