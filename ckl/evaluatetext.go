package ckl

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/stigwright/stigwright/result"
)

// What Evaluate-STIG found stands in the finding details without a mark of where it
// ends: a header, a line of hyphens, and what was seen, up to the next header or the
// end of the text. People write behind it. So a run's text gives way to that of a later
// one only as far as it is certainly the tool's: as far as it has the lines of the later
// one, but for numbers.

// evaluateTool is the name of Evaluate-STIG as a tool.
const evaluateTool = "evaluate-stig"

// evaluateHeader is how Evaluate-STIG begins what it found.
var evaluateHeader = regexp.MustCompile(`(?m)^Evaluate-STIG \S+ \([^)\n]*\) found this to be (OPEN|NOT A FINDING|NOT APPLICABLE|NOT REVIEWED) on ([0-9./-]*)`)

// evaluateRun is what one run of Evaluate-STIG says in a text: text[start:end].
type evaluateRun struct {
	toolVerdict
	start, end int
}

// evaluateRuns finds the runs in text, in its order.
func evaluateRuns(text string) []evaluateRun {
	if !strings.Contains(text, "Evaluate-STIG ") {
		return nil
	}
	heads := evaluateHeader.FindAllStringSubmatchIndex(text, -1)
	out := make([]evaluateRun, len(heads))
	for i, h := range heads {
		out[i] = evaluateRun{toolVerdict{tool: evaluateTool, status: evaluateStatus(text[h[2]:h[3]]), day: dayOf(text[h[4]:h[5]])}, h[0], len(text)}
		if i+1 < len(heads) {
			out[i].end = heads[i+1][0]
		}
	}
	return out
}

func evaluateStatus(word string) result.Status {
	switch word {
	case "OPEN":
		return result.Open
	case "NOT A FINDING":
		return result.NotAFinding
	case "NOT APPLICABLE":
		return result.NotApplicable
	}
	return result.NotReviewed
}

// day is a day as a header names it, in the two ways it can be read: Evaluate-STIG writes
// 12/31/2026, with the signs of the machine's language between the numbers, and people
// rewrite it. The zero value cannot be read at all.
type day struct{ monthFirst, dayFirst time.Time }

// dayOf reads the day of a header.
func dayOf(word string) day {
	read := func(layouts ...string) time.Time {
		for _, layout := range append(layouts, "2006-1-2") {
			if t, err := time.Parse(layout, strings.TrimRight(word, ".")); err == nil {
				return t
			}
		}
		return time.Time{}
	}
	return day{read("1/2/2006", "1.2.2006", "1-2-2006"), read("2/1/2006", "2.1.2006", "2-1-2006")}
}

// before reports whether d is certainly earlier than e: in every way in which both can
// be read, or, where there is none, as each can be read.
func (d day) before(e day) bool {
	month := !d.monthFirst.IsZero() && !e.monthFirst.IsZero()
	first := !d.dayFirst.IsZero() && !e.dayFirst.IsZero()
	if !month && !first {
		return d.known() && e.known() && d.either().Before(e.either())
	}
	return (!month || d.monthFirst.Before(e.monthFirst)) && (!first || d.dayFirst.Before(e.dayFirst))
}

func (d day) known() bool { return d != day{} }

func (d day) either() time.Time {
	if d.monthFirst.IsZero() {
		return d.dayFirst
	}
	return d.monthFirst
}

// evaluateSaid is what Evaluate-STIG says in the text of a row whose status is now: its
// latest run that came to a verdict and, of those of which none is known to be earlier,
// the worst. Of a row that is not reviewed, that no later run came to one.
func evaluateSaid(text string, now result.Status) (v toolVerdict, any bool) {
	runs := evaluateRuns(text)
	for _, r := range runs {
		switch {
		case !any, v.status == result.NotReviewed:
			v, any = r.toolVerdict, true
		case r.status == result.NotReviewed, r.toolVerdict.before(v):
		case v.before(r.toolVerdict), r.status.Worse(v.status):
			v = r.toolVerdict
		}
	}
	for _, r := range runs {
		if now == result.NotReviewed && r.status == result.NotReviewed && !r.before(v) {
			v = r.toolVerdict
		}
	}
	return v, any
}

// joinEvaluate is join of two finding details without the blocks of tools. A run of
// theirs takes the place of an earlier one of mine, what people wrote behind that stays
// behind it; a run of theirs that is earlier than one of mine is left out. Both only
// where the earlier text is certainly the tool's.
func joinEvaluate(mine, theirs string) string {
	for _, fresh := range slices.Backward(evaluateRuns(theirs)) {
		text := theirs[fresh.start:fresh.end]
		bare := strings.TrimRight(text, "\r\n")
		cutTo := fresh.start // nothing
		if strings.Contains(mine, bare) {
			cutTo += len(bare)
		} else {
			for _, old := range slices.Backward(evaluateRuns(mine)) {
				have := mine[old.start:old.end]
				if fresh.before(old.toolVerdict) && (old.status != result.NotReviewed || fresh.status == result.NotReviewed) {
					if n, ok := toolPart(text, have); ok {
						cutTo += n
						break
					}
				} else if n, ok := toolPart(have, text); ok && fresh.replaces(old) {
					mine = mine[:old.start] + bare + have[n:] + mine[old.end:]
					cutTo += len(bare)
					break
				}
			}
		}
		theirs = theirs[:fresh.start] + theirs[cutTo:]
	}
	return join(mine, theirs)
}

// replaces reports whether r may take the place of old: it is of a later day, or of the
// same and says the same. Two verdicts of one day both stay, since nothing tells which is
// the later; so does a verdict after which the tool came to none.
func (r evaluateRun) replaces(old evaluateRun) bool {
	if r.status == result.NotReviewed && old.status != result.NotReviewed {
		return false
	}
	return old.before(r.toolVerdict) || old.day == r.day && old.status == r.status
}

// toolPart is how much of the run old is certainly the tool's, where like is another run
// of it: up to the end of its lines when all of them are lines of like, in order; else up
// to where it has said every line of like. Headers and blank lines do not count. A line
// that is there with other numbers is the tool's where the next of like is the same but
// for them, unless it goes on a list of such lines, to which people add theirs. False when
// neither holds.
func toolPart(old, like string) (n int, ok bool) {
	want := seenLines(like)
	next, all, list := 0, true, ""
	for i, l := range lines(old) {
		line := seenLineOf(l.text)
		if i == 0 || line.text == "" {
			continue
		}
		at := slices.IndexFunc(want[next:], func(w seenLine) bool { return w.text == line.text })
		if at < 0 && line.shape != "" && line.shape != list && next < len(want) && want[next].shape == line.shape {
			at = 0
		}
		if at < 0 {
			return n, all && next == len(want) && n > 0
		}
		all = all && at == 0
		next += at + 1
		n, list = l.end, line.shape
	}
	if n == 0 {
		n = len(strings.TrimRight(old, "\r\n"))
	}
	return n, true
}

// seenLine is a line of a run.
type seenLine struct {
	text  string // its words
	shape string // with each number made one sign; "" where it has no number, or no word beside
}

func seenLines(run string) []seenLine {
	var out []seenLine
	for i, l := range lines(run) {
		if line := seenLineOf(l.text); i > 0 && line.text != "" {
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
