package answer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// A row that was answered says so in its finding details, below the answer's text:
//
//	[answer begin]
//	CNTR-MK-000310: NotAFinding by a recorded answer; before it Not_Reviewed
//	Answer     answers.yaml
//	Approved   J. Doe, 2026-01-15, expires 2027-01-15
//	Check text the one that was answered
//	Put in     details 120 0123456789ab, comments 45 abcdef012345
//	[answer end 0123abcd]
//
// The last line ends in a digest of what stands between. Texts are told by length and
// digest, so that the next run takes off exactly what this one put in. A block or a
// text that somebody edited no longer matches: then it is theirs and stays.

const (
	blockBegin = "[answer begin]"
	blockEnd   = "[answer end "
	gap        = "\n\n" // between texts of one field
)

// record is what a block says.
type record struct {
	start, end  int // of the block in the finding details
	hasStatus   bool
	status, was result.Status
	file        string // base name
	details     mark
	comments    mark
	severity    string
	reason      mark
}

// mark tells a text that was put in.
type mark struct {
	size   int
	digest string
}

func markOf(text string) mark {
	if text == "" {
		return mark{}
	}
	sum := sha256.Sum256([]byte(text))
	return mark{len(text), hex.EncodeToString(sum[:6])}
}

// at reports whether text ends in what m tells.
func (m mark) at(text string) bool {
	return m.size > 0 && len(text) >= m.size && markOf(text[len(text)-m.size:]) == m
}

var (
	headLine = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^.*: (NotAFinding|Not_Applicable|Open|Not_Reviewed) by a recorded answer; before it (NotAFinding|Not_Applicable|Open|Not_Reviewed)$`)
	})
	textLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^.*: text by a recorded answer$`) })
	markItem = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(details|comments|justification) ([0-9]{1,9}) ([0-9a-f]{12})$`)
	})
)

// findBlock finds the last whole block in details.
func findBlock(details string) (r record, ok bool) {
	for end := len(details); ; {
		start := strings.LastIndex(details[:end], blockBegin+"\n")
		if start < 0 {
			return record{}, false
		}
		if start == 0 || details[start-1] == '\n' {
			if r, ok := parseBlock(details[start:]); ok {
				r.start, r.end = start, start+r.end
				return r, true
			}
		}
		end = start
	}
}

func parseBlock(text string) (r record, ok bool) {
	body, rest, found := strings.Cut(strings.TrimPrefix(text, blockBegin+"\n"), "\n"+blockEnd)
	if !found || !strings.HasPrefix(blockEnd+rest, sealOf(body)) {
		return r, false
	}
	r.end = len(blockBegin) + 1 + len(body) + 1 + len(sealOf(body))
	lines := strings.Split(body, "\n")
	if m := headLine().FindStringSubmatch(lines[0]); m != nil {
		r.hasStatus, r.status, r.was = true, statusOf(m[1]), statusOf(m[2])
	} else if !textLine().MatchString(lines[0]) {
		return r, false
	}
	for _, l := range lines[1:] {
		if value, ok := strings.CutPrefix(l, label("Answer")); ok {
			r.file = value
		}
		if value, ok := strings.CutPrefix(l, label("Put in")); ok {
			r.marks(value)
		}
	}
	return r, true
}

func (r *record) marks(value string) {
	for _, item := range strings.Split(value, ", ") {
		if s, ok := strings.CutPrefix(item, "severity "); ok {
			r.severity = s
		}
		m := markItem().FindStringSubmatch(item)
		if m == nil {
			continue
		}
		size, _ := strconv.Atoi(m[2])
		to := map[string]*mark{"details": &r.details, "comments": &r.comments, "justification": &r.reason}[m[1]]
		*to = mark{size, m[3]}
	}
}

func statusOf(word string) result.Status {
	for _, s := range result.Statuses() {
		if s.String() == word {
			return s
		}
	}
	return result.NotReviewed
}

func label(word string) string { return fmt.Sprintf("%-11s", word) }

// sealOf is the last line of a block.
func sealOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return blockEnd + hex.EncodeToString(sum[:4]) + "]"
}

// takeOff gives the row back the state it had before it was answered, as far as nobody
// changed it since. What people wrote stays.
func takeOff(r *ckl.Row) (record, bool) {
	rec, ok := findBlock(r.FindingDetails)
	if !ok {
		return rec, false
	}
	before, after := r.FindingDetails[:rec.start], r.FindingDetails[rec.end:]
	if trimmed := strings.TrimSuffix(before, gap); rec.details.at(trimmed) {
		before = strings.TrimSuffix(trimmed[:len(trimmed)-rec.details.size], gap)
	} else {
		before = trimmed
	}
	if before == "" {
		after = strings.TrimLeft(after, "\n")
	}
	r.FindingDetails = before + after
	if rec.comments.at(r.Comments) {
		r.Comments = strings.TrimSuffix(r.Comments[:len(r.Comments)-rec.comments.size], gap)
	}
	if rec.severity != "" && r.SeverityOverride == rec.severity {
		r.SeverityOverride = ""
	}
	if rec.reason.size > 0 && len(r.SeverityJustification) == rec.reason.size && rec.reason.at(r.SeverityJustification) {
		r.SeverityJustification = ""
	}
	if rec.hasStatus && r.StatusWord == "" && r.Status == rec.status {
		r.Status = rec.was
	}
	return rec, true
}

// TextOf is what stands in the finding details of r without the block that says it was
// answered; the text of the answer stays.
func TextOf(r *ckl.Row) string {
	rec, ok := findBlock(r.FindingDetails)
	if !ok {
		return r.FindingDetails
	}
	return strings.TrimSuffix(r.FindingDetails[:rec.start], gap) + r.FindingDetails[rec.end:]
}

// putOn puts the answer of d into r. It reports false where the row says it all
// already: then nothing changes, and the row's words stay a person's own.
func putOn(r *ckl.Row, d Decision, file string) (changed bool, left string) {
	a, was := d.Answer, *r
	var put []string
	add := func(field *string, name, text string) {
		if text == "" || strings.Contains(*field, text) {
			return
		}
		if *field != "" {
			*field += gap
		}
		*field += text
		m := markOf(text)
		put = append(put, fmt.Sprintf("%s %d %s", name, m.size, m.digest))
	}
	add(&r.FindingDetails, "details", a.Details)
	add(&r.Comments, "comments", a.Comments)
	switch {
	case a.Severity == "" && a.Justification == "", r.SeverityOverride == a.Severity && r.SeverityJustification == a.Justification:
	case r.SeverityOverride != "" || r.SeverityJustification != "":
		left = fmt.Sprintf("the row has the severity override %q with a justification of its own; it stands", r.SeverityOverride)
	default:
		if a.Severity != "" {
			put = append(put, "severity "+a.Severity)
		}
		r.SeverityOverride = a.Severity
		add(&r.SeverityJustification, "justification", a.Justification)
	}
	if a.Status != nil {
		r.Status = *a.Status
	}
	if put == nil && r.Status == was.Status {
		return false, left
	}
	if r.FindingDetails != "" {
		r.FindingDetails += gap
	}
	r.FindingDetails += block(r, d, file, was.Status, put)
	return true, left
}

// block is the block that says what was put in.
func block(r *ckl.Row, d Decision, file string, was result.Status, put []string) string {
	a := d.Answer
	name := oneLine(strings.TrimSpace(r.STIGID))
	if name == "" {
		name = oneLine(r.RuleID)
	}
	lines := []string{name + ": text by a recorded answer"}
	if a.Status != nil {
		lines[0] = fmt.Sprintf("%s: %s by a recorded answer; before it %s", name, *a.Status, was)
	}
	say := func(word, text string) { lines = append(lines, label(word)+oneLine(text)) }
	say("Answer", file)
	say("Approved", approval(a))
	if a.Status != nil && d.Unbound {
		say("Check text", "not bound to a check text")
	} else if a.Status != nil {
		say("Check text", "the one that was answered")
	}
	for _, c := range a.Conditions {
		say("Because", c.String())
	}
	if d.Disagrees != "" {
		say("Disagrees", d.Disagrees+"; the answer names that status and takes its place")
	}
	if put != nil {
		say("Put in", strings.Join(put, ", "))
	}
	body := strings.Join(lines, "\n")
	return blockBegin + "\n" + body + "\n" + sealOf(body)
}

func approval(a *Answer) string {
	text := a.By
	if text == "" {
		text = "no approver on record"
	}
	if a.On != "" {
		text += ", " + string(a.On)
	}
	if a.Expires != "" {
		text += ", expires " + string(a.Expires)
	}
	return text
}

// oneLine is s as one line of a block, cut where it would fill the details.
func oneLine(s string) string {
	const most = 500
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(c rune) bool {
		return unicode.IsControl(c) || c == 0xfffe || c == 0xffff || c == '\u2028' || c == '\u2029'
	}), " ")
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return strings.ReplaceAll(s, " :: ", " : : ") // MITRE's converters part results there
}
