package report

import (
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
)

// Changes is what changed between two files with benchmarks: their releases side by
// side, and the benchmarks that one of them lacks.
type Changes struct {
	Comparisons []*release.Comparison
	Gone        []*benchmark.Benchmark // in the old file alone
	New         []*benchmark.Benchmark // in the new file alone
}

// churn are the identifiers that change without anybody's doing: DISA gives new ones
// when it saves a rule. A rule that differs in these alone is counted, not shown.
var churn = [...]string{"rule_id", "check_id", "check_ref", "fix_id", "target"}

// telling reports whether f is more than churn.
func telling(f *release.Field) bool {
	if f.Kind != release.Identifier {
		return true
	}
	for _, name := range churn {
		if f.Name == name {
			return false
		}
	}
	return true
}

// fieldsShown is the fields of p that a reader wants to see: all, or those that are
// more than churn.
func fieldsShown(p *release.Pair, all bool) []*release.Field {
	var list []*release.Field
	for i := range p.Fields {
		if f := &p.Fields[i]; all || telling(f) {
			list = append(list, f)
		}
	}
	return list
}

// shownPairs are the pairs that have something to show, those with content changes
// first; both parts in the benchmark's order.
func shownPairs(c *release.Comparison, all bool) []*release.Pair {
	var first, rest []*release.Pair
	for i := range c.Pairs {
		p := &c.Pairs[i]
		switch {
		case len(fieldsShown(p, all)) == 0:
		case p.Kind() == release.Content:
			first = append(first, p)
		default:
			rest = append(rest, p)
		}
	}
	return append(first, rest...)
}

// churned is how many rules differ in identifiers alone that nobody reads.
func churned(c *release.Comparison) int {
	n := 0
	for i := range c.Pairs {
		if p := &c.Pairs[i]; len(p.Fields) > 0 && len(fieldsShown(p, false)) == 0 {
			n++
		}
	}
	return n
}

// cat is a severity as the category people say: CAT I, CAT II or CAT III; any other
// severity as it is.
func cat(severity string) string {
	switch severityOf(severity) {
	case High:
		return "CAT I"
	case Medium:
		return "CAT II"
	case Low:
		return "CAT III"
	}
	return severity
}

// textLine is a line of a text with its changes.
type textLine struct {
	edits   []release.Edit
	changed bool
}

// linesOf cuts edits at the line ends that both texts have.
func linesOf(edits []release.Edit) []textLine {
	var rows []textLine
	now := textLine{}
	end := func() {
		if len(now.edits) > 0 {
			rows = append(rows, now)
		}
		now = textLine{}
	}
	for _, e := range edits {
		if e.Op != release.Equal {
			now.edits, now.changed = append(now.edits, e), true
			continue
		}
		for i, line := range strings.SplitAfter(e.Text, "\n") {
			if i > 0 {
				end()
			}
			if line != "" {
				now.edits = append(now.edits, release.Edit{Op: release.Equal, Text: line})
			}
		}
	}
	end()
	return rows
}

// side is the text of r before (Delete) or after (Insert).
func (r textLine) side(op release.Op) string {
	var b strings.Builder
	for _, e := range r.edits {
		if e.Op == release.Equal || e.Op == op {
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

// near calls f with the rows that changed and one before and after; skipped is
// called where others are left out.
func near(rows []textLine, f func(textLine), skipped func()) {
	gap := false
	for i, r := range rows {
		if r.changed || i > 0 && rows[i-1].changed || i+1 < len(rows) && rows[i+1].changed {
			if gap {
				skipped()
			}
			gap = false
			f(r)
			continue
		}
		gap = true
	}
	if gap {
		skipped()
	}
}
