package xmlio

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Text is the source between a start tag and its end tag, or between the quotes of
// an attribute, verbatim: character data, entity references, CDATA sections,
// comments, instructions and, in mixed content, markup. nil means that the element
// or attribute is absent; empty and not nil, that it is present and empty.
//
// A Text of a Cursor is part of the document handed to Parse; neither may be changed.
type Text []byte

// MakeText is the Text that decodes to s: & < > and carriage returns are escaped.
// Characters that no document may hold are kept; see Strip.
func MakeText(s string) Text {
	return appendEscaped(make(Text, 0, len(s)), s)
}

// AppendText appends MakeText(s) to dst.
func AppendText(dst []byte, s string) []byte { return appendEscaped(dst, s) }

// Present reports whether the element or attribute is there at all.
func (t Text) Present() bool { return t != nil }

// Blank reports whether t is absent, empty or white space alone, before decoding.
func (t Text) Blank() bool { return len(bytes.TrimLeft(t, " \t\r\n")) == 0 }

// String is the decoded value: references replaced, CDATA opened, line ends made
// LF (XML 1.0, section 2.11), comments, instructions and tags left out. Text that
// was not read from a document is decoded as far as it makes sense.
func (t Text) String() string {
	if !coded(t) {
		return string(t)
	}
	var b strings.Builder
	b.Grow(len(t))
	t.Decode(&b)
	return b.String()
}

// Is reports whether String gives s.
func (t Text) Is(s string) bool {
	if !coded(t) {
		return string(t) == s
	}
	return t.String() == s
}

// HasSuffix reports whether String ends in s.
func (t Text) HasSuffix(s string) bool {
	if !coded(t) {
		return bytes.HasSuffix(t, []byte(s))
	}
	return strings.HasSuffix(t.String(), s)
}

// Decode writes what String gives to b. It is never longer than t.
func (t Text) Decode(b *strings.Builder) {
	if !coded(t) {
		b.Write(t)
		return
	}
	for rest := []byte(t); len(rest) > 0; {
		rest = decodePiece(b, rest)
	}
}

// coded reports whether t differs from its decoded form.
func coded(t []byte) bool {
	return bytes.IndexByte(t, '&') >= 0 || bytes.IndexByte(t, '\r') >= 0 || bytes.IndexByte(t, '<') >= 0
}

// decodePiece writes the decoded first piece of src and gives the rest of src.
func decodePiece(b *strings.Builder, src []byte) []byte {
	i := 0
	for i < len(src) && src[i] != '&' && src[i] != '<' && src[i] != '\r' {
		i++
	}
	b.Write(src[:i])
	src = src[i:]
	if len(src) == 0 {
		return nil
	}
	switch src[0] {
	case '&':
		r, size := decodeRef(src)
		if size == 0 {
			b.WriteByte('&')
			return src[1:]
		}
		b.WriteRune(r)
		return src[size:]
	case '\r':
		b.WriteByte('\n')
		return afterCR(src)
	}
	return decodeMarkup(b, src)
}

// afterCR is src after its leading CR or CRLF.
func afterCR(src []byte) []byte {
	if len(src) > 1 && src[1] == '\n' {
		return src[2:]
	}
	return src[1:]
}

// decodeMarkup passes over the markup src begins with; of a CDATA section it writes
// the content.
func decodeMarkup(b *strings.Builder, src []byte) []byte {
	switch {
	case bytes.HasPrefix(src, []byte(cdataOpen)):
		body, rest := cut(src[len(cdataOpen):], cdataClose)
		writeLines(b, body)
		return rest
	case bytes.HasPrefix(src, []byte(commentOpen)):
		_, rest := cut(src[len(commentOpen):], commentClose)
		return rest
	case bytes.HasPrefix(src, []byte("<?")):
		_, rest := cut(src[2:], "?>")
		return rest
	}
	return afterTag(src)
}

func cut(src []byte, end string) (body, rest []byte) {
	body, rest, _ = bytes.Cut(src, []byte(end))
	return body, rest
}

// afterTag is src after the tag it begins with; quoted values may hold ">".
func afterTag(src []byte) []byte {
	var quote byte
	for i, c := range src {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return src[i+1:]
		}
	}
	return nil
}

// writeLines writes src with CR and CRLF made LF.
func writeLines(b *strings.Builder, src []byte) {
	for {
		i := bytes.IndexByte(src, '\r')
		if i < 0 {
			b.Write(src)
			return
		}
		b.Write(src[:i])
		b.WriteByte('\n')
		src = afterCR(src[i:])
	}
}

// decodeRef is the character that the reference at the start of src stands for,
// and the length of the reference; 0 when src begins with no legal reference
// (XML 1.0, sections 4.1 and 4.6).
func decodeRef(src []byte) (rune, int) {
	if len(src) > 1 && src[1] == '#' {
		return decodeCharRef(src)
	}
	for size := 4; size <= min(len(src), 6); size++ {
		if src[size-1] != ';' {
			continue
		}
		switch string(src[1 : size-1]) {
		case "lt":
			return '<', size
		case "gt":
			return '>', size
		case "amp":
			return '&', size
		case "quot":
			return '"', size
		case "apos":
			return '\'', size
		}
		break
	}
	return 0, 0
}

// decodeCharRef is decodeRef for a reference that begins with "&#".
func decodeCharRef(src []byte) (rune, int) {
	i, base := 2, rune(10)
	if i < len(src) && src[i] == 'x' {
		i, base = 3, 16
	}
	first := i
	var r rune
	for ; i < len(src); i++ {
		d, ok := digit(src[i], base)
		if !ok {
			break
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, 0
		}
	}
	if i == first || i >= len(src) || src[i] != ';' || !Legal(r) {
		return 0, 0
	}
	return r, i + 1
}

func digit(c byte, base rune) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case base == 16 && 'a' <= c && c <= 'f':
		return rune(c-'a') + 10, true
	case base == 16 && 'A' <= c && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

// appendEscaped appends s with & < > and CR escaped; quotes stay, as .ckl files have them.
func appendEscaped(dst []byte, s string) []byte {
	dst, _ = appendLegal(dst, s, false)
	return dst
}

// appendLegal is appendEscaped; a strict one stops at the first byte that firstIllegal
// finds in s, whose offset it gives, -1 for none. Texts are long and nearly all of them
// plain, so it looks at eight bytes at a time.
func appendLegal(dst []byte, s string, strict bool) ([]byte, int) {
	data, from := []byte(s), 0
	for i := 0; i < len(data); {
		if i+8 <= len(data) {
			x := binary.LittleEndian.Uint64(data[i:])
			found := special(x)
			if found == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(found) / 8
		}
		switch c := data[i]; {
		case c == '&' || c == '<' || c == '>' || c == '\r':
			dst = append(append(dst, s[from:i]...), escape(c)...)
			i++
			from = i
		case strict && (c < ' ' || c >= utf8.RuneSelf):
			size := legalSize(data[i:])
			if size == 0 {
				return dst, i
			}
			i += size
		default:
			i++
		}
	}
	return append(dst, s[from:]...), -1
}

// escape is the reference for c, "" when c needs none in an attribute.
func escape(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	case '\r':
		return "&#xD;"
	case '\n':
		return "&#xA;"
	case '\t':
		return "&#x9;"
	}
	return ""
}
