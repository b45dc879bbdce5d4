package pattern

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape reads what follows a backslash outside a class.
func (p *parser) escape(start int) *node {
	if !p.more() {
		p.fail(start, "a backslash at the end of the pattern")
		return nil
	}
	c := p.peek()
	if where, ok := places(c); ok {
		p.at++
		if c == 'Z' {
			p.tree.dollar = true
		}
		if c == 'G' {
			p.use(`\G`)
		}
		return &node{kind: assert, place: where}
	}
	if spans, negate, ok := shorthand(c); ok {
		if c == 'N' && strings.HasPrefix(p.source[p.at:], "N{U+") {
			p.fail(start, `\N{U+…}, which is not supported`)
			return nil
		}
		p.at++
		return &node{kind: set, class: (&class{spans: spans, negate: negate}).done()}
	}
	switch c {
	case 'p', 'P':
		spans := p.property(start)
		return &node{kind: set, class: (&class{spans: spans}).done()}
	case 'R':
		p.at++
		p.use(`\R`)
		return newline()
	case 'K':
		p.at++
		p.use(`\K`)
		return &node{kind: restart}
	case 'X', 'C', 'L', 'l', 'U', 'u':
		p.fail(start, fmt.Sprintf(`\%c, which is not supported`, c))
		return nil
	case 'g', 'k':
		p.at++
		return p.named(start, c)
	}
	if c >= '1' && c <= '9' {
		if n := p.backNumber(start); n != nil || p.err != nil {
			return n
		}
	}
	return p.literal(p.char1(start))
}

// places are the letters behind a backslash that stand for a place.
func places(c byte) (place, bool) {
	switch c {
	case 'A':
		return textStart, true
	case 'z':
		return textEnd, true
	case 'Z':
		return lastEnd, true
	case 'b':
		return wordEdge, true
	case 'B':
		return notWordEdge, true
	case 'G':
		return searchStart, true
	}
	return 0, false
}

// newline is \R: a line end of any kind, CR LF as one that is never taken apart.
func newline() *node {
	one := func(r rune) *node { return &node{kind: set, class: single(r, false)} }
	pair := &node{kind: sequence, parts: []*node{one('\r'), one('\n')}}
	any := &node{kind: set, class: (&class{spans: vertical}).done()}
	return &node{kind: atomic, parts: []*node{{kind: choice, parts: []*node{pair, any}}}}
}

// backNumber reads a back-reference by number. It is nil, and nothing is read, where the
// digits are an octal number: more than one, and fewer groups than that (pcrepattern,
// "Backslash").
func (p *parser) backNumber(start int) *node {
	at := p.at
	number, _ := p.number()
	if number < 8 || number <= p.total {
		if number > p.total {
			p.fail(start, fmt.Sprintf("a back-reference to group %d; there are %d", number, p.total))
			return nil
		}
		return p.back(number)
	}
	p.at = at
	if p.peek() >= '8' {
		p.fail(start, fmt.Sprintf("a back-reference to group %d; there are %d", number, p.total))
	}
	return nil
}

// named reads \g{n}, \gn, \g{-n}, \g{name}, \k<name>, \k'name' or \k{name}.
func (p *parser) named(start int, letter byte) *node {
	inside, ok := "", false
	switch {
	case p.take("{"):
		inside, ok = p.until("}")
	case p.peek() == '<' || letter == 'g' && p.peek() == '\'':
		if letter == 'g' {
			p.fail(start, "a call of a group, which is not supported")
			return nil
		}
		p.at++
		inside, ok = p.until(">")
	case p.take("'"):
		inside, ok = p.until("'")
	case letter == 'g':
		from := p.at
		_ = p.take("-")
		_, ok = p.number()
		inside = p.source[from:p.at]
	}
	if number, err := strconv.Atoi(inside); ok && err == nil && letter == 'g' {
		if number < 0 {
			number += p.tree.groups + 1
		}
		if number < 1 || number > p.total {
			p.fail(start, fmt.Sprintf("a back-reference to group %s; there are %d", inside, p.total))
			return nil
		}
		return p.back(number)
	}
	if !ok || !isName(inside) {
		p.fail(start, fmt.Sprintf(`\%c without a group's name or number`, letter))
		return nil
	}
	n := p.back(0)
	p.called, p.calls = append(p.called, n), append(p.calls, inside)
	return n
}

// char1 is the one character that an escape stands for, inside and outside a class.
func (p *parser) char1(start int) rune {
	c := p.char()
	switch c {
	case 'a':
		return '\a'
	case 'e':
		return 0x1B
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'c':
		if !p.more() || p.peek() > 126 || p.peek() < 32 {
			p.fail(start, `\c without a character of ASCII`)
			return 0
		}
		r := unicode.ToUpper(p.char())
		return r ^ 0x40
	case 'x':
		if p.take("{") {
			digits, ok := p.until("}")
			return p.numeral(start, digits, 16, ok)
		}
		return p.numeral(start, p.digits("0123456789abcdefABCDEF", 2), 16, true)
	case 'o':
		if p.take("{") {
			digits, ok := p.until("}")
			return p.numeral(start, digits, 8, ok)
		}
	}
	if c >= '0' && c <= '7' {
		p.at--
		return p.numeral(start, p.digits("01234567", 3), 8, true)
	}
	return c // any other character stands for itself, letters too (PCRE without PCRE_EXTRA)
}

// digits reads at most so many of the given digits.
func (p *parser) digits(of string, most int) string {
	from := p.at
	for p.at-from < most && p.more() && strings.IndexByte(of, p.peek()) >= 0 {
		p.at++
	}
	return p.source[from:p.at]
}

func (p *parser) numeral(start int, digits string, base int, ok bool) rune {
	if digits == "" && ok && base == 16 {
		return 0 // \x alone
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !ok || err != nil || n > utf8.MaxRune || n >= 0xD800 && n <= 0xDFFF {
		p.fail(start, "a character number; want digits and at most 10FFFF, no surrogate")
		return 0
	}
	return rune(n)
}

// property reads \p{Name}, \pL, \P{Name} or \p{^Name}.
func (p *parser) property(start int) []span {
	negate := p.peek() == 'P'
	p.at++
	name := ""
	switch {
	case p.take("{"):
		name, _ = p.until("}")
	case p.more():
		name = p.source[p.at : p.at+1]
		p.at++
	}
	if rest, ok := strings.CutPrefix(name, "^"); ok {
		name, negate = rest, !negate
	}
	spans, ok := property(name)
	if !ok {
		p.fail(start, fmt.Sprintf("an unknown property %q", name))
	}
	if negate {
		return others(spans)
	}
	return spans
}
