package pattern

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// writer makes texts that a pattern is likely to match, from its tree.
type writer struct {
	*rand.Rand
	groups map[int]string
	b      strings.Builder
}

// sample is a text for the pattern; the same seed gives the same text.
func sample(t *tree, seed uint64) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1)), groups: map[int]string{}}
	w.node(t.root)
	return w.b.String()
}

func (w *writer) node(n *node) {
	if w.b.Len() > 300 {
		return
	}
	switch n.kind {
	case set:
		w.character(n.class)
	case choice:
		w.node(n.parts[w.IntN(len(n.parts))])
	case repeat:
		for range n.min + w.IntN(4)*btoi(n.max < 0 || n.max > n.min) {
			w.node(n.parts[0])
		}
	case group:
		from := w.b.Len()
		w.node(n.parts[0])
		w.groups[n.number] = w.b.String()[from:]
	case again:
		w.b.WriteString(w.groups[n.number])
	case sequence, atomic:
		for _, p := range n.parts {
			w.node(p)
		}
	case look:
		if w.IntN(2) == 0 {
			w.node(n.parts[0])
		}
	case assert:
		if (n.place == lineStart || n.place == lineEnd) && w.IntN(3) == 0 {
			w.b.WriteByte('\n')
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// character writes one that the class holds, if a few tries find one.
func (w *writer) character(c *class) {
	spans := slices.DeleteFunc(slices.Clone(c.spans), func(s span) bool {
		return s.low >= 0x500 // the newer scripts are not the same in every version of Unicode
	})
	if !c.negate && len(spans) > 0 {
		s := spans[w.IntN(len(spans))]
		w.b.WriteRune(s.low + rune(w.IntN(int(min(s.high-s.low, 100))+1)))
		return
	}
	const common = "aZ0 _-#=/\t.:é\n\v"
	runes := []rune(common)
	for range 10 {
		if r := runes[w.IntN(len(runes))]; c.has(r) {
			w.b.WriteRune(r)
			return
		}
	}
}

// texts are a few samples and what becomes of them when something is changed.
func texts(t *tree, count int) []string {
	var all []string
	for seed := range uint64(count) {
		text := sample(t, seed)
		r := rand.New(rand.NewPCG(seed, 2))
		all = append(all, text, text+"\n", "x"+text+"\n"+text, text+"\n\n")
		if len(text) > 0 {
			cut := r.IntN(len(text))
			all = append(all, strings.ToValidUTF8(text[:cut]+text[cut+1:], "?"), strings.ToValidUTF8(text[:cut], "?"),
				strings.ToUpper(text), strings.ToValidUTF8(text[:cut]+"\n"+text[cut:], "?"))
		}
	}
	return append(all, "", "\n", "a", "a\n\nb\n")
}
