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

// Ahead is an element of two texts that comes next and has not been read.
type Ahead struct {
	First, Second Text
	end           int
}

// PairAhead looks for the element outer, without attributes, as the next child, after
// white space alone, and for what Pair wants in it. Where it stands there, Take passes
// over it; else, or where anything in it is amiss, the caller goes on with Next. It is
// for the readers that meet such elements by the thousand.
func (n *Nodes) PairAhead(outer, first, second string) (p Ahead, ok bool) {
	c := n.c
	if !c.closeTo(n.depth) || c.top().closed || c.elements+3 > c.lim.Elements || len(c.stack)+2 > c.lim.Depth {
		return p, false
	}
	at, ok := c.opening(c.pos, outer)
	if !ok {
		return p, false
	}
	if p.First, at, ok = c.plainElement(at, first); !ok {
		return p, false
	}
	if p.Second, at, ok = c.plainElement(at, second); !ok {
		return p, false
	}
	p.end, ok = c.closing(c.spaceAt(at), outer)
	return p, ok
}

// Take passes over p, which PairAhead has just found.
func (n *Nodes) Take(p Ahead) {
	n.Kind, n.Start, n.End = Element, n.c.pos, p.end
	n.c.elements += 3
	n.c.pos = p.end
}

// Only is the text of src, where src is one element called name, without attributes or
// white space in its tags, of text alone, which is as a document may have it; else false.
// It is for reading back what was put into a document at a known place.
func Only(src []byte, name string) (Text, bool) {
	body, end := len(name)+2, len(src)-len(name)-3
	if end < body || src[0] != '<' || string(src[1:body-1]) != name || src[body-1] != '>' ||
		src[end] != '<' || src[end+1] != '/' || string(src[end+2:len(src)-1]) != name || src[len(src)-1] != '>' {
		return nil, false
	}
	text := src[body:end:end]
	return Text(text), bytes.IndexByte(text, '<') < 0 && sound(text) && firstIllegal(text) < 0
}

// opening is where the start tag of name ends that stands, after white space, at offset.
func (c *Cursor) opening(at int, name string) (int, bool) {
	at = c.spaceAt(at)
	end := at + len(name) + 2
	return end, end <= len(c.data) && c.data[at] == '<' && c.data[end-1] == '>' && string(c.data[at+1:end-1]) == name
}

// closing is where the end tag of name ends that stands at offset.
func (c *Cursor) closing(at int, name string) (int, bool) {
	end := at + len(name) + 3
	return end, end <= len(c.data) && c.data[at] == '<' && c.data[at+1] == '/' && c.data[end-1] == '>' && string(c.data[at+2:end-1]) == name
}

// plainElement is the text of the element name that begins at offset, after white
// space, and where it ends.
func (c *Cursor) plainElement(at int, name string) (Text, int, bool) {
	at, ok := c.opening(at, name)
	if !ok {
		return nil, 0, false
	}
	n := bytes.IndexByte(c.data[at:], '<')
	if n < 0 || !sound(c.data[at:at+n]) {
		return nil, 0, false
	}
	text := Text(c.data[at : at+n : at+n])
	at, ok = c.closing(at+n, name)
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
