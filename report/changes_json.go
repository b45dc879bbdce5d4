package report

import (
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
)

// jsonComparison is one comparison as JSON.
type jsonComparison struct {
	Old     jsonRelease    `json:"old"`
	New     jsonRelease    `json:"new"`
	Added   []jsonItem     `json:"added"`
	Removed []jsonItem     `json:"removed"`
	Changed []jsonChange   `json:"changed"` // in the order of the new release
	Counts  jsonDiffCounts `json:"counts"`
}

type jsonRelease struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version string `json:"version"`
	Release string `json:"release"`
	Date    string `json:"date"`
}

type jsonItem struct {
	STIGID   string `json:"stig_id"`
	VulnID   string `json:"vuln_id"`
	RuleID   string `json:"rule_id"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
}

type jsonChange struct {
	STIGID   string      `json:"stig_id"`
	VulnID   string      `json:"vuln_id"`
	Severity string      `json:"severity"`
	Fields   []jsonField `json:"fields"`
}

type jsonField struct {
	Name string  `json:"name"`
	Kind string  `json:"kind"`
	Old  *string `json:"old,omitempty"`
	New  *string `json:"new,omitempty"`
}

type jsonDiffCounts struct {
	Old         int                       `json:"old"`
	New         int                       `json:"new"`
	Added       int                       `json:"added"`
	Removed     int                       `json:"removed"`
	Unchanged   int                       `json:"unchanged"`
	Content     int                       `json:"content"`
	Cosmetic    int                       `json:"cosmetic"`
	Identifier  int                       `json:"identifier"`
	Renumbered  int                       `json:"renumbered"`
	CheckTexts  int                       `json:"check_texts"`
	Republished int                       `json:"republished"`
	RenewedIDs  int                       `json:"rule_ids_of_same_check"`
	Fields      map[string]jsonFieldCount `json:"fields"`
}

type jsonFieldCount struct {
	Content    int `json:"content"`
	Cosmetic   int `json:"cosmetic"`
	Identifier int `json:"identifier"`
}

// WriteJSON writes c as one JSON document: the comparison where there is one, else
// {"comparisons", "new", "gone"}. With texts each field has its texts, "old" and "new".
func (c *Changes) WriteJSON(out io.Writer, texts bool) error {
	all := struct {
		Comparisons []jsonComparison `json:"comparisons"`
		New         []jsonRelease    `json:"new"`
		Gone        []jsonRelease    `json:"gone"`
	}{[]jsonComparison{}, releasesJSON(c.New), releasesJSON(c.Gone)}
	for _, one := range c.Comparisons {
		all.Comparisons = append(all.Comparisons, comparisonJSON(one, texts))
	}
	if len(c.Comparisons) == 1 && len(c.New)+len(c.Gone) == 0 {
		return writeJSON(out, all.Comparisons[0])
	}
	return writeJSON(out, all)
}

func writeJSON(out io.Writer, doc any) error {
	data, err := json.Marshal(doc, jsontext.WithIndent("  "), json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err == nil {
		_, err = out.Write(append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

func releaseJSON(b *benchmark.Benchmark) jsonRelease {
	return jsonRelease{b.ID, b.Title, b.Version, b.Release, b.Date}
}

func releasesJSON(list []*benchmark.Benchmark) []jsonRelease {
	out := []jsonRelease{}
	for _, b := range list {
		out = append(out, releaseJSON(b))
	}
	return out
}

func itemsJSON(items []*benchmark.Item) []jsonItem {
	out := []jsonItem{}
	for _, it := range items {
		out = append(out, jsonItem{it.STIGID(), it.VulnID(), it.RuleID(), it.Severity(), it.Title()})
	}
	return out
}

func comparisonJSON(c *release.Comparison, texts bool) jsonComparison {
	out := jsonComparison{Old: releaseJSON(c.Old), New: releaseJSON(c.New), Added: itemsJSON(c.Added), Removed: itemsJSON(c.Removed),
		Changed: []jsonChange{}, Counts: diffCountsJSON(c.Counts())}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if len(p.Fields) == 0 {
			continue
		}
		change := jsonChange{p.New.STIGID(), p.New.VulnID(), p.New.Severity(), nil}
		for _, f := range p.Fields {
			one := jsonField{Name: f.Name, Kind: f.Kind.String()}
			if texts {
				one.Old, one.New = &f.Old, &f.New
			}
			change.Fields = append(change.Fields, one)
		}
		out.Changed = append(out.Changed, change)
	}
	return out
}

func diffCountsJSON(n release.Counts) jsonDiffCounts {
	out := jsonDiffCounts{n.Old, n.New, n.Added, n.Removed, n.Same, n.Content, n.Cosmetic, n.Identifier, n.Renumbered, n.CheckTexts, n.Republished, n.RenewedIDs,
		map[string]jsonFieldCount{}}
	for name, f := range n.Fields {
		out.Fields[name] = jsonFieldCount{f.Content, f.Cosmetic, f.Identifier}
	}
	return out
}
