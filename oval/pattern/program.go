package pattern

// op is what an instruction of the backtracking engine does.
type op uint8

const (
	opMatch  op = iota // the whole pattern, or the part that a sub-search runs, has matched
	opSet              // one character of class
	opRun              // min to max characters of class
	opSplit            // try next, then other
	opJump             // go to next
	opSave             // note the position in register slot
	opClose            // a group ends here: register other and the position into slot and the next
	opAssert           // want place
	opBegin            // start the loop with registers slot (rounds) and the next (where the last one began)
	opLoop             // another round of the loop's body at next, or on at other
	opEnter            // count a round and go to next
	opLook             // search for the part at next, see look; then go to other
	opBack             // step back by min characters
	opAgain            // what group slot matched
)

// instruction is one step; which fields count depends on op.
type instruction struct {
	op       op
	lazy     bool
	negate   bool // opLook
	keep     bool // opLook: an atomic group, the position moves on
	fold     bool // opAgain
	place    place
	class    *class
	min, max int
	slot     int
	next     int
	other    int
}

// program is a pattern for the backtracking engine.
type program struct {
	code      []instruction
	groups    int // registers of the whole match and the groups, two each
	registers int // all: those, where each group opened, and two for each loop
	// first holds each character that a match can start with; nil where it may be empty or
	// begins with something else than a character.
	first *class
}

// assemble turns a tree into a program.
func assemble(t *tree) *program {
	groups := 2 * (t.groups + 1)
	p := &program{groups: groups, registers: groups, first: t.root.first()}
	p.emit(instruction{op: opSave, slot: 0})
	p.add(t.root)
	p.emit(instruction{op: opSave, slot: 1})
	p.emit(instruction{op: opMatch})
	return p
}

// emit appends an instruction that goes on to the one behind it.
func (p *program) emit(i instruction) int {
	i.next = len(p.code) + 1
	p.code = append(p.code, i)
	return len(p.code) - 1
}

// register reserves registers and gives the first.
func (p *program) register(count int) int {
	p.registers += count
	return p.registers - count
}

func (p *program) add(n *node) {
	switch n.kind {
	case set:
		p.emit(instruction{op: opSet, class: n.class})
	case sequence:
		for _, part := range n.parts {
			p.add(part)
		}
	case choice:
		p.choice(n.parts)
	case group:
		// Until it closes a group keeps what it matched last, so the place where it opened
		// waits in a register of its own.
		opened := p.register(1)
		p.emit(instruction{op: opSave, slot: opened})
		p.add(n.parts[0])
		p.emit(instruction{op: opClose, slot: 2 * n.number, other: opened})
	case assert:
		p.emit(instruction{op: opAssert, place: n.place})
	case restart:
		p.emit(instruction{op: opSave, slot: 0})
	case again:
		p.emit(instruction{op: opAgain, slot: 2 * n.number, fold: n.fold})
	case repeat:
		p.repeat(n)
	case atomic, look:
		p.look(n)
	case stepBack:
		p.emit(instruction{op: opBack, min: n.min})
	}
}

func (p *program) choice(parts []*node) {
	var ends []int
	for i, part := range parts {
		if i == len(parts)-1 {
			p.add(part)
			break
		}
		split := p.emit(instruction{op: opSplit})
		p.add(part)
		ends = append(ends, p.emit(instruction{op: opJump}))
		p.code[split].other = len(p.code)
	}
	for _, end := range ends {
		p.code[end].next = len(p.code)
	}
}

func (p *program) repeat(n *node) {
	body := n.parts[0]
	switch {
	case n.max == 0:
	case body.kind == set:
		p.emit(instruction{op: opRun, class: body.class, min: n.min, max: n.max, lazy: n.lazy})
	case n.min == 0 && n.max == 1 && !n.lazy:
		split := p.emit(instruction{op: opSplit})
		p.add(body)
		p.code[split].other = len(p.code)
	default:
		p.loop(n)
	}
}

// loop counts rounds of the body. The way in from outside is opBegin; each round ends
// at opLoop, which knows by the position of the last round that a round was empty.
func (p *program) loop(n *node) {
	slot := p.register(2)
	p.emit(instruction{op: opBegin, slot: slot})
	loop := p.emit(instruction{op: opLoop, slot: slot, min: n.min, max: n.max, lazy: n.lazy})
	p.emit(instruction{op: opEnter, slot: slot})
	p.add(n.parts[0])
	back := p.emit(instruction{op: opJump})
	p.code[back].next = loop
	p.code[loop].other = len(p.code)
}

// look makes a sub-search: its code stands between the instruction and other.
func (p *program) look(n *node) {
	at := p.emit(instruction{op: opLook, negate: n.negate, keep: n.kind == atomic})
	if !n.behind {
		p.add(n.parts[0])
	} else {
		p.choice(behind(n.parts))
	}
	p.emit(instruction{op: opMatch})
	p.code[at].other = len(p.code)
}

// behind gives each alternative of a look-behind its step back.
func behind(parts []*node) []*node {
	steps := make([]*node, len(parts))
	for i, part := range parts {
		steps[i] = &node{kind: sequence, parts: []*node{{kind: stepBack, min: part.shortest()}, part}}
	}
	return steps
}

// first is the class of characters a match of the node can start with; nil for not
// known, or for none needed.
func (n *node) first() *class {
	switch n.kind {
	case set:
		return n.class
	case group, atomic:
		return n.parts[0].first()
	case repeat:
		if n.min > 0 {
			return n.parts[0].first()
		}
	case sequence:
		for _, p := range n.parts {
			if p.kind != assert && p.kind != look {
				return p.first()
			}
		}
	}
	return nil
}
