package ckl

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

// XCCDFOptions is what XCCDF results say beyond the checklist. Nothing is taken
// from the clock: the same checklist and options give the same bytes.
type XCCDFOptions struct {
	Tool  string // version of the program, for test-system
	Start string // start-time, such as 2026-01-02T03:04:05Z; "" is End
	End   string // end-time, which XCCDF 1.2 demands
}

// Namespaces of what stands in check-content: STIG Manager's for detail and
// comment, ours for what neither XCCDF nor STIG Manager has a place for.
const (
	managerSpace = "http://github.com/nuwcdivnpt/stig-manager"
	ownSpace     = "https://github.com/stigwright/stigwright/xccdf"
	dcSpace      = "http://purl.org/dc/elements/1.1/"
	idSpace      = "xccdf_mil.disa.stig_"
)

// WriteXCCDF is c, which holds one STIG, as XCCDF 1.2 results in the form most
// readers take (checklist-formats 4.1): prefix cdf, DISA's ids, a Group and Rule
// for each row with its texts, a TestResult with everything. Finding details stand
// in message, for SCC's readers, and in sm:detail, comments in sm:comment, for
// STIG Manager. Characters XML cannot hold are written as \u and four digits, and
// what XCCDF allows in no id as "_"; Lost lists these.
//
// Errors are several STIGs (see Split), none, one without rows, and times that are none.
func WriteXCCDF(c *Checklist, o XCCDFOptions) ([]byte, error) {
	if len(c.Stigs) != 1 {
		return nil, fmt.Errorf("writing XCCDF results: the checklist holds %d STIGs; want one, split it first", len(c.Stigs))
	}
	if len(c.Stigs[0].Rows) == 0 {
		return nil, fmt.Errorf("writing XCCDF results: %s has no row; want one or more, or no reader takes the file", c.Stigs[0].ID)
	}
	o.Start = cmp.Or(o.Start, o.End)
	for _, t := range []string{o.Start, o.End} {
		if _, err := time.Parse(time.RFC3339, t); err != nil {
			return nil, fmt.Errorf("writing XCCDF results: the time is %q; want one such as 2026-01-02T03:04:05Z", t)
		}
	}
	w := &resultsWriter{newXMLWriter("  "), c, c.Stigs[0], o}
	w.document()
	data, err := w.Bytes()
	if err != nil {
		return nil, fmt.Errorf("writing XCCDF results: %w", err)
	}
	return append(data, '\n'), nil
}

type resultsWriter struct {
	*xmlWriter
	c    *Checklist
	stig *Stig
	o    XCCDFOptions
}

// text writes an element that is left out when it would be empty.
func (w *resultsWriter) text(name, text string, attrs ...xmlio.Pair) {
	if text != "" {
		w.Element(name, visible(text), attrs...)
	}
}

func (w *resultsWriter) document() {
	s := w.stig
	w.Declaration()
	w.StartElement("cdf:Benchmark", xmlio.Pair{Name: "xmlns:cdf", Value: xccdf.Namespace12}, xmlio.Pair{Name: "xmlns:dc", Value: dcSpace},
		xmlio.Pair{Name: "xmlns:sm", Value: managerSpace}, xmlio.Pair{Name: "xmlns:sw", Value: ownSpace},
		xmlio.Pair{Name: "id", Value: w.benchmarkID()}, xmlio.Pair{Name: "resolved", Value: "1"})
	info := xccdf.ParseRelease(s.ReleaseInfo)
	w.Element("cdf:status", "accepted", present("date", info.Date)...)
	w.Element("cdf:title", s.Title)
	w.text("cdf:description", s.Description)
	if s.Notice != "" {
		w.Element("cdf:notice", "", xmlio.Pair{Name: "id", Value: ncName(s.Notice)})
	}
	if s.Source != "" {
		w.StartElement("cdf:reference", xmlio.Pair{Name: "href", Value: "https://cyber.mil"})
		w.Element("dc:source", s.Source)
		w.EndElement()
	}
	w.text("cdf:plain-text", s.ReleaseInfo, xmlio.Pair{Name: "id", Value: "release-info"})
	w.Element("cdf:version", s.Version)
	w.groups()
	w.testResult()
	w.EndElement()
}

// present is an attribute, or none when it would be empty.
func present(name, value string) []xmlio.Pair {
	if value == "" {
		return nil
	}
	return []xmlio.Pair{{Name: name, Value: value}}
}

func (w *resultsWriter) benchmarkID() string { return idSpace + "benchmark_" + ncName(w.stig.ID) }

var notNameChar = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9._-]`) })

// ncName is s as the end of an id, which XCCDF 1.2 makes an NCName.
func ncName(s string) string { return cmp.Or(notNameChar().ReplaceAllString(s, "_"), "_") }

// ruleRef is the id of the rule of row i: ids are keys, so a second rule of one id
// gets a number.
func (w *resultsWriter) ruleRefs() []string {
	seen := map[string]int{}
	refs := make([]string, len(w.stig.Rows))
	for i, r := range w.stig.Rows {
		id := idSpace + "rule_" + ncName(cmp.Or(r.RuleID, "row_"+strconv.Itoa(i+1)))
		if seen[id]++; seen[id] > 1 {
			id += fmt.Sprintf("_%d", seen[id])
		}
		refs[i] = id
	}
	return refs
}

// groups writes a Group for each run of rows of one group.
func (w *resultsWriter) groups() {
	rows := w.stig.Rows
	refs := w.ruleRefs()
	seen := map[string]int{}
	for i := 0; i < len(rows); {
		n := i + 1
		for n < len(rows) && rows[n].VulnID == rows[i].VulnID && rows[n].GroupTitle == rows[i].GroupTitle {
			n++
		}
		id := idSpace + "group_" + ncName(cmp.Or(rows[i].VulnID, "row_"+strconv.Itoa(i+1)))
		if seen[id]++; seen[id] > 1 {
			id += fmt.Sprintf("_%d", seen[id])
		}
		w.StartElement("cdf:Group", xmlio.Pair{Name: "id", Value: id})
		w.Element("cdf:title", rows[i].GroupTitle)
		for ; i < n; i++ {
			w.rule(rows[i], refs[i])
		}
		w.EndElement()
	}
}

func (w *resultsWriter) rule(r *Row, id string) {
	attrs := append([]xmlio.Pair{{Name: "id", Value: id}}, present("weight", weight(r))...)
	w.StartElement("cdf:Rule", append(attrs, present("severity", xccdfSeverity(r.Severity))...)...)
	w.text("cdf:version", r.STIGID)
	w.Element("cdf:title", r.RuleTitle)
	w.text("cdf:description", r.description())
	if r.TargetKey != "" {
		w.StartElement("cdf:reference")
		w.Element("dc:identifier", r.TargetKey)
		w.EndElement()
	}
	w.idents(r)
	w.text("cdf:fixtext", r.Fix)
	w.StartElement("cdf:check", xmlio.Pair{Name: "system", Value: "C-" + ncName(r.VulnID)})
	if r.CheckRef != "" || r.CheckHref != "" {
		w.Element("cdf:check-content-ref", "", append(present("name", visible(r.CheckRef)), xmlio.Pair{Name: "href", Value: visible(r.CheckHref)})...)
	}
	w.text("cdf:check-content", r.Check)
	w.EndElement()
	w.EndElement()
}

func (w *resultsWriter) idents(r *Row) {
	for _, id := range r.LegacyIDs {
		w.element2("cdf:ident", id, "http://cyber.mil/legacy")
	}
	for _, id := range r.CCIs {
		w.element2("cdf:ident", id, "http://cyber.mil/cci")
	}
}

func (w *resultsWriter) element2(name, text, system string) {
	w.Element(name, visible(text), xmlio.Pair{Name: "system", Value: system})
}

// weight is the weight of r where XCCDF takes it: a decimal that is not negative.
func weight(r *Row) string {
	if f, err := strconv.ParseFloat(r.Weight, 64); err != nil || f < 0 || strings.ContainsAny(r.Weight, "eExXnNiI_+") {
		return ""
	}
	return r.Weight
}

func xccdfSeverity(s string) string {
	if !xccdf.KnownSeverity(s) {
		return ""
	}
	return s
}

// description is the eleven tags DISA writes into the description of a rule.
func (r *Row) description() string {
	var b strings.Builder
	for _, d := range r.discussion() {
		b.WriteString("<" + d.tag + ">" + d.text + "</" + d.tag + ">")
	}
	return b.String()
}

type tagged struct{ tag, text string }

func (r *Row) discussion() []tagged {
	return []tagged{
		{"VulnDiscussion", r.Discussion}, {"FalsePositives", r.FalsePositives}, {"FalseNegatives", r.FalseNegatives},
		{"Documentable", r.Documentable}, {"Mitigations", r.Mitigations}, {"SeverityOverrideGuidance", r.SeverityOverrideGuidance},
		{"PotentialImpacts", r.PotentialImpacts}, {"ThirdPartyTools", r.ThirdPartyTools}, {"MitigationControl", r.MitigationControl},
		{"Responsibility", r.Responsibility}, {"IAControls", r.IAControls},
	}
}

func (w *resultsWriter) testResult() {
	w.StartElement("cdf:TestResult", xmlio.Pair{Name: "id", Value: "xccdf_com.github.stigwright_testresult_" + ncName(w.c.name())},
		xmlio.Pair{Name: "start-time", Value: w.o.Start}, xmlio.Pair{Name: "end-time", Value: w.o.End},
		xmlio.Pair{Name: "test-system", Value: "cpe:/a:stigwright:stigwright:" + ncName(w.o.Tool)}, xmlio.Pair{Name: "version", Value: visible(w.stig.Version)})
	w.Element("cdf:benchmark", "", xmlio.Pair{Name: "href", Value: "#" + w.benchmarkID()}, xmlio.Pair{Name: "id", Value: w.benchmarkID()})
	w.Element("cdf:target", w.c.Asset.HostName)
	for _, ip := range tokens(w.c.Asset.HostIP) {
		w.Element("cdf:target-address", ip)
	}
	w.facts()
	refs := w.ruleRefs()
	for i, r := range w.stig.Rows {
		w.ruleResult(r, refs[i])
	}
	w.score()
	w.EndElement()
}

// facts writes what is known of the asset under the names SCC and STIG Manager
// read, and the texts of the checklist under names of our own.
func (w *resultsWriter) facts() {
	const scc, manager, own = "urn:scap:fact:asset:identifier:", "tag:stig-manager@users.noreply.github.com,2020:asset:", "urn:stigwright:fact:asset:"
	a := w.c.Asset
	a.defaults()
	w.StartElement("cdf:target-facts")
	fact := func(name, value string) {
		w.text("cdf:fact", value, xmlio.Pair{Name: "name", Value: name}, xmlio.Pair{Name: "type", Value: "string"})
	}
	fact(scc+"host_name", a.HostName)
	fact(scc+"fqdn", a.HostFQDN)
	for _, ip := range tokens(a.HostIP) {
		if isIP(ip) && strings.Contains(ip, ":") {
			fact(scc+"ipv6", ip)
		} else {
			fact(scc+"ipv4", ip)
		}
	}
	for _, mac := range tokens(a.HostMAC) {
		fact(scc+"mac", mac)
	}
	fact(scc+"role", a.Role)
	fact(manager+"name", a.HostName)
	fact(manager+"fqdn", a.HostFQDN)
	fact(manager+"ip", a.HostIP)
	fact(manager+"mac", a.HostMAC)
	fact(manager+"description", a.TargetComment)
	fact(manager+"noncomputing", strconv.FormatBool(a.Type == "Non-Computing"))
	fact(own+"asset_type", a.Type)
	fact(own+"ip_text", a.HostIP)
	fact(own+"mac_text", a.HostMAC)
	fact(own+"marking", a.Marking)
	fact(own+"tech_area", a.TechArea)
	fact(own+"target_key", a.TargetKey)
	fact(own+"guid", a.HostGUID)
	fact(own+"stig_guid", a.STIGGUID)
	fact(own+"webordatabase", strconv.FormatBool(a.WebOrDatabase))
	fact(own+"site", a.WebDBSite)
	fact(own+"instance", a.WebDBInstance)
	w.EndElement()
}

// resultWord is the result of a row (checklist-formats 4.2).
func (r *Row) resultWord() string {
	switch {
	case r.StatusWord != "":
		return "unknown"
	case r.Status == result.NotAFinding:
		return "pass"
	case r.Status == result.Open:
		return "fail"
	case r.Status == result.NotApplicable:
		return "notapplicable"
	default:
		return "notchecked"
	}
}

func (w *resultsWriter) ruleResult(r *Row, ref string) {
	attrs := []xmlio.Pair{{Name: "idref", Value: ref}, {Name: "time", Value: w.o.End}}
	attrs = append(attrs, present("severity", xccdfSeverity(either(r.SeverityOverride, r.Severity)))...)
	attrs = append(attrs, present("weight", weight(r))...)
	w.StartElement("cdf:rule-result", append(attrs, present("version", visible(r.STIGID))...)...)
	w.Element("cdf:result", r.resultWord())
	w.idents(r)
	w.text("cdf:message", r.FindingDetails, xmlio.Pair{Name: "severity", Value: "info"})
	w.StartElement("cdf:check", xmlio.Pair{Name: "system", Value: "stigwright"})
	w.StartElement("cdf:check-content")
	w.text("sm:detail", r.FindingDetails)
	w.text("sm:comment", r.Comments)
	if r.SeverityOverride != "" || r.SeverityJustification != "" {
		w.Element("sw:severity-override", visible(r.SeverityJustification), xmlio.Pair{Name: "severity", Value: visible(r.SeverityOverride)})
	}
	w.text("sw:status-word", r.StatusWord)
	w.EndElement()
	w.EndElement()
	w.EndElement()
}

// score is that of the flat unweighted model (XCCDF 1.2, section 7.3): of the rules
// that came to pass, fail, error or unknown, those that passed.
func (w *resultsWriter) score() {
	passed, of := 0, 0
	for _, r := range w.stig.Rows {
		switch r.resultWord() {
		case "pass":
			passed++
			of++
		case "fail", "unknown":
			of++
		}
	}
	w.Element("cdf:score", strconv.Itoa(passed), xmlio.Pair{Name: "system", Value: "urn:xccdf:scoring:flat-unweighted"}, xmlio.Pair{Name: "maximum", Value: strconv.Itoa(max(of, 1))})
}
