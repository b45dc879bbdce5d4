package xmlio

import (
	"bytes"
	"unicode/utf8"
)

// token is what step passed over.
type token int

const (
	tokError token = iota
	tokStart
	tokEnd
	tokComment
	tokInstruction
	tokCDATA
)

const (
	commentOpen  = "<!--"
	commentClose = "-->"
	cdataOpen    = "<![CDATA["
	cdataClose   = "]]>"
)

// step passes over character data and the one piece of markup after it. The top of
// the stack must be open.
func (c *Cursor) step() token {
	if c.err != nil || !c.charData() {
		return tokError
	}
	if c.pos+1 >= len(c.data) {
		c.truncated("a tag")
		return tokError
	}
	switch c.data[c.pos+1] {
	case '/':
		return c.result(c.endTag(), tokEnd)
	case '!':
		return c.bang()
	case '?':
		return c.result(c.instruction(), tokInstruction)
	}
	return c.result(c.startTag(), tokStart)
}

func (c *Cursor) result(ok bool, t token) token {
	if !ok {
		return tokError
	}
	return t
}

// charData passes over character data up to the next "<". Its characters were
// checked by Parse; left are references and "]]>".
func (c *Cursor) charData() bool {
	n := bytes.IndexByte(c.data[c.pos:], '<')
	if n == 0 {
		return true
	}
	if n < 0 {
		return c.truncatedElement()
	}
	text := c.data[c.pos : c.pos+n]
	if either(text, '&', '>') && !c.markedText(text) {
		return false
	}
	c.pos += n
	return true
}

// markedText checks text that holds "&" or ">".
func (c *Cursor) markedText(text []byte) bool {
	if !c.references(text, c.pos) {
		return false
	}
	if i := cdataEnd(text); i >= 0 {
		return c.refuse(Malformed, c.pos+i, `"]]>" in text; want "]]&gt;"`)
	}
	return true
}

// cdataEnd is where "]]>" stands in text, -1 when it does not. It looks for ">",
// which text mostly has in its escaped form alone.
func cdataEnd(text []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '>')
		if i < 0 {
			return -1
		}
		at += i
		if at >= 2 && text[at-1] == ']' && text[at-2] == ']' {
			return at - 2
		}
		at++
	}
}

// truncatedElement stops the cursor because the document ends in the current element.
func (c *Cursor) truncatedElement() bool {
	f := c.top()
	return c.truncated("element \"" + short(string(c.data[f.start+1:f.nameEnd])) + "\"")
}

// references checks every reference in src, which lies at offset.
func (c *Cursor) references(src []byte, offset int) bool {
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '&')
		if i < 0 {
			return true
		}
		at += i
		_, size := decodeRef(src[at:])
		if size == 0 {
			return c.badReference(src[at:], offset+at)
		}
		at += size
	}
}

// badReference stops the cursor for the reference src begins with.
func (c *Cursor) badReference(src []byte, offset int) bool {
	end := 1
	for end < len(src) && end < 40 && (isNameByte(src[end]) || src[end] == '#') {
		end++
	}
	if end >= len(src) || src[end] != ';' {
		return c.refuse(Malformed, offset, `"&" without a reference; want "&amp;"`)
	}
	name := src[:end+1]
	if src[1] == '#' {
		return c.refuse(SurrogateRef, offset, "reference %q stands for no legal character", name)
	}
	return c.refuseHint(Malformed, "entities of a document type are not read",
		offset, "unknown entity %q; want &lt; &gt; &amp; &quot; or &apos;", name)
}

// bang passes over a comment or CDATA section; a document type is refused.
func (c *Cursor) bang() token {
	rest := c.data[c.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte(commentOpen)):
		return c.result(c.comment(), tokComment)
	case bytes.HasPrefix(rest, []byte(cdataOpen)):
		return c.result(c.cdata(), tokCDATA)
	}
	c.badBang(rest)
	return tokError
}

// badBang stops the cursor for a "<!" that opens neither comment nor CDATA.
func (c *Cursor) badBang(rest []byte) bool {
	if len(rest) < len(cdataOpen) && (bytes.HasPrefix([]byte(cdataOpen), rest) || bytes.HasPrefix([]byte(commentOpen), rest)) {
		return c.truncated("a comment or CDATA section")
	}
	if rest[2] == '-' || rest[2] == '[' {
		return c.refuse(Malformed, c.pos, `"<!" opens neither a comment nor a CDATA section`)
	}
	return c.refuseHint(Doctype,
		"entities are not expanded and nothing is fetched; take the declaration out, or fetch the file again from its publisher",
		c.pos, "the document has a document type declaration; want none")
}

func (c *Cursor) comment() bool {
	body := c.pos + len(commentOpen)
	i := bytes.Index(c.data[body:], []byte("--"))
	switch {
	case i < 0 || body+i+2 >= len(c.data):
		return c.truncated("a comment")
	case c.data[body+i+2] != '>':
		return c.refuse(Malformed, body+i, `"--" inside a comment; want it only at the end`)
	}
	c.pos = body + i + len(commentClose)
	return true
}

func (c *Cursor) cdata() bool {
	body := c.pos + len(cdataOpen)
	i := bytes.Index(c.data[body:], []byte(cdataClose))
	if i < 0 {
		return c.truncated("a CDATA section")
	}
	c.pos = body + i + len(cdataClose)
	return true
}

// instruction passes over a processing instruction (productions 16 and 17).
func (c *Cursor) instruction() bool {
	start := c.pos + 2
	name := c.nameAt(start)
	if name == nil {
		return false
	}
	after := c.data[start+len(name):]
	switch {
	case bytes.IndexByte(name, ':') >= 0:
		return c.refuse(InstructionName, start, "instruction name %q has a colon", short(string(name)))
	case bytes.EqualFold(name, []byte("xml")):
		return c.refuse(Declaration, c.pos, "XML declaration inside the document; want it at the very start or not at all")
	case len(after) > 0 && !isSpace(after[0]) && !bytes.HasPrefix(after, []byte("?>")):
		return c.refuse(InstructionName, start+len(name), "instruction name %q runs into its text; want white space", short(string(name)))
	}
	end := bytes.Index(after, []byte("?>"))
	if end < 0 {
		return c.truncated("a processing instruction")
	}
	c.pos = start + len(name) + end + 2
	return true
}

// misc is the comment or instruction that was passed over from start to end.
func (c *Cursor) misc(start, end int) Misc {
	m := Misc{Start: start, End: end}
	if c.data[start+1] == '!' {
		m.Body = c.data[start+len(commentOpen) : end-len(commentClose)]
		return m
	}
	body := c.data[start+2 : end-2]
	n := 0
	for n < len(body) && isNameByte(body[n]) {
		n++
	}
	m.Target = string(body[:n])
	m.Body = bytes.TrimLeft(body[n:], " \t\r\n")
	return m
}

// qname is where the name at offset ends, and where its local part begins; false
// after stopping the cursor when there is none. Nearly all names are ASCII, with one
// colon at most.
func (c *Cursor) qname(offset int) (local, end int, ok bool) {
	rest := c.data[offset:]
	n := plainName(rest)
	at := 0
	if n > 0 && n < len(rest) && rest[n] == ':' {
		at = n + 1
		n = at + plainName(rest[at:])
	}
	if n > at && n < len(rest) && nameBytes[rest[n]] == ' ' && n <= c.lim.NameBytes && isNameStart(rest[0]) && isNameStart(rest[at]) {
		return offset + at, offset + n, true
	}
	name := c.nameAt(offset)
	if name == nil {
		return 0, 0, false
	}
	end = offset + len(name)
	local, ok = c.split(offset, end)
	return local, end, ok
}

// plainName is how many bytes of src, from the first on, are ASCII name bytes but colons.
func plainName(src []byte) int {
	n := 0
	for n < len(src) && nameBytes[src[n]] == 'n' {
		n++
	}
	return n
}

// nameAt is the name at offset, nil after stopping the cursor when there is none.
func (c *Cursor) nameAt(offset int) []byte {
	rest := c.data[offset:]
	n := 0
	var all byte
	for n < len(rest) && isNameByte(rest[n]) {
		all |= rest[n]
		n++
	}
	name := rest[:n]
	if n > 0 && n < len(rest) && all < utf8.RuneSelf && isNameStart(name[0]) && len(name) <= c.lim.NameBytes {
		return name
	}
	return c.oddName(name, offset)
}

// oddName is name, which is not plain ASCII, when it is a name all the same.
func (c *Cursor) oddName(name []byte, offset int) []byte {
	end := offset + len(name)
	switch {
	case end == len(c.data):
		c.truncated("a tag")
	case len(name) > c.lim.NameBytes:
		c.refuse(TooLarge, offset, "a name has %d bytes; the limit is %d (NameBytes)", len(name), c.lim.NameBytes)
	case !isName(name):
		c.refuse(Malformed, offset, "%q begins no name", short(string(c.data[offset:end+1])))
	default:
		return name
	}
	return nil
}
