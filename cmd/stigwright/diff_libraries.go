package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
	"github.com/stigwright/stigwright/report"
)

// isLibrary reports whether path is a library compilation or an index of some.
func (a *app) isLibrary(path string) bool {
	kind, _, err := benchmark.Sniff(osFS{}, path)
	return err == nil && (kind == benchmark.KindLibrary || kind == benchmark.KindIndex)
}

// jsonLibraries is what `diff --json` prints of two libraries.
type jsonLibraries struct {
	Old        string             `json:"old"`
	New        string             `json:"new"`
	Benchmarks []jsonLibraryEntry `json:"benchmarks"`
	Counts     map[string]int     `json:"counts"` // by state
}

type jsonLibraryEntry struct {
	ID       string             `json:"id"`
	WasID    string             `json:"was_id,omitempty"`
	Title    string             `json:"title"`
	State    string             `json:"state"`
	Old      string             `json:"old"` // newest release there, "" for none
	New      string             `json:"new"`
	OldDate  string             `json:"old_date"`
	NewDate  string             `json:"new_date"`
	Releases jsonReleaseLabels  `json:"releases"`
	Counts   *jsonLibraryCounts `json:"counts,omitempty"` // of changed ones
}

type jsonReleaseLabels struct {
	Added       []string `json:"added"`
	Removed     []string `json:"removed"`
	Republished []string `json:"republished"` // in both, in other files
}

// jsonLibraryCounts are the counts of a changed benchmark, the same as of `diff` of its
// two releases. Those of texts are left out where the library behind an index is not at hand.
type jsonLibraryCounts struct {
	Old        int `json:"old"`
	New        int `json:"new"`
	Added      int `json:"added"`
	Removed    int `json:"removed"`
	CheckTexts int `json:"check_texts"`
	Severities int `json:"severities"`
	RuleIDs    int `json:"rule_ids"`
	*jsonLibraryTexts
}

type jsonLibraryTexts struct {
	Content    int `json:"content"`
	Cosmetic   int `json:"cosmetic"`
	Identifier int `json:"identifier"`
	Unchanged  int `json:"unchanged"`
}

// diffLibraries compares the newest releases of all benchmarks of two libraries.
func (a *app) diffLibraries(old, new string, f diffFlags) error {
	x, err := a.openShelf(old)
	if err != nil {
		return &exitError{exitInput, err}
	}
	y, err := a.openShelf(new)
	if err != nil {
		return &exitError{exitInput, err}
	}
	if sameFile(old, new) {
		a.warn("both are the same file")
	}
	changes := release.CompareLibraries(x.index, y.index)
	counts := a.countLibraries(x, y, changes)
	doc := jsonLibraries{Old: old, New: new, Benchmarks: []jsonLibraryEntry{}, Counts: map[string]int{}}
	for _, s := range release.LibraryStates() {
		doc.Counts[s.String()] = 0
	}
	for i, c := range changes {
		doc.Counts[c.State.String()]++
		doc.Benchmarks = append(doc.Benchmarks, libraryEntryJSON(c, counts[i]))
	}
	if err := a.writeLibraries(doc, f); err != nil {
		return err
	}
	return a.failOnChanged(f, len(changes)-doc.Counts[release.Unchanged.String()])
}

// writeLibraries writes the comparison in the format asked for.
func (a *app) writeLibraries(doc jsonLibraries, f diffFlags) error {
	write := func(w io.Writer) error { printLibraries(visible{w}, doc, f.all); return nil }
	switch f.format {
	case "json":
		write = func(w io.Writer) error { return encodeJSON(w, doc) }
	case "html":
		write = librariesReport(doc, true).WriteHTML // unchanged ones can be switched off
	case "md":
		write = shownWhole(librariesReport(doc, f.all).WriteMarkdown)
	}
	return a.writeDocument(f.out, write)
}

func (a *app) openShelf(path string) (s shelf, err error) {
	s.path = path
	s.index, s.dir, err = a.openLibrary(path)
	return s, err
}

// countLibraries reads the releases of the benchmarks that changed, two at a time, and
// counts what did. A library that only its index is left of has the counts of the index.
func (a *app) countLibraries(old, new shelf, changes []release.LibraryChange) []*jsonLibraryCounts {
	was, now := stacks{shelf: old}, stacks{shelf: new}
	defer was.close()
	defer now.close()
	counts := make([]*jsonLibraryCounts, len(changes))
	var problems diag.List
	bar := a.progress("comparing", len(changes))
	compare := func(i int) (*release.Comparison, error) {
		if changes[i].State != release.Changed {
			return nil, nil
		}
		x, err := was.take(*changes[i].Old)
		if err != nil {
			return nil, err
		}
		y, err := now.take(*changes[i].New)
		if err != nil {
			return nil, err
		}
		return release.Compare(x, y)
	}
	type outcome struct {
		counts *jsonLibraryCounts
		err    error
	}
	inOrder(len(changes), workers(), func(i int) outcome {
		c, err := compare(i)
		if c == nil {
			return outcome{err: err}
		}
		n := c.Counts()
		one := libraryCounts(n.Indexed())
		one.jsonLibraryTexts = &jsonLibraryTexts{n.Content, n.Cosmetic, n.Identifier, n.Same}
		return outcome{counts: one}
	}, func(i int, o outcome) {
		bar.update(i+1, len(changes))
		problems = append(problems, diag.Each(o.err)...)
		if counts[i] = o.counts; counts[i] == nil && changes[i].State == release.Changed {
			counts[i] = libraryCounts(changes[i].Counts)
		}
	})
	bar.done()
	if problems != nil {
		a.warn("of %s the index alone is compared, which knows no titles, discussions and fixes: %s", plural(len(problems), "changed benchmark", "changed benchmarks"), problems[0].Error())
	}
	return counts
}

func libraryCounts(n release.IndexCounts) *jsonLibraryCounts {
	return &jsonLibraryCounts{n.Old, n.New, n.Added, n.Removed, n.CheckTexts, n.Severities, n.RuleIDs, nil}
}

func libraryEntryJSON(c release.LibraryChange, counts *jsonLibraryCounts) jsonLibraryEntry {
	e := jsonLibraryEntry{State: c.State.String(), Counts: counts,
		Releases: jsonReleaseLabels{append([]string{}, c.AddedReleases...), append([]string{}, c.RemovedReleases...), append([]string{}, c.Republished...)}}
	if c.Old != nil {
		e.ID, e.Title, e.Old, e.OldDate = c.Old.ID, c.Old.Title, c.Old.Label(), c.Old.Date
	}
	if c.New != nil {
		e.ID, e.Title, e.New, e.NewDate = c.New.ID, c.New.Title, c.New.Label(), c.New.Date
	}
	if c.State == release.Changed && c.Old.ID != c.New.ID {
		e.WasID = c.Old.ID
	}
	return e
}

// printLibraries prints a table of what is not unchanged, or of all.
func printLibraries(w io.Writer, doc jsonLibraries, all bool) {
	rows := [][]string{{"STATE", "BENCHMARK", "OLD", "NEW", ">RULES", ">ADDED", ">REMOVED", ">CONTENT", ">CHECKS", ">SEVERITIES", ">RULE IDS", "AGAIN"}}
	for _, e := range doc.Benchmarks {
		if e.State == release.Unchanged.String() && !all {
			continue
		}
		id := e.ID
		if e.WasID != "" {
			id += " (was " + e.WasID + ")"
		}
		row := append([]string{e.State, id, e.Old, e.New}, e.Counts.cells()...)
		rows = append(rows, append(row, strings.Join(e.Releases.Republished, ", ")))
	}
	if len(rows) > 1 {
		printTable(w, rows)
	}
	printLibraryTotals(w, doc)
}

// librariesReport is doc for pages, with what is unchanged or without.
func librariesReport(doc jsonLibraries, all bool) *report.Libraries {
	l := &report.Libraries{Old: doc.Old, New: doc.New, Heads: []string{"Rules", "Added", "Removed", "Content", "Checks", "Severities", "Rule ids"}}
	for _, s := range release.LibraryStates() {
		l.Counts = append(l.Counts, report.LibraryCount{State: s.String(), N: doc.Counts[s.String()]})
	}
	for _, e := range doc.Benchmarks {
		if all || e.State != release.Unchanged.String() {
			l.Rows = append(l.Rows, report.LibraryRow{State: e.State, ID: e.ID, Title: e.Title, WasID: e.WasID, Old: e.Old, New: e.New,
				OldDate: e.OldDate, NewDate: e.NewDate, Cells: e.Counts.cells(), Again: strings.Join(e.Releases.Republished, ", ")})
		}
	}
	return l
}

// cells are the counts in the order of the columns; blank for those that are not known.
func (c *jsonLibraryCounts) cells() []string {
	if c == nil {
		return make([]string, 7)
	}
	var cells []string
	for _, n := range []int{c.New, c.Added, c.Removed, 0, c.CheckTexts, c.Severities, c.RuleIDs} {
		cells = append(cells, strconv.Itoa(n))
	}
	const content = 3
	cells[content] = "?"
	if c.jsonLibraryTexts != nil {
		cells[content] = strconv.Itoa(c.Content)
	}
	return cells
}

func printLibraryTotals(w io.Writer, doc jsonLibraries) {
	var counts []string
	total, again := 0, 0
	for _, s := range release.LibraryStates() {
		counts = append(counts, fmt.Sprintf("%d %s", doc.Counts[s.String()], s))
		total += doc.Counts[s.String()]
	}
	for _, e := range doc.Benchmarks {
		again += len(e.Releases.Republished)
	}
	fmt.Fprintf(w, "%s: %s\n", plural(total, "benchmark", "benchmarks"), strings.Join(counts, ", "))
	if again > 0 {
		fmt.Fprintf(w, "%s published again under the same version and release, with other content\n", plural(again, "release was", "releases were"))
	}
}
