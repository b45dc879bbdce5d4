package release

import (
	"fmt"
	"strings"
)

// Markdown is the receipt for people: totals, what needs one, and what is in no row of
// the new checklist any more. Texts of benchmarks and people stand in it as they are,
// indented, so that nothing in them is taken for Markdown.
func (r *Receipt) Markdown() []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	asset := plainLine(r.Asset)
	if asset == "" {
		asset = "(no name)"
	}
	line("# Receipt: %s\n", asset)
	line("From %s  ", code(r.Input.File))
	line("to %s, policy %s, by %s.\n", code(r.Output.File), r.Policy, plainLine(r.Tool))
	for _, remark := range r.Remarks {
		line("* %s", plainLine(remark))
	}
	for _, s := range r.STIGs {
		s.markdown(line)
	}
	return []byte(b.String())
}

func (s *CarriedSTIG) markdown(line func(string, ...any)) {
	line("\n## %s\n", plainLine(s.Title))
	if s.Stays != "" {
		line("%s %s stays as it is: %s (%d rows).", plainLine(s.ID), s.Old.Label, plainLine(s.Stays), s.Totals.Stayed)
		return
	}
	t := s.Totals
	line("%s, %s to %s.\n", plainLine(s.ID), orUnknown(s.Old.Label), s.New.Label)
	line("| in | carried | of these to look at | judged again | held | of these stale | removed | added | out |")
	line("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	line("| %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", t.In, t.Carried, t.Look, t.Reevaluated, t.Held, t.Stale, t.Removed, t.Added, t.Out)
	line("in %d = carried %d + held %d + removed %d; out %d = carried %d + held %d + added %d", t.In, t.Carried, t.Held, t.Removed, t.Out, t.Carried, t.Held, t.Added)
	for _, part := range []struct {
		fate         Fate
		title, blank string // blank is of rows that nobody had answered, "" where that does not matter
	}{
		{Held, "Held: the answer was to another text", "Held, though nobody had answered: another text"},
		{Stale, "Stale: judged by stigwright under the old release", ""}, {Reevaluated, "Judged again", ""},
		{Look, "Carried, to be looked at", "Carried, though nobody had answered: another fix, severity or CCIs"},
		{Added, "Added", ""}, {Removed, "Removed", ""},
		{Carried, "Carried, and another status stands in the file", ""},
	} {
		var answered, blank []CarriedRow
		for _, r := range s.sorted(part.fate) {
			if part.fate == Carried && r.Stands == "" {
				continue
			}
			if part.blank != "" && r.unanswered {
				blank = append(blank, r)
			} else {
				answered = append(answered, r)
			}
		}
		rowsMarkdown(line, answered, part.title)
		rowsMarkdown(line, blank, part.blank)
	}
}

// rowsMarkdown is rows of one fate.
func rowsMarkdown(line func(string, ...any), rows []CarriedRow, title string) {
	if len(rows) == 0 {
		return
	}
	line("\n### %s (%d)\n", title, len(rows))
	for _, r := range rows {
		line("* **%s** (%s, %s): %s", plainLine(r.STIGID), plainLine(r.VulnID), plainLine(r.Severity), r.fate())
		for _, why := range r.Why {
			line("  * %s", plainLine(why))
		}
		for _, f := range r.Fields {
			if f.Kind == Content.String() && (f.Name == "check" || f.Name == "fix") && r.Reason != Removed {
				diff := r.checkDiff
				if f.Name != "check" || diff == "" {
					diff = changed(f.Old, f.New)
				}
				indented(line, f.Name+", [-what left-] and {+what came+}", diff)
			}
		}
		if r.Reason != Reevaluated { // the new verdict stands in the row
			r.Kept.markdown(line)
		}
	}
}

// fate is the status before and after, and what the file has in its place.
func (r *CarriedRow) fate() string {
	if r.Stands != "" {
		return r.became() + "; in the file stands " + plainLine(r.Stands)
	}
	return r.became()
}

func (r *CarriedRow) became() string {
	switch {
	case r.Was == "":
		return r.Status
	case r.Status == "":
		return "was " + plainLine(r.Was)
	case r.Was == r.Status:
		return plainLine(r.Was)
	}
	return plainLine(r.Was) + " became " + plainLine(r.Status)
}

func (k *Kept) markdown(line func(string, ...any)) {
	if k == nil {
		return
	}
	for _, f := range []struct{ name, text string }{
		{"severity override", k.SeverityOverride}, {"severity justification", k.SeverityJustification},
		{"finding details", k.FindingDetails}, {"comments", k.Comments}, {"unknown to us", strings.Join(k.Unknown, "\n")},
		{"title", k.Title}, {"check", k.Check}, {"fix", k.Fix},
	} {
		if f.text != "" {
			indented(line, f.name, f.text)
		}
	}
}

// indented is a text under its name, as a code block of a list item: indentation needs
// no fence that the text could close.
func indented(line func(string, ...any), name, text string) {
	line("\n  %s:\n", name)
	for _, l := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line("%s", strings.TrimRight("      "+l, " "))
	}
	line("")
}

// plainLine is s as text of one line in which Markdown and HTML mean nothing.
func plainLine(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_[]<>&|#", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// code is a file name.
func code(s string) string { return "`" + strings.ReplaceAll(s, "`", "'") + "`" }

func orUnknown(label string) string {
	if label == "" {
		return "an unknown release"
	}
	return label
}
