package release

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/xccdf"
)

// Embedded is the benchmark a STIG of a checklist was made from, as far as its rows
// hold it: they hold the texts of each rule, and neither references nor the ids of
// checks and fixes. Item i is row i.
func Embedded(s *ckl.Stig) *benchmark.Benchmark {
	b := embeddedHead(s)
	b.Items = make([]benchmark.Item, len(s.Rows))
	for i, r := range s.Rows {
		b.Items[i] = benchmark.Item{Position: i, Rule: embeddedRule(r), Groups: []*xccdf.Group{{
			Item: xccdf.Item{ID: xccdf.MakeText(r.VulnID), Title: xccdf.MakeText(r.GroupTitle)},
		}}}
	}
	return b
}

// embeddedHead is Embedded without its rules.
func embeddedHead(s *ckl.Stig) *benchmark.Benchmark {
	told := xccdf.ParseRelease(s.ReleaseInfo)
	return &benchmark.Benchmark{
		Doc: &xccdf.Benchmark{}, ID: strings.TrimPrefix(strings.TrimSpace(s.ID), "xccdf_mil.disa.stig_benchmark_"), Title: s.Title,
		Version: numbered(s.Version, "Vv"), Release: numbered(told.Release, "Rr"), Date: told.Date,
		ReleaseInfo: s.ReleaseInfo, FileName: s.FileName, Description: s.Description,
	}
}

// numbered is a version or release without the letter that some programs put before
// its number, and without the zeros of SCAP content.
func numbered(s, letters string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && strings.ContainsRune(letters, rune(s[0])) {
		s = s[1:]
	}
	if rest := strings.TrimLeft(s, "0"); rest != "" && rest[0] >= '1' && rest[0] <= '9' {
		return rest
	}
	return s
}

func embeddedRule(r *ckl.Row) *xccdf.Rule {
	x := &xccdf.Rule{Severity: xccdf.MakeText(r.Severity)}
	x.ID, x.Title, x.Weight = xccdf.MakeText(r.RuleID), xccdf.MakeText(r.RuleTitle), xccdf.MakeText(r.Weight)
	x.Version.Text = xccdf.MakeText(r.STIGID)
	x.Description = xccdf.MakeText(described(r))
	x.Check = []xccdf.Check{{Content: xccdf.MakeText(r.Check)}}
	x.FixText = []xccdf.FixText{{Text: xccdf.MakeText(r.Fix)}}
	for _, id := range r.LegacyIDs {
		x.Ident = append(x.Ident, xccdf.Ident{System: xccdf.MakeText("http://cyber.mil/legacy"), Text: xccdf.MakeText(id)})
	}
	for _, id := range r.CCIs {
		x.Ident = append(x.Ident, xccdf.Ident{System: xccdf.MakeText("http://cyber.mil/cci"), Text: xccdf.MakeText(id)})
	}
	return x
}

// described is the description of a rule as DISA writes it.
func described(r *ckl.Row) string {
	var b strings.Builder
	parts := [...]struct{ tag, text string }{
		{"VulnDiscussion", r.Discussion}, {"FalsePositives", r.FalsePositives}, {"FalseNegatives", r.FalseNegatives},
		{"Documentable", r.Documentable}, {"Mitigations", r.Mitigations}, {"SeverityOverrideGuidance", r.SeverityOverrideGuidance},
		{"PotentialImpacts", r.PotentialImpacts}, {"ThirdPartyTools", r.ThirdPartyTools}, {"MitigationControl", r.MitigationControl},
		{"Responsibility", r.Responsibility}, {"IAControls", r.IAControls},
	}
	n := 0
	for _, part := range parts {
		n += 2*len(part.tag) + len(part.text) + len("<></>")
	}
	b.Grow(n)
	for _, part := range parts {
		for _, s := range [...]string{"<", part.tag, ">", part.text, "</", part.tag, ">"} {
			b.WriteString(s)
		}
	}
	return b.String()
}

// heldFields are the fields of a rule that a checklist holds the text of.
func heldFields() []string {
	return []string{
		"title", "severity", "weight", "discussion", "false_positives", "false_negatives", "documentable", "mitigations",
		"severity_override_guidance", "potential_impacts", "third_party_tools", "mitigation_control", "responsibility",
		"ia_controls", "check", "fix", "ccis",
	}
}

// held is what differs of p in the texts that a checklist holds. A field its file left
// out, as some programs do, is not a field that changed.
func held(p *Pair) []Field {
	names := heldFields()
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f Field) bool {
		return !slices.Contains(names, f.Name) || strings.TrimSpace(f.Old) == ""
	})
}
