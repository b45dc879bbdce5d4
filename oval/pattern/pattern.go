// Package pattern matches the regular expressions of OVAL content, which are
// Perl-compatible (OVAL 5.11 language, "Regular Expression Support"), and gives
// PCRE's answer by the fastest way that is known to give it.
//
// A pattern is parsed by PCRE's grammar. Where Go's regexp means the same, which is
// nearly everywhere in published content, it is translated and matched in linear time;
// look-around, back-references, atomic groups and repeat counts above Go's limit are
// matched by a backtracking engine whose work is bounded by a number of steps, so that
// a catastrophic pattern ends in ErrLimit, always after the same work.
//
//	p, err := pattern.Compile(`^\s*PermitRootLogin\s+(\S+)\s*$`, pattern.Flags{Multiline: true})
//	found, err := p.Match("PermitRootLogin no\n")
//
// Text is UTF-8; a byte that is not part of valid UTF-8 counts as one character, so no
// text is refused. \d, \w, \s, \b and the POSIX classes know ASCII only, as PCRE's do
// unless told otherwise; case folding is Unicode's.
//
// Not here: recursion, conditional groups, branch reset, callouts, backtracking verbs, \X
// and \C. A pattern that uses one is refused with its name and place.
package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Flags are the options a pattern is compiled with. The zero value: case matters, ^ and $
// look at the whole text, a dot stops at a line feed.
type Flags struct {
	IgnoreCase bool // (?i)
	Multiline  bool // (?m): ^ and $ at every line
	DotAll     bool // (?s): a dot crosses line feeds; what OVAL calls singleline
}

// Limits of a pattern and of a match.
const (
	// MaxLength is the longest pattern taken, in bytes; PCRE's own compiled code stops
	// near the same size.
	MaxLength = 64 << 10
	// maxDepth is how deep groups may nest, as in PCRE.
	maxDepth = 250
	// maxRepeat is the largest count of a quantifier, as in PCRE.
	maxRepeat = 65535
	// maxSteps bounds the backtracking engine's work on one search; PCRE's match limit
	// has the same value.
	maxSteps = 10_000_000
	// maxStack bounds the alternatives that one search remembers (24 bytes each).
	maxStack = 1 << 20
)

// ErrLimit says that a search was given up: the pattern backtracks without end on
// this text, and whether it matches is not known.
var ErrLimit = errors.New("the pattern needs too many steps on this text")

// Pattern is a compiled pattern. It may be used by several goroutines at once.
type Pattern struct {
	source string
	tree   *tree
	// fast answers exactly on every text but those uncertain names; nil where Go's
	// regexp cannot say what the pattern says.
	fast *regexp.Regexp
	// filter matches wherever the pattern matches, and perhaps elsewhere; nil for none.
	filter   *regexp.Regexp
	assemble sync.Once
	program  *program
}

// Compile reads a pattern. The error names the place in the pattern, in bytes from its
// start, and what was wanted.
func Compile(source string, flags Flags) (*Pattern, error) {
	if len(source) > MaxLength {
		return nil, fmt.Errorf("a pattern of %d bytes; want at most %d", len(source), MaxLength)
	}
	t, err := parse(source, flags)
	if err != nil {
		return nil, fmt.Errorf("pattern %s: %w", quote(source), err)
	}
	p := &Pattern{source: source, tree: t}
	re, err := regexp.Compile(translate(t))
	switch {
	case err != nil: // a repeat count above Go's limit
	case t.beyond == "":
		p.fast = re
	default:
		p.filter = re
	}
	return p, nil
}

// quote is a pattern as a message shows it.
func quote(source string) string {
	const most = 200
	if len(source) > most {
		return fmt.Sprintf("%q…", source[:most])
	}
	return fmt.Sprintf("%q", source)
}

// String is the pattern as it was written.
func (p *Pattern) String() string { return p.source }

// Engine says what matches the pattern: "linear" (Go's regexp) or "backtracking".
func (p *Pattern) Engine() string {
	if p.fast != nil {
		return "linear"
	}
	return "backtracking"
}

// Reason says why the pattern needs the backtracking engine: "look-ahead". It is empty
// where it does not.
func (p *Pattern) Reason() string {
	if p.fast != nil {
		return ""
	}
	if why := p.tree.beyond; why != "" {
		return why
	}
	return "repeat count"
}

// Groups is the number of capturing groups.
func (p *Pattern) Groups() int { return p.tree.groups }

// Match says whether the pattern matches somewhere in the text. The error is ErrLimit,
// wrapped.
func (p *Pattern) Match(text string) (bool, error) {
	if p.fast != nil && !p.tree.uncertain(text) {
		return p.fast.MatchString(text), nil
	}
	at, err := p.Find(text)
	return at != nil, err
}

// Find gives the first match as pairs of byte offsets: the whole match, then each
// group, -1 for a group that took no part. It is nil where there is none. The error is
// ErrLimit, wrapped.
func (p *Pattern) Find(text string) ([]int, error) {
	return p.next(text, 0)
}

// All gives every match, in order, none overlapping, each as Find gives it. After an
// empty match the search goes on one character further; an empty match right behind
// another match counts. The error is ErrLimit, wrapped; then the matches are lost.
func (p *Pattern) All(text string) ([][]int, error) {
	if p.fast != nil && !p.tree.hollow && p.tree.shortest > 0 && !p.tree.uncertain(text) {
		return p.fast.FindAllStringSubmatchIndex(text, -1), nil
	}
	if p.fast != nil && !p.tree.hollow && p.tree.shortest > 0 && !p.tree.dollar {
		if all := p.fast.FindAllStringSubmatchIndex(text, -1); len(all) == 0 || p.tree.certain(all[len(all)-1], text) {
			return all, nil
		}
	}
	var all [][]int
	for from := 0; from <= len(text); {
		at, err := p.next(text, from)
		if err != nil {
			return nil, err
		}
		if at == nil {
			break
		}
		all = append(all, at)
		from = at[1]
		if at[0] == at[1] {
			_, width := utf8.DecodeRuneInString(text[from:])
			from += max(1, width)
		}
	}
	return all, nil
}

// next is the first match that starts at from or behind it. Go's regexp cannot start in
// the middle of a text and see what stands before.
func (p *Pattern) next(text string, from int) ([]int, error) {
	switch {
	case from > 0:
		return p.slow(text, from, from)
	case p.fast == nil:
		if p.filter == nil {
			return p.slow(text, 0, 0)
		}
		at := p.filter.FindStringIndex(text)
		if at == nil {
			return nil, nil
		}
		return p.slow(text, 0, at[0])
	case !p.tree.uncertain(text) && !p.tree.hollow:
		return p.fast.FindStringSubmatchIndex(text), nil
	case p.tree.dollar:
		return p.slow(text, 0, 0)
	}
	at := p.fast.FindStringSubmatchIndex(text)
	if at == nil || !p.tree.hollow && p.tree.certain(at, text) {
		return at, nil
	}
	return p.slow(text, 0, at[0])
}

// slow asks the backtracking engine for the first match of a search that begins at from;
// none starts before first.
func (p *Pattern) slow(text string, from, first int) ([]int, error) {
	p.assemble.Do(func() { p.program = assemble(p.tree) })
	at, err := p.program.search(text, from, first)
	if err != nil {
		return nil, fmt.Errorf("pattern %s: %w", quote(p.source), err)
	}
	return at, nil
}

// uncertain says that Go's regexp may answer otherwise than PCRE: only on a text that
// ends in a line feed, before which $ matches too, and behind which ^ does not.
func (t *tree) uncertain(text string) bool {
	return (t.dollar || t.caret) && strings.HasSuffix(text, "\n")
}

// certain says that a match which Go found on a text with a last line feed rests on no
// ^ behind it: the match ends before, or each ^ of the pattern stands where the
// match starts.
func (t *tree) certain(at []int, text string) bool {
	return at[1] < len(text) || t.leading && at[0] < len(text)
}
