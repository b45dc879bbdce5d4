package pattern

import (
	"fmt"
	"strings"
)

// parenthesis reads what follows an opening parenthesis. It is nil where only options
// were set.
func (p *parser) parenthesis(start int) *node {
	if p.take("*") {
		p.fail(start, "a backtracking verb, which is not supported")
		return nil
	}
	if !p.take("?") {
		return p.capture(start, "")
	}
	switch {
	case p.take(":"):
		return p.closed(start)
	case p.take(">"):
		p.use("atomic group")
		return &node{kind: atomic, parts: []*node{p.closed(start)}}
	case p.take("="):
		return p.look(start, false, false)
	case p.take("!"):
		return p.look(start, false, true)
	case p.take("<="):
		return p.look(start, true, false)
	case p.take("<!"):
		return p.look(start, true, true)
	case p.take("P<"), p.take("<"):
		return p.capture(start, ">")
	case p.take("'"):
		return p.capture(start, "'")
	case p.take("P="):
		return p.backName(start, ")")
	case p.take("|"):
		p.fail(start, "a branch reset, which is not supported")
	case p.take("("):
		p.fail(start, "a conditional group, which is not supported")
	case p.take("C"):
		p.fail(start, "a callout, which is not supported")
	case strings.IndexByte("R&P+0123456789", p.peek()) >= 0, p.peek() == '-' && p.digitNext():
		p.fail(start, "a recursion, which is not supported")
	default:
		return p.set(start)
	}
	return nil
}

func (p *parser) digitNext() bool {
	return p.at+1 < len(p.source) && p.source[p.at+1] >= '0' && p.source[p.at+1] <= '9'
}

// closed reads alternatives and their closing parenthesis.
func (p *parser) closed(start int) *node {
	n := p.alternatives()
	if p.err == nil && !p.take(")") {
		p.fail(start, "a group without its closing parenthesis")
	}
	return n
}

// capture reads a capturing group; end closes its name, "" for a group without one.
func (p *parser) capture(start int, end string) *node {
	p.tree.groups++
	n := &node{kind: group, number: p.tree.groups}
	if end != "" {
		name, ok := p.until(end)
		if !ok || !isName(name) {
			p.fail(start, "a group name; want letters, digits and _, no digit first, at most 32")
		}
		if p.names[name] != 0 {
			p.fail(start, fmt.Sprintf("a second group named %q", name))
		}
		p.names[name] = n.number
	}
	n.parts = []*node{p.closed(start)}
	return n
}

func isName(name string) bool {
	for i, c := range []byte(name) {
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != "" && len(name) <= 32
}

// look reads a look-ahead or look-behind. What a look-behind looks for must have one
// length per alternative (pcrepattern, "Lookbehind assertions").
func (p *parser) look(start int, behind, negate bool) *node {
	p.use(map[bool]string{false: "look-ahead", true: "look-behind"}[behind])
	n := &node{kind: look, behind: behind, negate: negate, parts: []*node{p.closed(start)}}
	if !behind || p.err != nil {
		return n
	}
	if n.parts[0].kind == choice {
		n.parts = n.parts[0].parts
	}
	for _, part := range n.parts {
		if part.shortest() != part.longest() || part.longest() > maxRepeat {
			p.fail(start, "a look-behind of no fixed length")
		}
	}
	return n
}

// set reads option letters: (?i) to the end of the group, (?i:…) for a group.
func (p *parser) set(start int) *node {
	was, on := p.options, true
	for p.err == nil {
		switch {
		case p.take("i"):
			p.IgnoreCase = on
		case p.take("m"):
			p.Multiline = on
		case p.take("s"):
			p.DotAll = on
		case p.take("x"):
			p.extended = on
		case p.take("U"):
			p.ungreedy = on
		case p.take("J"), p.take("X"): // names may repeat; unknown escapes: we are strict
		case on && p.take("-"):
			on = false
		case p.take(")"):
			return nil
		case p.take(":"):
			n := p.closed(start)
			p.options = was
			return n
		default:
			p.fail(p.at, "an unknown character behind (?")
		}
	}
	return nil
}

// backName reads a back-reference by name, up to end. The group may follow later.
func (p *parser) backName(start int, end string) *node {
	name, ok := p.until(end)
	if !ok || !isName(name) {
		p.fail(start, "a back-reference without a name")
		return nil
	}
	n := p.back(0)
	p.called, p.calls = append(p.called, n), append(p.calls, name)
	return n
}

func (p *parser) back(number int) *node {
	p.use("back-reference")
	return &node{kind: again, number: number, fold: p.IgnoreCase}
}
