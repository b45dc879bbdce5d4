package pattern

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// bracket reads a class behind its opening bracket.
func (p *parser) bracket(start int) *node {
	for _, edge := range []string{"[:<:]]", "[:>:]]"} {
		if p.take(edge) {
			p.fail(start, "a word edge in brackets, which is not supported")
			return nil
		}
	}
	c := &class{fold: p.IgnoreCase, negate: p.take("^")}
	var fixed class // properties, which (?i) does not widen
	for first := true; p.err == nil; first = false {
		if !p.more() {
			p.fail(start, "a class without its closing bracket")
			return nil
		}
		if !first && p.take("]") {
			break
		}
		p.element(start, c, &fixed)
	}
	if c.fold && len(fixed.spans) > 0 {
		c.spans, c.fold = widened(c.spans), false
	}
	c.spans = tidy(append(c.spans, fixed.spans...))
	return &node{kind: set, class: c.done()}
}

// element reads one character, range or named class of a class.
func (p *parser) element(start int, c, fixed *class) {
	if p.take(`\E`) {
		return
	}
	if p.take(`\Q`) {
		text, ok := p.until(`\E`)
		if !ok {
			p.fail(start, "a class without its closing bracket")
		}
		for _, r := range text {
			c.add(span{r, r})
		}
		return
	}
	property := strings.HasPrefix(p.source[p.at:], `\p`) || strings.HasPrefix(p.source[p.at:], `\P`)
	if spans, ok := p.several(); ok {
		if property {
			c = fixed
		}
		c.add(spans...)
		return // a hyphen behind it is one
	}
	low := p.member()
	rest := p.source[p.at:]
	if p.err != nil || !strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "-]") || rest == "-" {
		c.add(span{low, low})
		return
	}
	at := p.at
	p.at++
	if _, ok := p.several(); ok {
		p.fail(at, "a range that ends in a class")
		return
	}
	high := p.member()
	if p.err == nil && high < low {
		p.fail(at, fmt.Sprintf("a range from %q to %q, out of order", low, high))
		return
	}
	c.add(span{low, high})
}

// several reads what stands for several characters: \d and its like, \p{…}, [:name:].
func (p *parser) several() ([]span, bool) {
	rest := p.source[p.at:]
	for _, open := range []string{"[.", "[="} {
		if strings.HasPrefix(rest, open) && strings.Contains(rest, open[1:]+"]") {
			p.fail(p.at, "a collating element, which is not supported")
			return nil, true
		}
	}
	if strings.HasPrefix(rest, "[:") {
		if name, _, found := strings.Cut(rest[2:], ":]"); found && !strings.ContainsAny(name, `[]\`) {
			return p.posix(name), true
		}
	}
	if len(rest) < 2 || rest[0] != '\\' {
		return nil, false
	}
	if rest[1] == 'p' || rest[1] == 'P' {
		p.at++
		return p.property(p.at - 1), true
	}
	spans, negate, ok := shorthand(rest[1])
	switch {
	case !ok:
		return nil, false
	case rest[1] == 'N':
		p.fail(p.at, `\N in a class, which is not supported`)
	case negate:
		spans = others(spans)
	}
	p.at = min(p.at+2, len(p.source))
	return spans, true
}

func (p *parser) posix(name string) []span {
	plain, negate := strings.CutPrefix(name, "^")
	spans, ok := posix(plain)
	if !ok {
		p.fail(p.at, fmt.Sprintf("an unknown class [:%s:]", name))
		return nil
	}
	p.at += len("[::]") + len(name)
	if negate {
		return others(spans)
	}
	return spans
}

// member is one character of a class.
func (p *parser) member() rune {
	start := p.at
	if !p.take(`\`) {
		return p.char()
	}
	switch {
	case !p.more():
		p.fail(start, "a backslash at the end of the pattern")
		return 0
	case p.take("b"):
		return '\b'
	case strings.IndexByte("LlUuX", p.peek()) >= 0:
		p.fail(start, fmt.Sprintf(`\%c in a class, which is not supported`, p.peek()))
		return 0
	}
	return p.char1(start)
}

// tidy sorts ranges and joins those that touch.
func tidy(spans []span) []span {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b span) int { return cmp.Compare(a.low, b.low) })
	var joined []span
	for _, s := range sorted {
		if last := len(joined) - 1; last >= 0 && s.low <= joined[last].high+1 {
			joined[last].high = max(joined[last].high, s.high)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// widened adds to the spans whatever differs from a character of theirs in case.
func widened(spans []span) []span {
	wide := slices.Clone(spans)
	for _, s := range spans {
		for r := s.low; r <= s.high; r++ {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				wide = append(wide, span{f, f})
			}
		}
	}
	return tidy(wide)
}
