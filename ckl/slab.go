package ckl

import (
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// slabSize is 16 KiB: what a string that is kept keeps with it.
const slabSize = 16 << 10

// slab makes strings of texts, many of them in one piece of memory: a row has thirty.
type slab struct{ b strings.Builder }

// text is t.String().
func (s *slab) text(t xmlio.Text) string {
	switch n := len(t); {
	case n == 0:
		return ""
	case n > slabSize/8:
		return t.String()
	case s.b.Cap()-s.b.Len() < n:
		s.b = strings.Builder{}
		s.b.Grow(slabSize)
	}
	at := s.b.Len()
	t.Decode(&s.b)
	return s.b.String()[at:]
}
