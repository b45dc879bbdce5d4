package ckl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/diag"
)

// CSVOptions is how CSV is written.
type CSVOptions struct {
	// Guard puts an apostrophe in front of every value that begins with one of
	// = + - @ tab, carriage return or apostrophe, so that no spreadsheet runs a
	// value as a formula. A last column "guard" tells ReadCSV to take it off again;
	// other programs see the apostrophe.
	Guard bool
}

const guardColumn = "guard"

// WriteCSV writes the rows of list to out: RFC 4180 with a header, CRLF between
// records, values quoted where they must be, and the columns of Columns. A text is
// written as it is, line ends in it too. What CSV cannot hold (group trees, other
// programs' elements and keys) is listed by Convert.
func WriteCSV(out io.Writer, list []*Checklist, o CSVOptions) error {
	columns := allColumns()
	names := Columns()
	if o.Guard {
		names = append(names, guardColumn)
	}
	var buf []byte
	buf = appendRecord(buf, names)
	values := make([]string, 0, len(names))
	err := tableLines(list, func(l *tableLine) error {
		values = lineValues(values[:0], columns, l)
		if o.Guard {
			for i, v := range values {
				values[i] = guard(v)
			}
			values = append(values, "'")
		}
		buf = appendRecord(buf, values)
		if len(buf) < 64<<10 {
			return nil
		}
		_, err := out.Write(buf)
		buf = buf[:0]
		return err
	})
	if err == nil {
		_, err = out.Write(buf)
	}
	if err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

func lineValues(values []string, columns []column, l *tableLine) []string {
	empty := l.r == nil
	if empty {
		l = &tableLine{l.c, l.s, &Row{}}
	}
	for i := range columns {
		if empty && columns[i].ofRow() {
			values = append(values, "")
			continue
		}
		values = append(values, columns[i].value(l))
	}
	return values
}

func guard(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r'", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func appendRecord(buf []byte, values []string) []byte {
	for i, v := range values {
		if i > 0 {
			buf = append(buf, ',')
		}
		if !strings.ContainsAny(v, "\",\r\n") && !strings.HasPrefix(v, " ") && !strings.HasSuffix(v, " ") {
			buf = append(buf, v...)
			continue
		}
		buf = append(buf, '"')
		buf = append(buf, strings.ReplaceAll(v, `"`, `""`)...)
		buf = append(buf, '"')
	}
	return append(buf, "\r\n"...)
}

// ReadCSV reads what WriteCSV wrote, and the same with columns left out, moved or
// rows changed in a spreadsheet. Columns other than ours are refused: a guess would
// put a word into the wrong field. Neighbouring lines of one asset and STIG make
// one checklist.
func ReadCSV(name string, data []byte) ([]*Checklist, diag.List, error) {
	if len(data) > maxBytes {
		return nil, nil, tooLarge(name, len(data))
	}
	if !utf8.Valid(data) {
		return nil, nil, &diag.Error{File: name, Msg: "is not UTF-8; want UTF-8 text", Hint: "save it as CSV UTF-8"}
	}
	p := &csvParser{file: name, data: data}
	p.at = len(data) - len(bytes.TrimPrefix(data, []byte(byteOrderMark)))
	header, err := p.record(nil)
	if err != nil {
		return nil, nil, p.orEmpty(err)
	}
	t := &tableReader{problems: problems{file: name}, columns: allColumns()}
	columns, guarded, err := p.columns(t, header)
	if err != nil {
		return nil, nil, err
	}
	var values []string
	for {
		values, err = p.record(values[:0])
		if errors.Is(err, io.EOF) {
			return t.done(), t.all(), nil
		}
		if err != nil {
			return nil, nil, err
		}
		if len(values) != len(header) {
			return nil, nil, p.errorf(p.start, "has %d values; want %d, as in the header", len(values), len(header))
		}
		if err := t.line(columns, unguard(values, guarded), p.place(columns)); err != nil {
			return nil, nil, err
		}
	}
}

func unguard(values []string, guarded bool) []string {
	if !guarded {
		return values
	}
	values = values[:len(values)-1]
	for i, v := range values {
		values[i] = strings.TrimPrefix(v, "'")
	}
	return values
}

// csvParser reads records of RFC 4180; line ends may be LF alone.
type csvParser struct {
	file  string
	data  []byte
	at    int
	start int   // of the record read last
	cells []int // where its values start
}

func (p *csvParser) errorf(at int, format string, args ...any) *diag.Error {
	line, column := diag.Place(p.data, at)
	return &diag.Error{File: p.file, Line: line, Column: column, Msg: fmt.Sprintf(format, args...)}
}

func (p *csvParser) orEmpty(err error) error {
	if errors.Is(err, io.EOF) {
		return &diag.Error{File: p.file, Msg: "is empty; want a header and rows"}
	}
	return err
}

func (p *csvParser) place(columns []*column) func(int) *diag.Error {
	return func(i int) *diag.Error {
		e := p.errorf(p.cells[i], "")
		e.Path = columns[i].name
		return e
	}
}

// record appends the values of the next record to values; io.EOF after the last.
func (p *csvParser) record(values []string) ([]string, error) {
	if p.at >= len(p.data) {
		return nil, io.EOF
	}
	p.start, p.cells = p.at, p.cells[:0]
	for {
		p.cells = append(p.cells, p.at)
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		values = append(values, value)
		rest := p.data[p.at:]
		switch {
		case len(rest) == 0:
			return values, nil
		case rest[0] == ',':
			p.at++
		case rest[0] == '\n':
			p.at++
			return values, nil
		case bytes.HasPrefix(rest, []byte("\r\n")):
			p.at += 2
			return values, nil
		default:
			return nil, p.errorf(p.at, "%q stands after the end of a quoted value; want a comma or the end of the line", rest[0])
		}
	}
}

func (p *csvParser) value() (string, error) {
	rest := p.data[p.at:]
	if len(rest) == 0 || rest[0] != '"' {
		n := bytes.IndexAny(rest, ",\n\"")
		if n < 0 {
			n = len(rest)
		} else if rest[n] == '"' {
			return "", p.errorf(p.at+n, "a quote stands inside a value that is not quoted; want the whole value in quotes")
		}
		if n < len(rest) && rest[n] == '\n' && n > 0 && rest[n-1] == '\r' {
			n--
		}
		p.at += n
		return string(rest[:n]), nil
	}
	var b []byte
	for i := 1; ; {
		n := bytes.IndexByte(rest[i:], '"')
		if n < 0 {
			e := p.errorf(p.at, "a quoted value has no end; want a closing quote")
			e.Hint = "the file looks cut off; export it again"
			return "", e
		}
		b = append(b, rest[i:i+n]...)
		i += n + 1
		if i >= len(rest) || rest[i] != '"' {
			p.at += i
			return string(b), nil
		}
		b = append(b, '"')
		i++
	}
}

// columns is the columns of header, each known, each once, the required ones there.
func (p *csvParser) columns(t *tableReader, header []string) (columns []*column, guarded bool, err error) {
	for i, name := range header {
		if name == guardColumn && i == len(header)-1 {
			guarded = true
			continue
		}
		at := slices.IndexFunc(t.columns, func(k column) bool { return k.name == name })
		if at < 0 {
			e := p.errorf(p.cells[i], "the column %q is not one of ours", name)
			if near := diag.Nearest(name, Columns()); near != "" {
				e.Hint = "was " + near + " meant?"
			}
			return nil, false, e
		}
		if slices.Contains(header[:i], name) {
			return nil, false, p.errorf(p.cells[i], "the column %q stands twice; want once", name)
		}
		columns = append(columns, &t.columns[at])
	}
	for _, name := range required() {
		if !slices.Contains(header, name) {
			return nil, false, p.errorf(p.start, "the column %q is missing; without it no row can be known again", name)
		}
	}
	return columns, guarded, nil
}
