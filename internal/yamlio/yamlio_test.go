package yamlio

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// shape is what the tests take out of a document.
type shape struct {
	name  string
	port  *int
	on    *bool
	words []string
	free  map[string]string
}

func read(text string) (s shape, err error) {
	r := &Reader{File: "x.yaml", Begin: "name", BeginHint: "begin", Remark: func(_, name string) (string, string) {
		if name == "elsewhere" {
			return "block.elsewhere", "more"
		}
		return "", ""
	}}
	root := r.Document([]byte(text))
	if root == nil {
		return s, r.Err()
	}
	Cursor{Reader: r, Node: root}.Take([]Key{
		{"name", func(c Cursor) { s.name = c.Words() }},
		{"port", func(c Cursor) { s.port = c.Count(1, 65535) }},
		{"on", func(c Cursor) { s.on = c.Truth() }},
		{"words", func(c Cursor) { s.words = ListOf(c, Cursor.Words) }},
		{"free", func(c Cursor) {
			s.free = MapOf(c, func(Cursor, Field) {}, func(c Cursor) string { return c.OneOf("a", "b") })
		}},
	})
	return s, r.Err()
}

func TestRead(t *testing.T) {
	s, err := read("name: x\nport: 80\non: true\nwords: [a, \"b\"]\nfree:\n  k: a\n")
	require.NoError(t, err)
	port, on := 80, true
	require.Equal(t, shape{"x", &port, &on, []string{"a", "b"}, map[string]string{"k": "a"}}, s)
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "# only this\n", "x.yaml: says nothing; want at least name"},
		{"unknown key", "nam: x\n", `x.yaml:1:1: nam: unknown key; did you mean "name"?`},
		{"key of another block", "elsewhere: x\n", `x.yaml:1:1: elsewhere: unknown key; did you mean "block.elsewhere"?`},
		{"number for text", "name: 12\n", "x.yaml:1:7: name: is 12; want text"},
		{"text for number", "port: high\n", `x.yaml:1:7: port: is "high"; want 1 to 65535`},
		{"yes is no truth", "on: yes\n", `x.yaml:1:5: on: is "yes"; want true or false`},
		{"item", "words:\n  - a\n  - [b]\n", "x.yaml:3:5: words[1]: is a list; want text"},
		{"one of", "free: {k: c}\n", `x.yaml:1:11: free.k: is "c"; want a or b`},
		{"twice", "name: x\nname: y\n", "x.yaml:2:1: name: stands twice, first in line 1; want it once"},
		{"anchor", "name: &x y\n", "x.yaml:1:7: is an anchor or an alias; want the value itself (in quotes where it begins with & or *)"},
		{"tag", "name: !x y\n", "x.yaml:1:7: is a tag; want the value alone (in quotes where it begins with !)"},
		{"two documents", "name: x\n---\nname: y\n", "x.yaml:3:5: begins a second document; want one"},
		{"UTF-16", "\xff\xfen\x00", "x.yaml:1:1: is UTF-16; want UTF-8"},
		{"web page", "<html>", `x.yaml:1:1: begins with "<"; want YAML`},
		{"too deep", strings.Repeat("[", 70), "x.yaml:1:65: is nested too deep; want at most 64 levels"},
		{"too long", strings.Repeat("#", MaxBytes+1), "x.yaml: has 8388609 bytes; want at most 8388608 (8 MiB)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.text)
			require.EqualError(t, err, c.want)
		})
	}
}

func TestProblemsTogetherUpToALimit(t *testing.T) {
	_, err := read("port: x\non: 1\n")
	require.EqualError(t, err, "x.yaml:1:7: port: is \"x\"; want 1 to 65535\nx.yaml:2:5: on: is 1; want true or false")
	_, err = read("words: [" + strings.Repeat("1, ", 200) + "1]\n")
	require.Len(t, strings.Split(err.Error(), "\n"), MaxProblems)
}

// FuzzDocument: no document panics, and what was read is read again from its JSON form.
func FuzzDocument(f *testing.F) {
	f.Add([]byte("a: [1, {b: c}]\nd: |\n  x\n  y\n"))
	f.Add([]byte("\"a\\u00e9\": 'b'\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &Reader{}
		root := r.Document(data)
		if root == nil || r.Err() != nil {
			return
		}
		text, err := root.AppendJSON(nil)
		require.NoError(t, err)
		again := (&Reader{}).Document(text)
		require.NotNil(t, again, "%s", text)
		twice, err := again.AppendJSON(nil)
		require.NoError(t, err)
		require.Equal(t, string(text), string(twice))
	})
}
