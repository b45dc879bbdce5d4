package ckl

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

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
var evaluateHeader = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^Evaluate-STIG \S+ \([^)\n]*\) found this to be (OPEN|NOT A FINDING|NOT APPLICABLE|NOT REVIEWED) on ([0-9./-]*)`)
})

// answerHeader is how it begins the comment that an answer file gave it: with the statuses
// where the answer changed that, else without.
var answerHeader = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^Evaluate-STIG answer file for Key '[^\n]*'(?: is changing the Status from '\w*' to '(\w*)' and| is)? providing the below comment on ([0-9./-]*):`)
})

// evaluateRun is what one run of Evaluate-STIG says in a text: text[start:end].
type evaluateRun struct {
	toolVerdict
	start, end int
}

// evaluateRuns finds the runs in finding details, in their order.
func evaluateRuns(text string) []evaluateRun { return runsIn(text, evaluateHeader) }

// answerRuns finds the comments of answer files in comments, in their order.
func answerRuns(text string) []evaluateRun { return runsIn(text, answerHeader) }

func runsIn(text string, header func() *regexp.Regexp) []evaluateRun {
	if !strings.Contains(text, "Evaluate-STIG ") {
		return nil
	}
	heads := header().FindAllStringSubmatchIndex(text, -1)
	out := make([]evaluateRun, len(heads))
	for i, h := range heads {
		word := ""
		if h[2] >= 0 {
			word = text[h[2]:h[3]]
		}
		out[i] = evaluateRun{toolVerdict{tool: evaluateTool, status: evaluateStatus(word), day: dayOf(text[h[4]:h[5]])}, h[0], len(text)}
		if i+1 < len(heads) {
			out[i].end = heads[i+1][0]
		}
	}
	return out
}

func evaluateStatus(word string) result.Status {
	switch word {
	case "OPEN", "Open":
		return result.Open
	case "NOT A FINDING", "NotAFinding":
		return result.NotAFinding
	case "NOT APPLICABLE", "Not_Applicable":
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
// where the earlier text is certainly the tool's: of one day, where it is the same.
func joinEvaluate(mine, theirs string) string {
	return joinRuns(mine, theirs, evaluateRuns, seenPart)
}

// joinAnswers is join of two comments: what an answer file of Evaluate-STIG said goes as
// joinEvaluate does, but that its words are people's, so that a number counts as any word.
func joinAnswers(mine, theirs string) string {
	return joinRuns(mine, theirs, answerRuns, answerPart)
}

func joinRuns(mine, theirs string, runs func(string) []evaluateRun, seen func(old, like string) (int, bool)) string {
	for _, fresh := range slices.Backward(runs(theirs)) {
		text := theirs[fresh.start:fresh.end]
		bare := strings.TrimRight(text, "\r\n")
		cutTo := fresh.start // nothing
		if strings.Contains(mine, bare) {
			cutTo += len(bare)
		} else {
			for _, old := range slices.Backward(runs(mine)) {
				have, toolPart := mine[old.start:old.end], seen
				if old.day == fresh.day {
					toolPart = answerPart // of one day another number may be what a person corrected
				}
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
