package xmlio

import (
	"bytes"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// Parse checks the encoding, the characters and the prolog of a document and stands
// on its root element. data is not copied and must not change afterwards; file is
// the name for messages. A byte order mark is passed over.
func Parse(file string, data []byte, lim Limits) (*Cursor, error) {
	c := &Cursor{file: file, data: data, lim: lim.orDefault()}
	c.parse()
	if c.err != nil {
		return nil, c.err
	}
	return c, nil
}

func (c *Cursor) parse() {
	if len(c.data) > c.lim.Bytes {
		// Not refuse: its place would read the document this line refuses to read.
		c.reason = TooLarge
		c.err = &diag.Error{File: c.file, Msg: tooManyBytes(len(c.data), c.lim.Bytes)}
		return
	}
	if !c.encoding() {
		return
	}
	c.data = bytes.TrimPrefix(c.data, []byte("\xEF\xBB\xBF"))
	if i := firstIllegal(c.data); i >= 0 {
		c.badCharacter(i)
		return
	}
	if !c.declaration() {
		return
	}
	for len(c.stack) == 0 {
		if !c.outside() {
			return
		}
	}
}

// outside passes over white space and one comment or instruction outside the root,
// or the start tag of the root.
func (c *Cursor) outside() bool {
	c.white()
	rooted := len(c.stack) > 0
	if c.pos >= len(c.data) {
		if rooted {
			return true
		}
		return c.refuseHint(Roots, "", c.pos, "the document has no element; want a root element")
	}
	if c.data[c.pos] != '<' {
		return c.textOutside(rooted)
	}
	return c.markupOutside(rooted)
}

func (c *Cursor) textOutside(rooted bool) bool {
	where := "before the root element"
	if rooted {
		where = "after the root element"
	}
	rest := c.data[c.pos:min(len(c.data), c.pos+24)]
	return c.refuse(Outside, c.pos, "text %s, beginning %q; want white space, comments and instructions alone",
		where, strings.ToValidUTF8(string(rest), ""))
}

func (c *Cursor) markupOutside(rooted bool) bool {
	start := c.pos
	if start+1 >= len(c.data) {
		return c.truncated("a tag")
	}
	switch next := c.data[start+1]; {
	case next == '?':
		if !c.instruction() {
			return false
		}
	case next == '!':
		if bytes.HasPrefix(c.data[start:], []byte(cdataOpen)) {
			return c.textOutside(rooted)
		}
		if c.bang() == tokError {
			return false
		}
	case next == '/':
		return c.refuse(Malformed, start, "end tag outside the root element")
	case rooted:
		return c.refuse(Roots, start, "a second root element; want one")
	default:
		return c.startTag()
	}
	if !rooted {
		c.before = append(c.before, c.misc(start, c.pos))
	}
	return true
}

// encoding refuses what is not UTF-8 by its first bytes (XML 1.0, appendix F).
func (c *Cursor) encoding() bool {
	for _, e := range []struct{ start, name string }{
		{"\x00\x00\xFE\xFF", "UTF-32"}, {"\xFF\xFE\x00\x00", "UTF-32"},
		{"\x00\x00\x00<", "UTF-32"}, {"<\x00\x00\x00", "UTF-32"},
		{"\xFE\xFF", "UTF-16"}, {"\xFF\xFE", "UTF-16"},
		{"\x00<", "UTF-16"}, {"<\x00", "UTF-16"},
		{"\x4C\x6F\xA7\x94", "EBCDIC"},
	} {
		if bytes.HasPrefix(c.data, []byte(e.start)) {
			c.reason = Encoding
			c.err = &diag.Error{File: c.file, Msg: "the document is in " + e.name + "; want UTF-8",
				Hint: "save it again as UTF-8"}
			return false
		}
	}
	return true
}

// badCharacter stops the cursor at offset, where no legal character begins.
func (c *Cursor) badCharacter(offset int) bool {
	b := c.data[offset]
	if b < 0x20 {
		return c.refuse(Character, offset, "character U+%04X; XML 1.0 allows none below U+0020 but tab, line feed and carriage return", b)
	}
	if r := bytes.Runes(c.data[offset:min(len(c.data), offset+3)])[0]; r != '\uFFFD' {
		return c.refuse(Character, offset, "character %U; XML 1.0 does not allow it", r)
	}
	return c.refuseHint(Character, "save it again as UTF-8", offset, "byte 0x%02X is not part of UTF-8 text", b)
}

// declaration passes over an XML declaration (XML 1.0, production 23).
func (c *Cursor) declaration() bool {
	if !bytes.HasPrefix(c.data, []byte("<?xml")) || len(c.data) > 5 && isNameByte(c.data[5]) {
		return true
	}
	end := bytes.Index(c.data, []byte("?>"))
	if end < 0 {
		return c.truncated("the XML declaration")
	}
	version, encoding, ok := declared(c.data[len("<?xml"):end])
	switch {
	case !ok:
		return c.refuse(Declaration, 0, `the XML declaration is %q; want <?xml version="1.0" encoding="UTF-8"?>`, short(string(c.data[:end+2])))
	case version != "1.0":
		return c.refuse(Malformed, 0, "the document declares XML version %q; want 1.0", short(version))
	case encoding != "" && !strings.EqualFold(encoding, "UTF-8"):
		return c.refuseHint(Encoding, "save it again as UTF-8", 0, "the document declares encoding %q; want UTF-8", short(encoding))
	}
	c.pos = end + 2
	return true
}

// declared takes what stands between "<?xml" and "?>" apart; ok is false when it is
// not in the form of production 23.
func declared(src []byte) (version, encoding string, ok bool) {
	version, src, ok = pseudo(src, "version")
	if !ok || version == "" || strings.Trim(version, "0123456789.") != "" {
		return "", "", false
	}
	if e, rest, ok := pseudo(src, "encoding"); ok {
		if !isEncoding(e) {
			return "", "", false
		}
		encoding, src = e, rest
	}
	if s, rest, ok := pseudo(src, "standalone"); ok {
		if s != "yes" && s != "no" {
			return "", "", false
		}
		src = rest
	}
	return version, encoding, len(bytes.TrimLeft(src, " \t\r\n")) == 0
}

// isEncoding reports whether s is a name of an encoding (production 81).
func isEncoding(s string) bool {
	for _, b := range []byte(s) {
		if b >= 0x80 || b == ':' || !isNameByte(b) {
			return false
		}
	}
	return s != "" && isNameStart(s[0]) && s[0] != '_'
}

// pseudo takes white space and name="value" off the front of src; ok is false when
// they are not there.
func pseudo(src []byte, name string) (value string, rest []byte, ok bool) {
	const white = " \t\r\n"
	rest = bytes.TrimLeft(src, white)
	if len(rest) == len(src) {
		return "", src, false
	}
	rest, ok = bytes.CutPrefix(rest, []byte(name))
	if !ok {
		return "", src, false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, white), []byte("="))
	rest = bytes.TrimLeft(rest, white)
	if !ok || len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return "", src, false
	}
	v, rest, ok := bytes.Cut(rest[1:], rest[:1])
	return string(v), rest, ok
}
