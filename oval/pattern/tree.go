package pattern

// kind is what a node of a pattern is.
type kind uint8

const (
	empty    kind = iota // matches the empty text
	set                  // one character of a class
	sequence             // all parts, in order
	choice               // one of the parts, the first that serves
	repeat               // its part min to max times
	group                // a capturing group
	assert               // a place: see place
	look                 // look-ahead or look-behind
	atomic               // its part, without going back into it
	again                // what a group matched: a back-reference
	restart              // \K: the match begins here
	stepBack             // min characters back; only the assembler makes it
)

// place is what an assertion wants.
type place uint8

const (
	textStart   place = iota // \A, and ^ without (?m)
	lineStart                // ^ with (?m)
	textEnd                  // \z
	lastEnd                  // \Z, and $ without (?m): the end, or before a last line feed
	lineEnd                  // $ with (?m)
	wordEdge                 // \b
	notWordEdge              // \B
	searchStart              // \G
)

// node is a part of a pattern. Which fields count depends on its kind.
type node struct {
	kind     kind
	parts    []*node
	class    *class // set
	min, max int    // repeat; max is -1 for no end
	lazy     bool   // repeat: as few as possible
	number   int    // group, again: the group's number
	fold     bool   // again: case does not matter
	place    place  // assert
	behind   bool   // look: what stands before
	negate   bool   // look: must not match
}

// tree is a whole pattern.
type tree struct {
	root   *node
	groups int
	// beyond names what Go's regexp lacks and the pattern uses; "" for nothing.
	beyond string
	// dollar: there is a place that also lies before a last line feed; caret: there is
	// one at the start of each line. leading: whatever stands before each such ^
	// matches nothing but the empty text.
	dollar, caret, leading bool
	// hollow: something repeated may match the empty text. What matches is the same to both
	// engines, but not always where it ends and which groups took part.
	hollow   bool
	shortest int // the fewest characters a match has
}

// shortest is the fewest characters the node matches. A back-reference counts as none.
func (n *node) shortest() int {
	switch n.kind {
	case set:
		return 1
	case sequence, group, atomic:
		sum := 0
		for _, p := range n.parts {
			sum = bounded(sum + p.shortest())
		}
		return sum
	case choice:
		least := -1
		for _, p := range n.parts {
			if s := p.shortest(); least < 0 || s < least {
				least = s
			}
		}
		return max(least, 0)
	case repeat:
		return bounded(n.min * n.parts[0].shortest())
	}
	return 0
}

// bounded keeps a sum of lengths from running over.
func bounded(n int) int { return min(n, 1<<30) }

// longest is the most characters the node matches; 1<<30 for no end.
func (n *node) longest() int {
	switch n.kind {
	case set:
		return 1
	case sequence, group, atomic:
		sum := 0
		for _, p := range n.parts {
			sum = bounded(sum + p.longest())
		}
		return sum
	case choice:
		most := 0
		for _, p := range n.parts {
			most = max(most, p.longest())
		}
		return most
	case repeat:
		each := n.parts[0].longest()
		switch {
		case each == 0:
			return 0
		case n.max < 0:
			return 1 << 30
		}
		return bounded(n.max * each)
	case again:
		return 1 << 30
	}
	return 0
}

// leads says that each ^ below the node that stands at the start of a line can be
// reached only before any character was matched; first is whether nothing was matched
// before the node.
func (n *node) leads(first bool) bool {
	switch n.kind {
	case assert:
		return first || n.place != lineStart
	case sequence:
		for _, p := range n.parts {
			if !p.leads(first) {
				return false
			}
			first = first && p.longest() == 0
		}
		return true
	case repeat:
		// A second round begins behind the first.
		return n.parts[0].leads(first && (n.max == 1 || n.parts[0].longest() == 0))
	}
	for _, p := range n.parts {
		if !p.leads(first) {
			return false
		}
	}
	return true
}

// isHollow says that something below the node is repeated and may match the empty text.
func (n *node) isHollow() bool {
	if n.kind == repeat && n.max != 1 && n.max != 0 && n.parts[0].shortest() == 0 {
		return true
	}
	for _, p := range n.parts {
		if p.isHollow() {
			return true
		}
	}
	return false
}
