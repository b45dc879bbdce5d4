package release

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// An answer that no longer counts stands in the comments of its row between these
// lines, below what people wrote there. Nothing reads it back: it is for people.
const (
	historyBegin = "[stigwright history begin]"
	historyEnd   = "[stigwright history end]"

	// maxComments is 32,767 characters: STIG Manager cuts the rest.
	maxComments = 32_767
	// maxDiff bounds what is shown of the change of a check text; the receipt has all.
	maxDiff = 6_000
	// around is how much of what stayed is shown beside a change.
	around = 80
)

// history is an answer that does not count any more.
type history struct {
	from, to        string // releases
	why             []string
	was             *ckl.Row
	details         string // finding details without our block
	check, newCheck string
	diff            string // of the two, for people
}

// below is comments with the history below. Where both do not fit, the change of the
// check text goes; where that is not enough the details stay in their place, and moved
// is false. own is the history by itself.
func (h history) below(comments string) (text, own string, moved bool) {
	if comments != "" {
		comments = strings.TrimRight(comments, "\r\n") + missingBreak(comments)
	}
	for _, details := range []bool{true, false} {
		for _, diff := range []string{h.diff, ""} {
			own = h.text(details, diff)
			text = comments + own
			if utf8.RuneCountInString(text) <= maxComments {
				return text, own, details
			}
		}
	}
	return text, own, false
}

// missingBreak is the line ends of s, and as many more as make an empty line.
func missingBreak(s string) string {
	ends := s[len(strings.TrimRight(s, "\r\n")):]
	return ends + strings.Repeat("\n", max(0, 2-strings.Count(ends, "\n")))
}

// text is the history; diff is "" for none.
func (h history) text(details bool, diff string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line(historyBegin)
	line("Held on the way from %s to %s: %s.", h.from, h.to, strings.Join(h.why, "; "))
	line("The answer below was given to the old text. It counts no more; the row was made Not_Reviewed.")
	line("Status: %s", h.was.Word())
	if h.was.SeverityOverride != "" {
		line("Severity override, which stands: %s", h.was.SeverityOverride)
	}
	switch {
	case h.details == "":
	case details:
		line("Finding details:")
		line("%s", h.details)
	default:
		line("Finding details: too long for this place, they stand where they stood")
	}
	if diff != "" {
		line("Check text, [-what left-] and {+what came+}:")
		line("%s", diff)
	} else if h.check != h.newCheck {
		line("Check text: the change is in the receipt")
	}
	b.WriteString(historyEnd)
	return b.String()
}

// changed is the change of a text word by word, with a little of what stayed around it.
func changed(old, new string) string {
	if strings.TrimSpace(old) == "" || old == new {
		return ""
	}
	edits := Words(old, new)
	var b strings.Builder
	for i, e := range edits {
		switch e.Op {
		case Delete:
			b.WriteString("[-" + e.Text + "-]")
		case Insert:
			b.WriteString("{+" + e.Text + "+}")
		default:
			b.WriteString(excerpt(e.Text, i > 0, i < len(edits)-1))
		}
		if b.Len() > maxDiff {
			return strings.ToValidUTF8(b.String()[:maxDiff], "") + " … (cut; the receipt has all)"
		}
	}
	return strings.Trim(b.String(), "\r\n")
}

// excerpt is the ends of a text that borders on changes.
func excerpt(s string, before, after bool) string {
	if len(s) <= 2*around+3 {
		return s
	}
	head, tail := "", ""
	if before {
		head = strings.ToValidUTF8(s[:around], "")
	}
	if after {
		tail = strings.ToValidUTF8(s[len(s)-around:], "")
	}
	return head + " … " + tail
}

// need notes what a person should look at after the evaluation.
func (x *carriedStig) need(n ckl.Need) {
	for i := range x.receipt.Rows {
		r := &x.receipt.Rows[i]
		if r.STIGID == n.STIGID && r.VulnID == n.VulnID && r.RuleID == n.RuleID && r.Reason != Removed {
			r.Why = append(r.Why, n.Message)
		}
	}
}

// judged notes the verdicts and what they made of the rows.
func (x *carriedStig) judged(j ckl.Judgement) {
	verdicts := map[int]result.Status{}
	for _, v := range j.Verdicts {
		verdicts[v.Position] = v.Status
	}
	for i, row := range x.now.Rows {
		r := &x.receipt.Rows[i]
		v, ok := verdicts[x.positions[i]]
		if !ok {
			continue
		}
		r.Verdict, r.Status = v.String(), row.Word()
		if r.Reason == Stale {
			r.Reason, r.Why = Reevaluated, []string{"judged again under the new release"}
		}
	}
}
