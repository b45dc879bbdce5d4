//go:build acceptance

package acceptance

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mutation is a good file with one thing wrong.
type mutation struct {
	what string // such as "VULN#1/STATUS: delete"
	ext  string
	data []byte
}

// span is an element of a .ckl: from "<" to after its end tag, and its content within.
type span struct {
	path                      string
	start, body, bodyEnd, end int
	leaf                      bool
}

// spans lists the elements of a document in document order.
func spans(t *testing.T, data []byte) []span {
	t.Helper()
	var all []span
	var open []int
	seen := map[string]int{}
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		before := int(dec.InputOffset())
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			path := token.Name.Local
			if len(open) > 0 {
				all[open[len(open)-1]].leaf = false
				path = all[open[len(open)-1]].path + "/" + path
			}
			seen[path]++
			if n := seen[path]; n > 1 {
				path = fmt.Sprintf("%s#%d", path, n)
			}
			open = append(open, len(all))
			all = append(all, span{path: path, start: before, body: int(dec.InputOffset()), leaf: true})
		case xml.EndElement:
			s := &all[open[len(open)-1]]
			s.bodyEnd, s.end = before, int(dec.InputOffset())
			open = open[:len(open)-1]
		}
	}
}

// edit replaces data[from:to].
func edit(data []byte, from, to int, with string) []byte {
	return slices.Concat(data[:from], []byte(with), data[to:])
}

// mutateCKL makes every mutation of one element, leaving out the third and later
// STIG_DATA rows of what the readers treat alike.
func mutateCKL(t *testing.T, data []byte) []mutation {
	t.Helper()
	var list []mutation
	add := func(s span, what string, data []byte) {
		list = append(list, mutation{strings.TrimPrefix(s.path, "CHECKLIST/") + ": " + what, ".ckl", data})
	}
	for _, s := range spans(t, data) {
		name := s.path[strings.LastIndexByte(s.path, '/')+1:]
		name, _, _ = strings.Cut(name, "#")
		body := string(data[s.body:s.bodyEnd])
		add(s, "delete", edit(data, s.start, s.end, ""))
		add(s, "rename", edit(data, s.start, s.end, "<OTHER>"+body+"</OTHER>"))
		if name != "CHECKLIST" {
			add(s, "twice", edit(data, s.end, s.end, string(data[s.start:s.end])))
		}
		if body != "" {
			add(s, "empty", edit(data, s.body, s.bodyEnd, ""))
		}
		if !s.leaf {
			continue
		}
		add(s, "corrupt", edit(data, s.body, s.bodyEnd, "x?"))
		if strings.Contains(s.path, "STIG_DATA#") {
			continue
		}
		add(s, "blank", edit(data, s.body, s.bodyEnd, " \n "))
		add(s, "padded", edit(data, s.body, s.bodyEnd, "  "+body+"\n"))
		add(s, "CDATA", edit(data, s.body, s.bodyEnd, "<![CDATA["+body+"]]>"))
		add(s, "upper case", edit(data, s.body, s.bodyEnd, strings.ToUpper(body)))
		add(s, "long", edit(data, s.body, s.bodyEnd, strings.Repeat("y", 40_000)))
	}
	return list
}

// wholeCKL makes mutations of the file as a whole.
func wholeCKL(data []byte) []mutation {
	s := string(data)
	root := strings.Index(s, "<CHECKLIST>")
	var list []mutation
	for what, text := range map[string]string{
		"byte order mark":      "\xef\xbb\xbf" + s,
		"CRLF":                 strings.ReplaceAll(s, "\n", "\r\n"),
		"space before":         "\n" + s,
		"no declaration":       s[root:],
		"default namespace":    strings.Replace(s, "<CHECKLIST>", `<CHECKLIST xmlns="urn:x">`, 1),
		"no indentation":       strings.NewReplacer("\n\t", "\n").Replace(s),
		"comment after":        s + "<!-- end -->",
		"many references":      strings.Replace(s, "Look at it.", strings.Repeat("&lt;", 200_001), 1),
		"fewer references":     strings.Replace(s, "Look at it.", strings.Repeat("&lt;", 199_000), 1),
		"cut in a row":         s[:strings.Index(s, "<FINDING_DETAILS>")],
		"nothing but the root": "<CHECKLIST></CHECKLIST>",
		"bare ampersand":       strings.Replace(s, "Look at it.", "a & b", 1),
		"end tag missing":      strings.Replace(s, "</COMMENTS>", "", 1),
		"control character":    strings.Replace(s, "Look at it.", "a\x0bb", 1),
		"document type":        strings.Replace(s, "<CHECKLIST>", "<!DOCTYPE CHECKLIST>\n<CHECKLIST>", 1),
		"UTF-16":               utf16(s),
	} {
		list = append(list, mutation{"file: " + what, ".ckl", []byte(text)})
	}
	slices.SortFunc(list, func(a, b mutation) int { return strings.Compare(a.what, b.what) })
	return list
}

// utf16 is ASCII text as little-endian UTF-16 with its mark.
func utf16(s string) string {
	out := []byte{0xff, 0xfe}
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return string(out)
}

// values is what a member of a .cklb is replaced by.
var values = map[string]string{
	"null": `null`, "empty text": `""`, "number": `7`, "list": `[]`, "object": `{}`, "corrupt": `"x?"`, "true": `true`, "list of text": `["x?"]`,
}

// mutateCKLB makes every mutation of one member or entry. A text is also made long,
// and written in capitals.
func mutateCKLB(t *testing.T, data []byte) []mutation {
	t.Helper()
	var root any
	require.NoError(t, json.Unmarshal(data, &root))
	var list []mutation
	add := func(path, what string) {
		data, err := json.Marshal(root)
		require.NoError(t, err)
		list = append(list, mutation{path + ": " + what, ".cklb", data})
	}
	replace := func(path string, old any, set func(any)) {
		for _, what := range slices.Sorted(maps.Keys(values)) {
			var value any
			require.NoError(t, json.Unmarshal([]byte(values[what]), &value))
			set(value)
			add(path, what)
		}
		if text, ok := old.(string); ok {
			set(strings.ToUpper(text))
			add(path, "upper case")
			set(strings.Repeat("y", 40_000))
			add(path, "long")
		}
		set(old)
	}
	var walk func(path string, value any, set func(any))
	walk = func(path string, value any, set func(any)) {
		switch value := value.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				old, at := value[key], strings.TrimPrefix(path+"."+key, ".")
				delete(value, key)
				add(at, "delete")
				value[key+"_x"] = old
				add(at, "rename")
				delete(value, key+"_x")
				value[key] = old
				replace(at, old, func(v any) { value[key] = v })
				walk(at, value[key], func(v any) { value[key] = v })
			}
		case []any:
			for i, old := range value {
				at := fmt.Sprintf("%s[%d]", path, i)
				set(slices.Delete(slices.Clone(value), i, i+1))
				add(at, "delete")
				set(append(slices.Clone(value), old))
				add(at, "twice")
				set(value)
				replace(at, old, func(v any) { value[i] = v })
				if i == 0 || strings.HasPrefix(path, "stigs") && strings.Count(path, ".") == 0 {
					walk(at, old, func(v any) { value[i] = v })
				}
			}
		}
	}
	walk("", root, nil)
	return list
}

// wholeCKLB makes mutations of the file as a whole.
func wholeCKLB(data []byte) []mutation {
	s := string(data)
	return []mutation{
		{"file: byte order mark", ".cklb", []byte("\xef\xbb\xbf" + s)},
		{"file: cut", ".cklb", data[:len(data)/2]},
		{"file: list around", ".cklb", []byte("[" + s + "]")},
		{"file: null", ".cklb", []byte("null")},
		{"file: UTF-16", ".cklb", []byte(utf16(s))},
		{"file: space around", ".cklb", []byte("\n\n" + s + "\n ")},
		{"file: comma too many", ".cklb", []byte(strings.Replace(s, "{", "{,", 1))},
		{"file: status twice", ".cklb", []byte(strings.Replace(s, `"status": "open"`, `"status": "x?", "status": "open"`, 1))},
	}
}
