package facts

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

// The limits of ssp.yaml. One for a large cluster has a few thousand lines.
const (
	maxSSPBytes  = 8 << 20
	maxSSPTokens = 400_000 // a token is a word or a mark: keeps the parser's memory bounded
	maxSSPDepth  = 64      // the parser recurses; the deepest key of the schema is at 6
	maxSSPKeys   = 2_000   // of one mapping in block form: the parser's time grows with their square
)

// yamlKind is the kind of a YAML value (YAML 1.2.2, section 10.3, core schema).
type yamlKind uint8

const (
	yamlNull yamlKind = iota
	yamlBool
	yamlNumber
	yamlText
	yamlList
	yamlMap
)

// yamlNode is one value of a document, with its place.
type yamlNode struct {
	sspPlace
	kind   yamlKind
	text   string // of a text; as written of a number; true or false of a bool
	items  []*yamlNode
	fields []yamlField
}

// yamlField is one key of a mapping with its value.
type yamlField struct {
	sspPlace
	name  string
	value *yamlNode
}

// sspPlace is a position in a file, both from 1; the column counts characters.
type sspPlace struct{ line, column int }

func tokenPlace(t *token.Token) sspPlace {
	if t == nil || t.Position == nil {
		return sspPlace{}
	}
	return sspPlace{t.Position.Line, t.Position.Column}
}

// readYAML reads the one document of data. Where it returns nil it has reported why.
func (r *sspReader) readYAML(data []byte) *yamlNode {
	if !r.readable(data) {
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	body, err := parseYAML(data)
	if err != nil {
		r.add(err)
		return nil
	}
	if body == nil {
		r.fail(sspPlace{}, "", "says nothing; want at least schema: ssp/1", "`stigwright ssp init` writes one to start from")
		return nil
	}
	return r.node(body, "")
}

// readable refuses what cannot be YAML before the parser sees it.
func (r *sspReader) readable(data []byte) bool {
	switch {
	case len(data) > maxSSPBytes:
		r.fail(sspPlace{}, "", fmt.Sprintf("has %d bytes; want at most %d (8 MiB)", len(data), maxSSPBytes), "")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		r.fail(sspPlace{1, 1}, "", "is UTF-16; want UTF-8", "PowerShell's > writes UTF-16: use Set-Content -Encoding utf8")
	case !utf8.Valid(data):
		r.failAt(data, invalidUTF8(data), "holds a byte that is not UTF-8; want UTF-8")
	case bytes.IndexFunc(data, isControl) >= 0:
		r.failAt(data, bytes.IndexFunc(data, isControl), "holds a control character; want text")
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) && !bytes.HasPrefix(bytes.TrimSpace(data), []byte("<<")):
		r.fail(sspPlace{1, 1}, "", `begins with "<"; want YAML`, "this looks like XML or a web page")
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
	return &diag.Error{Line: p.line, Column: p.column, Msg: msg}
}

// refusedToken says why the document may not hold t, "" when it may. Refused is
// what ssp.yaml does without because it lets a file say something else than it
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
	after := sspPlace{tokenPlace(t).line, tokenPlace(t).column + 1}
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
// what ssp.yaml does without.
func checkTokens(tokens token.Tokens) *diag.Error {
	if len(tokens) > maxSSPTokens {
		return tokenError(tokens[maxSSPTokens], fmt.Sprintf("has %d words and marks; want at most %d", len(tokens), maxSSPTokens))
	}
	var n yamlNesting
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

// yamlNesting follows how deep the collections of a document lie in each other. In
// block form each level lies in a column of its own, but for a list directly
// below a key, so a column counts twice.
type yamlNesting struct {
	flow  int
	block []yamlLevel
}

// yamlLevel is one column at which block collections are open.
type yamlLevel struct{ column, keys int }

func (n *yamlNesting) add(t *token.Token) *diag.Error {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.flow++
	case token.SequenceEndType, token.MappingEndType:
		n.flow = max(0, n.flow-1)
	case token.SequenceEntryType:
		n.open(tokenPlace(t).column)
	case token.MappingValueType:
		if n.flow == 0 && t.Prev != nil {
			n.open(tokenPlace(t.Prev).column).keys++
		}
	}
	if n.flow+2*len(n.block) > maxSSPDepth {
		return tokenError(t, fmt.Sprintf("is nested too deep; want at most %d levels", maxSSPDepth))
	}
	if len(n.block) > 0 && n.block[len(n.block)-1].keys > maxSSPKeys {
		return tokenError(t, fmt.Sprintf("is one key more than a mapping may have; want at most %d", maxSSPKeys))
	}
	return nil
}

// open is the level at column; the deeper ones have ended.
func (n *yamlNesting) open(column int) *yamlLevel {
	for len(n.block) > 0 && n.block[len(n.block)-1].column > column {
		n.block = n.block[:len(n.block)-1]
	}
	if len(n.block) == 0 || n.block[len(n.block)-1].column < column {
		n.block = append(n.block, yamlLevel{column: column})
	}
	return &n.block[len(n.block)-1]
}

// node turns the parser's tree into ours and reports keys that are no text or
// stand twice.
func (r *sspReader) node(from ast.Node, path string) *yamlNode {
	n := &yamlNode{sspPlace: tokenPlace(from.GetToken())}
	switch x := from.(type) {
	case *ast.MappingNode:
		n.kind = yamlMap
		if !x.IsFlowStyle && len(x.Values) > 0 {
			n.sspPlace = tokenPlace(x.Values[0].Key.GetToken())
		}
		r.mapping(n, x.Values, path)
	case *ast.MappingValueNode:
		n.kind, n.sspPlace = yamlMap, tokenPlace(x.Key.GetToken())
		r.mapping(n, []*ast.MappingValueNode{x}, path)
	case *ast.SequenceNode:
		n.kind, n.items = yamlList, []*yamlNode{}
		for i, item := range x.Values {
			n.items = append(n.items, r.node(item, fmt.Sprintf("%s[%d]", path, i)))
		}
	case *ast.LiteralNode:
		n.kind, n.text = yamlText, x.Value.Value
	case *ast.StringNode:
		n.kind, n.text = yamlScalar(x.Token, x.Value)
	default:
		n.kind, n.text = yamlScalar(from.GetToken(), from.GetToken().Value)
	}
	return n
}

func (r *sspReader) mapping(n *yamlNode, values []*ast.MappingValueNode, path string) {
	first := map[string]sspPlace{}
	for _, v := range values {
		f := yamlField{sspPlace: tokenPlace(v.Key.GetToken())}
		key := r.node(v.Key, path)
		if f.name = key.text; key.kind != yamlText || !soundKey(f.name) {
			r.fail(f.sspPlace, path, fmt.Sprintf("has the key %q; want text of one line (a number in quotes)", clipText(key.text)), "")
			continue
		}
		below := dotted(path, f.name)
		if p, twice := first[f.name]; twice {
			r.fail(f.sspPlace, below, fmt.Sprintf("stands twice, first in line %d; want it once", p.line), "")
			continue
		}
		first[f.name] = f.sspPlace
		if f.value = r.node(v.Value, below); v.Value.GetToken().Type == token.ImplicitNullType {
			f.value.sspPlace = f.sspPlace // the parser's place for what is not there is past it
		}
		n.fields = append(n.fields, f)
	}
}

// soundKey reports whether a key can stand in a message: not empty, of one line, and
// no longer than any name.
func soundKey(name string) bool {
	return name != "" && len(name) <= 512 && strings.IndexFunc(name, unicode.IsControl) < 0
}

func dotted(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// yamlScalar is the kind of a scalar by the core schema of YAML 1.2, where yes, no,
// on and off are words and 012 and 1_000 are not octal and not a thousand. The
// parser's own kinds mix in YAML 1.1.
func yamlScalar(t *token.Token, value string) (yamlKind, string) {
	switch t.Type {
	case token.SingleQuoteType, token.DoubleQuoteType, token.LiteralType, token.FoldedType:
		return yamlText, value
	case token.ImplicitNullType:
		return yamlNull, ""
	}
	switch value {
	case "", "~", "null", "Null", "NULL":
		return yamlNull, ""
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return yamlBool, strings.ToLower(value)
	}
	if yamlNumberLike(value) {
		return yamlNumber, value
	}
	return yamlText, value
}

// yamlNumberLike reports whether the core schema reads a plain scalar as a number.
func yamlNumberLike(s string) bool {
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
	if hasExponent && !allDigits(strings.TrimLeft(exponent, "+-")) {
		return false
	}
	whole, part, hasPart := strings.Cut(mantissa, ".")
	if hasPart && part == "" {
		return allDigits(whole)
	}
	return (whole == "" && hasPart || allDigits(whole)) && (!hasPart || allDigits(part))
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
