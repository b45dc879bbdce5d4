package ckl

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// ruleKey is one key of a .cklb rule: how it is read, and how it is written. read
// and write stand side by side so that they cannot drift apart.
type ruleKey struct {
	name  string
	read  func(*jsonReader, *rule) (met, error)
	write func(*jsonWriter, *rule) // nil for keys that are read only
}

// rule is a row on its way between JSON and the model: the spellings of its ids
// that follow from one another are settled once all keys are read.
type rule struct {
	*Row
	ruleID, ruleIDSrc, groupIDSrc, srg, stigRef string
	stig                                        *Stig
	asset                                       *Asset
	position                                    int
	// STIGQter's keys: rule_fix_txt, potential_impact, severity_override, severity_justification
	fix, impact, severity, reason string
}

func textKey(name string, field func(*rule) *string) ruleKey {
	return ruleKey{name,
		func(d *jsonReader, r *rule) (met, error) { return written, d.into(field(r)) },
		func(w *jsonWriter, r *rule) { w.member(name, *field(r)) },
	}
}

// derivedKey is read into field and written from what value makes of the row.
func derivedKey(name string, field func(*rule) *string, value func(*rule) string) ruleKey {
	return ruleKey{name,
		func(d *jsonReader, r *rule) (met, error) { return written, d.into(field(r)) },
		func(w *jsonWriter, r *rule) { w.member(name, value(r)) },
	}
}

func listKey(name string, field func(*rule) *[]string) ruleKey {
	return ruleKey{name,
		func(d *jsonReader, r *rule) (met, error) { return written, d.texts(field(r)) },
		func(w *jsonWriter, r *rule) { w.texts(name, *field(r)) },
	}
}

// aliasKey is another program's key for a field of ours: read into a place of its
// own, never written.
func aliasKey(name string, field func(*rule) *string) ruleKey {
	return ruleKey{name, func(d *jsonReader, r *rule) (met, error) { return folded, d.into(field(r)) }, nil}
}

// ruleKeys is the keys of a rule in STIG Viewer 3's order (checklist-formats 2.5),
// then those read from other writers (2.7).
var ruleKeys = []ruleKey{
	derivedKey("group_id_src", func(r *rule) *string { return &r.groupIDSrc }, func(r *rule) string { return either(r.GroupIDSrc, r.VulnID) }),
	{"group_tree", readTree, writeTree},
	textKey("group_id", func(r *rule) *string { return &r.VulnID }),
	derivedKey("severity", func(r *rule) *string { return &r.Severity }, func(r *rule) string { return schemaSeverity(r.Severity) }),
	derivedKey("group_title", func(r *rule) *string { return &r.ListTitle }, func(r *rule) string { return either(r.ListTitle, r.RuleTitle) }),
	derivedKey("rule_id_src", func(r *rule) *string { return &r.ruleIDSrc }, func(r *rule) string { return either(r.RuleIDSrc, r.RuleID) }),
	derivedKey("rule_id", func(r *rule) *string { return &r.ruleID }, func(r *rule) string { return strings.TrimSuffix(r.RuleID, "_rule") }),
	textKey("rule_version", func(r *rule) *string { return &r.STIGID }),
	textKey("rule_title", func(r *rule) *string { return &r.RuleTitle }),
	textKey("fix_text", func(r *rule) *string { return &r.Fix }),
	textKey("weight", func(r *rule) *string { return &r.Weight }),
	textKey("check_content", func(r *rule) *string { return &r.Check }),
	{"check_content_ref", readCheckRef, writeCheckRef},
	derivedKey("classification", func(r *rule) *string { return &r.Class }, func(r *rule) string { return classOut(r.Class) }),
	textKey("discussion", func(r *rule) *string { return &r.Discussion }),
	textKey("false_positives", func(r *rule) *string { return &r.FalsePositives }),
	textKey("false_negatives", func(r *rule) *string { return &r.FalseNegatives }),
	textKey("documentable", func(r *rule) *string { return &r.Documentable }),
	textKey("security_override_guidance", func(r *rule) *string { return &r.SeverityOverrideGuidance }),
	textKey("potential_impacts", func(r *rule) *string { return &r.PotentialImpacts }),
	textKey("third_party_tools", func(r *rule) *string { return &r.ThirdPartyTools }),
	textKey("ia_controls", func(r *rule) *string { return &r.IAControls }),
	textKey("responsibility", func(r *rule) *string { return &r.Responsibility }),
	textKey("mitigations", func(r *rule) *string { return &r.Mitigations }),
	textKey("mitigation_control", func(r *rule) *string { return &r.MitigationControl }),
	listKey("legacy_ids", func(r *rule) *[]string { return &r.LegacyIDs }),
	listKey("ccis", func(r *rule) *[]string { return &r.CCIs }),
	textKey("reference_identifier", func(r *rule) *string { return &r.TargetKey }),
	derivedKey("uuid", func(r *rule) *string { return &r.UUID }, (*rule).uuid),
	derivedKey("stig_uuid", func(r *rule) *string { return &r.STIGUUID }, func(r *rule) string { return r.stig.uuid(r.asset) }),
	{"status", readStatus, func(w *jsonWriter, r *rule) { w.member("status", r.word(CKLB)) }},
	{"overrides", readOverrides, writeOverrides},
	textKey("comments", func(r *rule) *string { return &r.Comments }),
	textKey("finding_details", func(r *rule) *string { return &r.FindingDetails }),
	derivedKey("srg_id", func(r *rule) *string { return &r.srg }, func(r *rule) string { return r.GroupTitle }),
	{"stig_ref", func(d *jsonReader, r *rule) (met, error) { return folded, d.into(&r.stigRef) }, writeReference},

	{"createdAt", readStamp, nil},
	{"updatedAt", readStamp, nil},
	aliasKey("rule_fix_txt", func(r *rule) *string { return &r.fix }),
	aliasKey("potential_impact", func(r *rule) *string { return &r.impact }),
	aliasKey("severity_override", func(r *rule) *string { return &r.severity }),
	aliasKey("severity_justification", func(r *rule) *string { return &r.reason }),
}

// uuid is the UUID of the row: the one it came with, else one from identity.
func (r *rule) uuid() string {
	if r.UUID != "" {
		return r.UUID
	}
	return rowUUID(r.asset, r.stig, r.position)
}

func either(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

// schemaSeverity maps what the schema has no word for to unknown; any other word
// stands, since replacing it would lose it.
func schemaSeverity(s string) string {
	if s == "" || s == "info" {
		return "unknown"
	}
	return s
}

// A .ckl says Unclass where STIG Viewer 3 says Unclassified; other words are kept.
func classOut(s string) string {
	if s == "Unclass" || s == "" {
		return "Unclassified"
	}
	return s
}

func classIn(s string) string {
	if s == "Unclassified" || s == "" {
		return "Unclass"
	}
	return s
}

// readStamp drops a null, which STIG Manager writes and the schema refuses; a time
// stamp is kept as it is.
func readStamp(d *jsonReader, _ *rule) (met, error) {
	if d.dec.PeekKind() != 'n' {
		return unknown, nil
	}
	return folded, d.skip()
}

func readStatus(d *jsonReader, r *rule) (met, error) {
	s, err := d.text()
	if err != nil {
		return written, err
	}
	if !r.setWord(CKLB, s) {
		d.note(func() *diag.Error {
			e := d.errorf("status is %q; want %s", s, wordList(words(CKLB)))
			e.Hint = statusHint(CKLB, s)
			return e
		})
	}
	return written, nil
}

// writeReference leaves stig_ref out where it says what title, version and release say.
func writeReference(w *jsonWriter, r *rule) {
	if r.STIGRef != "" && r.STIGRef != r.stig.reference() {
		w.member("stig_ref", r.STIGRef)
	}
}

// noDescription is the description every published group has.
const noDescription = "<GroupDescription></GroupDescription>"

// tree is the group tree of a row, the plain one where the model holds none.
func (r *Row) tree() []Group {
	if r.GroupTree != nil {
		return r.GroupTree
	}
	return []Group{{ID: either(r.GroupIDSrc, r.VulnID), Title: r.GroupTitle, Description: noDescription}}
}

// plainTree drops a tree that says no more than the row itself.
func (r *Row) plainTree() {
	if len(r.GroupTree) != 1 || r.GroupTree[0].Extra != nil {
		return
	}
	if g := r.GroupTree[0]; g.ID == either(r.GroupIDSrc, r.VulnID) && g.Title == r.GroupTitle && g.Description == noDescription {
		r.GroupTree = nil
	}
}

func readTree(d *jsonReader, r *rule) (met, error) {
	return written, d.list(func() error {
		var g Group
		err := d.object("", &g.Extra, func(name string) (met, error) {
			switch name {
			case "id":
				return written, d.into(&g.ID)
			case "title":
				return written, d.into(&g.Title)
			case "description":
				return written, d.into(&g.Description)
			}
			return unknown, nil
		})
		r.GroupTree = append(r.GroupTree, g)
		return err
	})
}

func writeTree(w *jsonWriter, r *rule) {
	w.name("group_tree")
	w.begin('[')
	for _, g := range r.tree() {
		o := w.object("", g.Extra)
		o.member("id", g.ID)
		o.member("title", g.Title)
		o.member("description", g.Description)
		o.end()
	}
	w.close(']')
}

func readCheckRef(d *jsonReader, r *rule) (met, error) {
	return written, d.object("check_content_ref", &r.Extra, func(name string) (met, error) {
		switch name {
		case "href":
			return written, d.into(&r.CheckHref)
		case "name":
			return written, d.into(&r.CheckRef)
		}
		return unknown, nil
	})
}

func writeCheckRef(w *jsonWriter, r *rule) {
	w.name("check_content_ref")
	if r.CheckHref == "" && r.CheckRef == "" && !has(r.Extra, CKLB, "check_content_ref") {
		w.word("null")
		return
	}
	o := w.object("check_content_ref", r.Extra)
	o.member("href", r.CheckHref)
	o.member("name", r.CheckRef)
	o.end()
}

const (
	overrides        = "overrides"
	overrideSeverity = "overrides.severity"
)

func readOverrides(d *jsonReader, r *rule) (met, error) {
	return written, d.object(overrides, &r.Extra, func(name string) (met, error) {
		if name != "severity" {
			return unknown, nil
		}
		var err error
		if kind := d.dec.PeekKind(); kind == '{' || kind == 'n' {
			err = readSeverityOverride(d, r)
		} else {
			err = d.into(&r.SeverityOverride)
		}
		if r.SeverityOverride == "" && r.SeverityJustification == "" && !has(r.Extra, CKLB, overrideSeverity) {
			return folded, err
		}
		return written, err
	})
}

// readSeverityOverride takes the justification from reason, as STIG Viewer writes
// it, else from the keys MITRE's converters use; a second text is kept as it is.
func readSeverityOverride(d *jsonReader, r *rule) error {
	names := []string{"reason", "justification", "severity_justification"}
	texts := make([]string, len(names))
	err := d.object(overrideSeverity, &r.Extra, func(name string) (met, error) {
		if name == "severity" {
			return whenSet(d.into(&r.SeverityOverride), r.SeverityOverride)
		}
		i := slices.Index(names, name)
		if i < 0 {
			return unknown, nil
		}
		err := d.into(&texts[i])
		if i > 0 {
			return folded, err
		}
		return whenSet(err, texts[i])
	})
	for i, text := range texts {
		switch {
		case text == "" || text == r.SeverityJustification:
		case r.SeverityJustification == "":
			r.SeverityJustification = text
		default:
			r.Extra = append(r.Extra, Extra{CKLB, overrideSeverity, "reason", names[i], quote(text)})
		}
	}
	return err
}

// whenSet is written for a member that is left out when empty.
func whenSet(err error, value string) (met, error) {
	if value == "" {
		return folded, err
	}
	return written, err
}

// writeOverrides writes a justification without an override too: the schema
// allows it, and leaving it out would lose what a person wrote.
func writeOverrides(w *jsonWriter, r *rule) {
	w.name(overrides)
	all := w.object(overrides, r.Extra)
	if r.SeverityOverride != "" || r.SeverityJustification != "" || has(r.Extra, CKLB, overrideSeverity) {
		all.name("severity")
		one := w.object(overrideSeverity, r.Extra)
		if r.SeverityOverride != "" {
			one.member("severity", r.SeverityOverride)
		}
		if r.SeverityOverride != "" || r.SeverityJustification != "" {
			one.member("reason", r.SeverityJustification)
		}
		one.end()
		all.wrote("severity")
	}
	all.end()
}

// has reports whether extra holds something of parent.
func has(extra []Extra, f Format, parent string) bool {
	for _, x := range extra {
		if x.Format == f && x.Parent == parent {
			return true
		}
	}
	return false
}
