// Package ckl holds checklists: one model for both file formats, the two codecs,
// new checklists from benchmarks, and what is done with checklists as data.
//
//   - Apply puts our own evaluation into a checklist that people have worked on;
//     Merge puts scans and other checklists into it, with a base three ways.
//   - Splice changes single fields of somebody else's file and no other byte.
//   - Convert goes to the other format, XCCDF results, CSV and JSON lines; what the
//     target cannot hold is listed, and kept in a sidecar for Restore.
//   - Diff compares two states of an asset; Text and MergeFiles serve git.
//
// The formats are DISA's .ckl (STIG Viewer 2, checklist XSD 2.5) and .cklb (STIG
// Viewer 3, CKLB JSON schema 1.0 and the keys STIG Viewer 3 itself adds). Readers
// are tolerant, because files of a dozen programs are in the field; what they
// could not take literally comes back as a list of problems with their places.
// Writers are exact: the same checklist gives the same bytes.
//
//	c, problems, err := ckl.Read("node1.ckl", data)
//	report, err := ckl.Apply(c, asset, judgements)
//	out, err := ckl.Write(c, ckl.CKL, "1.0.0")
//	err = ckl.Replace("node1.ckl", out)
//
// What a reader does not know (elements, keys, comments) is kept with its place
// and written back. A word a person wrote is never changed or dropped. What one
// format cannot hold of the other is listed by Lost, not dropped in silence.
//
// The package judges nothing and reads no clock and no chance. Carrying answers over
// to another release of a benchmark is what package release does with Review and
// TakeReview.
package ckl

import "github.com/stigwright/stigwright/result"

// Format is a checklist file format. The zero value is no format.
type Format uint8

// The two formats of checklists, and those a checklist can be converted to.
const (
	CKL   Format = iota + 1 // XML, STIG Viewer 2
	CKLB                    // JSON, STIG Viewer 3
	XCCDF                   // XCCDF 1.2 results
	CSV                     // one line a row, RFC 4180
	JSONL                   // one JSON object a row and line
)

// String is the extension of a file in f without its dot, "" for no format.
func (f Format) String() string {
	switch f {
	case CKL:
		return "ckl"
	case CKLB:
		return "cklb"
	case XCCDF:
		return "xml"
	case CSV:
		return "csv"
	case JSONL:
		return "jsonl"
	default:
		return ""
	}
}

// Checklist is one file: an asset and the STIGs it was held against.
type Checklist struct {
	Title string // .cklb title: the name it was last saved under; "" is derived from asset and STIGs on writing
	ID    string // .cklb id: a UUID; "" is derived from identity on writing
	// Active, Mode and HasPath are STIG Viewer 3's own; false, 1 and true in what
	// New and the .ckl reader give.
	Active  bool
	Mode    int
	HasPath bool
	Asset   Asset
	Stigs   []*Stig // in file order
	Extra   []Extra // parents: "prolog", "CHECKLIST", "STIGS", "epilog"; of a .cklb: "" (the root object)
}

// Asset is the target: the children of ASSET in a .ckl, target_data in a .cklb.
// Text as the file has it; "" when absent.
type Asset struct {
	Role          string // None, Workstation, Member Server or Domain Controller; "" reads and writes as None
	Type          string // Computing or Non-Computing; "" reads and writes as Computing
	Marking       string // such as CUI; .cklb classification
	HostName      string
	HostIP        string // several are separated by newline, blank or comma
	HostMAC       string // likewise
	HostGUID      string // .ckl alone, deprecated, written only when set
	HostFQDN      string
	TargetComment string // .cklb comments
	TechArea      string // one of TechAreas, or ""
	TargetKey     string // .ckl alone: the DPMS target identifier of the first STIG
	STIGGUID      string // .ckl alone, written only when set
	WebOrDatabase bool
	WebDBSite     string
	WebDBInstance string
	Extra         []Extra // parent "ASSET"; of a .cklb: ""
}

// Stig is one STIG of a checklist: iSTIG in a .ckl, an entry of stigs in a .cklb.
type Stig struct {
	ID             string // SI stigid, stig_id: the benchmark id
	Title          string
	DisplayName    string // .cklb alone; "" is derived from Title on writing
	Version        string // text of the benchmark's version element: "2"
	ReleaseInfo    string // such as "Release: 1 Benchmark Date: 24 Jul 2024"
	Classification string // SI classification: UNCLASSIFIED, CUI; .ckl alone
	CustomName     string // .ckl alone
	Description    string // .ckl alone
	FileName       string // .ckl alone: base name of the XCCDF file
	Notice         string // .ckl alone: id of the notice
	Source         string // .ckl alone
	UUID           string // lower case
	TargetKey      string // .cklb reference_identifier: the target identifier of the first rule
	Size           int    // .cklb size: rules in the source STIG, never less than rows; 0 is len(Rows) on writing
	Rows           []*Row // in file order
	Extra          []Extra
	// parents of Extra: "STIGS" (before this iSTIG), "iSTIG", "STIG_INFO"; of a .cklb: ""
}

// Row is one rule of a STIG: VULN in a .ckl, an entry of rules in a .cklb. Its
// texts are the benchmark's, verbatim; its last five fields are the review.
type Row struct {
	VulnID                   string // Vuln_Num, group_id: the group id
	Severity                 string // the benchmark's word; a .cklb knows unknown, low, medium and high alone
	GroupTitle               string // the SRG id: Group_Title, srg_id
	RuleID                   string // with its _rule ending: Rule_ID, rule_id_src
	STIGID                   string // Rule_Ver, rule_version
	RuleTitle                string
	Discussion               string
	IAControls               string
	Check                    string
	Fix                      string
	FalsePositives           string
	FalseNegatives           string
	Documentable             string // "true" or "false"
	Mitigations              string
	PotentialImpacts         string
	ThirdPartyTools          string
	MitigationControl        string
	Responsibility           string
	SeverityOverrideGuidance string // Security_Override_Guidance: the attribute really is spelled so
	CheckRef                 string // name of check-content-ref: "M"
	CheckHref                string // .cklb alone: its href
	Weight                   string // "10.0"
	Class                    string // Unclass; a .cklb says Unclassified
	STIGRef                  string // "<title> :: Version <n>, <release info>"
	TargetKey                string // reference_identifier
	STIGUUID                 string // .ckl: one per iSTIG, other than its uuid in STIG Viewer's files; .cklb stig_uuid
	LegacyIDs                []string
	CCIs                     []string

	GroupIDSrc string  // .cklb alone: the group id with its prefix; "" when it is VulnID
	RuleIDSrc  string  // .cklb alone: the rule id with its prefix; "" when it is RuleID
	ListTitle  string  // .cklb alone: group_title when it is not the rule title
	GroupTree  []Group // .cklb alone, outermost first; nil when it is the one group VulnID, GroupTitle without a description
	UUID       string  // .cklb alone; "" is derived from identity on writing

	Status                result.Status
	StatusWord            string // the file's word when it is none of the four; Status is then NotReviewed
	FindingDetails        string
	Comments              string
	SeverityOverride      string // "", low, medium or high
	SeverityJustification string

	Extra []Extra
	// parents of Extra: "iSTIG" (before this VULN), "VULN"; of a .cklb: "", "check_content_ref", "overrides", "overrides.severity"
}

// Group is a level of a row's group tree, .cklb group_tree.
type Group struct {
	ID, Title, Description string
	Extra                  []Extra
}

// Key knows a row inside its STIG. Rule ids are not unique in two published
// benchmarks and a group can hold three rules, so it takes all three.
type Key struct {
	VulnID, RuleID string
	Position       int // index among the rows of the STIG, from 0
}

// Key is the key of row i of s.
func (s *Stig) Key(i int) Key {
	return Key{s.Rows[i].VulnID, s.Rows[i].RuleID, i}
}

// Extra is something a reader did not know: an element or a comment of a .ckl, a
// key of a .cklb. It is written back where it stood, in its own format alone.
type Extra struct {
	Format Format
	Parent string // the element or object it stands in, as listed at the field that holds it
	After  string // the known sibling it follows; "" when it comes first
	Name   string // element name or key; "" for a comment or processing instruction
	Raw    string // its source: whole element or comment; JSON value, compact
}

// Keep removes the rows keep says no to; Size still tells how many rules the STIG has.
func (s *Stig) Keep(keep func(*Row) bool) {
	s.Size = max(s.Size, len(s.Rows))
	var rows []*Row
	for _, r := range s.Rows {
		if keep(r) {
			rows = append(rows, r)
		}
	}
	s.Rows = rows
}

// Split is one checklist per STIG of c, each with the whole asset. They share
// their STIGs with c. A checklist of one STIG comes back as it is.
func (c *Checklist) Split() []*Checklist {
	if len(c.Stigs) <= 1 {
		return []*Checklist{c}
	}
	out := make([]*Checklist, len(c.Stigs))
	for i, s := range c.Stigs {
		one := *c
		one.Stigs = []*Stig{s}
		one.Title, one.ID = "", "" // those of the whole would name several files alike
		one.Asset.TargetKey = either(either(s.TargetKey, s.ruleTargetKey()), one.Asset.TargetKey)
		out[i] = &one
	}
	return out
}

// Count counts the rows of s by status.
func (s *Stig) Count() result.Counts {
	var n result.Counts
	for _, r := range s.Rows {
		n.Add(r.Status)
	}
	return n
}

// Count counts the rows of c by status.
func (c *Checklist) Count() result.Counts {
	var n result.Counts
	for _, s := range c.Stigs {
		for _, r := range s.Rows {
			n.Add(r.Status)
		}
	}
	return n
}

// Roles, AssetTypes, TechAreas and Overrides are the words DISA's XSD 2.5 allows
// for ROLE, ASSET_TYPE, TECH_AREA and SEVERITY_OVERRIDE.
func Roles() []string {
	return []string{"None", "Workstation", "Member Server", "Domain Controller"}
}

// AssetTypes is the words allowed for ASSET_TYPE.
func AssetTypes() []string { return []string{"Computing", "Non-Computing"} }

// TechAreas is the words allowed for TECH_AREA, which may also be empty. The last
// is an old misspelling, to be read only.
func TechAreas() []string {
	return []string{
		"Application Review", "Boundary Security", "CDS Admin Review", "CDS Technical Review", "Database Review",
		"Domain Name System (DNS)", "Exchange Server", "Host Based System Security (HBSS)", "Internal Network", "Mobility",
		"Releasable Networks (REL)", "Traditional Security", "UNIX OS", "VVOIP Review", "Web Review", "Windows OS",
		"Other Review", "Releaseable Networks (REL)",
	}
}

// Overrides is the words allowed for SEVERITY_OVERRIDE, which may also be empty.
func Overrides() []string { return []string{"low", "medium", "high"} }
