package facts

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// canonicalizer writes JSON text that a strict reader has accepted as canonical JSON
// (RFC 8785): names sorted by UTF-16 units, no blanks, shortest strings, numbers as
// ECMAScript prints them. It copies what is canonical as it stands and leaves the
// rest to jsontext, whose own formatter takes four times as long and was more than
// half of the time of reading a bundle.
type canonicalizer struct {
	src     []byte
	at      int
	dst     []byte
	entries []entry // of the objects that are open, innermost last
	scratch []byte
}

// entry is one member of an object in dst.
type entry struct {
	name       []byte // as text, not quoted
	start, end int    // name and value in dst
}

// appendCanonicalText appends one value, which must be valid JSON without duplicate
// names. Depth is bounded by MaxDepth before.
func appendCanonicalText(dst, src []byte) []byte {
	c := &canonicalizer{src: src, dst: dst}
	c.blank()
	c.value()
	return c.dst
}

// blank skips white space.
func (c *canonicalizer) blank() {
	for c.at < len(c.src) {
		switch c.src[c.at] {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return
		}
	}
}

// value writes the value that comes next and skips the blanks behind it.
func (c *canonicalizer) value() {
	switch c.src[c.at] {
	case '{':
		c.object()
	case '[':
		c.list()
	case '"':
		c.text()
	default:
		c.scalar()
	}
	c.blank()
}

func (c *canonicalizer) list() {
	c.dst = append(c.dst, '[')
	c.at++
	for c.blank(); c.src[c.at] != ']'; {
		c.value()
		if c.src[c.at] == ',' {
			c.dst = append(c.dst, ',')
			c.at++
			c.blank()
		}
	}
	c.dst = append(c.dst, ']')
	c.at++
}

// object writes members as they come, then puts them in order where they are not.
func (c *canonicalizer) object() {
	first := len(c.entries)
	c.dst = append(c.dst, '{')
	c.at++
	for c.blank(); c.src[c.at] != '}'; {
		start := len(c.dst)
		name := c.text()
		c.blank()
		c.dst = append(c.dst, ':')
		c.at++
		c.blank()
		c.value()
		c.entries = append(c.entries, entry{name, start, len(c.dst)})
		if c.src[c.at] == ',' {
			c.dst = append(c.dst, ',')
			c.at++
			c.blank()
		}
	}
	c.at++
	c.order(c.entries[first:])
	c.entries = c.entries[:first]
	c.dst = append(c.dst, '}')
}

// order sorts the members of one object, which end dst.
func (c *canonicalizer) order(members []entry) {
	if slices.IsSortedFunc(members, byName) {
		return
	}
	from := members[0].start
	slices.SortFunc(members, byName)
	c.scratch = append(c.scratch[:0], c.dst[from:]...)
	c.dst = c.dst[:from]
	for i, m := range members {
		if i > 0 {
			c.dst = append(c.dst, ',')
		}
		c.dst = append(c.dst, c.scratch[m.start-from:m.end-from]...)
	}
}

func byName(a, b entry) int { return compareNames(a.name, b.name) }

// compareNames orders by UTF-16 units. That is the order of UTF-8 bytes, but for the
// characters from U+E000 to U+FFFF (which begin with EE or EF), which come after
// those above (F0 to F4), as these are written in surrogates there.
func compareNames(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		x, y := a[i], b[i]
		switch {
		case x == y:
		case x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0):
			return cmp.Compare(y, x)
		default:
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(len(a), len(b))
}

// text writes the string that comes next and returns what it says.
func (c *canonicalizer) text() []byte {
	end := endOfString(c.src, c.at) + 1
	quoted := c.src[c.at:end]
	c.at = end
	if bytes.IndexByte(quoted, '\\') < 0 {
		c.dst = append(c.dst, quoted...)
		return quoted[1 : len(quoted)-1]
	}
	text, _ := jsontext.AppendUnquote(nil, quoted)
	c.dst, _ = jsontext.AppendQuote(c.dst, text)
	return text
}

// scalar writes a number, true, false or null.
func (c *canonicalizer) scalar() {
	start := c.at
	for c.at < len(c.src) && !endsScalar(c.src[c.at]) {
		c.at++
	}
	word := c.src[start:c.at]
	if isPlain(word) {
		c.dst = append(c.dst, word...)
		return
	}
	c.dst, _ = jsontext.AppendFormat(c.dst, word, jsontext.CanonicalizeRawInts(true), jsontext.CanonicalizeRawFloats(true))
}

func endsScalar(c byte) bool {
	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t'
}

// isPlain reports whether a scalar is canonical as it stands: a literal, or a whole
// number that a double holds exactly.
func isPlain(word []byte) bool {
	if c := word[0]; c == 't' || c == 'f' || c == 'n' {
		return true
	}
	digits := bytes.TrimPrefix(word, []byte("-"))
	if len(digits) > 15 || (len(digits) < len(word) && digits[0] == '0') {
		return false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
