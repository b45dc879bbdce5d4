// Package yamlio reads YAML files that people write and decisions rest on: plain
// values with the place of each, and a cursor that takes values of a known shape out
// of them and says of every other where it stands and what was wanted.
//
//	r := &yamlio.Reader{File: "answers.yaml", Begin: "schema: answers/1"}
//	if root := r.Document(data); root != nil {
//		c := yamlio.Cursor{Reader: r, Node: root}
//		c.Take([]yamlio.Key{{Name: "system", Take: func(c yamlio.Cursor) { system = c.Words() }}})
//	}
//	return r.Err()
//
// It is YAML 1.2 (core schema) of one document without anchors, aliases, tags, merge
// keys and directives: what lets a file say something else than it seems to. Keys
// stand once and are text. What a document may say is the caller's business.
package yamlio

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/stigwright/stigwright/diag"
)

// MaxBytes is the size of a document. An ssp.yaml of a large cluster has a few
// thousand lines, the answers of a large review a few hundred texts.
const MaxBytes = 8 << 20

// The other limits of a document.
const (
	maxTokens = 400_000 // a token is a word or a mark: keeps the parser's memory bounded
	maxDepth  = 64      // the parser recurses; the deepest key of the schema is at 6
	maxKeys   = 2_000   // of one mapping in block form: the parser's time grows with their square
)

// Kind is the kind of a YAML value (YAML 1.2.2, section 10.3, core schema).
type Kind uint8

// The kinds of value.
const (
	Null Kind = iota
	Bool
	Number
	Text
	List
	Map
)

// Node is one value of a document, with its place.
type Node struct {
	Place
	Kind   Kind
	Text   string  // of a text; as written of a number; true or false of a bool
	Items  []*Node // of a list
	Fields []Field // of a mapping, in the order of the file
}

// Field is one key of a mapping with its value.
type Field struct {
	Place
	Name  string
	Value *Node
}

// Place is a position in a file, both from 1; the column counts characters.
type Place struct{ Line, Column int }

func tokenPlace(t *token.Token) Place {
	if t == nil || t.Position == nil {
		return Place{}
	}
	return Place{t.Position.Line, t.Position.Column}
}

// Document reads the one document of data. Where it returns nil it has reported why.
func (r *Reader) Document(data []byte) *Node {
	if !r.readable(data) {
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	body, err := parseYAML(data)
	if err != nil {
		r.Add(err)
		return nil
	}
	if body == nil {
		r.Fail(Place{}, "", "says nothing; want at least "+r.Begin, r.BeginHint)
		return nil
	}
	return r.node(body, "")
}

// readable refuses what cannot be YAML before the parser sees it.
func (r *Reader) readable(data []byte) bool {
	switch {
	case len(data) > MaxBytes:
		r.Fail(Place{}, "", fmt.Sprintf("has %d bytes; want at most %d (8 MiB)", len(data), MaxBytes), "")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		r.Fail(Place{1, 1}, "", "is UTF-16; want UTF-8", "PowerShell's > writes UTF-16: use Set-Content -Encoding utf8")
	case !utf8.Valid(data):
		r.FailAt(data, invalidUTF8(data), "holds a byte that is not UTF-8; want UTF-8")
	case bytes.IndexFunc(data, isControl) >= 0:
		r.FailAt(data, bytes.IndexFunc(data, isControl), "holds a control character; want text")
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) && !bytes.HasPrefix(bytes.TrimSpace(data), []byte("<<")):
		r.Fail(Place{1, 1}, "", `begins with "<"; want YAML`, "this looks like XML or a web page")
	default:
		return true
	}
	return false
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

// isControl reports the characters that YAML does not allow unescaped (YAML
// 1.2.2, section 5.1) and those that start another line for some readers only.
func isControl(c rune) bool {
	return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029
}

// parseYAML is the body of the only document in data, nil when there is nothing
// but comments. The parser has panicked on malformed documents before; here that
// is one more way of being malformed.
func parseYAML(data []byte) (body ast.Node, problem *diag.Error) {
	defer func() {
		if recover() != nil {
			body, problem = nil, &diag.Error{Msg: "is not YAML that can be read"}
		}
	}()
	tokens := lexer.Tokenize(string(data))
	if problem := checkTokens(tokens); problem != nil {
		return nil, problem
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxError(err)
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			return nil, tokenError(doc.Body.GetToken(), "begins a second document; want one")
		}
		body = doc.Body
	}
	return body, nil
}

func syntaxError(err error) *diag.Error {
	var placed interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &placed) {
		problem := tokenError(placed.GetToken(), "is not YAML: "+placed.GetMessage())
		if strings.Contains(problem.Msg, "'\t'") {
			problem.Msg, problem.Hint = "is not YAML: a tab where a line is indented; want blanks", "set the editor to indent YAML with blanks"
		}
		return problem
	}
	return &diag.Error{Msg: "is not YAML", Err: err}
}

func tokenError(t *token.Token, msg string) *diag.Error {
	p := tokenPlace(t)
	return &diag.Error{Line: p.Line, Column: p.Column, Msg: msg}
}

// refusedToken says why the document may not hold t, "" when it may. Refused is
// what such a file does without because it lets a file say something else than it
// seems to.
func refusedToken(t *token.Token) string {
	switch t.Type {
	case token.AnchorType, token.AliasType:
		return "is an anchor or an alias; want the value itself (in quotes where it begins with & or *)"
	case token.TagType:
		return "is a tag; want the value alone (in quotes where it begins with !)"
	case token.DirectiveType:
		return "is a directive; want none"
	case token.MergeKeyType:
		return "is a merge key; want the keys themselves"
	case token.MappingKeyType:
		return "is a key in the form `? key`; want `key: value`"
	case token.StringType:
		// A line that was meant to be a key of its own would become part of the text.
		if !inBlock(t.Prev) && strings.ContainsAny(strings.TrimSpace(t.Origin), "\r\n") {
			return "is text without quotes that goes on in the next line; want it in quotes"
		}
	case token.MappingValueType:
		// In {a:b} YAML 1.2 reads the one key a:b, the parser a key a with the value b.
		if plain(t.Prev) && touches(t, t.Next) {
			return "is a colon without a blank after it; want one"
		}
	}
	return ""
}

// inBlock reports whether the text after t is a block, begun by | or >.
func inBlock(t *token.Token) bool {
	return t != nil && (t.Type == token.LiteralType || t.Type == token.FoldedType)
}

// plain reports whether t is a scalar without quotes.
func plain(t *token.Token) bool {
	return t != nil && t.Type != token.DoubleQuoteType && t.Type != token.SingleQuoteType
}

// touches reports whether a scalar begins right after the mark t.
func touches(t, next *token.Token) bool {
	after := Place{tokenPlace(t).Line, tokenPlace(t).Column + 1}
	if next == nil || tokenPlace(next) != after || strings.HasPrefix(next.Origin, "\t") {
		return false
	}
	switch next.Type {
	case token.CollectEntryType, token.MappingEndType, token.SequenceEndType:
		return false
	}
	return true
}

// checkTokens refuses what the parser would take too long or too deep over, and
// what such a file does without.
func checkTokens(tokens token.Tokens) *diag.Error {
	if len(tokens) > maxTokens {
		return tokenError(tokens[maxTokens], fmt.Sprintf("has %d words and marks; want at most %d", len(tokens), maxTokens))
	}
	var n nesting
	for _, t := range tokens {
		if why := refusedToken(t); why != "" {
			return tokenError(t, why)
		}
		if problem := n.add(t); problem != nil {
			return problem
		}
	}
	return nil
}

// nesting follows how deep the collections of a document lie in each other. In
// block form each level lies in a column of its own, but for a list directly
// below a key, so a column counts twice.
type nesting struct {
	flow  int
	block []level
}

// level is one column at which block collections are open.
type level struct{ column, keys int }

func (n *nesting) add(t *token.Token) *diag.Error {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.flow++
	case token.SequenceEndType, token.MappingEndType:
		n.flow = max(0, n.flow-1)
	case token.SequenceEntryType:
		n.open(tokenPlace(t).Column)
	case token.MappingValueType:
		if n.flow == 0 && t.Prev != nil {
			n.open(tokenPlace(t.Prev).Column).keys++
		}
	}
	if n.flow+2*len(n.block) > maxDepth {
		return tokenError(t, fmt.Sprintf("is nested too deep; want at most %d levels", maxDepth))
	}
	if len(n.block) > 0 && n.block[len(n.block)-1].keys > maxKeys {
		return tokenError(t, fmt.Sprintf("is one key more than a mapping may have; want at most %d", maxKeys))
	}
	return nil
}

// open is the level at column; the deeper ones have ended.
func (n *nesting) open(column int) *level {
	for len(n.block) > 0 && n.block[len(n.block)-1].column > column {
		n.block = n.block[:len(n.block)-1]
	}
	if len(n.block) == 0 || n.block[len(n.block)-1].column < column {
		n.block = append(n.block, level{column: column})
	}
	return &n.block[len(n.block)-1]
}

// node turns the parser's tree into ours and reports keys that are no text or
// stand twice.
func (r *Reader) node(from ast.Node, path string) *Node {
	n := &Node{Place: tokenPlace(from.GetToken())}
	switch x := from.(type) {
	case *ast.MappingNode:
		n.Kind = Map
		if !x.IsFlowStyle && len(x.Values) > 0 {
			n.Place = tokenPlace(x.Values[0].Key.GetToken())
		}
		r.mapping(n, x.Values, path)
	case *ast.MappingValueNode:
		n.Kind, n.Place = Map, tokenPlace(x.Key.GetToken())
		r.mapping(n, []*ast.MappingValueNode{x}, path)
	case *ast.SequenceNode:
		n.Kind, n.Items = List, []*Node{}
		for i, item := range x.Values {
			n.Items = append(n.Items, r.node(item, fmt.Sprintf("%s[%d]", path, i)))
		}
	case *ast.LiteralNode:
		n.Kind, n.Text = Text, x.Value.Value
	case *ast.StringNode:
		n.Kind, n.Text = scalar(x.Token, x.Value)
	default:
		n.Kind, n.Text = scalar(from.GetToken(), from.GetToken().Value)
	}
	return n
}

func (r *Reader) mapping(n *Node, values []*ast.MappingValueNode, path string) {
	first := map[string]Place{}
	for _, v := range values {
		f := Field{Place: tokenPlace(v.Key.GetToken())}
		key := r.node(v.Key, path)
		if f.Name = key.Text; key.Kind != Text || !soundKey(f.Name) {
			r.Fail(f.Place, path, fmt.Sprintf("has the key %q; want text of one line (a number in quotes)", Clip(key.Text)), "")
			continue
		}
		below := Dotted(path, f.Name)
		if p, twice := first[f.Name]; twice {
			r.Fail(f.Place, below, fmt.Sprintf("stands twice, first in line %d; want it once", p.Line), "")
			continue
		}
		first[f.Name] = f.Place
		if f.Value = r.node(v.Value, below); v.Value.GetToken().Type == token.ImplicitNullType {
			f.Value.Place = f.Place // the parser's place for what is not there is past it
		}
		n.Fields = append(n.Fields, f)
	}
}

// soundKey reports whether a key can stand in a message: not empty, of one line, and
// no longer than any name.
func soundKey(name string) bool {
	return name != "" && len(name) <= 512 && strings.IndexFunc(name, unicode.IsControl) < 0
}

// Dotted is the path of a key below another path.
func Dotted(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// scalar is the kind of a scalar by the core schema of YAML 1.2, where yes, no,
// on and off are words and 012 and 1_000 are not octal and not a thousand. The
// parser's own kinds mix in YAML 1.1.
func scalar(t *token.Token, value string) (Kind, string) {
	switch t.Type {
	case token.SingleQuoteType, token.DoubleQuoteType, token.LiteralType, token.FoldedType:
		return Text, value
	case token.ImplicitNullType:
		return Null, ""
	}
	switch value {
	case "", "~", "null", "Null", "NULL":
		return Null, ""
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool, strings.ToLower(value)
	}
	if numberLike(value) {
		return Number, value
	}
	return Text, value
}

// numberLike reports whether the core schema reads a plain scalar as a number.
func numberLike(s string) bool {
	if digits, ok := strings.CutPrefix(s, "0o"); ok {
		return digits != "" && strings.Trim(digits, "01234567") == ""
	}
	if digits, ok := strings.CutPrefix(s, "0x"); ok {
		return digits != "" && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
	}
	s = strings.TrimLeft(s, "+-")
	switch strings.ToLower(s) {
	case ".inf", ".nan":
		return true
	}
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(s), "e")
	if hasExponent && !Digits(strings.TrimLeft(exponent, "+-")) {
		return false
	}
	whole, part, hasPart := strings.Cut(mantissa, ".")
	if hasPart && part == "" {
		return Digits(whole)
	}
	return (whole == "" && hasPart || Digits(whole)) && (!hasPart || Digits(part))
}

// Digits reports whether s is digits alone, one at least.
func Digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
