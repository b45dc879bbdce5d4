package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/release"
)

func sortImpacts(list []release.Impact) { slices.SortStableFunc(list, release.ByNeed) }

// htmlImpact is what html/impact.tmpl shows.
type htmlImpact struct {
	Basis   string
	Totals  []htmlEffect // of every effect
	Refused []string
	Assets  []htmlAsset
	Rules   []htmlWork
}

type htmlEffect struct {
	Kind, Word, Head string // Head is the word for a narrow column
	N                int
}

type htmlAsset struct {
	Name, STIG, From, To, Files string
	Needing                     []htmlEffect // in each category, of what somebody has to do something about
	Effects                     []htmlEffect
	Rows                        []htmlImpactRow
}

// htmlRule is a rule as all tables begin with it.
type htmlRule struct{ Severity, Cat, STIGID, Under, Kind, What string }

type htmlImpactRow struct {
	htmlRule
	Was, Is, Why string
}

type htmlWork struct {
	htmlRule
	Why       string
	N         int
	Few, More string // assets
}

// WriteHTML writes the impact as one page that needs nothing beside it, so that it can
// be mailed and archived.
func (m *Impact) WriteHTML(out io.Writer) error {
	data := htmlImpact{Basis: m.basis(), Totals: htmlEffects(m.Totals), Refused: m.Refused}
	for i := range m.Assets {
		data.Assets = append(data.Assets, htmlAssetOf(&m.Assets[i]))
	}
	for i := range m.Rules {
		data.Rules = append(data.Rules, htmlWorkOf(&m.Rules[i]))
	}
	p := page{Title: "What the new release means", Subtitle: m.Releases(), Data: data}
	for _, e := range release.Effects() {
		if e.Needs() || e == release.Glance {
			p.Kinds = append(p.Kinds, pageKind{string(e), EffectWord(e)})
		}
	}
	return p.write(out, "impact.tmpl")
}

// Releases names what is compared: "A V1R1 to A V1R2", or of many how many.
func (m *Impact) Releases() string {
	const few = 3
	if len(m.New) > few {
		return fmt.Sprintf("%s, each to its new release", counted(len(m.New), "benchmark"))
	}
	return strings.Join(m.Old, ", ") + " to " + strings.Join(m.New, ", ")
}

// basis is what the page rests on.
func (m *Impact) basis() string {
	s := fmt.Sprintf("%s read; policy %s.", counted(m.Files, "checklist"), m.Policy)
	if n := len(m.Skipped); n > 0 {
		s += fmt.Sprintf(" %s left out: of other benchmarks, or of the new release.", counted(n, "checklist"))
	}
	if m.JudgedAsOf == "" {
		return s + " No facts were given: what stigwright judged is stale until it is judged again."
	}
	return s + " Facts judged as of " + m.JudgedAsOf + "."
}

func htmlEffects(counts map[release.Effect]int) []htmlEffect {
	var list []htmlEffect
	for _, e := range release.Effects() {
		list = append(list, htmlEffect{string(e), EffectWord(e), EffectHead(e), counts[e]})
	}
	return list
}

func htmlAssetOf(m *release.Impact) htmlAsset {
	h := htmlAsset{Name: orNoName(m.Asset), STIG: m.STIG, From: m.Old.Label, To: m.New.Label, Files: strings.Join(m.Files, ", "), Effects: htmlEffects(m.Counts)}
	for _, severity := range []string{"high", "medium", "low"} {
		h.Needing = append(h.Needing, htmlEffect{severity, cat(severity), "", m.Needing(severity)})
	}
	for _, r := range m.Rows {
		h.Rows = append(h.Rows, htmlImpactRow{htmlRuleOf(r.Severity, r.STIGID, r.VulnID, r.Effect), r.Was, r.Status, r.Why})
	}
	return h
}

func htmlWorkOf(r *release.RuleImpact) htmlWork {
	const few = 6
	var all []string
	for _, a := range r.Assets {
		all = append(all, orNoName(a))
	}
	first := all[:min(few, len(all))]
	return htmlWork{htmlRuleOf(r.Severity, r.STIGID, r.STIG+" "+r.VulnID, r.Effect), r.Why, len(all), strings.Join(first, ", "), strings.Join(all[len(first):], ", ")}
}

func htmlRuleOf(severity, stigID, under string, e release.Effect) htmlRule {
	return htmlRule{severityOf(severity).String(), cat(severity), stigID, under, string(e), EffectWord(e)}
}

func orNoName(asset string) string {
	if strings.TrimSpace(asset) == "" {
		return "(no name)"
	}
	return asset
}
