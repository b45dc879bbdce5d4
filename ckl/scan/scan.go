// Package scan reads what scanners report, in one neutral form: XCCDF 1.1 and 1.2
// TestResults, inside a Benchmark or bare, asset reports (ARF 1.1), and the
// compliance results of .nessus files (Nessus v2).
//
//	sets, problems, err := scan.Read("node1-xccdf.xml", data)
//	for _, check := range sets[0].Checks {
//		fmt.Println(check.RuleID, check.Word, check.Status)
//	}
//
// Elements are known by their local names: prefixes and namespaces differ from one
// scanner to the next. What was read is not judged: a result word no document
// defines is kept, is a problem, and counts as Not_Reviewed. Texts are as the file
// has them.
//
// The package knows no checklists; package ckl maps the checks to rows.
package scan

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/result"
)

// Kind is the kind of document a set was read from. The zero value is none.
type Kind uint8

// The kinds.
const (
	XCCDF  Kind = iota + 1 // Benchmark or TestResult
	ARF                    // asset-report-collection
	Nessus                 // NessusClientData_v2
)

// String is the kind in words.
func (k Kind) String() string {
	switch k {
	case XCCDF:
		return "XCCDF results"
	case ARF:
		return "ARF"
	case Nessus:
		return "Nessus compliance results"
	default:
		return "nothing"
	}
}

// Set is the results of one evaluation of one target: a TestResult, or the part of
// a ReportHost that one audit file gave. "" stands for what the file does not say.
type Set struct {
	Kind       Kind
	ID         string // id of the TestResult; the name of the Nessus report
	Start, End string // as the file spells them
	System     string // test-system
	Product    string // of the scanner, from System: scc
	Version    string // of the scanner: 5.8
	Profile    string // id of the profile
	Asset      Asset
	Benchmark  Benchmark
	Checks     []Check // in file order
}

// Asset is the target. Lists hold each address once, loopback ones left out.
type Asset struct {
	HostName, FQDN   string
	IPs, MACs        []string
	Role, Type       string // such as Workstation and Computing
	Marking          string
	TechArea         string
	Comment          string
	TargetKey        string
	WebOrDatabase    bool
	WebSite, WebInst string
	GUID, STIGGUID   string
	IPText, MACText  string // the addresses as a checklist had them, verbatim: written by us alone
}

// Benchmark is what was tested against.
type Benchmark struct {
	ID          string // without prefix: RHEL_9_STIG
	Href        string
	Title       string
	Version     string // text of its version element: "2", "V2R9", "6.3.3"
	ReleaseInfo string // plain-text release-info
	Manual      Manual // the manual STIG the content was made from, where SCC says so
}

// Manual is what SCC says of the STIG that a checklist of its results is of. Its
// zero value is nothing.
type Manual struct {
	STIGID, Title, Version, ReleaseInfo           string
	FileName, Source, Classification, Description string
}

// Check is the result of one rule. A rule that gave several results has several.
type Check struct {
	IDRef  string   // as in the file; the name of a Nessus check
	RuleID string   // SV-230221r858734_rule, without prefix; "" when the file has none
	STIGID string   // the version of the rule: RHEL-08-010000
	VulnID string   // V-230221, the group
	Also   []string // every other id that may name the rule: idents, references

	Word      string // the file's own result word
	Status    result.Status
	Performed bool // the scanner came to a verdict: pass, fail, fixed or notapplicable

	Title, Severity, Weight, Time string
	CCIs, LegacyIDs               []string
	Detail                        string // what was found
	Comment                       string // what a person or an answer file said
	Overrides                     []Override
	Engine                        Engine // of this one result, where the file says it; its zero value is none

	// A severity a person set, with the reason: written by us alone.
	SeverityOverride, SeverityJustification string
	// A checklist's status that is no known word: written by us alone.
	OwnWord string
}

// Override is a change of a result by an auditor or an answer file.
type Override struct{ Time, Authority, Old, New, Remark string }

// Engine is what produced a result: sm:resultEngine of STIG Manager and Evaluate-STIG.
type Engine struct{ Time, Type, Product, Version, Location string }

// Limits of one document. Real ones stay far below: the largest benchmark has
// 1,271 rules and a rule seldom gives more than a few results.
const (
	maxChecks   = 1_000_000
	maxRules    = 100_000
	maxSets     = 10_000
	maxProblems = 50
	maxList     = 1_000 // addresses, facts, idents or overrides of one thing
)

// Text is what the checklist row says of the result: the detail, with the original
// word of a result that has no status of its own in front.
func (k *Check) Text() string {
	switch k.Word {
	case "error", "unknown", "informational", "fixed":
		if k.OwnWord == "" && !strings.Contains(k.Detail, "XCCDF result: "+k.Word) {
			return strings.TrimRight("XCCDF result: "+k.Word+"\n"+k.Detail, "\n")
		}
	}
	return k.Detail
}

// Is reports whether data begins like a document that Read takes.
func Is(data []byte) bool {
	switch xmlio.RootOf(data[:min(len(data), 4096)]) {
	case "TestResult", "asset-report-collection", "NessusClientData_v2":
		return true
	case "Benchmark":
		return hasTestResult(data)
	}
	return false
}

// Read reads every evaluation in data, at least one; name is for messages. The
// problems are what could not be taken literally, in file order, with their places.
func Read(name string, data []byte) ([]*Set, diag.List, error) {
	c, err := xmlio.Parse(name, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	r := &reader{Cursor: c, rules: map[string]*rule{}, assets: map[string]Asset{}, about: map[string][]string{}}
	switch root := c.Local(); root {
	case "Benchmark":
		r.benchmark(XCCDF)
	case "TestResult":
		r.testResult(XCCDF, "")
	case "asset-report-collection":
		r.arf()
	case "NessusClientData_v2":
		r.nessus()
	default:
		return nil, nil, c.Fail(r.otherRoot(root))
	}
	if err := c.End(); err != nil {
		return nil, nil, err
	}
	r.settle()
	if len(r.sets) == 0 {
		return nil, nil, &diag.Error{File: name, Msg: "holds no results; want a TestResult, or a Nessus report with compliance checks", Hint: r.hint}
	}
	return r.sets, r.all(), nil
}

func (r *reader) otherRoot(root string) *diag.Error {
	e := r.Errorf("the root is %q; want Benchmark with TestResult, TestResult, asset-report-collection or NessusClientData_v2", root)
	switch root {
	case "CHECKLIST":
		e.Hint = "this is a checklist; give it where a checklist is wanted"
	case "data-stream-collection":
		e.Hint = "this is SCAP content, not results: scan with it first"
	case "oval_results":
		e.Hint = "these are OVAL results, which name no rules; give the XCCDF results of the same scan"
	case "NessusClientData":
		e.Hint = "this is the first Nessus format; export the scan as .nessus (v2)"
	case "html":
		e.Hint = "this is an HTML report; give the XCCDF results of the same scan"
	}
	return e
}

// reader reads one document.
type reader struct {
	*xmlio.Cursor
	sets   []*Set
	checks int
	hint   string // on why there are no results
	list   diag.List
	more   int

	meta  Benchmark        // of the benchmark met last
	rules map[string]*rule // by idref, of all benchmarks in the document

	// Of an asset report collection:
	assets map[string]Asset
	about  map[string][]string // report id to asset ids
	report []string            // report id of each set
}

// rule is what a Rule of the benchmark says beyond its results.
type rule struct {
	version, vulnID, title, severity, weight string
	also                                     []string
	ccis, legacy                             []string
}

func (r *reader) note(make func() *diag.Error) {
	if len(r.list) == maxProblems {
		r.more++
		return
	}
	r.list = append(r.list, make())
}

func (r *reader) noteHere(hint, format string, args ...any) {
	r.note(func() *diag.Error {
		e := r.Errorf(format, args...)
		e.Hint = hint
		return e
	})
}

func (r *reader) all() diag.List {
	if r.more > 0 {
		r.list = append(r.list, &diag.Error{File: r.File(), Msg: fmt.Sprintf("%d more problems", r.more)})
	}
	return r.list
}

// add appends a set, within the limit.
func (r *reader) add(s *Set, report string) {
	if len(r.sets) >= maxSets {
		r.Fail(r.Errorf("holds more than %d sets of results (maxSets)", maxSets))
		return
	}
	r.sets = append(r.sets, s)
	r.report = append(r.report, report)
}

// check appends a check to s, within the limit.
func (r *reader) check(s *Set, k Check) {
	if r.checks++; r.checks > maxChecks {
		r.Fail(r.Errorf("holds more than %d results (maxChecks)", maxChecks))
		return
	}
	s.Checks = append(s.Checks, k)
}

// room makes room for the checks of the first set, of which a document mostly holds one:
// they are large, and growing copies them. What is said in the document is believed up to
// as many as a benchmark has rules.
func (r *reader) room(s *Set) {
	const most = 1_500
	if len(r.sets) == 1 {
		s.Checks = slices.Grow(s.Checks, min(most, bytes.Count(r.Data(), []byte("rule-result>"))))
	}
}

// settle gives every check what the Rule of its benchmark says, wherever in the
// document it stood, and every set of an asset report its asset.
func (r *reader) settle() {
	for i, s := range r.sets {
		if s.Benchmark.ID == "" {
			s.Benchmark = r.meta
		}
		for j := range s.Checks {
			k := &s.Checks[j]
			if u := r.rules[k.IDRef]; u != nil && s.Kind != Nessus {
				k.complete(u)
			}
			k.ids(s.Kind)
		}
		for _, id := range r.about[r.report[i]] {
			s.Asset.fill(r.assets[id])
		}
	}
}

func (k *Check) complete(u *rule) {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&k.STIGID, u.version)
	fill(&k.VulnID, u.vulnID)
	fill(&k.Title, u.title)
	fill(&k.Severity, u.severity)
	fill(&k.Weight, u.weight)
	k.Also = append(k.Also, u.also...)
	if len(k.CCIs) == 0 {
		k.CCIs = u.ccis
	}
	if len(k.LegacyIDs) == 0 {
		k.LegacyIDs = u.legacy
	}
}
