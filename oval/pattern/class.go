package pattern

import (
	"fmt"
	"strings"
	"unicode"
)

// span is a range of characters, both ends in it.
type span struct{ low, high rune }

// class is a set of characters. The zero value is the empty set.
type class struct {
	spans  []span
	negate bool
	fold   bool // a character counts with all that differ from it in case
	ascii  [128]bool
}

// single is the class of one character.
func single(r rune, fold bool) *class {
	return (&class{spans: []span{{r, r}}, fold: fold}).done()
}

// done computes what the class says of ASCII, which is asked most.
func (c *class) done() *class {
	for r := range rune(len(c.ascii)) {
		c.ascii[r] = c.holds(r)
	}
	return c
}

// has says whether the class holds the character.
func (c *class) has(r rune) bool {
	if r >= 0 && r < rune(len(c.ascii)) {
		return c.ascii[r]
	}
	return c.holds(r)
}

func (c *class) holds(r rune) bool {
	if c.within(r) {
		return !c.negate
	}
	if c.fold {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			if c.within(f) {
				return !c.negate
			}
		}
	}
	return c.negate
}

func (c *class) within(r rune) bool {
	for _, s := range c.spans {
		if s.low <= r && r <= s.high {
			return true
		}
	}
	return false
}

func (c *class) add(spans ...span) { c.spans = append(c.spans, spans...) }

// text is the class in Go's syntax, as ranges, so that nothing depends on what a letter
// behind a backslash means there.
func (c *class) text() string {
	var b strings.Builder
	if c.fold {
		b.WriteString("(?i:")
	}
	switch {
	case len(c.spans) == 0 && c.negate:
		b.WriteString(`(?s:.)`)
	case len(c.spans) == 0:
		b.WriteString(`[^\x00-\x{10FFFF}]`)
	default:
		b.WriteByte('[')
		if c.negate {
			b.WriteByte('^')
		}
		for _, s := range c.spans {
			fmt.Fprintf(&b, `\x{%X}`, s.low)
			if s.high != s.low {
				fmt.Fprintf(&b, `-\x{%X}`, s.high)
			}
		}
		b.WriteByte(']')
	}
	if c.fold {
		b.WriteByte(')')
	}
	return b.String()
}

// The classes behind a backslash. White space holds the vertical tab (PCRE since 8.34).
var (
	digits     = []span{{'0', '9'}}
	words      = []span{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	spaces     = []span{{'\t', '\r'}, {' ', ' '}}
	horizontal = []span{{'\t', '\t'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}}
	vertical   = []span{{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}}
	lineFeed   = []span{{'\n', '\n'}}
)

// shorthand is the class of a letter behind a backslash.
func shorthand(letter byte) (spans []span, negate, ok bool) {
	switch letter {
	case 'd', 'D':
		spans = digits
	case 'w', 'W':
		spans = words
	case 's', 'S':
		spans = spaces
	case 'h', 'H':
		spans = horizontal
	case 'v', 'V':
		spans = vertical
	case 'N':
		return lineFeed, true, true
	default:
		return nil, false, false
	}
	return spans, letter >= 'A' && letter <= 'Z', true
}

// posix is a class by its name between colons.
func posix(name string) ([]span, bool) {
	switch name {
	case "alpha":
		return []span{{'A', 'Z'}, {'a', 'z'}}, true
	case "lower":
		return []span{{'a', 'z'}}, true
	case "upper":
		return []span{{'A', 'Z'}}, true
	case "alnum":
		return []span{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}, true
	case "ascii":
		return []span{{0, 127}}, true
	case "blank":
		return []span{{'\t', '\t'}, {' ', ' '}}, true
	case "cntrl":
		return []span{{0, 31}, {127, 127}}, true
	case "digit":
		return digits, true
	case "graph":
		return []span{{33, 126}}, true
	case "print":
		return []span{{32, 126}}, true
	case "punct":
		return []span{{33, 47}, {58, 64}, {91, 96}, {123, 126}}, true
	case "space":
		return spaces, true
	case "word":
		return words, true
	case "xdigit":
		return []span{{'0', '9'}, {'A', 'F'}, {'a', 'f'}}, true
	}
	return nil, false
}

// others is every character that the spans leave out.
func others(spans []span) []span {
	sorted := tidy(spans)
	var rest []span
	next := rune(0)
	for _, s := range sorted {
		if s.low > next {
			rest = append(rest, span{next, s.low - 1})
		}
		next = s.high + 1
	}
	if next <= unicode.MaxRune {
		rest = append(rest, span{next, unicode.MaxRune})
	}
	return rest
}

// property is the class of a Unicode property: a general category or a script.
func property(name string) ([]span, bool) {
	if name == "Any" {
		return []span{{0, unicode.MaxRune}}, true
	}
	table, ok := unicode.Categories[name]
	if name == "L&" {
		return tableSpans(unicode.Lu, unicode.Ll, unicode.Lt), true
	}
	if !ok {
		table, ok = unicode.Scripts[name]
	}
	if !ok {
		return nil, false
	}
	return tableSpans(table), true
}

func tableSpans(tables ...*unicode.RangeTable) []span {
	var spans []span
	add := func(low, high, stride rune) {
		if stride == 1 {
			spans = append(spans, span{low, high})
			return
		}
		for r := low; r <= high; r += stride {
			spans = append(spans, span{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return tidy(spans)
}
