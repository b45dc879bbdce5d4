package ckl

import "slices"

// What is beside people's words in the parts of a checklist, compared without
// reflection: a merge asks for every row of it. A test holds the lists complete.

// sameBeside reports whether two checklists differ in their assets and STIGs alone.
func (c *Checklist) sameBeside(o *Checklist) bool {
	return c.Title == o.Title && c.ID == o.ID && c.Active == o.Active && c.Mode == o.Mode && c.HasPath == o.HasPath &&
		slices.Equal(c.Extra, o.Extra)
}

// sameBeside reports whether two assets differ in texts alone that AssetField knows.
func (a *Asset) sameBeside(b *Asset) bool {
	return a.WebOrDatabase == b.WebOrDatabase && slices.Equal(a.Extra, b.Extra)
}

// sameBeside reports whether two STIGs differ in their rows alone.
func (s *Stig) sameBeside(t *Stig) bool {
	return sameFields(stigAttributes, s, t) && s.DisplayName == t.DisplayName && s.TargetKey == t.TargetKey && s.Size == t.Size &&
		slices.Equal(s.Extra, t.Extra)
}

// sameBeside reports whether two rows differ in their review alone.
func (r *Row) sameBeside(t *Row) bool {
	return sameFields(rowAttributes, r, t) && r.CheckHref == t.CheckHref &&
		slices.Equal(r.LegacyIDs, t.LegacyIDs) && slices.Equal(r.CCIs, t.CCIs) &&
		r.GroupIDSrc == t.GroupIDSrc && r.RuleIDSrc == t.RuleIDSrc && r.ListTitle == t.ListTitle && r.UUID == t.UUID &&
		slices.EqualFunc(r.GroupTree, t.GroupTree, Group.same) && slices.Equal(r.Extra, t.Extra)
}

func (g Group) same(h Group) bool {
	return g.ID == h.ID && g.Title == h.Title && g.Description == h.Description && slices.Equal(g.Extra, h.Extra)
}

func sameFields[T any](table []attribute[T], a, b *T) bool {
	for i := range table {
		if f := table[i].field; *f(a) != *f(b) {
			return false
		}
	}
	return true
}
