package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/ckl"
)

// printMerged prints what a merge did: on standard output, but where that is the
// checklist.
func (a *app) printMerged(f mergeFlags, m *merged) error {
	for _, l := range m.Lost {
		a.warn("%s: lost: %s: %d, first at %s", m.Output, l.What, l.Count, l.First)
	}
	if f.json {
		return a.printJSON(m)
	}
	w := a.stdout
	if m.Output == "-" && !m.DryRun {
		w = a.stderr
	}
	m.print(w)
	return nil
}

func (m *merged) print(w io.Writer) {
	r := m.Report
	if m.DryRun && len(r.Changes) > 0 {
		fmt.Fprintln(w, "Would change:")
		printTable(w, changeTable(r.Changes))
		fmt.Fprintln(w)
	}
	if len(r.Needs) > 0 {
		fmt.Fprintln(w, "Look at:")
		printTable(w, needTable(r.Needs))
		fmt.Fprintln(w)
	}
	if len(r.NotPerformed) > 0 {
		fmt.Fprintf(w, "No scanner gave a verdict for %d rows; they have:\n", len(r.NotPerformed))
		rows := [][]string{{"RULE", "VULN", "STATUS"}}
		for _, n := range r.NotPerformed {
			rows = append(rows, []string{ruleName(n.Where), n.VulnID, n.Status})
		}
		printTable(w, rows)
		fmt.Fprintln(w)
	}
	for _, line := range r.Totals.Receipt() {
		fmt.Fprintln(w, line)
	}
	switch {
	case m.DryRun:
		fmt.Fprintln(w, "nothing was written")
	case m.Output == m.Target:
		fmt.Fprintf(w, "merged into %s\n", m.Output)
	default:
		fmt.Fprintf(w, "wrote %s\n", m.Output)
	}
}

// changeTable is a line for each field; of long texts their size and how they begin.
func changeTable(changes []ckl.FieldChange) [][]string {
	rows := [][]string{{"RULE", "FIELD", "FROM", "TO", "BY"}}
	for _, c := range changes {
		rows = append(rows, []string{ruleName(c.Where), c.Field, inLine(c.From), inLine(c.To), c.Source})
	}
	return rows
}

func needTable(needs []ckl.Need) [][]string {
	rows := [][]string{{"RULE", "STATUS", "WHY"}}
	for _, n := range needs {
		rows = append(rows, []string{ruleName(n.Where), n.Status, strings.Join(strings.Fields(n.Message), " ")})
	}
	return rows
}

// ruleName is what a person knows the row by.
func ruleName(w ckl.Where) string {
	for _, id := range []string{w.STIGID, w.RuleID, w.VulnID} {
		if id != "" {
			return id
		}
	}
	if w.Benchmark != "" {
		return w.Benchmark
	}
	return "the asset"
}

// inLine is a text for a table: one line, cut where it is long, with its size then.
func inLine(text string) string {
	const width = 100
	line := strings.Join(strings.Fields(text), " ")
	switch n := utf8.RuneCountInString(line); {
	case text == "":
		return "(empty)"
	case n > width:
		return fmt.Sprintf("%s (%d characters)", cut(line, width), utf8.RuneCountInString(text))
	}
	return line
}

// failed says what of --fail-on is met; nil when nothing is.
func (a *app) failedMerge(f mergeFlags, disagreements, held int) error {
	var met []string
	if slices.Contains(f.failOn, "disagreement") && disagreements > 0 {
		met = append(met, fmt.Sprintf("disagreement: %d", disagreements))
	}
	if slices.Contains(f.failOn, "held") && held > 0 {
		met = append(met, fmt.Sprintf("held: %d", held))
	}
	if met == nil {
		return nil
	}
	a.say("--fail-on is met: %s", strings.Join(met, ", "))
	return &exitError{exitFailOn, nil}
}
