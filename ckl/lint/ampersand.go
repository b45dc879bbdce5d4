package lint

import (
	"bytes"
	"regexp"
	"sync"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// ampersand is one with the reference that it begins, as far as it does: "&" alone is a
// bare one, which is no XML. A name that nobody defined is none: what was meant is not
// known.
var ampersand = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`&(?:#[0-9]+;|#x[0-9a-fA-F]+;|[\pL_:][\pL\pN._:-]*;)?`)
})

// bareAmpersands is the offsets of the bare ampersands of a .ckl, those in comments, CDATA,
// instructions and a document type left out.
func bareAmpersands(data []byte) []int {
	if !bytes.Contains(data, []byte("&")) {
		return nil
	}
	var out []int
	text := func(from, to int) {
		for _, m := range ampersand().FindAllIndex(data[from:to], -1) {
			if m[1]-m[0] == 1 {
				out = append(out, from+m[0])
			}
		}
	}
	for at := 0; at < len(data); {
		i := bytes.IndexByte(data[at:], '<')
		if i < 0 {
			i = len(data) - at
		}
		text(at, at+i)
		if at += i; at < len(data) {
			at += markup(data[at:])
		}
	}
	return out
}

// markup is how many bytes at the start of data, from "<" on, hold no text: a whole
// comment, section or type, and of a tag the "<" alone, since its values may.
func markup(data []byte) int {
	if bytes.HasPrefix(data, []byte("<!DOCTYPE")) {
		if m := documentType().FindIndex(data); m != nil && m[0] == 0 {
			return m[1]
		}
	}
	for _, p := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if bytes.HasPrefix(data, []byte(p[0])) {
			if i := bytes.Index(data, []byte(p[1])); i >= 0 {
				return i + len(p[1])
			}
			return len(data)
		}
	}
	return 1
}

// plussed is data with a plus in the place of each ampersand, so that offsets hold.
func plussed(data []byte, ampersands []int) []byte {
	out := bytes.Clone(data)
	for _, at := range ampersands {
		out[at] = '+'
	}
	return out
}

// escaped is data with those ampersands as references: the text that was meant, since
// "&" begins no reference there.
func escaped(data []byte, ampersands []int) []byte {
	var out []byte
	at := 0
	for _, i := range ampersands {
		out = append(append(out, data[at:i]...), xmlio.MakeText("&")...)
		at = i + 1
	}
	return append(out, data[at:]...)
}

// maxAmpersands is how many are listed one by one; a row each of a whole checklist says
// no more.
const maxAmpersands = 100

func ampersands(d *document) []hit {
	var out []hit
	for i, at := range d.ampersands {
		if i == maxAmpersands {
			return append(out, one(d.base+at, "", "has %d more bare ampersands from here on; want &amp;", len(d.ampersands)-i)...)
		}
		out = append(out, one(d.base+at, "", "has a bare ampersand; want &amp;")...)
	}
	return out
}
