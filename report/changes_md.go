package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
)

// WriteMarkdown writes c as Markdown: tables of what came, went and changed, and for
// each change of content the lines before and after.
func (c *Changes) WriteMarkdown(out io.Writer, all bool) error {
	w := bufio.NewWriter(out) // keeps its first error for Flush
	for i, one := range c.Comparisons {
		if i > 0 {
			fmt.Fprintln(w)
		}
		markdown(w, one, all)
	}
	for _, l := range []struct {
		title string
		list  []*benchmark.Benchmark
	}{{"New benchmarks", c.New}, {"Gone benchmarks", c.Gone}} {
		if len(l.list) > 0 {
			fmt.Fprintf(w, "\n## %s\n\n", l.title)
		}
		for _, b := range l.list {
			fmt.Fprintf(w, "* %s, %d rules\n", markdownText(b.Label()), len(b.Items))
		}
	}
	return w.Flush()
}

func markdown(w io.Writer, c *release.Comparison, all bool) {
	fmt.Fprintf(w, "# %s → %s\n\n", markdownText(c.Old.Label()), markdownText(c.New.Label()))
	for _, r := range c.Remarks() {
		fmt.Fprintf(w, "> %s\n\n", markdownText(r))
	}
	for _, l := range sums(c) {
		fmt.Fprintf(w, "* %s\n", markdownText(l))
	}
	markdownItems(w, "Added", c.Added)
	markdownItems(w, "Removed", c.Removed)
	pairs := shownPairs(c, all)
	if len(pairs) > 0 {
		fmt.Fprint(w, "\n## Changed\n\n| STIG ID | Vuln ID | Severity | Content | Spelling | Identifiers |\n|---|---|---|---|---|---|\n")
	}
	for _, p := range pairs {
		names := map[release.Kind][]string{}
		for _, f := range fieldsShown(p, all) {
			names[f.Kind] = append(names[f.Kind], f.Name)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", markdownText(p.New.STIGID()), markdownText(p.New.VulnID()), markdownText(cat(p.New.Severity())),
			markdownText(strings.Join(names[release.Content], ", ")), markdownText(strings.Join(names[release.Cosmetic], ", ")), markdownText(strings.Join(names[release.Identifier], ", ")))
	}
	if n := churned(c); n > 0 && !all {
		fmt.Fprintf(w, "\n%s with other ids alone.\n", counted(n, "rule"))
	}
	for _, p := range pairs {
		for _, f := range fieldsShown(p, all) {
			if f.Kind != release.Cosmetic || all {
				fmt.Fprintf(w, "\n### %s: %s\n\n", markdownText(p.New.STIGID()), markdownText(f.Name))
				markdownField(w, f)
			}
		}
	}
}

func markdownItems(w io.Writer, title string, items []*benchmark.Item) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(w, "\n## %s\n\n| STIG ID | Vuln ID | Severity | Title |\n|---|---|---|---|\n", title)
	for _, it := range items {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", markdownText(it.STIGID()), markdownText(it.VulnID()), markdownText(cat(it.Severity())), markdownText(it.Title()))
	}
}

// markdownField writes the lines before and after in a fence that no text can close.
func markdownField(w io.Writer, f *release.Field) {
	fence := "```"
	for strings.Contains(f.Old, fence) || strings.Contains(f.New, fence) {
		fence += "`"
	}
	fmt.Fprintf(w, "%sdiff\n", fence)
	lines := func(sign, text string) {
		if text == "" {
			return
		}
		for _, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			fmt.Fprintf(w, "%s%s\n", sign, strings.TrimSuffix(l, "\r"))
		}
	}
	near(linesOf(f.Edits()), func(r textLine) {
		if !r.changed {
			lines(" ", r.side(release.Delete))
			return
		}
		lines("-", r.side(release.Delete))
		lines("+", r.side(release.Insert))
	}, func() { fmt.Fprintln(w, "@@ ... @@") })
	fmt.Fprintf(w, "%s\n", fence)
}

// markdownText is s on one line, with nothing in it that Markdown or HTML takes for
// more than text.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_[]<>|#~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
