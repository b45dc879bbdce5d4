package ckl

import (
	"strings"

	"github.com/stigwright/stigwright/result"
)

// The fence parts our text in FINDING_DETAILS from what people wrote. A block is
// taken for ours only when nothing in it speaks against it: its first line says the
// verdict for this very rule, and its labelled part holds no line of another
// shape, which only a person would have put there. In doubt a block is a
// person's text: it stays, and a fresh one is appended.

const (
	// labelWidth is where text begins behind a label of the block.
	labelWidth = 11
	// lineWidth is where the block's lines are broken, at a blank.
	lineWidth = 132
	// verdictLines bounds the lines of a verdict: ids and names are cut at 1,000
	// bytes each, which is 16 lines.
	verdictLines = 32
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
	block   *block // the block to replace; nil when there is none
	damaged bool   // there are fence lines besides it
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
			if b, ours := parseBlock(all[open:i+1], id); ours {
				f.block = &b
			}
			open = -1
		}
	}
	f.damaged = marks > 2 || marks > 0 && f.block == nil
	return f
}

// parseBlock reads the lines of a block from FenceBegin to FenceEnd; ours is false
// when anything in it speaks against its being ours alone.
func parseBlock(all []line, id string) (b block, ours bool) {
	last := len(all) - 1
	b = block{start: all[0].start, end: all[last].start + len(all[last].text)}
	indent := all[0].text[:strings.Index(all[0].text, result.FenceBegin)]
	body := make([]string, 0, last)
	for _, l := range all[1:last] {
		if !strings.HasPrefix(l.text, indent) {
			return b, false
		}
		body = append(body, l.text[len(indent):])
	}
	if n := len(body); n > 0 {
		b.person = strings.HasPrefix(body[n-1], standsLabel) && strings.HasSuffix(body[n-1], standsMark)
	}
	status, rest, ok := parseVerdict(body, id)
	b.status = status
	return b, ok && labelled(rest)
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

// guarded is a fresh block in which no line of the part before the labels looks
// labelled: a hostile name in the reason may start a line with what reads as a
// label, and the next run would then doubt the block. Such a line gets a blank in
// front.
func guarded(details, id string) string {
	body := strings.Split(details, "\n")
	if len(body) < 2 {
		return details
	}
	_, rest, ok := parseVerdict(body[1:len(body)-1], id)
	if !ok || labelled(rest) {
		return details
	}
	lastPlain := 0
	for i, l := range rest {
		if !isLabel(l) && !isContinuation(l) {
			lastPlain = i
		}
	}
	for i, l := range rest[:lastPlain] { // rest is part of body
		if isLabel(l) {
			rest[i] = " " + l
		}
	}
	return strings.Join(body, "\n")
}

func isContinuation(l string) bool {
	return strings.HasPrefix(l, strings.Repeat(" ", labelWidth))
}

// withBlock is text with our block put in place of the earlier one, or appended
// after a blank line. Everything else stays byte for byte.
func (f fence) withBlock(text, details string) string {
	if f.block != nil {
		return text[:f.block.start] + details + text[f.block.end:]
	}
	if text == "" {
		return details
	}
	unix := strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case strings.HasSuffix(unix, "\n\n"):
		return text + details
	case strings.HasSuffix(unix, "\n"):
		return text + "\n" + details
	}
	return text + "\n\n" + details
}

// standing is details with the line that says the row's status is a person's, so
// that the next run does not take it for ours when the two agree today.
func standing(details, word string) string {
	body := strings.TrimSuffix(details, result.FenceEnd)
	return body + standsLabel + strings.Join(strings.Fields(word), " ") + standsMark + "\n" + result.FenceEnd
}
