package ckl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// jsonReader reads one JSON document strictly: UTF-8, no name twice, nothing after
// the root. Its methods return the first error with its place.
type jsonReader struct {
	problems
	dec  *jsontext.Decoder
	data []byte // with the byte order mark, if any
	base int    // length of that mark
}

func newJSONReader(file string, data []byte) *jsonReader {
	body := bytes.TrimPrefix(data, []byte(byteOrderMark))
	return &jsonReader{
		problems: problems{file: file},
		dec:      jsontext.NewDecoder(bytes.NewBuffer(body)),
		data:     data, base: len(data) - len(body),
	}
}

// wrap gives an error of the decoder its place and our words.
func (d *jsonReader) wrap(err error) error {
	var syntax *jsontext.SyntacticError
	var placed *diag.Error
	switch {
	case errors.As(err, &placed):
		return err
	case errors.As(err, &syntax):
		e := d.at(int(syntax.ByteOffset), string(syntax.JSONPointer), "is not strict JSON")
		e.Err = syntax.Err
		switch {
		case errors.Is(err, jsontext.ErrDuplicateName):
			e.Msg, e.Err = "the name occurs twice in its object; want each once", nil
			e.Hint = "readers disagree on which of the two counts; remove one by hand"
		case errors.Is(err, io.ErrUnexpectedEOF):
			e.Msg, e.Err = "the file ends in the middle of a value; want a whole checklist", nil
			e.Hint = "it looks cut off; copy or export it again"
		}
		return e
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e := d.at(len(d.data), "", "the file ends too early; want a checklist")
		e.Hint = "it looks cut off; copy or export it again"
		return e
	}
	return &diag.Error{File: d.file, Err: err}
}

func (d *jsonReader) at(offset int, pointer, msg string) *diag.Error {
	line, column := diag.Place(d.data, d.base+offset)
	return &diag.Error{File: d.file, Line: line, Column: column, Path: jsonPath(pointer), Msg: msg}
}

// errorf is an error at the value read last.
func (d *jsonReader) errorf(format string, args ...any) *diag.Error {
	return d.at(int(d.dec.InputOffset()), string(d.dec.StackPointer()), fmt.Sprintf(format, args...))
}

// maxPath is the length of a path in a message; only hostile nesting is longer.
const maxPath = 200

// jsonPath is /stigs/0/rules/3/status as stigs[0].rules[3].status.
func jsonPath(pointer string) string {
	var b strings.Builder
	if len(pointer) > maxPath {
		pointer = strings.ToValidUTF8(pointer[:maxPath], "") + "…"
	}
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		if _, err := strconv.Atoi(part); err == nil {
			b.WriteString("[" + part + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
	}
	return b.String()
}

// met says what a reader did with a member of an object.
type met uint8

const (
	unknown met = iota // left its value to be kept as it is
	written            // read it, and the writer will write it
	folded             // read it into something that is written under another name, or not at all
)

// object reads an object; each is called after every name and consumes the value
// unless it answers unknown: such values are kept in extra under parent, each
// after the last written one. null is an object without members.
func (d *jsonReader) object(parent string, extra *[]Extra, each func(name string) (met, error)) error {
	switch kind := d.dec.PeekKind(); kind {
	case 'n':
		return d.skip()
	case '{':
	default:
		return d.mismatch("an object")
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return d.wrap(err)
	}
	after := ""
	for d.dec.PeekKind() != '}' {
		token, err := d.dec.ReadToken()
		if err != nil {
			return d.wrap(err)
		}
		name := token.String()
		met, err := each(name)
		if err != nil {
			return err
		}
		switch met {
		case written:
			after = name
		case unknown:
			raw, err := d.raw()
			if err != nil {
				return err
			}
			*extra = append(*extra, Extra{Format: CKLB, Parent: parent, After: after, Name: name, Raw: raw})
		}
	}
	_, err := d.dec.ReadToken()
	return d.wrapNil(err)
}

func (d *jsonReader) wrapNil(err error) error {
	if err == nil {
		return nil
	}
	return d.wrap(err)
}

// list reads an array, calling each before every element, which it must consume.
// null is an empty array.
func (d *jsonReader) list(each func() error) error {
	switch kind := d.dec.PeekKind(); kind {
	case 'n':
		return d.skip()
	case '[':
	default:
		return d.mismatch("an array")
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return d.wrap(err)
	}
	for d.dec.PeekKind() != ']' {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := d.dec.ReadToken()
	return d.wrapNil(err)
}

// text reads a scalar as text: a string, a number or boolean as spelled (STIGQter
// and STIG Manager write such), and null as "".
func (d *jsonReader) text() (string, error) {
	switch d.dec.PeekKind() {
	case 'n':
		return "", d.skip()
	case '{', '[':
		return "", d.mismatch("a string")
	}
	token, err := d.dec.ReadToken()
	if err != nil {
		return "", d.wrap(err)
	}
	return token.String(), nil
}

// into reads text into field.
func (d *jsonReader) into(field *string) error {
	s, err := d.text()
	*field = s
	return err
}

// texts reads an array of texts without its empty entries.
func (d *jsonReader) texts(field *[]string) error {
	return d.list(func() error {
		s, err := d.text()
		if s != "" {
			*field = append(*field, s)
		}
		return err
	})
}

// boolean reads true or false, or their words; another value is a problem and false.
func (d *jsonReader) boolean(field *bool) error {
	s, err := d.text()
	if err != nil {
		return err
	}
	value, known := parseBool(s)
	if !known {
		d.note(func() *diag.Error { return d.errorf("is %q; want true or false, read as false", s) })
	}
	*field = value
	return nil
}

// parseBool takes the lexical forms of xs:boolean and the capital forms some
// writers use; "" is false.
func parseBool(s string) (value, known bool) {
	switch s {
	case "true", "True", "TRUE", "1":
		return true, true
	case "false", "False", "FALSE", "0", "":
		return false, true
	}
	return false, false
}

// integer reads a whole number; another value is a problem and leaves field as it is.
func (d *jsonReader) integer(field *int) error {
	s, err := d.text()
	if err != nil || s == "" {
		return err
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		d.note(func() *diag.Error { return d.errorf("is %q; want a whole number, read as %d", s, *field) })
		return nil
	}
	*field = n
	return nil
}

// raw reads any value as compact source.
func (d *jsonReader) raw() (string, error) {
	value, err := d.dec.ReadValue()
	if err != nil {
		return "", d.wrap(err)
	}
	value = value.Clone()
	if err := value.Compact(jsontext.PreserveRawStrings(true)); err != nil {
		return "", d.wrap(err)
	}
	return string(value), nil
}

func (d *jsonReader) skip() error { return d.wrapNil(d.dec.SkipValue()) }

// mismatch reads the value and says what it is.
func (d *jsonReader) mismatch(want string) error {
	kind := d.dec.PeekKind()
	if _, err := d.dec.ReadToken(); err != nil {
		return d.wrap(err)
	}
	return d.errorf("is %s; want %s", kindWord(kind), want)
}

func kindWord(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	default:
		return "a boolean"
	}
}

// end demands that nothing follows the root.
func (d *jsonReader) end() error {
	_, err := d.dec.ReadToken()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return d.wrap(err)
	}
	return d.errorf("something follows the checklist; want one JSON document")
}
