package pattern

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// way is an alternative that was put off: where to go on, or what to undo on the way
// back to it.
type way struct {
	kind wayKind
	pc   int
	pos  int // wayGo, wayRun: the position; wayUndo: the old value
	slot int // wayUndo: which register; wayRun: the position up to which a run may shrink or has grown
}

type wayKind uint8

const (
	wayGo   wayKind = iota // go on at pc with pos
	wayUndo                // put pos back into register slot
	wayGive                // a run may give back a character: pos is its end, slot its least end
	wayTake                // a lazy run may take a character: pos is its end, slot how many it has
)

// machine runs a program over one text.
type machine struct {
	*program
	text string
	from int   // where the search began, for \G
	regs []int // see program.registers
	ways []way
	left int // steps
	out  bool
}

// search finds the first match, as Pattern.Find gives it. The search begins at from, and
// the caller knows that no match starts before first.
func (p *program) search(text string, from, first int) ([]int, error) {
	m := &machine{program: p, text: text, from: from, left: maxSteps, regs: make([]int, p.registers)}
	for start := first; start <= len(text); {
		r, width := utf8.DecodeRuneInString(text[start:])
		if p.first == nil || width > 0 && p.first.has(r) {
			for i := range m.regs {
				m.regs[i] = -1
			}
			m.ways = m.ways[:0]
			if _, found := m.run(0, start); found {
				return m.regs[:p.groups:p.groups], nil
			}
		}
		if m.left--; m.left < 0 || m.out {
			return nil, ErrLimit
		}
		start += max(1, width)
	}
	return nil, nil
}

// run executes from pc at pos until a match, and says where it ended. What it left
// among the ways leads to further matches of the same part.
func (m *machine) run(pc, pos int) (end int, found bool) {
	base := len(m.ways)
	for {
		if m.left--; m.left < 0 || len(m.ways) > maxStack {
			m.out = true
			return 0, false
		}
		in := &m.code[pc]
		ok := true
		switch in.op {
		case opMatch:
			return pos, true
		case opSet:
			r, width := utf8.DecodeRuneInString(m.text[pos:])
			ok = width > 0 && in.class.has(r)
			pos += width
		case opRun:
			pos, ok = m.characters(pc, pos)
		case opSplit:
			m.ways = append(m.ways, way{kind: wayGo, pc: in.other, pos: pos})
		case opSave:
			m.set(in.slot, pos)
		case opAssert:
			ok = m.holds(in.place, pos)
		case opClose:
			m.set(in.slot, m.regs[in.other])
			m.set(in.slot+1, pos)
		case opBegin:
			m.set(in.slot, 0)
			m.set(in.slot+1, -1)
		case opLoop:
			pc = m.loop(in, pos)
			continue
		case opEnter:
			m.enter(in, pos)
		case opLook:
			if pos, ok = m.look(in, pos); ok {
				pc = in.other
				continue
			}
		case opBack:
			pos, ok = m.back(pos, in.min)
		case opAgain:
			pos, ok = m.again(in, pos)
		}
		if ok {
			pc = in.next
			continue
		}
		if pc, pos, ok = m.retreat(base); !ok {
			return 0, false
		}
	}
}

// set writes a register and remembers the old value.
func (m *machine) set(slot, value int) {
	m.ways = append(m.ways, way{kind: wayUndo, pos: m.regs[slot], slot: slot})
	m.regs[slot] = value
}

// retreat takes the newest alternative above base, undoing on the way.
func (m *machine) retreat(base int) (pc, pos int, ok bool) {
	for len(m.ways) > base {
		w := &m.ways[len(m.ways)-1]
		switch w.kind {
		case wayUndo:
			m.regs[w.slot] = w.pos
		case wayGo:
			pc, pos = w.pc, w.pos
			m.ways = m.ways[:len(m.ways)-1]
			return pc, pos, true
		case wayGive:
			if w.pos > w.slot {
				_, width := utf8.DecodeLastRuneInString(m.text[w.slot:w.pos])
				w.pos -= width
				return m.code[w.pc].next, w.pos, true
			}
		case wayTake:
			in := &m.code[w.pc]
			r, width := utf8.DecodeRuneInString(m.text[w.pos:])
			if width > 0 && in.class.has(r) && (in.max < 0 || w.slot < in.max) {
				w.pos, w.slot = w.pos+width, w.slot+1
				return in.next, w.pos, true
			}
		}
		m.ways = m.ways[:len(m.ways)-1]
	}
	return 0, 0, false
}

// characters runs over characters of one class: as many as there are, or as few as must
// be, with the rest put off.
func (m *machine) characters(pc, pos int) (int, bool) {
	in := &m.code[pc]
	count, least := 0, pos
	for in.max < 0 || count < in.max {
		if in.lazy && count == in.min {
			break
		}
		r, width := utf8.DecodeRuneInString(m.text[pos:])
		if width == 0 || !in.class.has(r) {
			break
		}
		pos += width
		if count++; count == in.min {
			least = pos
		}
	}
	m.left -= count / 8 // far cheaper than a step
	if count < in.min {
		return pos, false
	}
	if in.lazy {
		m.ways = append(m.ways, way{kind: wayTake, pc: pc, pos: pos, slot: count})
	} else if pos > least {
		m.ways = append(m.ways, way{kind: wayGive, pc: pc, pos: pos, slot: least})
	}
	return pos, true
}

// loop decides at the head of a repetition: another round or on. A round that matched
// nothing is the last (pcrepattern, "Repetition").
func (m *machine) loop(in *instruction, pos int) (pc int) {
	rounds, last := m.regs[in.slot], m.regs[in.slot+1]
	switch {
	case rounds > 0 && last == pos:
		return in.other
	case rounds < in.min:
		return in.next
	case in.max >= 0 && rounds >= in.max:
		return in.other
	case in.lazy:
		m.ways = append(m.ways, way{kind: wayGo, pc: in.next, pos: pos})
		return in.other
	}
	m.ways = append(m.ways, way{kind: wayGo, pc: in.other, pos: pos})
	return in.next
}

func (m *machine) enter(in *instruction, pos int) {
	m.set(in.slot, m.regs[in.slot]+1)
	m.set(in.slot+1, pos)
}

// look runs a sub-search. Once it has matched nothing goes back into it: its
// alternatives go, what undoes its groups stays.
func (m *machine) look(in *instruction, pos int) (int, bool) {
	base := len(m.ways)
	end, found := m.run(in.next, pos)
	if m.out {
		return pos, false
	}
	if found && !in.negate {
		kept := m.ways[:base]
		for _, w := range m.ways[base:] {
			if w.kind == wayUndo {
				kept = append(kept, w)
			}
		}
		m.ways = kept
	} else {
		for len(m.ways) > base {
			if w := m.ways[len(m.ways)-1]; w.kind == wayUndo {
				m.regs[w.slot] = w.pos
			}
			m.ways = m.ways[:len(m.ways)-1]
		}
	}
	if found && in.keep {
		pos = end
	}
	return pos, found != in.negate
}

func (m *machine) back(pos, characters int) (int, bool) {
	for ; characters > 0; characters-- {
		_, width := utf8.DecodeLastRuneInString(m.text[:pos])
		if width == 0 {
			return pos, false
		}
		pos -= width
	}
	return pos, true
}

// again wants what a group matched. A group that took no part matches nothing, not even
// the empty text (pcrepattern, "Back references").
func (m *machine) again(in *instruction, pos int) (int, bool) {
	from, to := m.regs[in.slot], m.regs[in.slot+1]
	if from < 0 || to < from {
		return pos, false
	}
	want, rest := m.text[from:to], m.text[pos:]
	m.left -= len(want) / 8
	if !in.fold {
		return pos + len(want), strings.HasPrefix(rest, want)
	}
	for _, w := range want {
		r, width := utf8.DecodeRuneInString(rest)
		if width == 0 || !alike(w, r) {
			return pos, false
		}
		pos, rest = pos+width, rest[width:]
	}
	return pos, true
}

// alike says that two characters differ in case at most.
func alike(a, b rune) bool {
	if a == b {
		return true
	}
	for f := unicode.SimpleFold(a); f != a; f = unicode.SimpleFold(f) {
		if f == b {
			return true
		}
	}
	return false
}

func (m *machine) holds(p place, pos int) bool {
	t := m.text
	switch p {
	case textStart:
		return pos == 0
	case lineStart:
		return pos == 0 || t[pos-1] == '\n' && pos < len(t)
	case textEnd:
		return pos == len(t)
	case lastEnd:
		return pos == len(t) || pos == len(t)-1 && t[pos] == '\n'
	case lineEnd:
		return pos == len(t) || t[pos] == '\n'
	case searchStart:
		return pos == m.from
	}
	edge := word(t, pos-1) != word(t, pos)
	return edge == (p == wordEdge)
}

func word(t string, i int) bool {
	if i < 0 || i >= len(t) {
		return false
	}
	c := t[i]
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
