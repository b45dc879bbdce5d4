package release

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/xccdf"
)

// rowPair is a row of a checklist and the row of the same rule under the new release. It
// says what Compare says of the rule Embedded makes of the row, as far as a checklist
// holds the texts: both rows have them at hand, and need no benchmark made of them first.
type rowPair struct {
	was       *ckl.Row
	old       int // where was stands
	by        Match
	fields    []Field // that differ; see held
	checkSame bool    // as Pair.CheckSame
	sameID    bool    // the rule id is the same
}

// pairRows is the pair of each row of now, nil for a rule that is new, and which rows of
// was have one.
func pairRows(was, now []*ckl.Row) (pairs []*rowPair, taken []bool) {
	pairs, taken = make([]*rowPair, len(now)), make([]bool, len(was))
	found := make([]rowPair, len(now))
	for i, m := range matchSides(sideOfRows(was), sideOfRows(now)) {
		if m.by != Unmatched {
			found[i] = pairOfRows(was[m.old], now[i], m)
			pairs[i], taken[m.old] = &found[i], true
		}
	}
	return pairs, taken
}

func pairOfRows(was, now *ckl.Row, m matched) rowPair {
	p := rowPair{was: was, old: m.old, by: m.by, fields: heldOfRows(was, now), sameID: ruleID(was) == ruleID(now)}
	p.checkSame = !wordless(was.Check) && !wordless(now.Check) && (was.Check == now.Check || benchmark.TextDigest(was.Check) == benchmark.TextDigest(now.Check))
	return p
}

func wordless(text string) bool { return strings.TrimSpace(text) == "" }

// sideOfRows is the rules of rows as Embedded reads them.
func sideOfRows(rows []*ckl.Row) side {
	return side{len(rows), func(i int) string { return rows[i].STIGID }, func(i int) string { return strings.TrimPrefix(rows[i].VulnID, groupPrefix) },
		func(i int) string { return ruleID(rows[i]) }, func(i int) string { return benchmark.TextDigest(rows[i].Check) }, func(i int) []string { return vulnFirst(rows[i].LegacyIDs) }}
}

// Prefixes that SCAP content puts before ids.
const (
	groupPrefix = "xccdf_mil.disa.stig_group_"
	rulePrefix  = "xccdf_mil.disa.stig_rule_"
)

func ruleID(r *ckl.Row) string { return strings.TrimPrefix(r.RuleID, rulePrefix) }

// vulnFirst is ids with those that begin with V- before the others, as Item.LegacyIDs
// has them.
func vulnFirst(ids []string) []string {
	order := func(id string) int {
		if strings.HasPrefix(id, "V-") {
			return 0
		}
		return 1
	}
	byPrefix := func(a, b string) int { return order(a) - order(b) }
	if slices.IsSortedFunc(ids, byPrefix) {
		return ids
	}
	ids = slices.Clone(ids)
	slices.SortStableFunc(ids, byPrefix)
	return ids
}

// heldOfRows is what differs in the texts that a checklist holds; see held.
func heldOfRows(was, now *ckl.Row) []Field {
	var out []Field
	add := func(name, a, b string, kind func(a, b string) Kind) {
		if a != b && !wordless(a) {
			out = append(out, Field{name, kind(a, b), a, b})
		}
	}
	add("title", was.RuleTitle, now.RuleTitle, prose)
	add("severity", was.Severity, now.Severity, prose)
	add("weight", was.Weight, now.Weight, number)
	a, b := discussionOfRow(was), rowTexts(now)
	for i, name := range discussion {
		add(name, a[i], b[i], prose)
	}
	add("check", was.Check, now.Check, prose)
	add("fix", was.Fix, now.Fix, prose)
	if !slices.Equal(was.CCIs, now.CCIs) {
		add("ccis", strings.Join(eachOnce(was.CCIs), ", "), strings.Join(now.CCIs, ", "), list)
	}
	return out
}

// rowTexts are the texts of a row that stand in the description of its rule, in the
// order of discussion.
func rowTexts(r *ckl.Row) [len(discussion)]string {
	return [...]string{r.Discussion, r.FalsePositives, r.FalseNegatives, r.Documentable, r.Mitigations, r.SeverityOverrideGuidance,
		r.PotentialImpacts, r.ThirdPartyTools, r.MitigationControl, r.Responsibility, r.IAControls}
}

// discussionOfRow is rowTexts as they would be read from a benchmark. They are the same
// but where a text holds a tag of those it would stand between.
func discussionOfRow(r *ckl.Row) [len(discussion)]string {
	texts := rowTexts(r)
	if !slices.ContainsFunc(texts[:], func(text string) bool { return strings.IndexByte(text, '<') >= 0 }) {
		return texts
	}
	return textsOf(xccdf.ParseDiscussion(described(r)))
}

// eachOnce is list without what was in it before.
func eachOnce(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
