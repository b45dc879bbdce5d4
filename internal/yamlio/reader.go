package yamlio

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// MaxProblems is how many problems of one file are reported: more than a person
// mends before trying again.
const MaxProblems = 50

// Reader collects the problems of one file. Each is independent: a value that is
// refused leaves its field as if the key were absent.
type Reader struct {
	File      string
	Begin     string // what the shortest file says, for one that says nothing: schema: ssp/1
	BeginHint string
	Problems  diag.List

	// Remark is what more can be said of an unknown key below path: the key that was
	// meant, and a hint, each "" for none. Nil says nothing.
	Remark func(path, name string) (meant, hint string)
}

// Add reports a problem; its file is that of r.
func (r *Reader) Add(e *diag.Error) {
	e.File = r.File
	r.Problems = append(r.Problems, e)
}

// Fail reports a problem at a place.
func (r *Reader) Fail(p Place, path, msg, hint string) {
	r.Add(&diag.Error{Line: p.Line, Column: p.Column, Path: path, Msg: msg, Hint: hint})
}

// FailAt reports a problem of the file at an offset.
func (r *Reader) FailAt(data []byte, offset int, msg string) {
	line, column := diag.Place(data, offset)
	r.Fail(Place{line, column}, "", msg, "")
}

// Err is the problems in file order, the first of them where there are too many.
func (r *Reader) Err() error {
	slices.SortStableFunc(r.Problems, func(a, b *diag.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if more := len(r.Problems) - MaxProblems; more > 0 {
		r.Problems = r.Problems[:MaxProblems]
		last := r.Problems[MaxProblems-1]
		last.Hint = strings.TrimPrefix(fmt.Sprintf("%s; %d more problems are not shown", last.Hint, more), "; ")
	}
	return r.Problems.Err()
}
