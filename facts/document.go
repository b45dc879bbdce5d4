package facts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// The limits of one JSON document.
const (
	// MaxDocument is the size of a bundle or of one file of a capture folder. A node
	// with 50,000 containers stays below it.
	MaxDocument = 256 << 20
	// MaxDepth is how deep lists and objects may nest; the schema needs 16, an MKE
	// configuration a few more.
	MaxDepth = 128
	// MaxProblems is how many problems of one file are reported.
	MaxProblems = 20
)

// document is one JSON text in memory, with its problems so far.
type document struct {
	file     string
	data     []byte
	problems diag.List
	again    bool // it was read before, and nothing but its values is wanted
	unquoted bool // its values may be secret, and no message quotes one

	text   string  // data, where parts of it are kept as they are
	memory *memory // nil: its own
}

// byteOrderMark may stand before a document.
const byteOrderMark = "\xef\xbb\xbf"

// part is the text of a member as a part of that of the whole document.
func (d *document) part(m member) string {
	if d.text == "" {
		d.text = string(d.data)
	}
	return d.text[m.at : m.at+len(m.raw)]
}

// member is one member of an object: where it stands and its text.
type member struct {
	name    string
	nameAt  int    // offset of the name
	at      int    // offset of the value
	raw     []byte // the value
	members []member
	object  bool // members are set

	canonical []byte // the value as canonical JSON, where it was needed before
}

// openDocument looks at the outside of a JSON text: its size, its first bytes and
// its depth.
func openDocument(file string, data []byte) (*document, error) {
	d := &document{file: file, data: bytes.TrimPrefix(data, []byte(byteOrderMark))}
	if len(data) > MaxDocument {
		return nil, d.fail(-1, "", fmt.Sprintf("is %d bytes; want at most %d", len(data), MaxDocument), "collect fewer objects into one bundle")
	}
	if msg, hint := notJSON(d.data); msg != "" {
		return nil, d.fail(-1, "", msg, hint)
	}
	if at := tooDeep(d.data); at >= 0 {
		return nil, d.fail(at, "", fmt.Sprintf("lists and objects nest deeper than %d; want a fact bundle, which needs 16", MaxDepth), "")
	}
	return d, nil
}

// fail is one problem at an offset, -1 for the file as a whole.
func (d *document) fail(at int, path, msg, hint string) *diag.Error {
	e := &diag.Error{File: d.file, Path: path, Msg: msg, Hint: hint}
	if at >= 0 {
		e.Line, e.Column = diag.Place(d.data, at)
	}
	return e
}

// problem keeps one problem; those above MaxProblems are dropped.
func (d *document) problem(e *diag.Error) {
	if len(d.problems) < MaxProblems {
		d.problems = append(d.problems, e)
	}
}

// notJSON says what a text is that cannot be JSON, and what to do; "" when it can.
func notJSON(data []byte) (msg, hint string) {
	text := bytes.TrimLeft(data, " \t\r\n")
	const want = "; want a fact bundle in JSON"
	switch {
	case len(text) == 0:
		return "is empty" + want, ""
	case hasAnyPrefix(text, "\xff\xfe", "\xfe\xff") || (len(text) > 1 && text[1] == 0 && text[0] != 0):
		return "is UTF-16" + want, "PowerShell's > writes UTF-16: use Out-File -Encoding utf8, or the collector's own -o"
	case text[0] == 0:
		return "holds NUL bytes" + want, "copied to a full disk, or broken off? copy it again"
	case hasAnyPrefix(text, "PK\x03\x04"):
		return "is a zip archive" + want, "unpack it; a benchmark belongs to -b"
	case hasAnyPrefix(text, "\x1f\x8b"):
		return "is compressed with gzip" + want, "unpack it with gunzip"
	case hasAnyPrefix(bytes.ToLower(text[:min(15, len(text))]), "<!doctype html", "<html"):
		return "is an HTML page" + want, "a login page saved instead of the file? fetch it again"
	case text[0] == '<':
		return "is XML" + want, "a checklist or benchmark? a benchmark belongs to -b, a checklist to --into"
	case hasAnyPrefix(text, "-----BEGIN"):
		return "is PEM text" + want, ""
	case looksYAML(text):
		return "looks like YAML" + want, "ssp.yaml goes to -i"
	}
	return "", ""
}

// looksYAML reports whether a text begins like YAML, comments aside: with a mark of a
// document or a key in plain letters.
func looksYAML(text []byte) bool {
	for len(text) > 0 && text[0] == '#' {
		_, rest, _ := bytes.Cut(text, []byte("\n"))
		text = bytes.TrimLeft(rest, " \t\r\n")
	}
	key, _, found := bytes.Cut(text[:min(len(text), 100)], []byte(":"))
	word := len(key) > 0 && len(bytes.Trim(key, "abcdefghijklmnopqrstuvwxyz_")) == 0
	return hasAnyPrefix(text, "---", "%YAML") || found && word
}

func hasAnyPrefix(text []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(text, []byte(p)) {
			return true
		}
	}
	return false
}

// tooDeep is the offset of the bracket that opens level MaxDepth+1, -1 when there
// is none. The parser's own limit is 10,000.
func tooDeep(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = endOfString(data, i)
		case '{', '[':
			if depth++; depth > MaxDepth {
				return i
			}
		case '}', ']':
			depth--
		}
	}
	return -1
}

// endOfString is the offset of the quote that closes the string opened at i.
func endOfString(data []byte, i int) int {
	for i++; i < len(data); i++ {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return len(data)
		}
		i += n
		slashes := 0
		for data[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
	}
	return len(data)
}

// scan reads the whole document strictly: no duplicate names, no invalid UTF-8,
// nothing after the end. levels says how deep below a member of the outermost
// object the members of objects are kept apart.
func (d *document) scan(levels func(name string) int) ([]member, error) {
	if d.again {
		q := quick{text: d.part(member{raw: d.data})}
		return d.members(&q, levels), nil
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(d.data))
	if dec.PeekKind() != '{' {
		v, err := dec.ReadValue()
		if err != nil {
			return nil, d.syntax(err)
		}
		return nil, d.fail(0, "", "is "+kindWord(v.Kind())+"; want a fact bundle, which is an object", listHint(v))
	}
	top, err := d.scanObject(dec, levels)
	if err == nil {
		err = atEnd(dec)
	}
	if err != nil {
		return nil, d.syntax(err)
	}
	return top, nil
}

// members reads the object that comes next of a text that scan has accepted before.
func (d *document) members(q *quick, levels func(name string) int) []member {
	var out []member
	q.next()
	q.at++
	for q.next() != '}' {
		m := member{nameAt: q.at}
		q.string(&m.name)
		kind := q.next()
		m.at = q.at
		if n := levels(m.name); kind == '{' && n > 0 {
			m.object, m.members = true, d.members(q, func(string) int { return n - 1 })
		} else {
			q.skip()
		}
		m.raw = d.data[m.at:q.at]
		out = append(out, m)
	}
	q.at++
	return out
}

// listHint guesses what a document is that is no object.
func listHint(v jsontext.Value) string {
	if v.Kind() == '[' && bytes.Contains(v[:min(len(v), 4096)], []byte(`"Id"`)) {
		return `an answer of docker inspect? put it into {"node": {"docker_engine.containers": …}}, or use a capture folder with its index.json`
	}
	return ""
}

// atEnd reports what follows the value just read.
func atEnd(dec *jsontext.Decoder) error {
	at := dec.InputOffset() + int64(skipBlank(dec.UnreadBuffer(), 0))
	_, err := dec.ReadToken()
	switch {
	case err == nil:
		return &jsontext.SyntacticError{ByteOffset: at, Err: errors.New("more follows after the end of the document")}
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}

// scanObject reads the object that comes next.
func (d *document) scanObject(dec *jsontext.Decoder, levels func(string) int) ([]member, error) {
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	var members []member
	for dec.PeekKind() != '}' {
		m := member{nameAt: d.next(dec)}
		token, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		m.name = token.String()
		if err := d.scanValue(dec, &m, levels(m.name)); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	_, err := dec.ReadToken()
	return members, err
}

// next is the offset of what dec reads next.
func (d *document) next(dec *jsontext.Decoder) int { return skipBlank(d.data, int(dec.InputOffset())) }

// scanValue reads the value that comes next into m.
func (d *document) scanValue(dec *jsontext.Decoder, m *member, levels int) (err error) {
	m.at = d.next(dec)
	if dec.PeekKind() == '{' && levels > 0 {
		m.object = true
		m.members, err = d.scanObject(dec, func(string) int { return levels - 1 })
	} else {
		err = dec.SkipValue()
	}
	if err == nil {
		m.raw = d.data[m.at:dec.InputOffset()]
	}
	return err
}

// syntax is an error of the parser with its place.
func (d *document) syntax(err error) *diag.Error {
	var s *jsontext.SyntacticError
	if !errors.As(err, &s) {
		return d.fail(len(d.data), "", "ends early; want the rest of the document", truncatedHint)
	}
	path := showPath("", s.JSONPointer)
	at := int(s.ByteOffset)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return d.fail(len(d.data), path, "ends early; want the rest of the document", truncatedHint)
	case errors.Is(err, jsontext.ErrDuplicateName):
		return d.fail(at, path, "is there twice; want each name once", "")
	}
	return d.fail(at, path, "is not JSON: "+strings.TrimPrefix(s.Err.Error(), "jsontext: "), "")
}

const truncatedHint = "broken off while it was copied? copy it again"

// decode reads a value into target; base is its offset, path how messages name it.
func (d *document) decode(m member, path string, target any) bool {
	if plainly(m.raw, target) {
		return true
	}
	return d.decodeWith(m, path, func(dec *jsontext.Decoder) error { return json.UnmarshalDecode(dec, target) })
}

// plainly reads a value that needs no decoder: text without escapes, a truth value, a
// whole number. It reports false for all else, which a decoder then judges.
func plainly(raw []byte, target any) bool {
	switch p := target.(type) {
	case *string:
		if raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 {
			return false
		}
		*p = string(raw[1 : len(raw)-1])
	case **bool:
		if raw[0] != 't' && raw[0] != 'f' {
			return false
		}
		is := raw[0] == 't'
		*p = &is
	case **int:
		n, ok := wholeNumber(raw)
		if !ok {
			return false
		}
		whole := int(n)
		*p = &whole
	default:
		return false
	}
	return true
}

// decodeWith reads a value that scan has accepted, so the strict checks are not
// made again.
func (d *document) decodeWith(m member, path string, read func(*jsontext.Decoder) error) bool {
	if d.memory == nil {
		d.memory = newMemory()
	}
	// One for all values, for each new one takes 4 KB of its own.
	dec := d.memory.dec
	dec.Reset(bytes.NewBuffer(m.raw), jsontext.AllowDuplicateNames(true))
	if err := read(dec); err != nil {
		d.problem(d.semantic(err, m, path))
		return false
	}
	return true
}

// semantic is an error of decoding with its place and words of this project.
func (d *document) semantic(err error, m member, path string) *diag.Error {
	at, pointer := m.at, jsontext.Pointer("")
	var s *json.SemanticError
	if errors.As(err, &s) {
		at, pointer = m.at+int(s.ByteOffset), s.JSONPointer
		if at < len(d.data) {
			at = m.at + int(s.ByteOffset) + skipBlank(d.data[at:min(len(d.data), at+4096)], 0)
		}
	}
	return d.fail(at, showPath(path, pointer), d.mismatch(err, s), "written by another version? collect again")
}

// mismatch says what was met and what was wanted.
func (d *document) mismatch(err error, s *json.SemanticError) string {
	var own inputError
	if errors.As(err, &own) && !d.unquoted {
		return own.Error()
	}
	if s == nil || s.GoType == nil {
		if d.unquoted {
			return "has another shape than wanted"
		}
		return err.Error()
	}
	met := kindWord(s.JSONKind)
	if !d.unquoted && len(s.JSONValue) > 0 && len(s.JSONValue) < 80 {
		met = string(s.JSONValue)
	}
	return "is " + met + "; want " + typeWord(s.GoType)
}

// typeWord is a type as messages name what they want.
func typeWord(t reflect.Type) string {
	if t == reflect.TypeFor[time.Time]() {
		return "a time such as 2026-11-20T06:01:00Z"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice, reflect.Array:
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
			return "base64 text"
		}
		if t.Kind() == reflect.Array {
			return "a list of " + strconv.Itoa(t.Len())
		}
		return "a list"
	case reflect.Pointer:
		return typeWord(t.Elem())
	default:
		return "an object"
	}
}

// showPath is a JSON pointer below base as people write it: a.b[3].Name, names
// that are no plain words in brackets.
func showPath(base string, pointer jsontext.Pointer) string {
	var b strings.Builder
	b.WriteString(base)
	for token := range pointer.Tokens() {
		switch {
		case isIndex(token):
			b.WriteString("[" + token + "]")
		case isWord(token):
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(token)
		default:
			b.WriteString("[" + strconv.Quote(clip(token)) + "]")
		}
	}
	return b.String()
}

func isIndex(token string) bool {
	return token != "" && strings.Trim(token, "0123456789") == ""
}

func isWord(token string) bool {
	for _, c := range token {
		if c != '_' && c != '$' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return token != ""
}
