package ckl

import (
	"fmt"
	"strings"
)

// Text is c as normalised text, for `git diff` through textconv: the same whatever
// the format, layout and program, without UUIDs and without the benchmark's own
// texts, one line for each fact and for each line of a text.
func Text(c *Checklist) string {
	var b strings.Builder
	fact := func(indent, name, value string) {
		if value == "" {
			return
		}
		if !strings.ContainsAny(value, "\r\n") {
			b.WriteString(indent + name + ": " + control(value) + "\n")
			return
		}
		b.WriteString(indent + name + ":\n")
		for _, l := range splitLines(value) {
			b.WriteString(strings.TrimRight(indent+"  | "+l, " ") + "\n")
		}
	}
	b.WriteString("asset\n")
	for _, k := range assetElements {
		if k.field != nil {
			fact("  ", k.name, *k.field(&c.Asset))
		}
	}
	if a := c.Asset; a.WebOrDatabase {
		fact("  ", webOrDatabase, "true")
	}
	for _, s := range c.Stigs {
		fmt.Fprintf(&b, "\nstig %s version %s, %s\n", control(s.ID), control(s.Version), control(strings.TrimSpace(s.ReleaseInfo)))
		for _, r := range s.Rows {
			fmt.Fprintf(&b, "\nrow %s\n", control(strings.Join(strings.Fields(strings.Join([]string{r.VulnID, r.STIGID, r.RuleID, r.Severity}, " ")), " ")))
			fact("  ", "STATUS", r.word(CKL))
			for _, k := range reviewElements {
				fact("  ", k.name, *k.field(r))
			}
		}
	}
	return b.String()
}
