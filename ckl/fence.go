package ckl

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/result"
)

// The fence parts our text in FINDING_DETAILS from what people wrote. A block is
// taken for ours only when nothing in it speaks against it: its first line says the
// verdict for this very rule, and its seal holds. A block without a seal, of an
// earlier version, is ours when its labelled part holds no line of another shape,
// which only a person would have put there. In doubt a block is a person's text: it
// stays, its fence lines made no fence any more, and a fresh one is appended.

const (
	// labelWidth is where text begins behind a label of the block.
	labelWidth = 11
	// lineWidth is where the block's lines are broken, at a blank.
	lineWidth = 132
	// verdictLines bounds the lines of a verdict: ids and names are cut at 1,000
	// bytes each, which is 16 lines.
	verdictLines = 32
	// editedBegin and editedEnd are the fence lines of a block a person edited.
	editedBegin = "[stigwright begin, edited]"
	editedEnd   = "[stigwright end, edited]"
	// standsLabel and standsMark make the line that says the row's status is a person's.
	standsLabel = "Status     "
	standsMark  = ", set by a person, stands; the verdict above does not change it"
)

// block is our block in a text: text[start:end], from the first character of the
// line of FenceBegin to the last of the line of FenceEnd.
type block struct {
	start, end int
	status     result.Status // the verdict it says
	person     bool          // it says that the row's status was a person's
}

// fence is what a text holds of fences.
type fence struct {
	block   *block  // the block to replace; nil when there is none
	edited  []block // blocks that say a verdict for the rule and that a person edited
	damaged bool    // there are fence lines besides block
}

// line is one line of a text, without its line end.
type line struct {
	start, end int
	text       string
}

func lines(text string) []line {
	var out []line
	for at := 0; at <= len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text) - at
		}
		out = append(out, line{at, at + end, strings.TrimSuffix(text[at:at+end], "\r")})
		at += end + 1
	}
	return out
}

// findFence finds our block for the rule id in text: the last one that is whole.
// The last, because what damage made us append stands last.
func findFence(text, id string) fence {
	var f fence
	if !strings.Contains(text, result.FenceBegin) && !strings.Contains(text, result.FenceEnd) {
		return f
	}
	all := lines(text)
	open, marks := -1, 0
	for i, l := range all {
		switch strings.TrimSpace(l.text) {
		case result.FenceBegin:
			open = i
			marks++
		case result.FenceEnd:
			marks++
			if open < 0 {
				continue
			}
			switch b, whose := parseBlock(all[open:i+1], id); whose {
			case wholeOurs:
				f.block = &b
			case editedOurs:
				f.edited = append(f.edited, b)
			}
			open = -1
		}
	}
	f.damaged = marks > 2 || marks > 0 && f.block == nil
	return f
}

// whose says whether a block is ours to replace.
type whose uint8

const (
	notOurs    whose = iota // it says no verdict for the rule
	editedOurs              // it does, but a person wrote in it
	wholeOurs
)

// parseBlock reads the lines of a block from FenceBegin to FenceEnd.
func parseBlock(all []line, id string) (block, whose) {
	last := len(all) - 1
	b := block{start: all[0].start, end: all[last].start + len(all[last].text)}
	indent := all[0].text[:strings.Index(all[0].text, result.FenceBegin)]
	body := make([]string, 0, last)
	even := strings.HasPrefix(all[last].text, indent)
	for _, l := range all[1:last] {
		bare, indented := strings.CutPrefix(l.text, indent)
		even = even && indented
		body = append(body, bare)
	}
	status, rest, ok := parseVerdict(body, id)
	if !ok {
		return b, notOurs
	}
	b.status = status
	seal := result.CheckSeal(body)
	if n := len(rest); n > 0 && isStanding(rest[n-1]) { // where earlier versions put the line
		b.person = true
		rest, body = rest[:n-1], body[:len(body)-1]
		seal = result.CheckSeal(body)
		if seal == result.SealHolds {
			return b, editedOurs // we never write it behind a seal
		}
	} else if n > 1 && seal == result.SealHolds {
		b.person = isStanding(rest[n-2])
	}
	if even && (seal == result.SealHolds || seal == result.NoSeal && labelled(rest)) {
		return b, wholeOurs
	}
	return b, editedOurs
}

func isStanding(l string) bool {
	l = strings.TrimRight(l, " \t")
	return strings.HasPrefix(l, standsLabel) && strings.HasSuffix(l, standsMark)
}

// parseVerdict reads "<id> on <asset>: <status>", which may be broken over lines,
// and gives what follows it.
func parseVerdict(body []string, id string) (s result.Status, rest []string, ok bool) {
	verdict := ""
	for i, l := range body {
		verdict += l
		if s, ok := verdictOf(verdict, id); ok {
			return s, body[i+1:], true
		}
		if i+1 == min(len(body), verdictLines) || len(l)+1+len(firstWord(body[i+1])) <= lineWidth {
			break // the line was not broken here, so the verdict ends here
		}
		verdict += " "
	}
	return 0, nil, false
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func verdictOf(verdict, id string) (result.Status, bool) {
	if !strings.HasPrefix(plain(verdict), plain(id)+" on ") {
		return 0, false
	}
	word := verdict[strings.LastIndex(verdict, ": ")+1:]
	for _, s := range result.Statuses() {
		if word == " "+s.String() {
			return s, true
		}
	}
	return 0, false
}

// plain is s with each run of white space, also such as the block shows escaped,
// made one blank: 22 published STIG IDs have white space around them.
func plain(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f }) {
		return s
	}
	return strings.Join(strings.Fields(strings.NewReplacer(`\n`, " ", `\r`, " ", `\t`, " ").Replace(s)), " ")
}

// labelled reports whether, from the first labelled line on, all lines are
// labelled or continue one.
func labelled(body []string) bool {
	begun := false
	for _, l := range body {
		label := isLabel(l)
		if begun && !label && !isContinuation(l) {
			return false
		}
		begun = begun || label
	}
	return true
}

// isLabel: a word of at most nine characters, filled with blanks to the column of
// the text. So there are two blanks at least, which a person's words do not have.
func isLabel(l string) bool {
	if len(l) < labelWidth {
		return false
	}
	word := strings.TrimRight(l[:labelWidth], " ")
	return word != "" && len(word) <= labelWidth-2 && !strings.Contains(word, " ")
}

func isContinuation(l string) bool {
	return strings.HasPrefix(l, strings.Repeat(" ", labelWidth))
}

// withBlock is text with our block put in place of the earlier one, or appended
// after a blank line. Everything else stays byte for byte, but that the fence lines
// of a block somebody edited say so.
func (f fence) withBlock(text, details string) string {
	if f.block != nil {
		return text[:f.block.start] + details + text[f.block.end:]
	}
	if text == "" {
		return details
	}
	text = f.defused(text)
	unix := strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case strings.HasSuffix(unix, "\n\n"):
		return text + details
	case strings.HasSuffix(unix, "\n"):
		return text + "\n" + details
	}
	return text + "\n\n" + details
}

// defused is text with the fence lines of edited blocks made no fence any more.
func (f fence) defused(text string) string {
	mark := strings.NewReplacer(result.FenceBegin, editedBegin, result.FenceEnd, editedEnd)
	for _, b := range slices.Backward(f.edited) {
		all := strings.Split(text[b.start:b.end], "\n")
		all[0], all[len(all)-1] = mark.Replace(all[0]), mark.Replace(all[len(all)-1])
		text = text[:b.start] + strings.Join(all, "\n") + text[b.end:]
	}
	return text
}

// standing is details with the line that says the row's status is a person's, so
// that the next run does not take it for ours when the two agree today. It stands
// before the last line, under the seal.
func standing(details, word string) string {
	all := bareLines(details)
	n := max(len(all)-2, 0)
	all = slices.Insert(all, n, standsLabel+strings.Join(strings.Fields(word), " ")+standsMark)
	return result.Sealed(strings.Join(all, "\n"))
}

// unstanding is the block without that line.
func unstanding(text string) string {
	all := bareLines(text)
	n := len(all)
	for _, at := range []int{n - 2, n - 3} { // earlier versions put it last
		if at > 0 && isStanding(all[at]) {
			return result.Sealed(strings.Join(slices.Delete(all, at, at+1), "\n"))
		}
	}
	return text
}

// bareLines is the lines of a block without what a viewer may have put around them.
func bareLines(block string) []string {
	all := strings.Split(strings.ReplaceAll(block, "\r\n", "\n"), "\n")
	indent := all[0][:max(strings.Index(all[0], result.FenceBegin), 0)]
	for i := range all {
		all[i] = strings.TrimPrefix(all[i], indent)
	}
	return all
}
