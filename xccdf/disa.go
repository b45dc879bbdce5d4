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
	found := false
	for _, f := range []struct {
		tag  string
		text *string
	}{
		{"VulnDiscussion", &d.VulnDiscussion},
		{"FalsePositives", &d.FalsePositives},
		{"FalseNegatives", &d.FalseNegatives},
		{"Documentable", &d.Documentable},
		{"Mitigations", &d.Mitigations},
		{"SeverityOverrideGuidance", &d.SeverityOverrideGuidance},
		{"PotentialImpacts", &d.PotentialImpacts},
		{"ThirdPartyTools", &d.ThirdPartyTools},
		{"MitigationControl", &d.MitigationControl},
		{"Responsibility", &d.Responsibility},
		{"IAControls", &d.IAControls},
	} {
		text, ok := tagText(s, f.tag)
		*f.text = text
		found = found || ok
	}
	if !found {
		d.VulnDiscussion = s
	}
	return d
}

// tagText is the text between the first <tag> and the last </tag> of s.
func tagText(s, tag string) (string, bool) {
	open, end := "<"+tag+">", "</"+tag+">"
	_, rest, ok := strings.Cut(s, open)
	if !ok {
		return "", false
	}
	last := strings.LastIndex(rest, end)
	if last < 0 {
		return "", false
	}
	return strings.ReplaceAll(rest[:last], end+open, ", "), true
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
