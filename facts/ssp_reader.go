package facts

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// maxSSPProblems is how many problems of one ssp.yaml are reported: more than a
// person mends before trying again.
const maxSSPProblems = 50

// sspReader collects the problems of one file. Each is independent: a value that
// is refused leaves its field as if the key were absent.
type sspReader struct {
	file     string
	table    []sspRow
	beside   fs.FS // the folder of the file; nil when there is none
	problems diag.List
}

func (r *sspReader) add(e *diag.Error) {
	e.File = r.file
	r.problems = append(r.problems, e)
}

func (r *sspReader) fail(p sspPlace, path, msg, hint string) {
	r.add(&diag.Error{Line: p.line, Column: p.column, Path: path, Msg: msg, Hint: hint})
}

func (r *sspReader) failAt(data []byte, offset int, msg string) {
	line, column := diag.Place(data, offset)
	r.fail(sspPlace{line, column}, "", msg, "")
}

// err is the problems in file order, the first of them where there are too many.
func (r *sspReader) err() error {
	slices.SortStableFunc(r.problems, func(a, b *diag.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if more := len(r.problems) - maxSSPProblems; more > 0 {
		r.problems = r.problems[:maxSSPProblems]
		last := r.problems[maxSSPProblems-1]
		last.Hint = strings.TrimPrefix(fmt.Sprintf("%s; %d more problems are not shown", last.Hint, more), "; ")
	}
	return r.problems.Err()
}

// cursor is one value with its path, as the read functions get it.
type cursor struct {
	*sspReader
	*yamlNode
	path string
}

// below is the cursor of a value inside c.
func (c cursor) below(n *yamlNode, path string) cursor { return cursor{c.sspReader, n, path} }

// entry is where c stands.
func (c cursor) entry() SSPEntry { return SSPEntry{Path: c.path, Line: c.line} }

// refuse reports that the value is not what is wanted.
func (c cursor) refuse(want string) { c.refuseHint(want, "") }

func (c cursor) refuseHint(want, hint string) {
	c.fail(c.sspPlace, c.path, c.met()+"; want "+want, hint)
}

// met says what the value is.
func (c cursor) met() string {
	switch c.kind {
	case yamlNull:
		return "has no value"
	case yamlBool, yamlNumber:
		return "is " + clipText(c.text)
	case yamlText:
		return "is " + strconv.Quote(clipText(c.text))
	case yamlList:
		return "is a list"
	default:
		return "is a mapping"
	}
}

// clipText keeps a message to one line.
func clipText(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}

// textWhere is the text when test holds for it, else "" and a problem.
func (c cursor) textWhere(test func(string) bool, want string) string {
	switch {
	case (c.kind == yamlNumber || c.kind == yamlBool) && test(c.text):
		c.refuseHint(want, "in quotes it is text: "+strconv.Quote(c.text))
	case c.kind != yamlText || strings.TrimSpace(c.text) == "" || !test(c.text):
		c.refuse(want)
	default:
		return c.text
	}
	return ""
}

// words is any text that is not blank.
func (c cursor) words() string { return c.textWhere(func(string) bool { return true }, "text") }

// oneOf is one of a few words.
func (c cursor) oneOf(words ...string) string {
	return c.textWhere(func(s string) bool { return slices.Contains(words, s) }, orWords(words))
}

// orWords is "swarm, kubernetes or mixed".
func orWords(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// truth is true or false, nil and a problem when it is neither.
func (c cursor) truth() *bool {
	if c.kind != yamlBool {
		c.refuse("true or false")
		return nil
	}
	b := c.text == "true"
	return &b
}

// maxWhole is the largest integer that JSON keeps exactly (RFC 8785, appendix D).
const maxWhole = 1<<53 - 1

// whole is an integer between two bounds, nil and a problem when it is none.
func (c cursor) whole(low, high int64) *int64 {
	want := fmt.Sprintf("%d to %d", low, high)
	if high == maxWhole {
		want = fmt.Sprintf("a whole number from %d", low)
	}
	n, err := strconv.ParseInt(c.text, 10, 64)
	if c.kind != yamlNumber || err != nil || strconv.FormatInt(n, 10) != c.text || n < low || n > high {
		c.refuse(want)
		return nil
	}
	return &n
}

// count is whole as an int.
func (c cursor) count(low, high int64) *int {
	n := c.whole(low, high)
	if n == nil {
		return nil
	}
	i := int(*n)
	return &i
}

// list is the items of a list, nil and a problem when it is none.
func (c cursor) list(want string) []cursor {
	if c.kind != yamlList {
		c.refuseHint(want, "[] is none; leave the key out to say nothing")
		return nil
	}
	items := make([]cursor, len(c.items))
	for i, n := range c.items {
		items[i] = c.below(n, fmt.Sprintf("%s[%d]", c.path, i))
	}
	return items
}

// listOf is a list of what read makes of each item; nil only when it is no list.
func listOf[E any](c cursor, read func(cursor) E) []E {
	items := c.list("a list")
	if items == nil {
		return nil
	}
	list := make([]E, 0, len(items))
	for _, item := range items {
		list = append(list, read(item))
	}
	return list
}

// mapOf is a mapping of free keys, each of which must pass name.
func mapOf[E any](c cursor, name func(cursor, yamlField), read func(cursor) E) map[string]E {
	if c.kind != yamlMap {
		c.refuse("a mapping")
		return nil
	}
	values := map[string]E{}
	for _, f := range c.fields {
		name(c, f)
		values[f.name] = read(c.below(f.value, dotted(c.path, f.name)))
	}
	return values
}

// sspField is one key of an entry and what becomes of its value.
type sspField struct {
	name string
	read func(cursor)
}

// read gives each key of a mapping to its field and refuses the others.
func (c cursor) read(fields []sspField) {
	if c.kind != yamlMap {
		c.refuse("a mapping with " + orWords(fieldNames(fields)))
		return
	}
	for _, f := range c.fields {
		i := slices.IndexFunc(fields, func(known sspField) bool { return known.name == f.name })
		if i < 0 {
			c.unknown(f, fieldNames(fields))
			continue
		}
		fields[i].read(c.below(f.value, dotted(c.path, f.name)))
	}
}

func fieldNames(fields []sspField) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// unknown reports a key that is not one of known.
func (c cursor) unknown(f yamlField, known []string) {
	msg, hint := "unknown key", ""
	near := ""
	if len(c.problems) < maxSSPProblems { // the others are not shown
		near = diag.Nearest(f.name, known)
	}
	if near == "" && !strings.Contains(c.path, "[") {
		near = c.elsewhere(f.name)
	}
	switch {
	case near != "":
		msg += "; did you mean " + strconv.Quote(near) + "?"
	case len(known) > 12:
		hint = "the keys are " + orWords(known)
	default:
		msg += "; want " + orWords(known)
	}
	if secretName(f.name) {
		hint = "ssp.yaml holds no secret: remove the value, and change it where it is used"
	}
	c.fail(f.sspPlace, dotted(c.path, f.name), msg, hint)
}

// elsewhere is the key of ssp.yaml whose last word is name, for one that was put
// into another block than its own.
func (r *sspReader) elsewhere(name string) string {
	for _, row := range r.table {
		if strings.HasSuffix(row.Name, "."+name) {
			return row.Name
		}
	}
	return ""
}

// has reports whether a mapping has a key, with or without a sound value.
func (c cursor) has(name string) bool {
	return slices.ContainsFunc(c.fields, func(f yamlField) bool { return f.name == name })
}

// need reports each key that an entry cannot do without.
func (c cursor) need(names ...string) {
	if c.kind != yamlMap {
		return
	}
	for _, name := range names {
		if !c.has(name) {
			c.fail(c.sspPlace, c.path, "has no "+name+"; want one", "")
		}
	}
}

// needOne reports an entry that has none of several keys.
func (c cursor) needOne(names ...string) {
	if c.kind == yamlMap && !slices.ContainsFunc(names, c.has) {
		c.fail(c.sspPlace, c.path, "says not what it is for; want "+orWords(names), "")
	}
}
