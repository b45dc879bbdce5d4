package ckl

import (
	"bytes"
	"slices"
	"sync"
)

// The texts of a benchmark are most of a checklist and the same in that of every
// asset. A form keeps them as each format writes them, from the first checklist that is
// written of it.

// onceRows is something made of all rows of a form when it is first asked for.
type onceRows[T any] struct {
	once sync.Once
	rows []T
}

func (o *onceRows[T]) row(i int, print func() []T) *T {
	o.once.Do(func() { o.rows = print() })
	return &o.rows[i]
}

// printedVuln is the texts of a row in a .ckl: what stands before and after STIG_UUID.
type printedVuln struct{ texts, lists []byte }

// inCKL is row i of the form as a .ckl has it; nil for -1.
func (f *Form) inCKL(i int) *printedVuln {
	if i < 0 {
		return nil
	}
	return f.ckl.row(i, f.printCKL)
}

func (f *Form) printCKL() []printedVuln {
	w := newXMLWriter("\t")
	for _, name := range []string{"CHECKLIST", "STIGS", "iSTIG", "VULN"} {
		w.StartElement(name) // a row is written as deep as it will stand
	}
	out := make([]printedVuln, len(f.rows))
	for i := range f.rows {
		r := &f.rows[i]
		out[i].texts = w.printed(func() { w.texts(r, rowAttributes[:len(rowAttributes)-1]) })
		out[i].lists = w.printed(func() { w.lists(r) })
	}
	return out
}

// printed is what write writes, without the line it begins.
func (w *xmlWriter) printed(write func()) []byte {
	before := w.Len()
	write()
	return bytes.TrimLeft(bytes.Clone(w.From(before)), "\n\t")
}

// inCKLB is row i of the form as a .cklb has it, up to the key before its UUID; nil for -1.
func (f *Form) inCKLB(i int) []byte {
	if i < 0 {
		return nil
	}
	return *f.cklb.row(i, f.printCKLB)
}

func (f *Form) printCKLB() [][]byte {
	out := make([][]byte, len(f.rows))
	for i := range f.rows {
		w := newJSONWriter(nil)
		w.depth, w.empty = ruleDepth, true
		w.rule(&rule{Row: &f.rows[i], stig: &f.blank}, ruleKeys[:ownKeys()])
		out[i] = w.buf
	}
	return out
}

// ruleDepth is how deep the keys of a rule stand: in the document, stigs, a stig, rules
// and the rule.
const ruleDepth = 5

// ownKeys is the index in ruleKeys of the first key that is the row's own, not its benchmark's.
func ownKeys() int {
	return slices.IndexFunc(ruleKeys, func(k ruleKey) bool { return k.name == "uuid" })
}

// formOf is the form that is the benchmark of s; nil where there is none.
func formOf(s *Stig, forms []*Form) *Form {
	for _, f := range forms {
		if f != nil && f.blank.ID == s.ID {
			return f
		}
	}
	return nil
}

// cursor finds the rows of a STIG in its form, in one pass where they are in its order.
type cursor struct {
	form *Form
	at   int
}

// find is the index of the row of the form that r has the texts of, -1 where it has
// others, or anything beside them.
func (c *cursor) find(r *Row) int {
	if c.form == nil {
		return -1
	}
	for i := c.at; i < len(c.form.rows); i++ {
		if of := &c.form.rows[i]; of.VulnID == r.VulnID && of.RuleID == r.RuleID {
			c.at = i + 1
			if len(r.Extra) == 0 && r.sameTexts(of) {
				return i
			}
			return -1
		}
	}
	return -1
}

// sameTexts reports whether all is the same in two rows that a benchmark gives them.
func (r *Row) sameTexts(of *Row) bool {
	for _, k := range rowAttributes[:len(rowAttributes)-1] {
		if *k.field(r) != *k.field(of) {
			return false
		}
	}
	return r.CheckHref == of.CheckHref && r.GroupIDSrc == of.GroupIDSrc && r.RuleIDSrc == of.RuleIDSrc && r.ListTitle == of.ListTitle &&
		slices.Equal(r.LegacyIDs, of.LegacyIDs) && slices.Equal(r.CCIs, of.CCIs) && slices.EqualFunc(r.GroupTree, of.GroupTree, sameGroup)
}

func sameGroup(a, b Group) bool {
	return a.ID == b.ID && a.Title == b.Title && a.Description == b.Description && len(a.Extra) == 0 && len(b.Extra) == 0
}
