package ckl

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWriter writes JSON indented by two spaces with LF. It keeps the first error.
type jsonWriter struct {
	enc *jsontext.Encoder
	err error
	// extra, parent of the object being written, for member to find what follows it
	extra  []Extra
	parent string
	root   *jsonWriter
}

func newJSONWriter(out *bytes.Buffer) *jsonWriter {
	w := &jsonWriter{enc: jsontext.NewEncoder(out, jsontext.WithIndent("  "), jsontext.PreserveRawStrings(true))}
	w.root = w
	return w
}

func (w *jsonWriter) token(t jsontext.Token) {
	if w.root.err == nil {
		w.root.err = w.enc.WriteToken(t)
	}
}

func (w *jsonWriter) raw(source string) {
	if w.root.err == nil {
		w.root.err = w.enc.WriteValue(jsontext.Value(source))
	}
}

// text writes a string; a byte that is not UTF-8, which JSON cannot hold, becomes
// the replacement character, as Lost has said.
func (w *jsonWriter) text(s string) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	w.token(jsontext.String(s))
}

func (w *jsonWriter) name(s string) { w.text(s) }

func (w *jsonWriter) begin(kind byte) {
	if kind == '[' {
		w.token(jsontext.BeginArray)
	} else {
		w.token(jsontext.BeginObject)
	}
}

func (w *jsonWriter) close(kind byte) {
	if kind == ']' {
		w.token(jsontext.EndArray)
	} else {
		w.token(jsontext.EndObject)
	}
}

// object begins an object; what extra holds of parent is written after the member
// it followed when it was read.
func (w *jsonWriter) object(parent string, extra []Extra) *jsonWriter {
	o := &jsonWriter{enc: w.enc, parent: parent, root: w.root}
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

func (w *jsonWriter) memberToken(name string, value jsontext.Token) {
	w.name(name)
	w.token(value)
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
