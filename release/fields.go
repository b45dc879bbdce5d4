package release

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/xccdf"
)

// Kind is how much a change weighs; the greater weighs more.
type Kind int

// The kinds.
const (
	Same       Kind = iota // no change
	Identifier             // a name by which the rule or its parts are known, or by which it is filed: ids, CCIs
	Cosmetic               // another spelling of the same words: white space, markup, entities, variants of punctuation, order of a list
	Content                // anything else
)

// String is the word for reports: same, identifier, cosmetic or content.
func (k Kind) String() string {
	return [...]string{"same", "identifier", "cosmetic", "content"}[k]
}

// Field is one field of a rule that differs between two releases.
type Field struct {
	Name     string // title, severity, check, fix, ccis, …: see FieldNames
	Kind     Kind   // never Same
	Old, New string // verbatim; lists joined by ", "
}

// field is how one field is read and judged.
type field struct {
	name string
	text func(*benchmark.Item) string
	kind func(old, new string) Kind          // of two that differ
	same func(old, new *benchmark.Item) bool // of the source, a shortcut; nil for none
}

// The shapes of fields, for showing what changed.
const (
	words = iota
	items // joined by ", "
	whole
)

func (f *Field) shape() int {
	switch f.Name {
	case "ccis", "legacy_ids", "other_idents", "check_id", "fix_id", "check_ref":
		return items
	case "severity", "weight", "selected", "stig_id", "vuln_id", "rule_id", "srg":
		return whole
	}
	return words
}

// fields are the fields of a rule in the order of reports; the discussion's own stand
// after beforeDiscussion of them.
var fields = [...]field{
	{"title", (*benchmark.Item).Title, prose, sameTitle},
	{"severity", (*benchmark.Item).Severity, prose, nil},
	{"weight", (*benchmark.Item).Weight, number, nil},
	{"selected", func(it *benchmark.Item) string { return it.Rule.Selected.String() }, prose, nil},
	{"check", (*benchmark.Item).Check, prose, sameChecks},
	{"fix", (*benchmark.Item).Fix, prose, sameFixes},
	{"ccis", func(it *benchmark.Item) string { return strings.Join(it.CCIs(), ", ") }, list, sameIdents},
	{"references", references, prose, sameReferences},
	{"stig_id", (*benchmark.Item).STIGID, identifier, nil},
	{"vuln_id", (*benchmark.Item).VulnID, identifier, nil},
	{"rule_id", (*benchmark.Item).RuleID, identifier, nil},
	{"legacy_ids", func(it *benchmark.Item) string { return strings.Join(it.LegacyIDs(), ", ") }, list, sameIdents},
	{"srg", (*benchmark.Item).SRG, identifier, nil},
	{"target", target, identifier, sameReferences},
	{"check_id", checkIDs, identifier, nil},
	{"check_ref", checkRefs, identifier, nil},
	{"fix_id", fixIDs, identifier, nil},
	{"other_idents", otherIdents, list, sameIdents},
}

const beforeDiscussion = 4

// discussion are the names of the fields inside the description of a rule, all of
// them prose, in the order of discussionTexts.
var discussion = [...]string{"discussion", "false_positives", "false_negatives", "documentable", "mitigations", "severity_override_guidance",
	"potential_impacts", "third_party_tools", "mitigation_control", "responsibility", "ia_controls"}

func discussionTexts(it *benchmark.Item) [len(discussion)]string { return textsOf(it.Discussion()) }

func textsOf(d xccdf.Discussion) [len(discussion)]string {
	return [...]string{d.VulnDiscussion, d.FalsePositives, d.FalseNegatives, d.Documentable, d.Mitigations, d.SeverityOverrideGuidance,
		d.PotentialImpacts, d.ThirdPartyTools, d.MitigationControl, d.Responsibility, d.IAControls}
}

// FieldNames are the names a Field can have, in the order of reports.
func FieldNames() []string {
	var names []string
	for i, f := range fields {
		if i == beforeDiscussion {
			names = append(names, discussion[:]...)
		}
		names = append(names, f.name)
	}
	return names
}

// fieldsOf is the fields that differ.
func fieldsOf(old, new *benchmark.Item) []Field {
	var list []Field
	add := func(name, a, b string, kind func(a, b string) Kind) {
		if a != b {
			list = append(list, Field{name, kind(a, b), a, b})
		}
	}
	for i := range fields {
		f := &fields[i]
		if i == beforeDiscussion && !bytes.Equal(old.Rule.Description, new.Rule.Description) {
			a, b := discussionTexts(old), discussionTexts(new)
			for n, name := range discussion {
				add(name, a[n], b[n], prose)
			}
		}
		if f.same == nil || !f.same(old, new) {
			add(f.name, f.text(old), f.text(new), f.kind)
		}
	}
	return list
}

func identifier(_, _ string) Kind { return Identifier }

// prose is Cosmetic for two spellings of the same words.
func prose(old, new string) Kind {
	if Plain(old) == Plain(new) {
		return Cosmetic
	}
	return Content
}

// number is Cosmetic for two spellings of a number, such as 10 and 10.0.
func number(old, new string) Kind {
	a, errA := strconv.ParseFloat(strings.TrimSpace(old), 64)
	b, errB := strconv.ParseFloat(strings.TrimSpace(new), 64)
	if errA == nil && errB == nil && a == b {
		return Cosmetic
	}
	return Content
}

// list is Cosmetic where only the order differs, Identifier else.
func list(old, new string) Kind {
	a, b := strings.Split(old, ", "), strings.Split(new, ", ")
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		return Cosmetic
	}
	return Identifier
}

// references is what the rule cites, one reference a line, without those by which
// DISA files it under a product.
func references(it *benchmark.Item) string { return cited(it, false) }

// target is the product under which DISA files the rule, with its key: an entry of its
// own records that every rule refers to. DISA renames products between releases.
func target(it *benchmark.Item) string { return cited(it, true) }

func cited(it *benchmark.Item, filing bool) string {
	var lines []string
	for _, r := range it.Rule.Reference {
		title, kind := r.Title.String(), r.Type.String()
		if (strings.HasPrefix(title, "DPMS Target") || strings.HasPrefix(kind, "DPMS Target")) != filing {
			continue
		}
		var parts []string
		for _, s := range []string{r.Href.String(), r.Text.String(), title, r.Publisher.String(), r.Source.String(), kind, r.Subject.String(), r.Identifier.String()} {
			if strings.TrimSpace(s) != "" {
				parts = append(parts, s)
			}
		}
		lines = append(lines, strings.Join(parts, "; "))
	}
	return strings.Join(lines, "\n")
}

func checkIDs(it *benchmark.Item) string {
	var ids []string
	for _, c := range it.Rule.Check {
		ids = append(ids, c.System.String())
	}
	return strings.Join(ids, ", ")
}

func checkRefs(it *benchmark.Item) string {
	var refs []string
	for _, c := range it.Rule.Check {
		for _, r := range c.ContentRef {
			refs = append(refs, r.Href.String()+" "+r.Name.String())
		}
	}
	return strings.Join(refs, ", ")
}

// fixIDs are the ids of the fixes, also as the fix texts refer to them.
func fixIDs(it *benchmark.Item) string {
	var ids []string
	for _, f := range it.Rule.Fix {
		ids = append(ids, f.ID.String())
	}
	for _, f := range it.Rule.FixText {
		if ref := f.FixRef.String(); ref != "" && !slices.Contains(ids, ref) {
			ids = append(ids, ref)
		}
	}
	return strings.Join(ids, ", ")
}

// otherIdents are the idents that are neither CCIs nor legacy ids, such as CCEs.
func otherIdents(it *benchmark.Item) string {
	var ids []string
	for _, id := range it.Rule.Ident {
		if s := id.System.String(); !strings.HasSuffix(s, "/cci") && !strings.HasSuffix(s, "/legacy") {
			ids = append(ids, id.Text.String())
		}
	}
	return strings.Join(ids, ", ")
}
