package lint

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

const byteOrderMark = "\xef\xbb\xbf"

// document is a file as its syntax shows it.
type document struct {
	data    []byte
	base    int // length of a byte order mark; offsets of nodes count after it
	format  ckl.Format
	wide    bool     // UTF-16
	root    *element // of a .ckl; nil when it cannot be read
	value   *value   // of a .cklb; nil likewise
	problem error    // why not
	lenient error    // what strict XML readers refuse and the others overlook, but for bare ampersands
	// ampersands is the offsets of bare ones, of a file that is otherwise read.
	ampersands []int
	prolog     bool     // which is no more than a document type or the declaration
	lead       int      // white space before the XML declaration
	loose      *element // of a .ckl that is not well-formed: what STIG Manager makes of it
	unended    error    // why not even that
}

// parse tells the format by content and reads the syntax as far as it goes.
func parse(name string, data []byte) (*document, error) {
	d := &document{data: data}
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		d.base = len(byteOrderMark)
	}
	format, err := ckl.Sniff(name, data)
	if wide, ok := narrow(data); ok {
		d.wide = true
		d.format, err = ckl.Sniff(name, wide)
		d.problem = errors.New("is UTF-16 text")
		return d, err
	}
	trimmed := bytes.TrimLeft(data[d.base:], " \t\r\n")
	if err != nil && bytes.HasPrefix(trimmed, []byte("[")) || bytes.Equal(bytes.TrimSpace(trimmed), []byte("null")) {
		format, err = ckl.CKLB, nil
	}
	if err != nil {
		return nil, err
	}
	d.format = format
	if format == ckl.CKL {
		d.readCKL(name)
	} else {
		d.value, d.problem = readJSON(data[d.base:])
	}
	return d, nil
}

// readCKL reads past what only strict readers mind, each character of it replaced
// by one that takes as many bytes, so that offsets hold.
func (d *document) readCKL(name string) {
	body := d.data[d.base:]
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); bytes.HasPrefix(trimmed, []byte("<?xml")) {
		d.lead = len(body) - len(trimmed)
		d.base += d.lead
		body = trimmed
	}
	if d.root, d.problem = readXML(name, body); d.problem == nil {
		return
	}
	if root, err := readXML(name, overlook(body)); err == nil {
		d.root, d.problem = root, nil
		d.ampersands = bareAmpersands(body)
		body = plussed(body, d.ampersands)
		_, d.lenient = readXML(name, body)
		_, err = readXML(name, overlookProlog(body))
		d.prolog = err == nil && d.lenient != nil
		return
	}
	d.root = nil
	d.loose, d.unended = readLoose(body)
}

// loosened is d as STIG Manager reads what is not well-formed, nil for other files.
func (d *document) loosened() *document {
	if d.loose == nil {
		return nil
	}
	return &document{base: d.base, format: d.format, root: d.loose}
}

var (
	documentType = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<!DOCTYPE[^\[\]>]*(\[[^\]]*\]\s*)?>`) })
	declaration  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^<\?xml\s[^>]*\?>`) })
	oddReference = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`&#(x0*1?[0-9a-fA-F]|0*[12]?[0-9]|0*3[01]);`) })
	reference    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`&([A-Za-z][A-Za-z0-9]*;|#[0-9]+;|#x[0-9a-fA-F]+;)?`) })
)

// overlook is data without what only strict readers mind: control characters, bytes
// that are no UTF-8, references to nothing, "]]>" in text, text behind the root, a
// document type and what the declaration says.
func overlook(data []byte) []byte {
	out := oddReference().ReplaceAllFunc(overlookProlog(data), spaces)
	out = reference().ReplaceAllFunc(out, func(ref []byte) []byte {
		switch string(ref) {
		case "&amp;", "&lt;", "&gt;", "&quot;", "&apos;":
			return ref
		}
		if bytes.HasPrefix(ref, []byte("&#")) {
			return ref
		}
		return append([]byte("+"), ref[1:]...)
	})
	if !bytes.Contains(out, []byte("<![CDATA[")) {
		out = bytes.ReplaceAll(out, []byte("]]>"), []byte("]]+"))
	}
	end := bytes.LastIndex(out, []byte("</CHECKLIST>"))
	if end >= 0 && !bytes.ContainsRune(out[end+1:], '<') {
		out = append(slices.Clone(out[:end+len("</CHECKLIST>")]), spaces(out[end+len("</CHECKLIST>"):])...)
	}
	return printable(out)
}

// overlookProlog is data without a document type and what the declaration says.
func overlookProlog(data []byte) []byte {
	return declaration().ReplaceAllFunc(documentType().ReplaceAllFunc(data, spaces), spaces)
}

func spaces(b []byte) []byte { return bytes.Repeat([]byte(" "), len(b)) }

// printable is data with a blank for each byte that is no text.
func printable(data []byte) []byte {
	out := slices.Clone(data)
	for i := 0; i < len(out); {
		r, size := utf8.DecodeRune(out[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			out[i] = ' '
		}
		i += size
	}
	return out
}

// narrow is the first ASCII characters of UTF-16 text.
func narrow(data []byte) ([]byte, bool) {
	if len(data) < 4 || !(data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		return nil, false
	}
	var out []byte
	for _, b := range data[2:min(len(data), 514)] {
		if b != 0 {
			out = append(out, b)
		}
	}
	return out, true
}

// place is the offset in the file and the words of the problem.
func (d *document) place(problem error) (int, string) {
	var placed *diag.Error
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(problem, &placed):
		return d.base + offsetOf(d.data[d.base:], placed.Line, placed.Column), placed.Msg
	case errors.As(problem, &syntax):
		return d.base + int(syntax.ByteOffset), syntax.Err.Error()
	}
	return 0, problem.Error()
}

// offsetOf is the byte offset of a line and column, roughly where characters are wide.
func offsetOf(data []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(data[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
	}
	return min(at+max(column-1, 0), len(data))
}

// element is one element of a .ckl. Offsets count after a byte order mark.
type element struct {
	name, space               string
	path                      string
	attrs                     bool // has attributes, namespace declarations among them
	start, body, bodyEnd, end int
	kids                      []*element
	text                      string // decoded, of an element without kids
	cdata                     bool   // holds CDATA, comments or instructions
}

func readXML(name string, data []byte) (*element, error) {
	c, err := xmlio.Parse(name, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, err
	}
	root := readElement(c, c.Local())
	return root, c.End()
}

func readElement(c *xmlio.Cursor, path string) *element {
	e := &element{name: c.Local(), space: c.Space(), path: path, attrs: c.AttrCount() > 0, start: c.Offset()}
	seen := map[string]int{}
	var text strings.Builder
	for nodes := c.Nodes(); nodes.Next(); {
		switch nodes.Kind {
		case xmlio.Element:
			name := c.Local()
			seen[name]++
			e.kids = append(e.kids, readElement(c, fmt.Sprintf("%s/%s[%d]", path, name, seen[name])))
		case xmlio.CharData:
			text.WriteString(xmlio.Text(nodes.Source()).String())
		case xmlio.CDATA:
			text.WriteString(xmlio.Text(nodes.Source()).String())
			e.cdata = true
		default:
			e.cdata = true
		}
	}
	e.text = text.String()
	e.start, e.body, e.bodyEnd, e.end = c.Extent()
	return e
}

// all is the children of that name; of nil, none.
func (e *element) all(name string) []*element {
	if e == nil {
		return nil
	}
	var list []*element
	for _, k := range e.kids {
		if k.name == name {
			list = append(list, k)
		}
	}
	return list
}

// first is the first child of that name, nil when there is none.
func (e *element) first(name string) *element {
	if list := e.all(name); len(list) > 0 {
		return list[0]
	}
	return nil
}

// last is the last child of that name, nil when there is none.
func (e *element) last(name string) *element {
	if list := e.all(name); len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// each calls f with e and all below it, in document order.
func (e *element) each(f func(*element)) {
	if e == nil {
		return
	}
	f(e)
	for _, k := range e.kids {
		k.each(f)
	}
}

// count is the number of elements of that name at or below e.
func (e *element) count(name string) int {
	n := 0
	e.each(func(k *element) {
		if k.name == name {
			n++
		}
	})
	return n
}

// value is one JSON value. Of two members of one name the last counts, as in JavaScript.
type value struct {
	kind   jsontext.Kind
	offset int    // behind its first token
	end    int    // behind its last
	text   string // of a string; of the rest its source
	names  []string
	kids   []*value // members or entries
}

func readJSON(data []byte) (*value, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	v, err := readValue(dec)
	if err != nil {
		return nil, err
	}
	if rest := bytes.TrimSpace(data[dec.InputOffset():]); len(rest) > 0 {
		return nil, errors.New("goes on after its end")
	}
	return v, nil
}

func readValue(dec *jsontext.Decoder) (*value, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	v := &value{kind: token.Kind(), offset: int(dec.InputOffset()), text: token.String()}
	v.end = v.offset
	if v.kind != '{' && v.kind != '[' {
		return v, nil
	}
	for {
		if next := dec.PeekKind(); next == '}' || next == ']' {
			_, err := dec.ReadToken()
			v.end = int(dec.InputOffset())
			return v, err
		}
		if v.kind == '{' {
			name, err := dec.ReadToken()
			if err != nil {
				return nil, err
			}
			v.names = append(v.names, name.String())
		}
		kid, err := readValue(dec)
		if err != nil {
			return nil, err
		}
		v.kids = append(v.kids, kid)
	}
}

// get is the last member of that name, nil when v is no object or has none.
func (v *value) get(name string) *value {
	if v == nil || v.kind != '{' {
		return nil
	}
	for i := len(v.names) - 1; i >= 0; i-- {
		if v.names[i] == name {
			return v.kids[i]
		}
	}
	return nil
}

// counts says of each member how many have its name where it is the last of them, which
// counts; else 0. One pass, since files may have members by the million.
func (v *value) counts() []int {
	out, last := make([]int, len(v.names)), make(map[string]int, len(v.names))
	for i := len(v.names) - 1; i >= 0; i-- {
		at, seen := last[v.names[i]]
		if !seen {
			at = i
			last[v.names[i]] = i
		}
		out[at]++
	}
	return out
}

// str is the text of a string, "" of anything else.
func (v *value) str() string {
	if v == nil || v.kind != '"' {
		return ""
	}
	return v.text
}

// truthy is what JavaScript takes for true.
func (v *value) truthy() bool {
	switch {
	case v == nil, v.kind == 'n', v.kind == 'f':
		return false
	case v.kind == '"':
		return v.text != ""
	case v.kind == '0':
		return strings.Trim(v.text, "-0.") != ""
	}
	return true
}

// at is where to look for a missing member of v.
func (v *value) at() int {
	if v == nil {
		return 0
	}
	return v.offset
}
