package xccdf

import (
	"fmt"
	"strings"
)

// Discussion is what DISA writes into the description of a Rule: eleven tags that
// look like XML and are not, each field the text of one, verbatim.
type Discussion struct {
	VulnDiscussion           string
	FalsePositives           string
	FalseNegatives           string
	Documentable             string // "true" or "false"
	Mitigations              string
	SeverityOverrideGuidance string
	PotentialImpacts         string
	ThirdPartyTools          string
	MitigationControl        string
	Responsibility           string
	IAControls               string
}

// Discussion is the description of r taken apart.
func (r *Rule) Discussion() Discussion { return ParseDiscussion(r.Description.String()) }

// ParseDiscussion takes a decoded description apart. Of each tag it is the text from
// the first <Tag> to the last </Tag>: bare "<" and "&" stand in 1,347 published
// rules, so nothing is decoded a second time. A repeated tag gives its texts joined
// by ", ". A description without any of the tags is all VulnDiscussion.
func ParseDiscussion(s string) Discussion {
	var d Discussion
	places := tagPlaces(s)
	found := false
	for i, text := range [...]*string{&d.VulnDiscussion, &d.FalsePositives, &d.FalseNegatives, &d.Documentable, &d.Mitigations,
		&d.SeverityOverrideGuidance, &d.PotentialImpacts, &d.ThirdPartyTools, &d.MitigationControl, &d.Responsibility, &d.IAControls} {
		if p := &places[i]; p.ends > 0 {
			*text, found = s[p.from:p.to], true
			if p.ends > 1 {
				tag := discussionTag(i)
				*text = strings.ReplaceAll(*text, "</"+tag+"><"+tag+">", ", ")
			}
		}
	}
	if !found {
		d.VulnDiscussion = s
	}
	return d
}

const discussionTags = 11

// discussionTag is the tag of field i of a Discussion.
func discussionTag(i int) string {
	return [discussionTags]string{"VulnDiscussion", "FalsePositives", "FalseNegatives", "Documentable", "Mitigations",
		"SeverityOverrideGuidance", "PotentialImpacts", "ThirdPartyTools", "MitigationControl", "Responsibility", "IAControls"}[i]
}

// tagPlace is where the text of a tag stands: from the end of the first start tag to the
// last end tag behind it.
type tagPlace struct {
	open     bool
	from, to int
	ends     int // end tags behind the first start tag; 0 when there is no text
}

// tagPlaces finds the tags in one pass: a library has a hundred thousand descriptions.
func tagPlaces(s string) (places [discussionTags]tagPlace) {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return places
		}
		begin := at + i
		at = begin + 1
		end := at < len(s) && s[at] == '/'
		if end {
			at++
		}
		n := tagNumber(s[at:])
		if n < 0 {
			continue
		}
		p := &places[n]
		at += len(discussionTag(n)) + len(">")
		switch {
		case !end && !p.open:
			p.open, p.from = true, at
		case end && p.open:
			p.to = begin
			p.ends++
		}
	}
}

// tagNumber is the field whose tag stands, with a >, at the start of s; -1 for none.
func tagNumber(s string) int {
	const longest = len("SeverityOverrideGuidance")
	n := strings.IndexByte(s[:min(len(s), longest+1)], '>')
	if n < 0 {
		return -1
	}
	switch s[:n] {
	case "VulnDiscussion":
		return 0
	case "FalsePositives":
		return 1
	case "FalseNegatives":
		return 2
	case "Documentable":
		return 3
	case "Mitigations":
		return 4
	case "SeverityOverrideGuidance":
		return 5
	case "PotentialImpacts":
		return 6
	case "ThirdPartyTools":
		return 7
	case "MitigationControl":
		return 8
	case "Responsibility":
		return 9
	case "IAControls":
		return 10
	}
	return -1
}

// Release is the release of a benchmark, from its plain-text release-info.
type Release struct {
	Release string // text, for there are "1", "0.1" and "1.18"; "" when unreadable
	Date    string // yyyy-mm-dd; "" when unreadable
}

// ReleaseInfo is the text of the plain-text release-info, wherever it stands; "" when there is none.
func (b *Benchmark) ReleaseInfo() string { return b.PlainTextByID("release-info").String() }

// ParseRelease reads a release-info such as "Release: 1 Benchmark Date: 24 Jul 2024".
func ParseRelease(s string) Release {
	var r Release
	words := strings.Fields(s)
	for i, w := range words {
		rest := words[i+1:]
		switch {
		case strings.EqualFold(w, "Release:") && len(rest) > 0 && !strings.EqualFold(rest[0], "Benchmark"):
			r.Release = rest[0]
		case strings.EqualFold(w, "Date:") && len(rest) >= 3:
			r.Date = isoDate(rest[0], rest[1], rest[2])
		}
	}
	return r
}

// isoDate is a date such as 24 July 2024 as 2024-07-24, "" when it is none.
func isoDate(day, month, year string) string {
	d, y := number(day, 2), number(strings.TrimSuffix(year, "."), 4)
	m := monthNumber(strings.TrimRight(month, ".,"))
	if m == 0 || len(year) < 4 || y < 1 || d < 1 || d > daysIn(m, y) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// number is a number of at most digits digits, -1 when s is none.
func number(s string, digits int) int {
	if s == "" || len(s) > digits {
		return -1
	}
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// monthNumber is 1 to 12 for a month's name or its first three letters or more, else 0.
func monthNumber(s string) int {
	s = strings.ToLower(s)
	if len(s) < 3 {
		return 0
	}
	for i, name := range [...]string{"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december"} {
		if strings.HasPrefix(name, s) {
			return i + 1
		}
	}
	return 0
}

func daysIn(month, year int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
