package xmlio

import "bytes"

// Pair consumes the current element when it holds two elements of text, first and
// second, with nothing but white space around them, and gives their texts. Of any
// other shape, and where anything in it is amiss, it reports false and has read
// nothing: the caller then goes through the element as usual. It is for formats that
// are made of such pairs, where it takes a fraction of the time.
func (c *Cursor) Pair(first, second string) (a, b Text, ok bool) {
	f := c.top()
	if c.err != nil || f.closed || c.pos != f.body || c.elements+2 > c.lim.Elements || len(c.stack) >= c.lim.Depth {
		return nil, nil, false
	}
	at := f.body
	if a, at, ok = c.plainElement(at, first); !ok {
		return nil, nil, false
	}
	if b, at, ok = c.plainElement(at, second); !ok {
		return nil, nil, false
	}
	end := c.spaceAt(at)
	at, ok = c.literal(end, "</")
	if name := c.data[f.start+1 : f.nameEnd]; !ok || !bytes.HasPrefix(c.data[at:], name) {
		return nil, nil, false
	} else if at, ok = c.literal(at+len(name), ">"); !ok {
		return nil, nil, false
	}
	c.elements += 2
	f.bodyEnd, f.end, f.closed = end, at, true
	c.pos = at
	return a, b, true
}

// plainElement is the text of the element name that begins at offset, after white
// space, and where it ends.
func (c *Cursor) plainElement(at int, name string) (Text, int, bool) {
	at, ok := c.literal(c.spaceAt(at), "<")
	if ok {
		at, ok = c.literal(at, name)
	}
	if ok {
		at, ok = c.literal(at, ">")
	}
	if !ok {
		return nil, 0, false
	}
	n := bytes.IndexByte(c.data[at:], '<')
	if n < 0 || !sound(c.data[at:at+n]) {
		return nil, 0, false
	}
	text := Text(c.data[at : at+n : at+n])
	at, ok = c.literal(at+n, "</")
	if ok {
		at, ok = c.literal(at, name)
	}
	if ok {
		at, ok = c.literal(at, ">")
	}
	return text, at, ok
}

// spaceAt is where the white space at an offset ends.
func (c *Cursor) spaceAt(at int) int {
	for at < len(c.data) && isSpace(c.data[at]) {
		at++
	}
	return at
}

// literal is where s ends, when it stands at the offset.
func (c *Cursor) literal(at int, s string) (int, bool) {
	end := at + len(s)
	return end, end <= len(c.data) && string(c.data[at:end]) == s
}

// sound reports whether every reference in text is one and "]]>" is not in it.
func sound(text []byte) bool {
	if !either(text, '&', '>') {
		return true
	}
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '&')
		if i < 0 {
			return cdataEnd(text) < 0
		}
		at += i
		_, size := decodeRef(text[at:])
		if size == 0 {
			return false
		}
		at += size
	}
}
