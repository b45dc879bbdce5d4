package yamlio

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// Cursor is one value with its path, as the functions that take values apart get it.
type Cursor struct {
	*Reader
	*Node
	Path string // dotted, with the numbers of list items: ports.allowed[0].proto; "" for the document
}

// Below is the cursor of a value inside c.
func (c Cursor) Below(n *Node, path string) Cursor { return Cursor{c.Reader, n, path} }

// Refuse reports that the value is not what is wanted.
func (c Cursor) Refuse(want string) { c.RefuseHint(want, "") }

// RefuseHint is Refuse with something to do about it.
func (c Cursor) RefuseHint(want, hint string) {
	c.Fail(c.Place, c.Path, c.Met()+"; want "+want, hint)
}

// Met says what the value is.
func (c Cursor) Met() string {
	switch c.Kind {
	case Null:
		return "has no value"
	case Bool, Number:
		return "is " + Clip(c.Text)
	case Text:
		return "is " + strconv.Quote(Clip(c.Text))
	case List:
		return "is a list"
	default:
		return "is a mapping"
	}
}

// Clip keeps a message to one line.
func Clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}

// TextWhere is the text when test holds for it, else "" and a problem.
func (c Cursor) TextWhere(test func(string) bool, want string) string {
	switch {
	case (c.Kind == Number || c.Kind == Bool) && test(c.Text):
		c.RefuseHint(want, "in quotes it is text: "+strconv.Quote(c.Text))
	case c.Kind != Text || strings.TrimSpace(c.Text) == "" || !test(c.Text):
		c.Refuse(want)
	default:
		return c.Text
	}
	return ""
}

// Words is any text that is not blank.
func (c Cursor) Words() string { return c.TextWhere(func(string) bool { return true }, "text") }

// OneOf is one of a few words.
func (c Cursor) OneOf(words ...string) string {
	return c.TextWhere(func(s string) bool { return slices.Contains(words, s) }, OrWords(words))
}

// OrWords is "swarm, kubernetes or mixed".
func OrWords(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Truth is true or false, nil and a problem when it is neither.
func (c Cursor) Truth() *bool {
	if c.Kind != Bool {
		c.Refuse("true or false")
		return nil
	}
	b := c.Text == "true"
	return &b
}

// MaxWhole is the largest integer that JSON keeps exactly (RFC 8785, appendix D).
const MaxWhole = 1<<53 - 1

// Whole is an integer between two bounds, nil and a problem when it is none.
func (c Cursor) Whole(low, high int64) *int64 {
	want := fmt.Sprintf("%d to %d", low, high)
	if high == MaxWhole {
		want = fmt.Sprintf("a whole number from %d", low)
	}
	n, err := strconv.ParseInt(c.Text, 10, 64)
	if c.Kind != Number || err != nil || strconv.FormatInt(n, 10) != c.Text || n < low || n > high {
		c.Refuse(want)
		return nil
	}
	return &n
}

// Count is Whole as an int.
func (c Cursor) Count(low, high int64) *int {
	n := c.Whole(low, high)
	if n == nil {
		return nil
	}
	i := int(*n)
	return &i
}

// List is the items of a list, nil and a problem when it is none.
func (c Cursor) List(want string) []Cursor {
	if c.Kind != List {
		c.RefuseHint(want, "[] is none; leave the key out to say nothing")
		return nil
	}
	items := make([]Cursor, len(c.Items))
	for i, n := range c.Items {
		items[i] = c.Below(n, fmt.Sprintf("%s[%d]", c.Path, i))
	}
	return items
}

// ListOf is a list of what read makes of each item; nil only when it is no list.
func ListOf[E any](c Cursor, read func(Cursor) E) []E {
	items := c.List("a list")
	if items == nil {
		return nil
	}
	list := make([]E, 0, len(items))
	for _, item := range items {
		list = append(list, read(item))
	}
	return list
}

// MapOf is a mapping of free keys, each of which must pass name.
func MapOf[E any](c Cursor, name func(Cursor, Field), read func(Cursor) E) map[string]E {
	if c.Kind != Map {
		c.Refuse("a mapping")
		return nil
	}
	values := map[string]E{}
	for _, f := range c.Fields {
		name(c, f)
		values[f.Name] = read(c.Below(f.Value, Dotted(c.Path, f.Name)))
	}
	return values
}

// Key is one key of an entry and what becomes of its value.
type Key struct {
	Name string
	Take func(Cursor)
}

// Take gives each key of a mapping to its field and refuses the others.
func (c Cursor) Take(keys []Key) {
	if c.Kind != Map {
		c.Refuse("a mapping with " + OrWords(keyNames(keys)))
		return
	}
	for _, f := range c.Fields {
		i := slices.IndexFunc(keys, func(known Key) bool { return known.Name == f.Name })
		if i < 0 {
			c.Unknown(f, keyNames(keys))
			continue
		}
		keys[i].Take(c.Below(f.Value, Dotted(c.Path, f.Name)))
	}
}

func keyNames(keys []Key) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	return names
}

// Unknown reports a key that is not one of known.
func (c Cursor) Unknown(f Field, known []string) {
	msg, hint := "unknown key", ""
	near := ""
	if len(c.Problems) < MaxProblems { // the others are not shown
		near = diag.Nearest(f.Name, known)
	}
	meant, more := "", ""
	if c.Remark != nil {
		meant, more = c.Remark(c.Path, f.Name)
	}
	near = cmp.Or(near, meant)
	switch {
	case near != "":
		msg += "; did you mean " + strconv.Quote(near) + "?"
	case len(known) > 12:
		hint = "the keys are " + OrWords(known)
	default:
		msg += "; want " + OrWords(known)
	}
	c.Fail(f.Place, Dotted(c.Path, f.Name), msg, cmp.Or(more, hint))
}

// Has reports whether a mapping has a key, with or without a sound value.
func (c Cursor) Has(name string) bool {
	return slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Name == name })
}

// Need reports each key that an entry cannot do without.
func (c Cursor) Need(names ...string) {
	if c.Kind != Map {
		return
	}
	for _, name := range names {
		if !c.Has(name) {
			c.Fail(c.Place, c.Path, "has no "+name+"; want one", "")
		}
	}
}

// NeedOne reports an entry that has none of several keys.
func (c Cursor) NeedOne(names ...string) {
	if c.Kind == Map && !slices.ContainsFunc(names, c.Has) {
		c.Fail(c.Place, c.Path, "says not what it is for; want "+OrWords(names), "")
	}
}
