// Package benchmark opens what DISA publishes, a zip, a library compilation, a folder,
// an XCCDF file or a SCAP data stream, and flattens each benchmark in it to a list of
// items in document order.
//
//	found, err := benchmark.Open(os.DirFS(dir), "U_RHEL_9_STIG_V1R3.zip")
//	for _, b := range found {
//		fmt.Println(b.Label(), len(b.Items))
//	}
//
// Benchmarks are found by their root element, not by their file name. Nothing is
// ever written. A library is taken one part at a time by OpenSource, by as many
// workers as there are processors; Sniff says what any file is.
package benchmark

import (
	"path"
	"strings"

	"github.com/stigwright/stigwright/xccdf"
)

// The words of Benchmark.Classification.
const (
	Unclassified = "UNCLASSIFIED"
	CUI          = "CUI"
)

// Prefixes that SCAP content puts before the ids of DISA's manual benchmarks.
const (
	benchmarkPrefix = "xccdf_mil.disa.stig_benchmark_"
	groupPrefix     = "xccdf_mil.disa.stig_group_"
	rulePrefix      = "xccdf_mil.disa.stig_rule_"
)

// Benchmark is one XCCDF benchmark with what the checklists need of it. Texts are
// verbatim, outer white space included; "" stands for absent ones.
type Benchmark struct {
	Doc            *xccdf.Benchmark
	ID             string // without the prefix xccdf_mil.disa.stig_benchmark_
	Title          string
	Version        string // such as "2"; of a SCAP benchmark what stands before the dot, without zeros
	Release        string // from release-info: text such as "1", "0.1" or "1.18"; of a SCAP benchmark what stands after the dot of its version
	Date           string // from release-info: yyyy-mm-dd, "" when unreadable
	ReleaseInfo    string // text of the plain-text release-info
	FileName       string // base name of the XCCDF file or data stream
	Place          string // its path in the archive or folder, through inner zips as "inner.zip: x.xml"; "" for a file that was given itself
	SHA256         string // of that file as stored, lower-case hex
	Stream         string // id of the data stream; "" outside of one
	Classification string // Unclassified or CUI, from the stylesheet
	NoticeID       string // id of the first notice
	Source         string // dc:source of the first reference
	Description    string
	Items          []Item       // every Rule, in document order
	Content        []Content    // what its checks are written in, as far as it is there
	Dictionaries   []Dictionary // CPE dictionaries of its data stream
}

// Item is one Rule at its place. A Rule that two Groups hold would be two Items.
type Item struct {
	Position int            // index in Benchmark.Items
	Groups   []*xccdf.Group // those around the Rule, outermost first; none for a Rule directly below the Benchmark
	Rule     *xccdf.Rule
}

// New is doc as a Benchmark, without FileName and SHA256.
func New(doc *xccdf.Benchmark) *Benchmark {
	info := doc.ReleaseInfo()
	release := xccdf.ParseRelease(info)
	b := &Benchmark{
		Doc:            doc,
		ID:             strings.TrimPrefix(doc.ID.String(), benchmarkPrefix),
		Title:          doc.Title.String(),
		Version:        doc.Version.Text.String(),
		Release:        release.Release,
		Date:           release.Date,
		ReleaseInfo:    info,
		Classification: classification(doc.Stylesheet.String()),
		Description:    doc.Description.String(),
	}
	if len(doc.Notice) > 0 {
		b.NoticeID = doc.Notice[0].ID.String()
	}
	if len(doc.Reference) > 0 {
		b.Source = doc.Reference[0].Source.String()
	}
	b.scapVersion()
	b.flatten(nil, doc.Children)
	return b
}

// scapVersion takes a version such as "002.009" apart: DISA's SCAP benchmarks have
// version and release in one, and a release-info without a release.
func (b *Benchmark) scapVersion() {
	version, release, ok := strings.Cut(b.Version, ".")
	if !ok || !digits(version) || !digits(release) {
		return
	}
	padded := len(version) == 3 && len(release) == 3
	if padded || b.Release == "" || b.Release == b.Version {
		b.Version, b.Release = unpadded(version), unpadded(release)
	}
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// unpadded is the number s without zeros before it.
func unpadded(s string) string {
	if s = strings.TrimLeft(s, "0"); s == "" {
		return "0"
	}
	return s
}

// classification is what DISA's stylesheet says: STIG_unclass.xsl or STIG_cui.xsl.
// It is the only mark a published benchmark carries.
func classification(stylesheet string) string {
	if strings.EqualFold(path.Base(stylesheet), "STIG_cui.xsl") {
		return CUI
	}
	return Unclassified
}

// flatten adds the Rules of children, which lie in groups, to the items.
func (b *Benchmark) flatten(groups []*xccdf.Group, children []xccdf.Child) {
	for _, ch := range children {
		if ch.Rule != nil {
			b.Items = append(b.Items, Item{Position: len(b.Items), Groups: groups, Rule: ch.Rule})
			continue
		}
		// The list of groups is shared by the items of a group, so it may not be grown in place.
		inner := append(groups[:len(groups):len(groups)], ch.Group)
		b.flatten(inner, ch.Group.Children)
	}
}

// Label is how messages name b: "RHEL_9_STIG V1R3 (24 Apr 2024)", without what is not known.
func (b *Benchmark) Label() string { return b.Head().Label() }

// day is a date yyyy-mm-dd as DISA writes it, "24 Jul 2024".
func day(date string) string {
	if len(date) != len("2024-07-24") {
		return ""
	}
	const months = "JanFebMarAprMayJunJulAugSepOctNovDec"
	m := int(date[5]-'0')*10 + int(date[6]-'0')
	return date[8:] + " " + months[3*m-3:3*m] + " " + date[:4]
}

// Find are the items that id names: by STIG ID, Vuln ID, rule id with or without
// "_rule", or legacy id, whatever the case; none when there is no such item.
func (b *Benchmark) Find(id string) []*Item {
	var list []*Item
	for i := range b.Items {
		if b.Items[i].named(strings.TrimSpace(id)) {
			list = append(list, &b.Items[i])
		}
	}
	return list
}
