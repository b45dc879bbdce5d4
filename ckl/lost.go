package ckl

import (
	"cmp"
	"fmt"
	"slices"
)

// Loss is something of a checklist that a format cannot hold.
type Loss struct {
	What  string // such as "SI_DATA description"
	Count int    // how often
	First string // where first: a STIG ID, a STIG or "the checklist"
}

// Lost lists what writing c in f leaves out or replaces. It is empty for a
// checklist read from a file of f, except for repairs the format demands.
func Lost(c *Checklist, f Format) []Loss {
	l := &losses{format: f, at: map[string]int{}}
	l.extra("the checklist", c.Extra)
	l.extra("the asset", c.Asset.Extra)
	if f == CKLB {
		l.set("ASSET HOST_GUID", "the asset", c.Asset.HostGUID)
		l.set("ASSET STIG_GUID", "the asset", c.Asset.STIGGUID)
		if len(c.Stigs) > 0 && c.Asset.TargetKey != c.targetKey(0) {
			l.set("ASSET TARGET_KEY", "the asset", c.Asset.TargetKey)
		}
	}
	for _, s := range c.Stigs {
		l.stig(s)
	}
	return l.list
}

type losses struct {
	format Format
	list   []Loss
	at     map[string]int // index in list by What
}

func (l *losses) add(what, where string) {
	if i, known := l.at[what]; known {
		l.list[i].Count++
		return
	}
	l.at[what] = len(l.list)
	l.list = append(l.list, Loss{what, 1, where})
}

// set adds a loss when value says something.
func (l *losses) set(what, where, value string) {
	if value != "" {
		l.add(what, where)
	}
}

func (l *losses) extra(where string, list []Extra) {
	for _, x := range list {
		if x.Format != l.format {
			l.add(fmt.Sprintf("%s %s", x.Format, cmp.Or(x.Name, "comment or instruction")), where)
		}
	}
}

func (l *losses) stig(s *Stig) {
	where := s.ID
	l.extra(where, s.Extra)
	if l.format == CKLB {
		for _, name := range []string{"classification", customName, "description", "filename", "notice", "source"} {
			l.set("SI_DATA "+name, where, *find(stigAttributes, name).field(s))
		}
	} else if s.display() != (&Stig{Title: s.Title}).display() {
		l.add("display_name", where)
	}
	for i, r := range s.Rows {
		l.row(r, either(r.STIGID, fmt.Sprintf("%s row %d", s.ID, i+1)))
	}
}

func (l *losses) row(r *Row, where string) {
	l.extra(where, r.Extra)
	for _, g := range r.GroupTree {
		l.extra(where, g.Extra)
	}
	if r.StatusWord != "" && r.word(l.format) != r.StatusWord {
		l.add(fmt.Sprintf("status word %q, written as not reviewed", r.StatusWord), where)
	}
	if l.format == CKLB {
		if r.Severity != schemaSeverity(r.Severity) {
			l.add(fmt.Sprintf("severity %q, written as unknown", r.Severity), where)
		}
		l.unfit(r, where, "bytes that are not UTF-8, replaced", notUTF8)
		return
	}
	l.set("href of check_content_ref", where, r.CheckHref)
	l.set("group_title of its own", where, r.ListTitle)
	l.set("prefix of group_id_src", where, r.GroupIDSrc)
	l.set("prefix of rule_id_src", where, r.RuleIDSrc)
	if r.GroupTree != nil {
		l.add("group_tree", where)
	}
	l.unfit(r, where, "characters XML cannot hold, written out", illegal)
}

// unfit names every text of r that the format has to replace something in.
func (l *losses) unfit(r *Row, where, what string, bad func(string) bool) {
	for _, table := range [][]attribute[Row]{rowAttributes, reviewElements} {
		for _, k := range table {
			if bad(*k.field(r)) {
				l.add(k.name+": "+what, where)
			}
		}
	}
	for _, id := range slices.Concat(r.LegacyIDs, r.CCIs) {
		if bad(id) {
			l.add("ids: "+what, where)
		}
	}
}
