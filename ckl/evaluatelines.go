package ckl

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// seenPart is how much of the run old is certainly the tool's, where like is another run
// of it: up to the end of its lines when all of them are lines of like, in order; else up
// to where it has said every line of like. Headers and blank lines do not count. A line
// that is there with other numbers is the tool's where the next of like is the same but
// for them; of a list of such lines, to which people add theirs, see sameList. False when
// neither holds.
func seenPart(old, like string) (n int, ok bool) {
	return partOf(old, like, func(have []seenLine, i int, want []seenLine, j int) (next int, same bool) {
		if have[i].shape == "" || j == len(want) || want[j].shape != have[i].shape {
			return 0, false
		}
		if i > 0 && have[i-1].shape == have[i].shape {
			return sameList(have, i, want, j)
		}
		return j + 1, true
	})
}

// answerPart is seenPart of what people wrote into an answer file, word by word.
func answerPart(old, like string) (n int, ok bool) {
	return partOf(old, like, func([]seenLine, int, []seenLine, int) (int, bool) { return 0, false })
}

// partOf is how much of old is certainly the tool's. like tells of a line of old that is
// none of the next lines of like whether it is the one at j, and which comes next.
func partOf(old, like string, alike func(have []seenLine, i int, want []seenLine, j int) (next int, same bool)) (n int, ok bool) {
	if header(old) > header(like) {
		return 0, false // a person's words may stand behind it
	}
	have, want := seenLines(old), seenLines(like)
	next, all := 0, true
	for i, line := range have {
		after := next + 1
		if at := slices.IndexFunc(want[next:], func(w seenLine) bool { return w.text == line.text }); at >= 0 {
			all = all && at == 0
			after += at
		} else if to, same := alike(have, i, want, next); same {
			all = all && to == after
			after = to
		} else {
			return n, all && next == len(want) && n > 0
		}
		next, n = after, line.end
	}
	if n == 0 {
		n = len(strings.TrimRight(old, "\r\n"))
	}
	return n, true
}

// sameList reports whether have[i], a further line of a list of lines that are the same
// but for their numbers, is certainly of the same list as want[j], and what comes next in
// want: where the list has no more lines than that of want and both are numbered through
// from the same number, or the same line comes behind both.
func sameList(have []seenLine, i int, want []seenLine, j int) (next int, same bool) {
	a, b := listAt(have, i)
	c, d := listAt(want, j)
	if b-a > d-c {
		return 0, false
	}
	bounded := b < len(have) && d < len(want) && (have[b].text == want[d].text || have[b].shape != "" && have[b].shape == want[d].shape)
	if !bounded && !numberedAlike(have[a:b], want[c:d]) {
		return 0, false
	}
	if i == b-1 {
		return d, true // the further lines of want are new ones
	}
	return j + 1, true
}

// listAt is the bounds of the list that line i belongs to.
func listAt(all []seenLine, i int) (start, end int) {
	start, end = i, i+1
	for start > 0 && all[start-1].shape == all[i].shape {
		start--
	}
	for end < len(all) && all[end].shape == all[i].shape {
		end++
	}
	return start, end
}

// numberedAlike reports whether two lists are numbered through, from the same number.
func numberedAlike(have, want []seenLine) bool {
	numbered := func(list []seenLine, first int) bool {
		for i, l := range list {
			if n, ok := l.number(); !ok || n != first+i {
				return false
			}
		}
		return true
	}
	first, ok := have[0].number()
	return ok && numbered(have, first) && numbered(want, first)
}

// seenLine is a line of a run.
type seenLine struct {
	text  string // its words
	shape string // with each number made one sign; "" where it has no number, or no word beside
	end   int    // where it ends in the run
}

// number is the number that a line begins with.
func (l seenLine) number() (int, bool) {
	word, _, _ := strings.Cut(l.text, " ")
	n, err := strconv.Atoi(strings.Trim(word, "()[].:#"))
	return n, err == nil
}

// header is how many words the header of a run has.
func header(run string) int {
	first, _, _ := strings.Cut(run, "\n")
	return len(strings.Fields(first))
}

// seenLines is the lines of a run below its header that are not blank.
func seenLines(run string) []seenLine {
	var out []seenLine
	for i, l := range lines(run) {
		if line := seenLineOf(l.text); i > 0 && line.text != "" {
			line.end = l.end
			out = append(out, line)
		}
	}
	return out
}

func seenLineOf(text string) seenLine {
	words := strings.Fields(text)
	line := seenLine{text: strings.Join(words, " ")}
	numbers := 0
	for i, w := range words {
		if isNumber(w) {
			words[i] = "0"
			numbers++
		}
	}
	if numbers > 0 && strings.ContainsFunc(strings.Join(words, ""), unicode.IsLetter) {
		line.shape = strings.Join(words, " ")
	}
	return line
}

// isNumber reports whether a word is a number, a day or a time, and no name that holds
// one: a ticket and a person's mark have letters.
func isNumber(word string) bool {
	word = strings.Trim(word, "()[],;.'\"")
	if hex, ok := strings.CutPrefix(word, "0x"); ok {
		return hex != "" && strings.Trim(hex, "0123456789abcdefABCDEF") == ""
	}
	return strings.ContainsAny(word, "0123456789") && strings.Trim(word, "0123456789.,:/-") == ""
}
