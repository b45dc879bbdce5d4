package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Libraries is what changed from one library to another, benchmark by benchmark, as text
// for pages: the command counts.
type Libraries struct {
	Old, New string         // paths
	Counts   []LibraryCount // of every state, in the order of reports
	Heads    []string       // of Cells
	Rows     []LibraryRow
}

// LibraryCount is how many benchmarks are in a state.
type LibraryCount struct {
	State string // new, changed, unchanged or gone
	N     int
}

// LibraryRow is one benchmark.
type LibraryRow struct {
	State, ID, Title string
	WasID            string // its id in the old library where that changed, else ""
	Old, New         string // V2R1, the newest in each; "" for none
	OldDate, NewDate string // yyyy-mm-dd, "" when it is not said
	Cells            []string
	Again            string // releases published again with other content, joined by ", "
}

// WriteHTML writes l as one page that needs nothing beside itself.
func (l *Libraries) WriteHTML(out io.Writer) error {
	p := page{Title: "What changed between two libraries", Data: l}
	for _, c := range l.Counts {
		p.Kinds = append(p.Kinds, pageKind{c.State, c.State})
	}
	return p.write(out, "libraries.tmpl")
}

// WriteMarkdown writes l as a table.
func (l *Libraries) WriteMarkdown(out io.Writer) error {
	w := bufio.NewWriter(out) // keeps its first error for Flush
	fmt.Fprintf(w, "# %s → %s\n\n", markdownText(l.Old), markdownText(l.New))
	for _, c := range l.Counts {
		fmt.Fprintf(w, "* %d %s\n", c.N, c.State)
	}
	if len(l.Rows) > 0 {
		fmt.Fprintf(w, "\n| State | Benchmark | Old | New | %s | Again |\n|---|---|---|---|%s---|\n", strings.Join(l.Heads, " | "), strings.Repeat("---:|", len(l.Heads)))
	}
	for _, r := range l.Rows {
		id := markdownText(r.ID)
		if r.WasID != "" {
			id += " (was " + markdownText(r.WasID) + ")"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", r.State, id, markdownText(r.Old), markdownText(r.New), strings.Join(r.Cells, " | "), markdownText(r.Again))
	}
	return w.Flush()
}
