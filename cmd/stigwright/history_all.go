package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
)

// sourcesOf is the libraries of an index as paths; dir is where relative ones lie.
func sourcesOf(index *release.Index, dir string) []string {
	var paths []string
	for _, path := range index.Sources {
		paths = append(paths, sourceOf(path, dir))
	}
	return paths
}

// jsonAll is what `history --all --json` prints.
type jsonAll struct {
	Benchmarks int        `json:"benchmarks"`
	Releases   int        `json:"releases"`
	Duplicates []string   `json:"duplicates"`      // left out, as they are there to the byte
	Again      int        `json:"published_again"` // steps between two files that say they are one version and release
	Steps      []jsonStep `json:"steps"`
	Totals     jsonTotals `json:"totals"`
}

type jsonStep struct {
	Benchmark string `json:"benchmark"`
	Old       string `json:"old"`
	New       string `json:"new"`
	Again     bool   `json:"published_again"`
	jsonTotals
}

type jsonTotals struct {
	Added       int `json:"added"`
	Removed     int `json:"removed"`
	InBoth      int `json:"in_both"`
	Unchanged   int `json:"unchanged"`
	Content     int `json:"content"`
	Cosmetic    int `json:"cosmetic"`
	Identifier  int `json:"identifier"`
	RuleIDs     int `json:"rule_ids"`
	RenewedIDs  int `json:"rule_ids_of_same_check"`
	CheckTexts  int `json:"check_texts"`
	Republished int `json:"republished"`
	Renumbered  int `json:"renumbered"`
}

func totalsJSON(n release.Counts) jsonTotals {
	return jsonTotals{n.Added, n.Removed, n.Pairs(), n.Same, n.Content, n.Cosmetic, n.Identifier, n.Fields["rule_id"].Total(), n.RenewedIDs,
		n.CheckTexts, n.Republished, n.Renumbered}
}

// historyOfAll compares every release with the one before.
func (a *app) historyOfAll(paths []string, f historyFlags) error {
	var sources []string
	for _, path := range paths {
		if !strings.EqualFold(filepath.Ext(path), ".json") {
			sources = append(sources, path)
			continue
		}
		index, dir, err := a.openLibrary(path)
		if err != nil {
			return &exitError{exitInput, err}
		}
		sources = append(sources, sourcesOf(index, dir)...)
	}
	runs, refused := a.runs(sources)
	if len(runs) == 0 {
		if refused == nil {
			refused = &diag.Error{Msg: strings.Join(paths, ", ") + " holds no benchmark"}
		}
		return &exitError{exitInput, refused}
	}
	doc := jsonAll{Benchmarks: len(runs), Duplicates: []string{}, Steps: []jsonStep{}}
	var sum release.Counts
	for _, r := range runs {
		doc.Releases += len(r.Releases)
		for _, d := range r.Duplicates {
			doc.Duplicates = append(doc.Duplicates, d.Label())
		}
		for _, s := range r.Steps {
			sum = sum.Plus(s.Counts)
			if s.Again() {
				doc.Again++
			}
			doc.Steps = append(doc.Steps, jsonStep{s.New.ID, s.Old.Label(), s.New.Label(), s.Again(), totalsJSON(s.Counts)})
		}
	}
	doc.Totals = totalsJSON(sum)
	if f.json {
		if err := a.printJSON(doc); err != nil {
			return err
		}
	} else {
		a.printAll(doc)
	}
	if refused != nil {
		return &exitError{exitInput, refused}
	}
	return nil
}

// runs compares the releases in libraries, zips and folders. Problems come back beside
// what could be read.
func (a *app) runs(paths []string) ([]release.Run, error) {
	libraries, problems := openLibraries(paths)
	var sources []*benchmark.Source
	for _, l := range libraries {
		defer l.Close() //nolint:errcheck // only read from
		sources = append(sources, l.Source)
	}
	bar := a.progress("comparing", 1)
	runs, err := release.Runs(sources, workers(), func(done, of int) { bar.grow(done, of, "comparing") })
	bar.done()
	return runs, append(problems, diag.Each(err)...).Err()
}

func (a *app) printAll(doc jsonAll) {
	t := doc.Totals
	line := func(format string, args ...any) { fmt.Fprintf(a.stdout, format+"\n", args...) }
	line("%d benchmarks, %d releases, %d of them against the one before", doc.Benchmarks, doc.Releases, len(doc.Steps))
	for _, d := range doc.Duplicates {
		line("  twice, left out once: %s", d)
	}
	for _, s := range doc.Steps {
		if s.Again {
			line("  again under one version and release: %s, which is not %s: %s", s.New, s.Old, s.jsonTotals.short())
		}
	}
	line("rules: %d in both, %d added, %d removed", t.InBoth, t.Added, t.Removed)
	line("  of those in both: %d changed in content, %d in spelling, %d in identifiers, %d unchanged", t.Content, t.Cosmetic, t.Identifier, t.Unchanged)
	line("  %d (%s) got another rule id; %d (%s) of these have the same check text", t.RuleIDs, share(t.RuleIDs, t.InBoth), t.RenewedIDs, share(t.RenewedIDs, t.RuleIDs))
	line("  %d (%s) got another check text, %d of them silently, under the same rule id", t.CheckTexts, share(t.CheckTexts, t.InBoth), t.Republished)
	line("  %d were found by other than the STIG ID", t.Renumbered)
}

// short is what changed in words.
func (t jsonTotals) short() string {
	var parts []string
	add := func(n int, format string, args ...any) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(t.Content, "%d of %d rules changed in content", t.Content, t.InBoth)
	add(t.Cosmetic, "%d in spelling alone", t.Cosmetic)
	add(t.Identifier, "%d in identifiers alone", t.Identifier)
	add(t.Added, "%d added", t.Added)
	add(t.Removed, "%d removed", t.Removed)
	add(t.Republished, "%s under the same rule id", plural(t.Republished, "check text", "check texts"))
	if parts == nil {
		return "no rule changed"
	}
	return strings.Join(parts, ", ")
}

// share is n of a whole in percent.
func share(n, of int) string {
	if of == 0 {
		return "0.0 %"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}
