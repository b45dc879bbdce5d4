package pattern

import (
	"fmt"
	"strings"
)

// translate writes the pattern in the syntax of Go's regexp. It matches wherever the
// pattern does; and nowhere else where tree.beyond is empty, but on the texts that
// tree.uncertain names.
func translate(t *tree) string {
	var b strings.Builder
	t.root.write(&b, t.beyond == "")
	return b.String()
}

func (n *node) write(b *strings.Builder, exact bool) {
	switch n.kind {
	case set:
		b.WriteString(n.class.text())
	case assert:
		b.WriteString(n.place.text(exact))
	case again:
		b.WriteString(`(?s:.*)`)
	case repeat:
		n.parts[0].enclosed(b, exact)
		b.WriteString(n.count())
	case group:
		b.WriteByte('(')
		n.parts[0].write(b, exact)
		b.WriteByte(')')
	case choice:
		b.WriteString("(?:")
		for i, p := range n.parts {
			if i > 0 {
				b.WriteByte('|')
			}
			p.write(b, exact)
		}
		b.WriteByte(')')
	case sequence, atomic:
		for _, p := range n.parts {
			p.enclosed(b, exact)
		}
	case empty, look, restart:
		b.WriteString("(?:)")
	}
}

// enclosed writes a part so that what stands beside it does not change it.
func (n *node) enclosed(b *strings.Builder, exact bool) {
	if n.kind == set || n.kind == group || n.kind == choice {
		n.write(b, exact)
		return
	}
	b.WriteString("(?:")
	n.write(b, exact)
	b.WriteByte(')')
}

// count is a quantifier.
func (n *node) count() string {
	var text string
	switch {
	case n.min == 0 && n.max == 1:
		text = "?"
	case n.max >= 0:
		text = fmt.Sprintf("{%d,%d}", n.min, n.max)
	case n.min == 0:
		text = "*"
	case n.min == 1:
		text = "+"
	default:
		text = fmt.Sprintf("{%d,}", n.min)
	}
	if n.lazy {
		text += "?"
	}
	return text
}

func (p place) text(exact bool) string {
	switch p {
	case textStart:
		return `\A`
	case lineStart:
		return `(?m:^)`
	case textEnd:
		return `\z`
	case lastEnd:
		if exact {
			return `\z`
		}
		return `(?m:$)`
	case lineEnd:
		return `(?m:$)`
	case wordEdge:
		return `\b`
	case notWordEdge:
		return `\B`
	}
	return "(?:)" // searchStart: PCRE knows it, Go does not
}
