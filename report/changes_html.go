package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
)

// htmlChanges is what html/changes.tmpl shows.
type htmlChanges struct {
	Several           bool
	Comparisons       []htmlComparison
	NewPart, GonePart htmlLabels
}

type htmlLabels struct {
	Title, Kind string
	Rows        []string
}

type htmlComparison struct {
	Title                  string
	Remarks, Sums          []string
	Counts                 release.Counts
	Added, Removed         []htmlItem
	AddedPart, RemovedPart htmlItems
	Pairs                  []htmlPair
	Churned                []htmlChurn
}

type htmlItems struct {
	Title, Kind string
	Rows        []htmlItem
}

type htmlItem struct{ STIGID, VulnID, Severity, Cat, Title string }

type htmlPair struct {
	htmlItem
	Kind    string
	Open    bool
	Remarks []string
	Fields  []htmlField
}

type htmlField struct {
	Name, Kind string
	Edits      []release.Edit
}

type htmlChurn struct{ STIGID, VulnID, Before, After string }

// WriteHTML writes c as one page that needs nothing beside itself.
func (c *Changes) WriteHTML(out io.Writer) error {
	data := htmlChanges{Several: len(c.Comparisons)+len(c.New)+len(c.Gone) > 1,
		NewPart: htmlLabels{"New benchmarks", "added", labels(c.New)}, GonePart: htmlLabels{"Gone benchmarks", "removed", labels(c.Gone)}}
	for _, one := range c.Comparisons {
		data.Comparisons = append(data.Comparisons, htmlOf(one))
	}
	p := page{Title: "What changed between two releases", Data: data, Kinds: []pageKind{{"content", "content"}, {"added", "added"}, {"removed", "removed"},
		{"cosmetic", "spelling"}, {"identifier", "identifiers"}}}
	if !data.Several && len(data.Comparisons) == 1 {
		p.Title, p.Subtitle = data.Comparisons[0].Title, c.Comparisons[0].New.Title
	}
	return p.write(out, "changes.tmpl")
}

func labels(list []*benchmark.Benchmark) []string {
	var out []string
	for _, b := range list {
		out = append(out, fmt.Sprintf("%s, %s", b.Label(), counted(len(b.Items), "rule")))
	}
	return out
}

func htmlItemOf(it *benchmark.Item) htmlItem {
	return htmlItem{it.STIGID(), it.VulnID(), severityOf(it.Severity()).String(), cat(it.Severity()), it.Title()}
}

func htmlItemsOf(items []*benchmark.Item) []htmlItem {
	var out []htmlItem
	for _, it := range items {
		out = append(out, htmlItemOf(it))
	}
	return out
}

func htmlOf(c *release.Comparison) htmlComparison {
	h := htmlComparison{Title: c.Old.Label() + " → " + c.New.Label(), Remarks: c.Remarks(), Sums: sums(c), Counts: c.Counts(),
		Added: htmlItemsOf(c.Added), Removed: htmlItemsOf(c.Removed)}
	h.AddedPart, h.RemovedPart = htmlItems{"Added", "added", h.Added}, htmlItems{"Removed", "removed", h.Removed}
	for _, p := range shownPairs(c, false) {
		h.Pairs = append(h.Pairs, htmlPairOf(p))
	}
	for i := range c.Pairs {
		if p := &c.Pairs[i]; len(p.Fields) > 0 && len(fieldsShown(p, false)) == 0 {
			h.Churned = append(h.Churned, htmlChurnOf(p))
		}
	}
	return h
}

func htmlPairOf(p *release.Pair) htmlPair {
	h := htmlPair{htmlItem: htmlItemOf(p.New), Kind: p.Kind().String(), Open: p.Kind() == release.Content}
	if p.By != release.BySTIGID {
		h.Remarks = append(h.Remarks, fmt.Sprintf("was %s, %s; matched by %s", p.Old.STIGID(), p.Old.VulnID(), p.By))
	}
	if p.Republished() {
		h.Remarks = append(h.Remarks, "the check text changed, the rule id did not")
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		h.Fields = append(h.Fields, htmlField{f.Name, f.Kind.String(), f.Edits()})
	}
	return h
}

// htmlChurnOf is the ids of a rule that differs in these alone.
func htmlChurnOf(p *release.Pair) htmlChurn {
	var before, after []string
	for _, f := range p.Fields {
		before, after = append(before, f.Old), append(after, f.New)
	}
	return htmlChurn{p.New.STIGID(), p.New.VulnID(), strings.Join(before, "; "), strings.Join(after, "; ")}
}
