package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
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
	ID       string            `json:"id"`
	WasID    string            `json:"was_id,omitempty"`
	Title    string            `json:"title"`
	State    string            `json:"state"`
	Old      string            `json:"old"` // newest release there, "" for none
	New      string            `json:"new"`
	OldDate  string            `json:"old_date"`
	NewDate  string            `json:"new_date"`
	Releases jsonReleaseLabels `json:"releases"`
	Counts   *jsonIndexCounts  `json:"counts,omitempty"` // of changed ones
}

type jsonReleaseLabels struct {
	Added   []string `json:"added"`
	Removed []string `json:"removed"`
}

type jsonIndexCounts struct {
	Old        int `json:"old"`
	New        int `json:"new"`
	Added      int `json:"added"`
	Removed    int `json:"removed"`
	CheckTexts int `json:"check_texts"`
	Severities int `json:"severities"`
	RuleIDs    int `json:"rule_ids"`
}

// diffLibraries compares the newest releases of all benchmarks of two libraries.
func (a *app) diffLibraries(old, new string, f diffFlags) error {
	x, _, err := a.openLibrary(old)
	if err != nil {
		return &exitError{exitInput, err}
	}
	y, _, err := a.openLibrary(new)
	if err != nil {
		return &exitError{exitInput, err}
	}
	changes := release.CompareLibraries(x, y)
	doc := jsonLibraries{Old: old, New: new, Benchmarks: []jsonLibraryEntry{}, Counts: map[string]int{}}
	for _, s := range release.LibraryStates() {
		doc.Counts[s.String()] = 0
	}
	different := 0
	for _, c := range changes {
		doc.Counts[c.State.String()]++
		doc.Benchmarks = append(doc.Benchmarks, libraryEntryJSON(c))
		if c.State != release.Unchanged {
			different++
		}
	}
	switch f.format {
	case "json":
		err = a.writeDocument(f.out, func(w io.Writer) error { return encodeJSON(w, doc) })
	case "md", "html":
		return hinted("text or json", "--format %s is for releases of benchmarks; %s and %s are libraries", f.format, old, new)
	default:
		err = a.writeDocument(f.out, func(w io.Writer) error { printLibraries(visible{w}, doc, f.all); return nil })
	}
	if err != nil {
		return err
	}
	return a.failOnChanged(f, different)
}

func libraryEntryJSON(c release.LibraryChange) jsonLibraryEntry {
	e := jsonLibraryEntry{State: c.State.String(), Releases: jsonReleaseLabels{append([]string{}, c.AddedReleases...), append([]string{}, c.RemovedReleases...)}}
	if c.Old != nil {
		e.ID, e.Title, e.Old, e.OldDate = c.Old.ID, c.Old.Title, c.Old.Label(), c.Old.Date
	}
	if c.New != nil {
		e.ID, e.Title, e.New, e.NewDate = c.New.ID, c.New.Title, c.New.Label(), c.New.Date
	}
	if c.State == release.Changed {
		n := jsonIndexCounts(c.Counts)
		e.Counts = &n
		if c.Old.ID != c.New.ID {
			e.WasID = c.Old.ID
		}
	}
	return e
}

// printLibraries prints a table of what is not unchanged, or of all.
func printLibraries(w io.Writer, doc jsonLibraries, all bool) {
	rows := [][]string{{"STATE", "BENCHMARK", "OLD", "NEW", ">RULES", ">ADDED", ">REMOVED", ">CHECKS", ">SEVERITIES", ">RULE IDS"}}
	for _, e := range doc.Benchmarks {
		if e.State == release.Unchanged.String() && !all {
			continue
		}
		row := []string{e.State, e.ID, e.Old, e.New, "", "", "", "", "", ""}
		if e.WasID != "" {
			row[1] += " (was " + e.WasID + ")"
		}
		if c := e.Counts; c != nil {
			for i, n := range []int{c.New, c.Added, c.Removed, c.CheckTexts, c.Severities, c.RuleIDs} {
				row[4+i] = strconv.Itoa(n)
			}
		}
		rows = append(rows, row)
	}
	if len(rows) > 1 {
		printTable(w, rows)
	}
	var counts []string
	total := 0
	for _, s := range release.LibraryStates() {
		counts = append(counts, fmt.Sprintf("%d %s", doc.Counts[s.String()], s))
		total += doc.Counts[s.String()]
	}
	fmt.Fprintf(w, "%d benchmarks: %s\n", total, strings.Join(counts, ", "))
}
