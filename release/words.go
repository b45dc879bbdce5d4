package release

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Edit is a stretch of a text: in both texts, only in the old or only in the new.
type Edit struct {
	Op   Op
	Text string
}

// Op says where the text of an Edit stands.
type Op int

// Equal is in both texts, Delete in the old alone, Insert in the new alone.
const (
	Equal Op = iota
	Delete
	Insert
)

const (
	// MaxEdits is how many words may differ between two lines that both texts have; where
	// more do, all that is between them is replaced. It bounds memory to some MB.
	MaxEdits = 1000
	// maxSteps is how many steps the words of two texts may take, about a second's worth.
	// A pair of published texts takes under a million; texts can be made to take long.
	maxSteps = 100_000_000
)

// Words is how old becomes new, word by word. The texts of Equal and Delete are old,
// those of Equal and Insert new, to the byte. Neighbours have different Ops; where
// words are replaced the Delete comes first.
func Words(old, new string) []Edit {
	e := edits{steps: maxSteps}
	e.patience(old, new)
	return cut(joined(e.list, old), old, new)
}

// Edits is how the old text of f becomes the new one: word by word, a list item by
// item, an identifier as a whole.
func (f *Field) Edits() []Edit {
	switch f.shape() {
	case items:
		e := edits{steps: maxSteps}
		e.myers(pieces(nil, f.Old, itemEnd), pieces(nil, f.New, itemEnd))
		return cut(e.list, f.Old, f.New)
	case whole:
		var l stretches
		l.add(Delete, len(f.Old))
		l.add(Insert, len(f.New))
		return cut(l, f.Old, f.New)
	}
	return Words(f.Old, f.New)
}

// edits collects how old becomes new.
type edits struct {
	list  stretches
	steps int // that may still be taken

	// Memory used again for each stretch of the texts: there are dozens.
	old, new  []string
	trace     []frontier
	frontiers []int32
}

// stretch is an Edit before its text is cut out: so many bytes.
type stretch struct {
	op Op
	n  int
}

type stretches []stretch

// add appends bytes; an insertion and a deletion that meet are put in order, and
// neighbours of one Op become one.
func (l *stretches) add(op Op, bytes int) {
	list := *l
	n := len(list)
	switch {
	case bytes == 0:
	case n > 0 && list[n-1].op == op:
		list[n-1].n += bytes
	case op == Delete && n > 1 && list[n-1].op == Insert && list[n-2].op == Delete:
		list[n-2].n += bytes
	case op == Delete && n > 0 && list[n-1].op == Insert:
		*l = slices.Insert(list, n-1, stretch{op, bytes})
	default:
		*l = append(list, stretch{op, bytes})
	}
}

func (l *stretches) addAll(op Op, texts []string) {
	for _, t := range texts {
		l.add(op, len(t))
	}
}

// joined is list with blanks between two changes made part of both: a reader takes
// "two words" for "another pair" more easily than word after word.
func joined(list stretches, old string) stretches {
	var out stretches
	at := 0
	for i, s := range list {
		if s.op == Equal && i > 0 && i < len(list)-1 && strings.Trim(old[at:at+s.n], " ") == "" {
			out.add(Delete, s.n)
			out.add(Insert, s.n)
		} else {
			out.add(s.op, s.n)
		}
		if s.op != Insert {
			at += s.n
		}
	}
	return out
}

// cut is the texts of list.
func cut(list stretches, old, new string) []Edit {
	out := make([]Edit, len(list))
	for i, s := range list {
		from := &old
		if s.op == Insert {
			from = &new
		}
		out[i] = Edit{s.op, (*from)[:s.n]}
		*from = (*from)[s.n:]
		if s.op == Equal {
			new = new[s.n:]
		}
	}
	return out
}

// patience finds lines that each text has once and both have in one order, and
// compares what is between them by words.
func (e *edits) patience(oldText, newText string) {
	old, new := pieces(nil, oldText, lineEnd), pieces(nil, newText, lineEnd)
	from := [2]int{}
	for _, at := range append(anchors(old, new), [2]int{len(old), len(new)}) {
		m, n := total(old[from[0]:at[0]]), total(new[from[1]:at[1]])
		e.words(oldText[:m], newText[:n])
		oldText, newText = oldText[m:], newText[n:]
		if at[0] < len(old) {
			n := len(old[at[0]])
			e.list.add(Equal, n)
			oldText, newText = oldText[n:], newText[n:]
		}
		from = [2]int{at[0] + 1, at[1] + 1}
	}
}

// total is the length of list together.
func total(list []string) int {
	n := 0
	for _, s := range list {
		n += len(s)
	}
	return n
}

// anchors are places of the lines in both texts, each the longest possible chain of
// lines that either text has once.
func anchors(old, new []string) [][2]int {
	once := map[string][2]int{} // line to its place in each text, plus one; -1 when twice
	note := func(lines []string, side int) {
		for i, l := range lines {
			p := once[l]
			if p[side] != 0 {
				p[side] = -1
			} else {
				p[side] = i + 1
			}
			once[l] = p
		}
	}
	note(old, 0)
	note(new, 1)
	var pairs [][2]int
	for i, l := range old {
		if p := once[l]; p[0] > 0 && p[1] > 0 && strings.TrimSpace(l) != "" {
			pairs = append(pairs, [2]int{i, p[1] - 1})
		}
	}
	return rising(pairs)
}

// rising is the longest chain of pairs whose second numbers rise; the first ones do.
func rising(pairs [][2]int) [][2]int {
	var tops []int // index of the pair with the smallest end of a chain of each length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tops, p[1], func(top, want int) int { return pairs[top][1] - want })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	if len(tops) == 0 {
		return nil
	}
	chain := make([][2]int, len(tops))
	for i, n := tops[len(tops)-1], len(tops)-1; n >= 0; i, n = before[i], n-1 {
		chain[n] = pairs[i]
	}
	return chain
}

// words compares two texts word by word with the algorithm of Myers (An O(ND)
// Difference Algorithm, 1986), after what they begin and end with alike.
func (e *edits) words(oldText, newText string) {
	e.old, e.new = pieces(e.old[:0], oldText, wordEnd), pieces(e.new[:0], newText, wordEnd)
	old, new := e.old, e.new
	head := 0
	for head < min(len(old), len(new)) && old[head] == new[head] {
		head++
	}
	tail := 0
	for tail < min(len(old), len(new))-head && old[len(old)-1-tail] == new[len(new)-1-tail] {
		tail++
	}
	e.list.addAll(Equal, old[:head])
	e.myers(old[head:len(old)-tail], new[head:len(new)-tail])
	e.list.addAll(Equal, old[len(old)-tail:])
}

// myers adds the shortest way from old to new.
func (e *edits) myers(old, new []string) {
	trace := e.shortest(old, new)
	if trace == nil {
		e.list.addAll(Delete, old)
		e.list.addAll(Insert, new)
		return
	}
	var back stretches
	x, y := len(old), len(new)
	same := func(to int) {
		for ; x > to; x, y = x-1, y-1 {
			back = append(back, stretch{Equal, len(old[x-1])})
		}
	}
	for d := len(trace) - 1; d > 0; d-- {
		before := trace[d-1]
		if k := x - y; before.down(k) {
			px := before.at(k + 1)
			same(px)
			y--
			back = append(back, stretch{Insert, len(new[y])})
		} else {
			px := before.at(k - 1)
			same(px + 1)
			x--
			back = append(back, stretch{Delete, len(old[x])})
		}
	}
	same(0)
	for _, b := range slices.Backward(back) {
		e.list.add(b.op, b.n)
	}
}

// frontier is how far in the old text one comes on each diagonal with d edits; that
// of diagonal k (place in old less place in new) is at k+d.
type frontier []int32

func (f frontier) at(k int) int { return int(f[k+len(f)/2]) }

// down reports whether diagonal k is reached, with one edit more, by an insertion.
func (f frontier) down(k int) bool {
	d := len(f)/2 + 1
	return k == -d || k != d && f.at(k-1) < f.at(k+1)
}

// shortest is the frontiers up to the one that reaches both ends; nil when that takes
// too many edits or steps.
func (e *edits) shortest(old, new []string) []frontier {
	trace := e.trace[:0]
	e.frontiers = e.frontiers[:0]
	for d := 0; d <= MaxEdits && e.steps > 0; d++ {
		f := e.frontier(2*d + 1)
		for k := -d; k <= d; k += 2 {
			x := 0
			switch {
			case d == 0:
			case trace[d-1].down(k):
				x = trace[d-1].at(k + 1)
			default:
				x = trace[d-1].at(k-1) + 1
			}
			from := x
			for x < len(old) && x-k < len(new) && old[x] == new[x-k] {
				x++
			}
			e.steps -= 1 + x - from
			f[k+d] = int32(x)
			if x >= len(old) && x-k >= len(new) {
				e.trace = append(trace, f)
				return e.trace
			}
		}
		trace = append(trace, f)
	}
	return nil
}

// frontier is one with room for n diagonals. What it holds means nothing: those that are
// read were written before.
func (e *edits) frontier(n int) frontier {
	const few = 1024
	if cap(e.frontiers)-len(e.frontiers) < n {
		e.frontiers = make([]int32, 0, max(few, 2*n))
	}
	at := len(e.frontiers)
	e.frontiers = e.frontiers[:at+n]
	return e.frontiers[at : at+n : at+n]
}

// pieces appends s to list, cut by the length of its next piece.
func pieces(list []string, s string, next func(string) int) []string {
	for len(s) > 0 {
		n := next(s)
		list = append(list, s[:n])
		s = s[n:]
	}
	return list
}

// lineEnd is the length of the first line with its end.
func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

// itemEnd is the length of the first item of a list, or of the mark between two.
func itemEnd(s string) int {
	const mark = ", "
	switch i := strings.Index(s, mark); i {
	case -1:
		return len(s)
	case 0:
		return len(mark)
	default:
		return i
	}
}

// wordEnd is the length of the first word, run of blanks, or single mark; a line end
// stands by itself.
func wordEnd(s string) int {
	first, n := utf8.DecodeRuneInString(s)
	class := classOf(first)
	if class == mark {
		return n
	}
	for n < len(s) {
		r, size := rune(s[n]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[n:])
		}
		if classOf(r) != class {
			break
		}
		n += size
	}
	return n
}

// The classes of characters.
const (
	mark = iota
	word
	blank
)

func classOf(r rune) int {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		return word
	case r == '\n':
		return mark
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '_':
		return word
	case unicode.IsSpace(r):
		return blank
	}
	return mark
}
