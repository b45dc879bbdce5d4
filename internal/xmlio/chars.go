package xmlio

import (
	"encoding/binary"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// Legal reports whether a document may hold r, as itself or as a character
// reference (XML 1.0, production 2, Char).
func Legal(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r < 0xD800:
		return true
	case r < 0xE000:
		return false
	case r < 0x10000:
		return r < 0xFFFE
	}
	return r <= utf8.MaxRune
}

// AllLegal reports whether a document may hold all of s: it is UTF-8, and Legal of
// each character.
func AllLegal(s string) bool { return firstIllegal([]byte(s)) < 0 }

// Strip is s without the characters that no XML document may hold, and how many
// there were. A byte that is not UTF-8 counts as one such character.
func Strip(s string) (string, int) {
	if firstIllegal([]byte(s)) < 0 {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	removed := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !Legal(r) {
			removed++
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String(), removed
}

// firstIllegal is the offset of the first byte of data that is not UTF-8 or begins
// a character that Legal refuses, -1 when there is none. It is the one pass over
// all bytes, so plain ASCII is taken 16 bytes at a time.
func firstIllegal(data []byte) int {
	for i := 0; i < len(data); {
		if i+16 <= len(data) {
			x, y := binary.LittleEndian.Uint64(data[i:]), binary.LittleEndian.Uint64(data[i+8:])
			if below(x)|below(y)|(x|y)&highs == 0 || odd(x)|odd(y) == 0 {
				i += 16
				continue
			}
		}
		size := legalSize(data[i:])
		if size == 0 {
			return i
		}
		i += size
	}
	return -1
}

// In a word of eight bytes, ones is 1 in each and highs the high bit of each.
const ones, highs = 0x0101010101010101, 0x8080808080808080

// below has the high bit set of each byte of x that is below the blank, if none of x is
// above ASCII: for b < 0x80, b + (0x80-n) has its high bit set exactly when b >= n.
func below(x uint64) uint64 { return ^(x + (0x80-0x20)*ones) & highs }

// odd is 0 when each of the eight bytes of x is printable ASCII, DEL, or one of the three
// white space characters below the blank that XML allows.
func odd(x uint64) uint64 {
	tab, lf, cr := x^'\t'*ones, x^'\n'*ones, x^'\r'*ones
	// y + 0x7F has its high bit clear exactly when y is 0.
	white := ^((tab + 0x7F*ones) & (lf + 0x7F*ones) & (cr + 0x7F*ones)) & highs
	return x&highs | below(x)&^white
}

// special has bits set of the eight bytes of x that are & < > or CR, or that odd finds;
// the lowest of them is of the first such byte.
func special(x uint64) uint64 {
	amp, cr := x^'&'*ones, x^'\r'*ones
	angle := (x | ('<'^'>')*ones) ^ ('<'|'>')*ones
	// (z-ones)&^z has a high bit set exactly when a byte of z is 0.
	return ((amp-ones)&^amp|(cr-ones)&^cr|(angle-ones)&^angle)&highs | odd(x)
}

// legalSize is the length of the legal character data begins with, 0 when there is none.
func legalSize(data []byte) int {
	if c := data[0]; c < utf8.RuneSelf {
		if Legal(rune(c)) {
			return 1
		}
		return 0
	}
	r, size := utf8.DecodeRune(data)
	if r == utf8.RuneError && size == 1 || !Legal(r) {
		return 0
	}
	return size
}

func isSpace(b byte) bool { return b <= ' ' && (b == ' ' || b == '\n' || b == '\t' || b == '\r') }

// either reports whether b holds x or y. Values and most texts are short, so it looks
// at eight bytes at a time rather than search twice.
func either(b []byte, x, y byte) bool {
	xs, ys := uint64(x)*ones, uint64(y)*ones
	for ; len(b) >= 8; b = b[8:] {
		word := binary.LittleEndian.Uint64(b)
		// (z-ones)&^z has a high bit set exactly when a byte of z is 0.
		if zx, zy := word^xs, word^ys; ((zx-ones)&^zx|(zy-ones)&^zy)&highs != 0 {
			return true
		}
	}
	for _, c := range b {
		if c == x || c == y {
			return true
		}
	}
	return false
}

// nameBytes says of each byte whether it may be part of a name, and whether it is a
// colon or above ASCII: a table that cannot be changed, of 16 rows of 16 bytes.
const nameBytes = "                " + "                " +
	"             nn " + "nnnnnnnnnn:     " + // - . and the digits
	" nnnnnnnnnnnnnnn" + "nnnnnnnnnnn    n" + // the letters and _
	" nnnnnnnnnnnnnnn" + "nnnnnnnnnnn     " +
	"hhhhhhhhhhhhhhhh" + "hhhhhhhhhhhhhhhh" + "hhhhhhhhhhhhhhhh" + "hhhhhhhhhhhhhhhh" +
	"hhhhhhhhhhhhhhhh" + "hhhhhhhhhhhhhhhh" + "hhhhhhhhhhhhhhhh" + "hhhhhhhhhhhhhhhh"

// isNameByte reports whether b may be part of a name; bytes above ASCII may, until
// isName has looked at the whole name.
func isNameByte(b byte) bool { return nameBytes[b] != ' ' }

// isName reports whether name, all of whose bytes are name bytes, is a Name of XML
// 1.0. Above ASCII encoding/xml is asked: it knows the narrower tables of the
// fourth edition, and no schema read here has such a name.
func isName(name []byte) bool {
	if len(name) == 0 || !isNameStart(name[0]) {
		return false
	}
	for _, b := range name {
		if b >= utf8.RuneSelf {
			return asksName(name)
		}
	}
	return true
}

func isNameStart(b byte) bool {
	return isNameByte(b) && b != '-' && b != '.' && (b < '0' || b > '9')
}

func asksName(name []byte) bool {
	d := xml.NewDecoder(strings.NewReader("<" + string(name) + "/>"))
	_, err := d.RawToken()
	return err == nil
}
