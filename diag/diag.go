// Package diag holds the error every reader of this project returns for bad
// input: what was met, where, what was wanted, and what to do about it.
//
// The printed form has two parts. The error itself:
//
//	mke-xccdf.xml:31:207: Benchmark/Group[V-1]/Rule: severity is "critical"; want low, medium or high
//
// and a hint, printed by the command on a line of its own.
package diag

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error is one problem in an input. The zero value of every field but Msg means
// "not known", and the printed form leaves it out.
type Error struct {
	File   string // the file as the user spelled it; members of a zip as "a.zip: inner/b.xml"
	Line   int    // from 1
	Column int    // from 1, in characters
	Path   string // element path or JSON path, such as Benchmark/Group[V-1]/Rule or ports.allowed[0].host_port
	Msg    string // what was met; what was wanted. Lower case, no full stop
	Hint   string // what to do, or ""
	Err    error  // the cause, or nil; printed after Msg
}

// Error is "file:line:column: path: message: cause", without the parts that are not known.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, ":%d", e.Column)
		}
	}
	for _, part := range []string{e.Path, e.Msg} {
		join(&b, part)
	}
	if e.Err != nil {
		join(&b, e.Err.Error())
	}
	return b.String()
}

func join(b *strings.Builder, part string) {
	if part == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(part)
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// List is several independent problems of one run, in file order. Its printed
// form has one problem a line.
type List []*Error

// Error is the problems, one a line.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives each problem to errors.Is and errors.As.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Err is l as an error, nil when there is no problem.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Each is every Error inside err, in order; an error that holds none comes back
// as one Error with err as its cause.
func Each(err error) []*Error {
	if err == nil {
		return nil
	}
	var list List
	if errors.As(err, &list) {
		return list
	}
	var one *Error
	if errors.As(err, &one) {
		return []*Error{one}
	}
	return []*Error{{Err: err}}
}

// Place turns a byte offset into line and column, both from 1; the column counts
// characters, not bytes. An offset outside data is moved to the nearest end.
// Readers keep offsets and call Place only when an error needs it.
func Place(data []byte, offset int) (line, column int) {
	offset = max(0, min(offset, len(data)))
	before := data[:offset]
	line = 1
	start := 0
	for i, c := range before {
		if c == '\n' {
			line++
			start = i + 1
		}
	}
	return line, utf8.RuneCount(before[start:]) + 1
}

// Nearest is the member of known closest to word by edit distance, "" when none
// is close enough to be what the writer meant.
func Nearest(word string, known []string) string {
	best, distance := "", max(2, len(word)/3)+1
	for _, k := range known {
		if d := edits(word, k); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits is the Levenshtein distance of two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
