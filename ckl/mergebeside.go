package ckl

import (
	"slices"
	"strings"
)

// Beside what people write, a checklist holds the benchmark's texts, data of STIG and
// asset, and what no reader knows: elements, keys, comments. In a three-way merge what
// only the other side changed of it is taken, what both changed stays and is listed. What
// the other side removed stays too: programs drop what they do not know when they save.

// alike reports whether two checklists are of one format, as far as their rows tell:
// only a .cklb gives rows UUIDs. What one format says beside the reviews the other says
// in other words or not at all.
func alike(a, b *Checklist) bool {
	named := func(c *Checklist) bool {
		return slices.ContainsFunc(c.Stigs, func(s *Stig) bool { return len(s.Rows) > 0 && s.Rows[0].UUID != "" })
	}
	return named(a) == named(b)
}

// beside merges three ways what stands beside the rows' reviews in the checklist of
// source i.
func (m *merger) beside(i int, from *Checklist) {
	b := m.o.Base
	m.c.Extra = m.extras(i, Where{}, b.Extra, m.c.Extra, from.Extra)
	m.c.Asset.Extra = m.extras(i, Where{}, b.Asset.Extra, m.c.Asset.Extra, from.Asset.Extra)
}

// besideSTIG does so for a STIG and its rows; found is the rows of into that those of s
// are.
func (m *merger) besideSTIG(i int, into, s *Stig, found []*Row) {
	b := m.baseSTIG(s)
	if b == nil {
		return
	}
	w := Where{Benchmark: into.ID}
	into.Extra = m.extras(i, w, b.Extra, into.Extra, s.Extra)
	besideFields(m, i, w, stigAttributes, []string{"stigid", "version", "releaseinfo", "uuid"}, b, into, s)
	base := pairRows(b, s)
	for j, r := range s.Rows {
		to, was := found[j], base[j]
		if to == nil || was == nil {
			continue
		}
		w, before := Where{into.ID, to.STIGID, to.VulnID, to.RuleID}, len(m.report.Changes)
		to.Extra = m.extras(i, w, was.Extra, to.Extra, r.Extra)
		besideFields(m, i, w, rowAttributes, []string{"Vuln_Num", "Rule_ID", "Rule_Ver", "STIG_UUID"}, was, to, r)
		m.ids(i, w, legacyID, was.LegacyIDs, &to.LegacyIDs, r.LegacyIDs)
		m.ids(i, w, cciRef, was.CCIs, &to.CCIs, r.CCIs)
		m.trees(i, w, was, to, r)
		if len(m.report.Changes) > before {
			m.workOn(into, to).beside = true
		}
	}
}

// baseSTIG is the STIG of the base that s is; nil of none.
func (m *merger) baseSTIG(s *Stig) *Stig {
	if m.o.Base == nil {
		return nil
	}
	for _, b := range m.o.Base.Stigs {
		if bareBenchmark(b.ID) == bareBenchmark(s.ID) && (sameRelease(b, s) || sameRelease(s, b)) {
			return b
		}
	}
	return nil
}

// besideFields merges the fields of a table but those of not, by which things are known.
func besideFields[T any](m *merger, i int, w Where, table []attribute[T], not []string, base, to, from *T) {
	for _, k := range table {
		if was, have, theirs := *k.field(base), k.field(to), *k.field(from); !slices.Contains(not, k.name) && m.takes(i, w, k.name, was, *have, theirs) {
			*have = theirs
		}
	}
}

// ids merges a list of ids as one field.
func (m *merger) ids(i int, w Where, field string, base []string, to *[]string, from []string) {
	text := func(list []string) string { return strings.Join(list, " ") }
	if m.takes(i, w, field, text(base), text(*to), text(from)) {
		*to = slices.Clone(from)
	}
}

// takes reports whether theirs is taken, which is noted. Nothing in the place of
// something is not taken: formats and programs leave out what they do not hold.
func (m *merger) takes(i int, w Where, field, base, ours, theirs string) bool {
	switch {
	case theirs == ours, theirs == base, theirs == "":
		return false
	case ours == base || ours == "":
		m.report.Changes = append(m.report.Changes, FieldChange{w, field, ours, theirs, m.sources[i].Name})
		return true
	}
	m.need(w, Conflict, "", 0, "%s is %s here and %s in %s, both changed; it stands", field, quoteShort(ours), quoteShort(theirs), m.sources[i].Name)
	return false
}

// trees merges the unknown keys of the group trees, where all three have as many levels.
func (m *merger) trees(i int, w Where, base, to, from *Row) {
	if !slices.ContainsFunc(from.GroupTree, func(g Group) bool { return g.Extra != nil }) || len(from.GroupTree) != len(to.tree()) {
		return
	}
	to.GroupTree = slices.Clone(to.tree())
	for j := range to.GroupTree {
		var was []Extra
		if j < len(base.GroupTree) {
			was = base.GroupTree[j].Extra
		}
		to.GroupTree[j].Extra = m.extras(i, w, was, to.GroupTree[j].Extra, from.GroupTree[j].Extra)
	}
}

// extraKey tells what no reader knows: by name, comments by the place they stand in;
// which one of several by its number.
type extraKey struct {
	format       Format
	parent, name string
	n            int
}

// evaluateComment names the comment of Evaluate-STIG, of which there is one, wherever it
// stands.
const evaluateComment = "<!--<" + evaluateElement + ">"

func keysOf(list []Extra) ([]extraKey, map[extraKey]int) {
	out, at := make([]extraKey, len(list)), map[extraKey]int{}
	for i, x := range list {
		k := extraKey{x.Format, x.Parent, x.Name, 0}
		if x.Name == "" {
			k.name = "after " + x.After
			if strings.HasPrefix(x.Raw, evaluateComment) {
				k.name = evaluateComment
			}
		}
		for _, again := at[k]; again; _, again = at[k] {
			k.n++
		}
		out[i], at[k] = k, i
	}
	return out, at
}

// extras is ours with what only they changed or added.
func (m *merger) extras(i int, w Where, base, ours, theirs []Extra) []Extra {
	if slices.Equal(base, theirs) || slices.Equal(ours, theirs) {
		return ours
	}
	_, was := keysOf(base)
	_, have := keysOf(ours)
	keys, _ := keysOf(theirs)
	out := slices.Clone(ours)
	for j, k := range keys {
		x, from := theirs[j], ""
		at, here := have[k]
		old, known := was[k]
		comment := x.Name == "" && k.name != evaluateComment
		name := x.Format.String() + " " + either(x.Name, "comment or instruction")
		switch {
		case known && base[old].Raw == x.Raw, slices.ContainsFunc(ours, x.same):
			continue // they did not change it, or it stands here
		case comment && k.parent == "prolog" && here && known:
			continue // the name of the program that wrote their file
		case !here:
			if known {
				m.need(w, Conflict, "", 0, "%s was removed here and changed in %s; it was taken", name, m.sources[i].Name)
			}
			out = append(out, x)
		case comment && !known:
			out = append(out, x)
		case known && ours[at].Raw == base[old].Raw:
			from, out[at].Raw = ours[at].Raw, x.Raw
		default:
			m.need(w, Conflict, "", 0, "%s is %s here and %s in %s, both changed; it stands", name, quoteShort(ours[at].Raw), quoteShort(x.Raw), m.sources[i].Name)
			continue
		}
		m.report.Changes = append(m.report.Changes, FieldChange{w, name, from, x.Raw, m.sources[i].Name})
	}
	return out
}

// same reports whether x stands in the same element with the same source.
func (x Extra) same(y Extra) bool {
	return x.Format == y.Format && x.Parent == y.Parent && x.Name == y.Name && x.Raw == y.Raw
}

// quoteShort is s quoted, its beginning where it is long.
func quoteShort(s string) string {
	const most = 80
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return quote(s)
}
