package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
	"github.com/stigwright/stigwright/report"
)

// historyFlags is the command line of history.
type historyFlags struct{ json, words, all bool }

func (a *app) historyCmd() *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:   "history RULE LIBRARY... | history --all LIBRARY...",
		Short: "One rule through the releases of its benchmark, and what changed when",
		Long: `Follows a rule through every release of its benchmark in libraries, indexes of them,
zips or folders, under its changing ids: any STIG ID, Vuln ID, rule id or legacy id it
ever had names it. Without LIBRARY it looks into --library. --words prints what changed,
word by word.

--all compares every release of every benchmark with the one before and prints figures:
which rule ids changed, which check texts, and what was published again silently: texts
under the same rule id, and whole releases under the same version and release.`,
		Example: `  stigwright history RHEL-08-010020 U_SRG-STIG_Library_2026_10v1.zip
  stigwright history V-230223 RHEL8_V1R8.zip RHEL8_V1R9.zip --words
  stigwright history --all U_SRG-STIG_Library_2026_10v1.zip`,
		RunE: func(_ *cobra.Command, args []string) error {
			rule := ""
			if !f.all {
				if len(args) == 0 {
					return hinted("stigwright history RHEL-08-010020 LIBRARY.zip", "no rule given")
				}
				rule, args = args[0], args[1:]
			}
			if len(args) == 0 && a.library != "" {
				args = []string{a.library}
			}
			if len(args) == 0 {
				return hinted("give libraries, zips or folders, or --library", "nothing to look for releases in")
			}
			if f.all {
				return a.historyOfAll(args, f)
			}
			return a.history(rule, args, f)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&f.words, "words", false, "print what changed word by word; in JSON the texts before and after")
	flags.BoolVar(&f.all, "all", false, "figures of all releases of all benchmarks instead of one rule")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (a *app) history(id string, paths []string, f historyFlags) error {
	found, err := a.releasesWith(id, paths)
	problems := diag.Each(err)
	docs := []jsonHistory{}
	shown := false
	for _, s := range release.Sequences(found) {
		for _, h := range release.Trace(s, id) {
			doc := historyJSON(h, f.words)
			docs = append(docs, doc)
			if f.json {
				continue
			}
			if shown {
				fmt.Fprintln(a.stdout)
			}
			shown = true
			if err := a.printHistory(h, f); err != nil {
				return &exitError{exitInput, err}
			}
			for _, d := range s.Duplicates {
				a.say("%s is there twice and counted once", d.Label())
			}
		}
	}
	if f.json {
		if err := a.printJSON(docs); err != nil {
			return err
		}
	}
	if problems != nil {
		return &exitError{exitInput, diag.List(problems)}
	}
	if len(docs) == 0 {
		return hinted("any STIG ID, Vuln ID, rule id or legacy id it ever had names a rule", "no release in %s has a rule %q", strings.Join(paths, ", "), id)
	}
	return nil
}

// releasesWith is the releases in paths among which the rule is: of libraries those of
// the benchmarks that have it anywhere, as it may have had another id there.
func (a *app) releasesWith(id string, paths []string) ([]*benchmark.Benchmark, error) {
	var shelves []shelf
	var found []*benchmark.Benchmark
	var problems diag.List
	wanted := map[string]bool{}
	for _, path := range paths {
		if !a.isLibrary(path) {
			list, err := a.openBenchmark(path)
			found, problems = append(found, list...), append(problems, diag.Each(err)...)
			continue
		}
		index, dir, err := a.openLibrary(path)
		problems = append(problems, diag.Each(err)...)
		if err != nil {
			continue
		}
		shelves = append(shelves, shelf{path, dir, index})
		for _, e := range index.Having(id) {
			wanted[strings.ToLower(e.ID)] = true
		}
	}
	for _, s := range release.Sequences(found) {
		if len(release.Trace(s, id)) > 0 {
			wanted[strings.ToLower(s.Releases[0].ID)] = true
		}
	}
	for _, s := range shelves {
		list, err := takeFrom(s, wanted)
		found, problems = append(found, list...), append(problems, diag.Each(err)...)
	}
	return found, problems.Err()
}

// takeFrom reads the benchmarks with the ids that are wanted.
func takeFrom(s shelf, wanted map[string]bool) ([]*benchmark.Benchmark, error) {
	var entries []release.Entry
	for _, e := range s.index.Benchmarks {
		if wanted[strings.ToLower(e.ID)] {
			entries = append(entries, e)
		}
	}
	return readEntries(s, entries)
}

// jsonHistory is one rule in `history --json`.
type jsonHistory struct {
	Benchmark string           `json:"benchmark"`
	STIGID    string           `json:"stig_id"` // in the newest release that has it
	Releases  []jsonAppearance `json:"releases"`
}

type jsonAppearance struct {
	ID        string            `json:"benchmark_id"`
	Version   string            `json:"version"`
	Release   string            `json:"release"`
	Date      string            `json:"date"`
	Again     bool              `json:"published_again"` // under the version and release of the one before, with other content
	Present   bool              `json:"present"`
	STIGID    string            `json:"stig_id,omitempty"`
	VulnID    string            `json:"vuln_id,omitempty"`
	RuleID    string            `json:"rule_id,omitempty"`
	Severity  string            `json:"severity,omitempty"`
	MatchedBy string            `json:"matched_by,omitempty"`
	CheckSame *bool             `json:"check_same,omitempty"` // as before
	Fields    []jsonFieldChange `json:"fields"`
}

type jsonFieldChange struct {
	Name string  `json:"name"`
	Kind string  `json:"kind"`
	Old  *string `json:"old,omitempty"`
	New  *string `json:"new,omitempty"`
}

func historyJSON(h release.History, texts bool) jsonHistory {
	doc := jsonHistory{Releases: []jsonAppearance{}}
	for _, p := range h.Appearances {
		one := jsonAppearance{ID: p.Benchmark.ID, Version: p.Benchmark.Version, Release: p.Benchmark.Release, Date: p.Benchmark.Date, Again: p.Again, Fields: []jsonFieldChange{}}
		if it := p.Item; it != nil {
			doc.Benchmark, doc.STIGID = p.Benchmark.ID, it.STIGID()
			one.Present, one.STIGID, one.VulnID, one.RuleID, one.Severity = true, it.STIGID(), it.VulnID(), it.RuleID(), it.Severity()
		}
		if c := p.Change; c != nil {
			one.MatchedBy, one.CheckSame = c.By.String(), &c.CheckSame
			for i := range c.Fields {
				change := jsonFieldChange{Name: c.Fields[i].Name, Kind: c.Fields[i].Kind.String()}
				if texts {
					change.Old, change.New = &c.Fields[i].Old, &c.Fields[i].New
				}
				one.Fields = append(one.Fields, change)
			}
		}
		doc.Releases = append(doc.Releases, one)
	}
	return doc
}

// printHistory prints a line for each release, and with --words the changes below.
func (a *app) printHistory(h release.History, f historyFlags) error {
	doc := historyJSON(h, false)
	present, again := 0, false
	rows := [][]string{{"RELEASE", "DATE", "STIG ID", "VULN ID", "RULE ID", "CAT", "CHANGED"}}
	for i, r := range doc.Releases {
		label, changed := "V"+r.Version+"R"+r.Release, "first release here"
		if r.Again {
			label, again = label+" again", true
		}
		if c := h.Appearances[i].Change; c != nil {
			changed = changedWords(r, c)
		}
		if !r.Present {
			rows = append(rows, []string{label, r.Date, "-", "-", "-", "-", "not there"})
			continue
		}
		present++
		rows = append(rows, []string{label, r.Date, r.STIGID, r.VulnID, r.RuleID, catWord(r.Severity), changed})
	}
	fmt.Fprintf(a.stdout, "%s of %s: in %d of %d releases\n", doc.STIGID, doc.Benchmark, present, len(doc.Releases))
	printTable(a.stdout, rows)
	if again {
		fmt.Fprintln(a.stdout, "again: published under the version and release of the line above, with other content")
	}
	if !f.words {
		return nil
	}
	return a.writeDocument("", func(w io.Writer) error { return report.WriteHistory(w, h, a.style(diffFlags{})) })
}

// changedWords is what changed: content by name, the others with their kind.
func changedWords(r jsonAppearance, c *release.Pair) string {
	var words []string
	for _, f := range r.Fields {
		if f.Kind == release.Content.String() {
			words = append(words, f.Name)
		}
	}
	for _, f := range r.Fields {
		if f.Kind != release.Content.String() {
			words = append(words, f.Name+" ("+f.Kind+")")
		}
	}
	if c.By != release.BySTIGID {
		words = append(words, "found by "+c.By.String())
	}
	if c.Republished() {
		words = append(words, "same rule id")
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
