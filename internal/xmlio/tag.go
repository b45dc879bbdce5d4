package xmlio

import "bytes"

// startTag passes over a start tag or an empty-element tag and puts the element on
// the stack (XML 1.0, productions 40 and 44).
func (c *Cursor) startTag() bool {
	if len(c.stack) >= c.lim.Depth {
		return c.refuse(TooLarge, c.pos, "elements are nested deeper than %d; the limit is %d (Depth)", c.lim.Depth, c.lim.Depth)
	}
	if c.elements++; c.elements > c.lim.Elements {
		return c.refuse(TooLarge, c.pos, "the document has more than %d elements; the limit is %d (Elements)", c.lim.Elements, c.lim.Elements)
	}
	f := frame{start: c.pos, attr: len(c.attrs), space: len(c.spaces)}
	var ok bool
	if f.local, f.nameEnd, ok = c.qname(c.pos + 1); !ok {
		return false
	}
	c.pos = f.nameEnd
	if !c.attributes(&f) || !c.prefixes(&f) {
		c.attrs = c.attrs[:f.attr]
		c.undeclare(f.space)
		return false
	}
	c.stack = append(c.stack, f)
	return true
}

// split is where the local part of the name from start to end begins
// (Namespaces in XML 1.0, section 4).
func (c *Cursor) split(start, end int) (local int, ok bool) {
	for i, b := range c.data[start:end] {
		if b == ':' {
			return c.splitAt(start, end, i)
		}
	}
	return start, true
}

// splitAt is split of a name with its first colon at colon.
func (c *Cursor) splitAt(start, end, colon int) (local int, ok bool) {
	name := c.data[start:end]
	rest := name[colon+1:]
	if colon == 0 || len(rest) == 0 || !isNameStart(rest[0]) || !isName(rest) {
		return 0, c.refuse(QName, start, "name %q has an empty or ill-formed part", short(string(name)))
	}
	if bytes.IndexByte(rest, ':') >= 0 {
		return 0, c.refuse(Malformed, start, "name %q has two colons", short(string(name)))
	}
	return start + colon + 1, true
}

// attributes passes over the attributes of f and the end of its start tag.
func (c *Cursor) attributes(f *frame) bool {
	for {
		spaced := c.white()
		if c.pos >= len(c.data) {
			return c.truncatedTag(f)
		}
		switch c.data[c.pos] {
		case '>':
			c.pos++
			f.body = c.pos
			return true
		case '/':
			return c.emptyTag(f)
		}
		if !spaced && isNameByte(c.data[c.pos]) {
			return c.refuse(AttrSpace, c.pos, "attributes follow each other without white space")
		}
		if !c.attribute(f) {
			return false
		}
	}
}

// white passes over white space and reports whether there was any.
func (c *Cursor) white() bool {
	start := c.pos
	for c.pos < len(c.data) && isSpace(c.data[c.pos]) {
		c.pos++
	}
	return c.pos > start
}

func (c *Cursor) emptyTag(f *frame) bool {
	switch {
	case c.pos+1 >= len(c.data):
		return c.truncatedTag(f)
	case c.data[c.pos+1] != '>':
		return c.refuse(Malformed, c.pos, `"/" inside a start tag; want "/>" at its end`)
	}
	c.pos += 2
	f.body, f.bodyEnd, f.end = c.pos, c.pos, c.pos
	f.closed = true
	return true
}

func (c *Cursor) truncatedTag(f *frame) bool {
	return c.truncated("the start tag of \"" + short(string(c.data[f.start+1:f.nameEnd])) + "\"")
}

// attribute passes over one attribute and keeps it (XML 1.0, production 41).
func (c *Cursor) attribute(f *frame) bool {
	local, end, ok := c.qname(c.pos)
	if !ok {
		return false
	}
	a := attr{start: c.pos, local: local, nameEnd: end}
	c.pos = end
	if !c.equals(f, c.data[a.start:end]) || !c.quoted(f, &a) {
		return false
	}
	return c.keep(f, a)
}

// equals passes over "=" and the white space around it.
func (c *Cursor) equals(f *frame, name []byte) bool {
	if rest := c.data[c.pos:]; len(rest) > 1 && rest[0] == '=' && rest[1] == '"' {
		c.pos++ // as nearly always
		return true
	}
	c.white()
	if c.pos >= len(c.data) {
		return c.truncatedTag(f)
	}
	if c.data[c.pos] != '=' {
		return c.refuse(Malformed, c.pos, `attribute %q has no value; want %s="..."`, short(string(name)), short(string(name)))
	}
	c.pos++
	c.white()
	if c.pos >= len(c.data) {
		return c.truncatedTag(f)
	}
	return true
}

// quoted passes over a quoted value and sets it in a.
func (c *Cursor) quoted(f *frame, a *attr) bool {
	quote := c.data[c.pos]
	if quote != '"' && quote != '\'' {
		return c.refuse(Malformed, c.pos, "the value of attribute %q is not in quotes", short(string(c.data[a.start:a.nameEnd])))
	}
	c.pos++
	window := c.data[c.pos:min(len(c.data), c.pos+c.lim.AttrBytes+1)]
	n := bytes.IndexByte(window, quote)
	if n < 0 {
		return c.unquoted(f, a, window)
	}
	value := window[:n:n]
	if either(value, '&', '<') && !c.markedValue(value) {
		return false
	}
	a.value, a.end = c.pos, c.pos+n
	c.pos += n + 1
	return true
}

// markedValue checks a value that holds "<" or "&".
func (c *Cursor) markedValue(value []byte) bool {
	if i := bytes.IndexByte(value, '<'); i >= 0 {
		return c.refuse(Malformed, c.pos+i, `"<" in an attribute value; want "&lt;"`)
	}
	return c.references(value, c.pos)
}

// unquoted stops the cursor for a value whose closing quote is not in window.
func (c *Cursor) unquoted(f *frame, a *attr, window []byte) bool {
	if i := bytes.IndexByte(window, '<'); i >= 0 {
		return c.refuse(Malformed, c.pos+i, `"<" in an attribute value; want "&lt;", or the closing quote before it`)
	}
	if len(window) > c.lim.AttrBytes {
		return c.refuse(TooLarge, a.start, "the value of attribute %q has more than %d bytes; the limit is %d (AttrBytes)",
			short(string(c.data[a.start:a.nameEnd])), c.lim.AttrBytes, c.lim.AttrBytes)
	}
	return c.truncatedTag(f)
}

// keep adds a to the attributes of f.
func (c *Cursor) keep(f *frame, a attr) bool {
	name := c.data[a.start:a.nameEnd]
	own := c.attrs[f.attr:]
	if len(own) >= c.lim.Attrs {
		return c.refuse(TooLarge, a.start, "the element has more than %d attributes; the limit is %d (Attrs)", c.lim.Attrs, c.lim.Attrs)
	}
	for i := range own {
		if bytes.Equal(c.data[own[i].start:own[i].nameEnd], name) {
			return c.refuse(DuplicateAttr, a.start, "attribute %q is given twice", short(string(name)))
		}
	}
	c.attrs = append(c.attrs, a)
	if name[0] == 'x' && bytes.HasPrefix(name, []byte("xmlns")) && (len(name) == 5 || name[5] == ':') {
		return c.declare(a)
	}
	return true
}

// endTag passes over the end tag of the current element (XML 1.0, production 42).
func (c *Cursor) endTag() bool {
	f := c.top()
	name := c.data[f.start+1 : f.nameEnd]
	at := c.pos + 2 + len(name)
	if at < len(c.data) && bytes.HasPrefix(c.data[c.pos+2:], name) {
		for at < len(c.data) && isSpace(c.data[at]) {
			at++
		}
		if at < len(c.data) && c.data[at] == '>' {
			f.bodyEnd, f.end, f.closed = c.pos, at+1, true
			c.pos = at + 1
			return true
		}
	}
	return c.badEndTag(name)
}

// badEndTag stops the cursor for an end tag that does not close the element name.
func (c *Cursor) badEndTag(name []byte) bool {
	end := bytes.IndexByte(c.data[c.pos:], '>')
	if end < 0 {
		return c.truncated("an end tag")
	}
	met := short(string(c.data[c.pos : c.pos+end+1]))
	return c.refuse(Malformed, c.pos, "end tag %q; want %q", met, "</"+short(string(name))+">")
}
