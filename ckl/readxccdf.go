package ckl

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

// ReadXCCDF reads XCCDF results, an asset report or a .nessus file as one
// checklist for each evaluation in it. Rows come from the benchmark in the file
// where it has one with rules, else from the results alone. To put results into a
// checklist that people have worked on, see Merge.
func ReadXCCDF(name string, data []byte) ([]*Checklist, diag.List, error) {
	sets, problems, err := scan.Read(name, data)
	if err != nil {
		return nil, nil, err
	}
	var b *benchmark.Benchmark
	if doc, err := xccdf.Read(name, data); err == nil { // ARF, bare and Nessus results hold none
		b = benchmark.New(doc)
	}
	out := make([]*Checklist, len(sets))
	for i, s := range sets {
		out[i] = FromScan(s, b)
	}
	return out, problems, nil
}

// FromScan is the results s as a checklist; b gives texts and rows, and may be nil.
func FromScan(s *scan.Set, b *benchmark.Benchmark) *Checklist {
	c := &Checklist{Mode: 1, HasPath: true, Asset: assetOf(s.Asset)}
	c.Asset.defaults()
	var stig *Stig
	if b != nil && len(b.Items) > 0 && (b.ID == s.Benchmark.ID || s.Benchmark.ID == "") {
		stig = NewForm(b).stig(&c.Asset)
		for _, r := range stig.Rows {
			r.RuleIDSrc, r.GroupIDSrc, r.GroupTree = "", "", nil // checklists have bare ids
		}
		if s.Product == ourProduct {
			stig.FileName, stig.Classification = "", ""
		}
	} else {
		stig = &Stig{ID: s.Benchmark.ID, Title: s.Benchmark.Title, Version: s.Benchmark.Version, ReleaseInfo: s.Benchmark.ReleaseInfo}
	}
	stig.manual(s.Benchmark.Manual)
	stig.plainVersion(b)
	rows := newRowIndex(stig)
	for i := range s.Checks {
		k := &s.Checks[i]
		row := rows.find(k)
		if row == nil {
			row = rowOf(k)
			stig.Rows = append(stig.Rows, row)
			rows.add(row)
		}
		row.take(k, rows.taken[row])
		rows.taken[row] = true
	}
	stig.UUID = stigUUID(&c.Asset, stig)
	stig.Size = max(stig.Size, len(stig.Rows))
	pointer := stigRowUUID(&c.Asset, stig)
	for i, r := range stig.Rows {
		r.STIGRef, r.STIGUUID, r.UUID = stig.reference(), pointer, rowUUID(&c.Asset, stig, i)
	}
	c.add(stig)
	return c
}

// ourProduct is our own name in test-system.
const ourProduct = "stigwright"

// manual: SCC's content has an id, version and release of its own, and says which
// STIG a checklist of its results is of.
func (s *Stig) manual(m scan.Manual) {
	if m.STIGID == "" {
		return
	}
	s.ID = m.STIGID
	for _, f := range []struct {
		field *string
		value string
	}{
		{&s.Title, m.Title}, {&s.Version, m.Version}, {&s.ReleaseInfo, m.ReleaseInfo}, {&s.FileName, m.FileName},
		{&s.Source, m.Source}, {&s.Classification, m.Classification}, {&s.Description, m.Description},
	} {
		*f.field = either(f.value, *f.field)
	}
}

var versionRelease = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^V(\d+)R(\S+)$`) })

// plainVersion: STIG Manager and Evaluate-STIG write version V2R9 into results,
// where a checklist has version 2 and a release info. Its date is that of the
// benchmark's status; STIG Manager wants something behind the release.
func (s *Stig) plainVersion(b *benchmark.Benchmark) {
	m := versionRelease().FindStringSubmatch(s.Version)
	if m == nil {
		return
	}
	s.Version = m[1]
	if s.ReleaseInfo != "" {
		return
	}
	s.ReleaseInfo = "Release: " + m[2]
	if b == nil || len(b.Doc.Status) == 0 {
		return
	}
	if day, err := time.Parse(time.DateOnly, b.Doc.Status[0].Date.String()); err == nil {
		s.ReleaseInfo += " Benchmark Date: " + day.Format("02 Jan 2006")
	}
}

func assetOf(a scan.Asset) Asset {
	return Asset{
		Role: a.Role, Type: a.Type, Marking: a.Marking, HostName: a.HostName, HostFQDN: a.FQDN,
		HostIP: cmp.Or(a.IPText, strings.Join(a.IPs, ", ")), HostMAC: cmp.Or(a.MACText, strings.Join(a.MACs, ", ")),
		TargetComment: a.Comment, TechArea: a.TechArea, TargetKey: a.TargetKey, HostGUID: a.GUID, STIGGUID: a.STIGGUID,
		WebOrDatabase: a.WebOrDatabase, WebDBSite: a.WebSite, WebDBInstance: a.WebInst,
	}
}

// rowOf is a row of what a result alone says of its rule.
func rowOf(k *scan.Check) *Row {
	return &Row{
		VulnID: k.VulnID, RuleID: k.RuleID, STIGID: k.STIGID, RuleTitle: k.Title, Severity: k.Severity, Weight: k.Weight,
		Class: "Unclass", CCIs: k.CCIs, LegacyIDs: k.LegacyIDs,
	}
}

// take takes the result into an unreviewed row; again says that an earlier result
// of the same rule was taken, and the worse of the two counts.
func (r *Row) take(k *scan.Check, again bool) {
	if !again || k.Status.Worse(r.Status) {
		r.Status = k.Status
	}
	if k.OwnWord != "" {
		r.Status, r.StatusWord = result.NotReviewed, k.OwnWord
	}
	r.FindingDetails = join(r.FindingDetails, k.Text())
	r.Comments = join(r.Comments, k.Comment)
	if k.SeverityOverride != "" || k.SeverityJustification != "" {
		r.SeverityOverride, r.SeverityJustification = k.SeverityOverride, k.SeverityJustification
	}
}

// join is both texts, parted by a blank line; one that the other holds is not repeated.
func join(a, b string) string {
	switch {
	case strings.TrimSpace(b) == "" || holds(a, b):
		return a
	case strings.TrimSpace(a) == "" || holds(b, a):
		return b
	}
	return strings.TrimRight(a, "\r\n") + "\n\n" + b
}

// holds reports whether part stands in text, from the begin of a line to the end of a word,
// so that somebody may have written on: "Compliant." is not in "Not Compliant." Line ends
// are not told apart.
func holds(text, part string) bool {
	text, part = "\n"+strings.ReplaceAll(text, "\r\n", "\n"), "\n"+strings.TrimRight(strings.ReplaceAll(part, "\r\n", "\n"), "\n")
	for {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
		if next, _ := utf8.DecodeRuneInString(text); !unicode.IsLetter(next) && !unicode.IsDigit(next) {
			return true
		}
	}
}
