package facts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Tree is a document whose names are not ours: the MKE configuration, daemon.json.
// Its members are reached by dotted path, a name with a dot in it in quotes:
//
//	config.Int("auth.sessions.lifetime_minutes")
//	daemon.String(`log-opts."com.example.tag"`)
//
// A path that is not in the document is NotCollected, whatever the product's own
// default may be; Has tells the two apart. Numbers are kept as they were written.
// The zero value is an empty document.
type Tree struct{ value any } // nil, bool, string, Number, []Tree, map[string]Maybe[Tree]

// number is the text of a JSON number.
type number string

// redacted stands in a bundle for what was not stored (fact bundle schema, section 6).
const redacted = "<redacted>"

// NewTree is a tree of plain Go values: nil, bool, string, int, int64, float64,
// []any, map[string]any and trees. Others read as their printed text.
func NewTree(value any) Tree {
	switch v := value.(type) {
	case Tree:
		return v
	case nil, bool, string:
		return Tree{v}
	case int, int64, float64:
		return Tree{number(fmt.Sprint(v))}
	case []any:
		list := make([]Tree, len(v))
		for i, item := range v {
			list[i] = NewTree(item)
		}
		return Tree{list}
	case map[string]any:
		table := make(map[string]Maybe[Tree], len(v))
		for name, item := range v {
			table[name] = Some(NewTree(item))
		}
		return Tree{table}
	default:
		return Tree{fmt.Sprint(v)}
	}
}

// UnmarshalJSONFrom reads any JSON value; an entry of an object may be a marker.
func (t *Tree) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case '{':
		var table map[string]Maybe[Tree]
		if err := json.UnmarshalDecode(dec, &table); err != nil {
			return err
		}
		t.value = table
	case '[':
		var list []Tree
		if err := json.UnmarshalDecode(dec, &list); err != nil {
			return err
		}
		t.value = list
	default:
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		t.value = scalar(token)
	}
	return nil
}

// scalar is the value of a token that is no bracket.
func scalar(token jsontext.Token) any {
	switch token.Kind() {
	case '"':
		return token.String()
	case '0':
		return number(token.String())
	case 't', 'f':
		return token.Bool()
	default:
		return nil
	}
}

// Has reports whether the document has something at path, of any type.
func (t Tree) Has(path string) bool {
	m := t.at(path)
	return m.State == OK
}

// Quoted reports whether the value at path is a string, so that a number or a
// truth value read from it was quoted in the source.
func (t Tree) Quoted(path string) bool {
	_, quoted := t.at(path).Value.value.(string)
	return quoted
}

// Int is the whole number at path. A quoted one is accepted; see Quoted.
func (t Tree) Int(path string) Maybe[int64] {
	return scalarAt(t, path, "a whole number", func(text string, kind jsontext.Kind) (int64, bool) {
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil && (kind == '0' || kind == '"')
	})
}

// Bool is the truth value at path. A quoted one is accepted; see Quoted.
func (t Tree) Bool(path string) Maybe[bool] {
	return scalarAt(t, path, "true or false", func(text string, _ jsontext.Kind) (bool, bool) {
		return text == "true", text == "true" || text == "false"
	})
}

// String is the text at path. Text that was replaced before it was stored is
// Skipped: it can be compared with nothing.
func (t Tree) String(path string) Maybe[string] {
	m := scalarAt(t, path, "a string", func(text string, kind jsontext.Kind) (string, bool) {
		return text, kind == '"'
	})
	if m.Value == redacted {
		return Maybe[string]{State: Skipped, Error: "replaced before it was stored"}
	}
	return m
}

// Strings is the list of texts at path; partial where one was replaced before it was
// stored.
func (t Tree) Strings(path string) Maybe[[]string] {
	list := t.List(path)
	out := Maybe[[]string]{State: list.State, Partial: list.Partial, Error: list.Error}
	if list.State != OK {
		return out
	}
	out.Value = make([]string, 0, len(list.Value))
	for i, item := range list.Value {
		text, ok := item.value.(string)
		if !ok {
			return Maybe[[]string]{State: Failed, Error: fmt.Sprintf("%s[%d] is %s; want a string", path, i, item.describe())}
		}
		if text == redacted {
			out.Partial, out.Error = true, fmt.Sprintf("%s[%d] was replaced before it was stored", path, i)
		}
		out.Value = append(out.Value, text)
	}
	return out
}

// List is the items of the list at path.
func (t Tree) List(path string) Maybe[[]Tree] {
	m := t.at(path)
	out := Maybe[[]Tree]{State: m.State, Partial: m.Partial, Error: m.Error}
	if m.State != OK {
		return out
	}
	list, ok := m.Value.value.([]Tree)
	if !ok {
		return Maybe[[]Tree]{State: Failed, Error: fmt.Sprintf("%s is %s; want a list", path, m.Value.describe())}
	}
	out.Value = list
	return out
}

// Len is how many items the list, or members the table, at path is known to have:
// 0 also where there is nothing at path, so that only a count above 0 says something.
func (t Tree) Len(path string) int {
	switch v := t.at(path).Value.value.(type) {
	case []Tree:
		return len(v)
	case map[string]Maybe[Tree]:
		return len(v)
	default:
		return 0
	}
}

// Table is the table at path; "" is the document itself.
func (t Tree) Table(path string) Maybe[Tree] {
	m := t.at(path)
	if m.State != OK {
		return m
	}
	if _, ok := m.Value.value.(map[string]Maybe[Tree]); !ok {
		return Maybe[Tree]{State: Failed, Error: fmt.Sprintf("%s is %s; want a table", path, m.Value.describe())}
	}
	return m
}

// Keys is the names in the document, sorted; none when it is no table.
func (t Tree) Keys() []string {
	table, _ := t.value.(map[string]Maybe[Tree])
	keys := make([]string, 0, len(table))
	for name := range table {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}

// Text is a scalar as text: a string, a number as it was written, true, false.
// ok is false for lists, tables and null.
func (t Tree) Text() (text string, ok bool) {
	text, kind := t.scalarText()
	return text, kind != 0
}

// scalarText is the text and the JSON kind of a scalar; kind 0 for all else.
func (t Tree) scalarText() (string, jsontext.Kind) {
	switch v := t.value.(type) {
	case string:
		return v, '"'
	case number:
		return string(v), '0'
	case bool:
		return strconv.FormatBool(v), 't'
	default:
		return "", 0
	}
}

// describe is what a message says was met.
func (t Tree) describe() string {
	if text, kind := t.scalarText(); kind == '"' {
		return strconv.Quote(clip(text))
	} else if kind != 0 {
		return text
	}
	switch t.value.(type) {
	case []Tree:
		return "a list"
	case map[string]Maybe[Tree]:
		return "a table"
	default:
		return "null"
	}
}

// scalarAt reads one scalar; read reports false for a value of another type.
func scalarAt[T any](t Tree, path, want string, read func(string, jsontext.Kind) (T, bool)) Maybe[T] {
	m := t.at(path)
	out := Maybe[T]{State: m.State, Partial: m.Partial, Error: m.Error}
	if m.State != OK {
		return out
	}
	text, kind := m.Value.scalarText()
	value, ok := read(text, kind)
	if !ok {
		return Maybe[T]{State: Failed, Error: fmt.Sprintf("%s is %s; want %s", path, m.Value.describe(), want)}
	}
	out.Value = value
	return out
}

// at walks a path. A part of a table that is missing is missing in all below it.
func (t Tree) at(path string) Maybe[Tree] {
	m := Some(t)
	for i, name := range splitPath(path) {
		table, ok := m.Value.value.(map[string]Maybe[Tree])
		next, found := table[name]
		if !ok || !found {
			return Maybe[Tree]{Error: fmt.Sprintf("the document has no %s", strings.Join(splitPath(path)[:i+1], "."))}
		}
		next.Partial = next.Partial || (m.Partial && next.State == OK)
		if m = next; m.State != OK {
			return m
		}
	}
	return m
}

// splitPath cuts a dotted path; a part in double quotes may hold dots.
func splitPath(path string) []string {
	var parts []string
	for path != "" {
		var part string
		if quoted, isQuoted := strings.CutPrefix(path, `"`); isQuoted {
			part, path, _ = strings.Cut(quoted, `"`)
			path = strings.TrimPrefix(path, ".")
		} else {
			part, path, _ = strings.Cut(path, ".")
		}
		parts = append(parts, part)
	}
	return parts
}
