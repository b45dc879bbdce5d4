package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
)

// Style is how text for a terminal looks.
type Style struct {
	Delete, Insert [2]string           // around words that went and came
	Strong, Faint  [2]string           // around headings and what is left out
	Clean          func(string) string // of every text from a file; nil for as it is
	All            bool                // also identifiers that change without anybody's doing
}

// PlainStyle marks words that went as [-old-] and those that came as {+new+}.
func PlainStyle() Style { return Style{Delete: [2]string{"[-", "-]"}, Insert: [2]string{"{+", "+}"}} }

// ColorStyle is PlainStyle in the colours of ANSI terminals, marks kept for those who
// do not see colours well. clean must leave no escape in a text.
func ColorStyle(clean func(string) string) Style {
	return Style{Delete: [2]string{"\x1b[31m[-", "-]\x1b[0m"}, Insert: [2]string{"\x1b[32m{+", "+}\x1b[0m"},
		Strong: [2]string{"\x1b[1m", "\x1b[0m"}, Faint: [2]string{"\x1b[2m", "\x1b[0m"}, Clean: clean}
}

// WriteText writes c for people: the sums, rules that came and went, then each rule
// that changed, content first, with its words before and after.
func (c *Changes) WriteText(out io.Writer, s Style) error {
	w := &textWriter{bufio.NewWriter(out), s}
	for i, one := range c.Comparisons {
		if i > 0 {
			w.line("")
		}
		w.comparison(one)
	}
	for _, b := range c.New {
		w.line("new benchmark: %s, %d rules", w.clean(b.Label()), len(b.Items))
	}
	for _, b := range c.Gone {
		w.line("gone benchmark: %s, %d rules", w.clean(b.Label()), len(b.Items))
	}
	return w.Flush()
}

type textWriter struct {
	*bufio.Writer // keeps its first error for Flush
	style         Style
}

func (w *textWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *textWriter) clean(s string) string {
	if w.style.Clean != nil {
		return w.style.Clean(s)
	}
	return s
}

// one is s on a line.
func (w *textWriter) one(s string) string { return w.clean(strings.Join(strings.Fields(s), " ")) }

func (w *textWriter) strong(s string) string { return w.style.Strong[0] + s + w.style.Strong[1] }

func (w *textWriter) faint(s string) string { return w.style.Faint[0] + s + w.style.Faint[1] }

func (w *textWriter) comparison(c *release.Comparison) {
	w.line("%s", w.strong(w.one(c.Old.Label()+" -> "+c.New.Label())))
	for _, l := range sums(c) {
		w.line("  %s", l)
	}
	w.items("added", c.Added)
	w.items("removed", c.Removed)
	pairs := shownPairs(c, w.style.All)
	for _, p := range pairs {
		w.line("")
		w.pair(p)
	}
	if n := churned(c); n > 0 && !w.style.All {
		w.line("\n%s", w.faint(fmt.Sprintf("%s with other ids alone; --all shows them", counted(n, "rule"))))
	}
}

// sums are the lines that sum c up; they add up.
func sums(c *release.Comparison) []string {
	n := c.Counts()
	lines := []string{
		fmt.Sprintf("%s before, %d after: %d added, %d removed, %d in both", counted(n.Old, "rule"), n.New, n.Added, n.Removed, len(c.Pairs)),
		fmt.Sprintf("of those in both: %d changed in content, %d in spelling, %d in identifiers, %d unchanged", n.Content, n.Cosmetic, n.Identifier, n.Same),
	}
	var fields []string
	for _, name := range release.FieldNames() {
		if f := n.Fields[name]; f.Total() > 0 {
			fields = append(fields, fieldSum(name, f))
		}
	}
	if len(fields) > 0 {
		lines = append(lines, "fields: "+strings.Join(fields, ", "))
	}
	if n.Renumbered > 0 {
		lines = append(lines, counted(n.Renumbered, "rule")+" renumbered: found by legacy or Vuln ID, under another STIG ID")
	}
	if n.Republished > 0 {
		lines = append(lines, counted(n.Republished, "rule")+" with another check text under the same rule id")
	}
	return lines
}

// fieldSum is a field with how many rules differ in it: "fix 2 (1 in spelling alone)".
func fieldSum(name string, f release.FieldCount) string {
	s := fmt.Sprintf("%s %d", name, f.Total())
	if f.Cosmetic > 0 {
		s += fmt.Sprintf(" (%d in spelling alone)", f.Cosmetic)
	}
	return s
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (w *textWriter) items(what string, items []*benchmark.Item) {
	if len(items) == 0 {
		return
	}
	w.line("")
	for _, it := range items {
		w.line("%s  %s  %s  %s  %s", what, w.strong(w.one(it.STIGID())), w.one(it.VulnID()), w.one(cat(it.Severity())), w.one(it.Title()))
	}
}

func (w *textWriter) pair(p *release.Pair) {
	var names []string
	fields := fieldsShown(p, w.style.All)
	for _, f := range fields {
		if f.Kind == release.Content {
			names = append(names, f.Name)
		} else {
			names = append(names, f.Name+" ("+f.Kind.String()+")")
		}
	}
	w.line("%s  %s  %s  %s", w.strong(w.one(p.New.STIGID())), w.one(p.New.VulnID()), w.one(cat(p.New.Severity())), strings.Join(names, ", "))
	if p.By != release.BySTIGID {
		w.line("  was %s, %s; matched by %s", w.one(p.Old.STIGID()), w.one(p.Old.VulnID()), p.By)
	}
	if p.Republished() {
		w.line("  the check text changed, the rule id did not")
	}
	for _, f := range fields {
		if f.Kind != release.Cosmetic || w.style.All {
			w.field(f)
		}
	}
}

// field writes the words of a field; of a long one the lines that changed with one
// around them.
func (w *textWriter) field(f *release.Field) {
	w.line("  %s:", f.Name)
	rows := linesOf(f.Edits())
	near(rows, func(r textLine) {
		var b strings.Builder
		for _, e := range r.edits {
			around := [2]string{}
			switch e.Op {
			case release.Delete:
				around = w.style.Delete
			case release.Insert:
				around = w.style.Insert
			}
			b.WriteString(around[0] + w.clean(e.Text) + around[1])
		}
		w.line("    %s", strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\n", "\n    "))
	}, func() { w.line("    %s", w.faint("...")) })
}

// WriteHistory writes what changed of a rule from release to release, word by word.
func WriteHistory(out io.Writer, h release.History, s Style) error {
	w := &textWriter{bufio.NewWriter(out), s}
	for _, a := range h.Appearances {
		if a.Change == nil || len(fieldsShown(a.Change, s.All)) == 0 {
			continue
		}
		label := a.Benchmark.Label()
		if a.Again {
			label += ", published again"
		}
		w.line("\n%s", w.strong(w.one(label)))
		w.pair(a.Change)
	}
	return w.Flush()
}
