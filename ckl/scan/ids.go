package scan

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/result"
)

// The shapes of ids. A rule id may come with or without its ending and revision.
var (
	spaced = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^xccdf_[^_]+_(?:benchmark|group|rule|testresult|profile)_`)
	})
	ruleIDs  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bSV-\d+r\d+(?:_rule)?\b`) })
	vulnIDs  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bV-\d+\b`) })
	stigIDs  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b[A-Z0-9]{2,}(?:-[A-Z0-9]+)+-\d{3,}\b`) })
	cciIDs   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bCCI-\d{6}\b`) })
	sccKey   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|\s)(\w+):--:`) })
	bareRule = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^SV-\d+(?:r\d+)?$`) })
)

// Bare is an id of a benchmark, group or rule without the prefix that XCCDF 1.2
// demands, whoever gave it: xccdf_mil.disa.stig_rule_SV-1r1_rule is SV-1r1_rule.
// A leading "#", as in references, is left out too.
func Bare(id string) string {
	id = strings.TrimPrefix(strings.TrimSpace(id), "#")
	if !strings.HasPrefix(id, "xccdf_") { // spaced does not match: asked of every id there is
		return id
	}
	return id[len(spaced().FindString(id)):]
}

// manual reads the pairs SCC writes into rear-matter for the checklist of the manual
// STIG: "stigid:--:MOZ_Firefox_STIG title:--:Mozilla Firefox ...".
func manual(s string) Manual {
	var m Manual
	fields := map[string]*string{"stigid": &m.STIGID, "version": &m.Version, "releaseinfo": &m.ReleaseInfo, "title": &m.Title,
		"filename": &m.FileName, "source": &m.Source, "classification": &m.Classification, "description": &m.Description}
	at := sccKey().FindAllStringSubmatchIndex(s, 100)
	for i, p := range at {
		end := len(s)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		if field := fields[s[p[2]:p[3]]]; field != nil && *field == "" {
			*field = strings.Join(strings.Fields(s[p[1]:end]), " ")
		}
	}
	return m
}

// RuleID is an idref as a rule id of a checklist, with its _rule ending where DISA
// has one: SV-1r1, xccdf_mil.disa.stig_rule_SV-1r1 and SV-1r1_rule are SV-1r1_rule.
func RuleID(idref string) string {
	id := Bare(idref)
	if !strings.HasSuffix(id, "_rule") && bareRule().MatchString(id) {
		return id + "_rule"
	}
	return id
}

// Revisionless is a rule id up to its revision: SV-230221 of SV-230221r858734_rule;
// "" of an id of another shape.
func Revisionless(ruleID string) string {
	if n := plainRule(ruleID); n > 0 {
		return ruleID[:n]
	}
	if !ruleIDs().MatchString(ruleID) {
		return ""
	}
	return ruleID[:strings.IndexByte(ruleID, 'r')]
}

// plainRule is where the revision begins of an id that is SV-1r1_rule and nothing else,
// as nearly all are; 0 of another, which ruleIDs is asked about.
func plainRule(id string) int {
	id, ok := strings.CutSuffix(id, "_rule")
	number, revision, cut := strings.Cut(strings.TrimPrefix(id, "SV-"), "r")
	if !ok || !cut || !strings.HasPrefix(id, "SV-") || !digits(number) || !digits(revision) {
		return 0
	}
	return len("SV-") + len(number)
}

// digits reports whether s is ASCII digits, at least one.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// ids sorts what names the check into RuleID, VulnID and STIGID. The IDRef of a
// Nessus check is prose and not taken for an id.
func (k *Check) ids(kind Kind) {
	if k.RuleID == "" && kind != Nessus {
		k.RuleID = RuleID(k.IDRef)
	}
	k.VulnID = Bare(k.VulnID)
	k.STIGID = strings.TrimSpace(k.STIGID)
	slices.Sort(k.Also)
	k.Also = slices.Compact(k.Also)
}

// statusOf is the status of an XCCDF result word (checklist-formats 4.2). Only the
// four verdicts are performed checks.
func statusOf(word string) (s result.Status, performed, known bool) {
	switch word {
	case "pass", "fixed":
		return result.NotAFinding, true, true
	case "fail":
		return result.Open, true, true
	case "notapplicable":
		return result.NotApplicable, true, true
	case "notchecked", "notselected", "informational", "error", "unknown":
		return result.NotReviewed, false, true
	}
	return result.NotReviewed, false, false
}

// addIP adds an address, without the length of its network and without loopback
// and link-local ones, which say nothing about who the asset is.
func (a *Asset) addIP(s string) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "/")
	ip, err := netip.ParseAddr(s)
	if err != nil || ip.IsLoopback() || ip.IsLinkLocalUnicast() || len(a.IPs) >= maxList || slices.Contains(a.IPs, s) {
		return
	}
	a.IPs = append(a.IPs, s)
}

func (a *Asset) addMAC(s string) {
	s = strings.TrimSpace(s)
	if s == "" || s == "00:00:00:00:00:00" || len(a.MACs) >= maxList || slices.Contains(a.MACs, s) {
		return
	}
	a.MACs = append(a.MACs, s)
}

// fill takes from b what a lacks.
func (a *Asset) fill(b Asset) {
	for _, f := range []struct {
		have *string
		want string
	}{
		{&a.HostName, b.HostName}, {&a.FQDN, b.FQDN}, {&a.Role, b.Role}, {&a.Type, b.Type}, {&a.Marking, b.Marking},
		{&a.TechArea, b.TechArea}, {&a.Comment, b.Comment}, {&a.WebSite, b.WebSite}, {&a.WebInst, b.WebInst},
	} {
		if *f.have == "" {
			*f.have = f.want
		}
	}
	for _, ip := range b.IPs {
		a.addIP(ip)
	}
	for _, mac := range b.MACs {
		a.addMAC(mac)
	}
}

func tokens(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(", ;\t\r\n", r) })
}
