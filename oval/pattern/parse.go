package pattern

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// syntaxError is what is wrong with a pattern, and where.
type syntaxError struct {
	at   int // byte offset
	what string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("at byte %d: %s", e.at, e.what) }

// options are the settings that a pattern changes within itself.
type options struct {
	Flags
	extended bool // (?x): white space and comments count for nothing
	ungreedy bool // (?U): quantifiers are lazy unless marked
}

// parser reads a pattern by PCRE's grammar (pcrepattern, PCRE 8.45). A fault is
// kept in err, the first one counts, and reading ends.
type parser struct {
	source string
	at     int
	options
	quoting bool // between \Q and \E
	depth   int
	tree    *tree
	total   int            // capturing groups of the whole pattern
	names   map[string]int // of groups, as they are met
	called  []*node        // back-references by name, and which
	calls   []string
	err     *syntaxError
}

func parse(source string, flags Flags) (*tree, error) {
	p := &parser{source: source, options: options{Flags: flags}, tree: &tree{}, names: map[string]int{}}
	p.total = countGroups(source)
	root := p.alternatives()
	if p.err == nil && p.more() {
		p.fail(p.at, "a closing parenthesis that nothing opened")
	}
	for i, n := range p.called {
		if n.number = p.names[p.calls[i]]; n.number == 0 {
			p.fail(len(source), fmt.Sprintf("a back-reference to %q, which is no group", p.calls[i]))
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	t := p.tree
	t.root, t.shortest, t.leading, t.hollow = root, root.shortest(), root.leads(true), root.isHollow()
	return t, nil
}

func (p *parser) fail(at int, what string) {
	if p.err == nil {
		p.err = &syntaxError{at, what}
	}
	p.at = len(p.source)
}

func (p *parser) more() bool { return p.at < len(p.source) }

func (p *parser) peek() byte {
	if p.more() {
		return p.source[p.at]
	}
	return 0
}

// take steps over the text if it stands here.
func (p *parser) take(text string) bool {
	if strings.HasPrefix(p.source[p.at:], text) {
		p.at += len(text)
		return true
	}
	return false
}

// until gives what stands before the text and steps over both.
func (p *parser) until(text string) (string, bool) {
	inside, _, found := strings.Cut(p.source[p.at:], text)
	if found {
		p.at += len(inside) + len(text)
	}
	return inside, found
}

// char is the character here, stepped over. A byte that is not UTF-8 is refused: the
// pattern comes from an XML document, which cannot hold one.
func (p *parser) char() rune {
	r, n := utf8.DecodeRuneInString(p.source[p.at:])
	if r == utf8.RuneError && n < 2 {
		p.fail(p.at, "a byte that is not UTF-8")
		return 0
	}
	p.at += n
	return r
}

// use notes that the pattern needs what Go's regexp lacks.
func (p *parser) use(what string) {
	if p.tree.beyond == "" {
		p.tree.beyond = what
	}
}

// alternatives reads up to a closing parenthesis or the end. Options that are set
// inside hold to there, over the bars between.
func (p *parser) alternatives() *node {
	outer := p.options
	if p.depth++; p.depth > maxDepth {
		p.fail(p.at, fmt.Sprintf("groups nested deeper than %d", maxDepth))
	}
	parts := []*node{p.sequence()}
	for p.err == nil && p.take("|") {
		parts = append(parts, p.sequence())
	}
	p.depth--
	p.options = outer
	if len(parts) == 1 {
		return parts[0]
	}
	return &node{kind: choice, parts: parts}
}

func (p *parser) sequence() *node {
	var parts []*node
	for p.err == nil && p.more() {
		if p.skip() {
			continue
		}
		if !p.quoting && (p.peek() == '|' || p.peek() == ')') {
			break
		}
		if n := p.quantified(); n != nil {
			parts = append(parts, n)
		}
	}
	switch len(parts) {
	case 0:
		return &node{kind: empty}
	case 1:
		return parts[0]
	}
	return &node{kind: sequence, parts: parts}
}

// skip steps over what stands for nothing: \Q and \E, comments, and white space under
// (?x).
func (p *parser) skip() bool {
	start := p.at
	switch {
	case p.take(`\E`):
		p.quoting = false
		return true
	case p.quoting:
		return false
	case p.take(`\Q`):
		p.quoting = true
		return true
	case p.take("(?#"):
		if _, closed := p.until(")"); !closed {
			p.fail(start, "a comment without its closing parenthesis")
		}
		return true
	case !p.extended:
		return false
	case strings.IndexByte(" \t\n\v\f\r", p.peek()) >= 0:
		p.at++
		return true
	case p.take("#"):
		if _, ended := p.until("\n"); !ended {
			p.at = len(p.source)
		}
		return true
	}
	return false
}

// quantified is one thing and how often; nil for what only sets options.
func (p *parser) quantified() *node {
	start := p.at
	if !p.quoting && p.quantifier(nil) != nil || p.err != nil {
		p.fail(start, "a quantifier with nothing to repeat")
		return nil
	}
	n := p.one()
	for p.err == nil && p.more() && p.skip() {
	}
	if p.quoting {
		return n
	}
	q := p.quantifier(n)
	if p.err != nil || q == nil {
		return n
	}
	if n == nil || n.kind == assert || n.kind == restart {
		p.fail(start, "a quantifier with nothing to repeat")
		return nil
	}
	if n.kind == look {
		// What stands here stands here however often one looks (pcrepattern,
		// "Assertions"): at most once counts.
		q.max, q.min = min(1, max(q.max, -q.max)), min(1, q.min)
	}
	return q.possess(p)
}

// possess wraps what a plus behind the quantifier keeps from giving back.
func (n *node) possess(p *parser) *node {
	if !p.take("+") {
		if p.take("?") {
			n.lazy = !n.lazy
		}
		return n
	}
	p.use("possessive quantifier")
	n.lazy = false
	return &node{kind: atomic, parts: []*node{n}}
}

// quantifier reads *, +, ?, {n}, {n,} or {n,m} behind the node; nil for none. A brace
// that is no quantifier is a plain character.
func (p *parser) quantifier(of *node) *node {
	n := &node{kind: repeat, parts: []*node{of}, max: -1, lazy: p.ungreedy}
	switch {
	case p.take("*"):
	case p.take("+"):
		n.min = 1
	case p.take("?"):
		n.max = 1
	default:
		var ok bool
		if n.min, n.max, ok = p.braces(); !ok {
			return nil
		}
	}
	return n
}

// braces reads the counts between braces, if that is what stands here.
func (p *parser) braces() (least, most int, ok bool) {
	start := p.at
	if !p.take("{") {
		return 0, 0, false
	}
	least, ok = p.number()
	most = least
	if ok && p.take(",") {
		if most = -1; p.peek() != '}' {
			most, ok = p.number()
		}
	}
	if !ok || !p.take("}") {
		p.at = start
		return 0, 0, false
	}
	switch {
	case least > maxRepeat || most > maxRepeat:
		p.fail(start, fmt.Sprintf("a quantifier above %d", maxRepeat))
	case most >= 0 && most < least:
		p.fail(start, "a quantifier whose numbers are out of order")
	}
	return least, most, true
}

// number reads decimal digits; a number too large for any use stays too large.
func (p *parser) number() (n int, ok bool) {
	for ; p.peek() >= '0' && p.peek() <= '9'; p.at++ {
		n, ok = min(n*10+int(p.peek()-'0'), maxRepeat+1), true
	}
	return n, ok
}

// one reads the next thing that can be repeated, or sets options and gives nil.
func (p *parser) one() *node {
	start := p.at
	if p.quoting {
		return p.literal(p.char())
	}
	switch p.peek() {
	case '(':
		p.at++
		return p.parenthesis(start)
	case '[':
		p.at++
		return p.bracket(start)
	case '\\':
		p.at++
		return p.escape(start)
	case '.':
		p.at++
		if p.DotAll {
			return &node{kind: set, class: (&class{negate: true}).done()}
		}
		return &node{kind: set, class: (&class{spans: lineFeed, negate: true}).done()}
	case '^':
		p.at++
		if p.Multiline {
			p.tree.caret = true
			return &node{kind: assert, place: lineStart}
		}
		return &node{kind: assert, place: textStart}
	case '$':
		p.at++
		if p.Multiline {
			return &node{kind: assert, place: lineEnd}
		}
		p.tree.dollar = true
		return &node{kind: assert, place: lastEnd}
	}
	return p.literal(p.char())
}

func (p *parser) literal(r rune) *node {
	return &node{kind: set, class: single(r, p.IgnoreCase)}
}

// countGroups counts the capturing groups of a pattern without reading it closely: it
// only tells a back-reference of two digits from an octal number.
func countGroups(source string) int {
	groups := 0
	for i := 0; i < len(source); i++ {
		switch source[i] {
		case '\\':
			if strings.HasPrefix(source[i:], `\Q`) {
				quoted, _, _ := strings.Cut(source[i+2:], `\E`)
				i += len(quoted)
			}
			i++
		case '[':
			i = classEnd(source, i)
		case '(':
			rest := source[i+1:]
			named := strings.HasPrefix(rest, "?P<") || strings.HasPrefix(rest, "?'") ||
				strings.HasPrefix(rest, "?<") && !strings.HasPrefix(rest, "?<=") && !strings.HasPrefix(rest, "?<!")
			if named || !strings.HasPrefix(rest, "?") && !strings.HasPrefix(rest, "*") {
				groups++
			}
		}
	}
	return groups
}

// classEnd is the offset of the bracket that closes the class opened at i, or the end.
func classEnd(source string, i int) int {
	i++
	if i < len(source) && source[i] == '^' {
		i++
	}
	for first := true; i < len(source); i++ {
		switch {
		case source[i] == '\\':
			i++
		case strings.HasPrefix(source[i:], "[:"):
			if end := strings.Index(source[i:], ":]"); end > 0 {
				i += end + 1
			}
		case source[i] == ']' && !first:
			return i
		}
		first = false
	}
	return i
}
