package lint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// Fix repairs what can be repaired without inventing anything: a byte order mark and
// white space before the declaration go, CDATA becomes escaped text, bare ampersands
// are escaped, missing elements are added empty, and elements are put in order; of a
// .cklb, null where a text may be empty and a number where a text is wanted become
// texts, and stamps that are null go. done is what Lint no
// longer finds in fixed, left is what it finds there. Everything else of the file
// stays byte for byte; nothing to repair gives the same bytes. Errors as of Lint.
func Fix(name string, data []byte, consumers ...Consumer) (fixed []byte, done, left []Finding, err error) {
	before, err := Lint(name, data, consumers...)
	if err != nil {
		return nil, nil, nil, err
	}
	fixed = data
	if fixable(before) {
		if fixed, err = repair(name, data); err != nil {
			return nil, nil, nil, err
		}
	}
	if left, err = Lint(name, fixed, consumers...); err != nil {
		return nil, nil, nil, err
	}
	stays := map[Finding]bool{}
	for _, f := range left {
		stays[unplaced(f)] = true
	}
	for _, f := range before {
		if !stays[unplaced(f)] {
			done = append(done, f)
		}
	}
	return fixed, done, left, nil
}

// unplaced is f without its line, which a repair further up moves.
func unplaced(f Finding) Finding {
	f.Line, f.Column = 0, 0
	return f
}

// fixable reports whether Fix repairs any of the findings, at least in part.
func fixable(findings []Finding) bool {
	repaired := map[string]bool{}
	for _, r := range Rules() {
		repaired[r.ID] = r.Fixed
	}
	return slices.ContainsFunc(findings, func(f Finding) bool { return repaired[f.Rule] })
}

func repair(name string, data []byte) ([]byte, error) {
	d, err := parse(name, data)
	if err != nil || d.wide {
		return data, err
	}
	body := data[d.base:]
	if len(d.ampersands) > 0 {
		return repair(name, escaped(body, d.ampersands))
	}
	if d.value != nil {
		return patched(body, d.value.repairs(cklbShape(), nil)), nil
	}
	if d.root == nil || d.lenient != nil {
		return body, nil
	}
	return bytes.Clone(slices.Concat(body[:d.root.start], d.root.mend(body), body[d.root.end:])), nil
}

// patch is source in the place of data[start:end].
type patch struct {
	start, end int
	source     string
}

// patched is data with the patches, which are in order.
func patched(data []byte, list []patch) []byte {
	if list == nil {
		return data
	}
	var out []byte
	at := 0
	for _, p := range list {
		out = append(append(out, data[at:p.start]...), p.source...)
		at = p.end
	}
	return append(out, data[at:]...)
}

// mayBeBlank is the texts of a .cklb that say nothing when they are empty.
func mayBeBlank(name string) bool {
	switch name {
	case "comments", "finding_details", "discussion", "fix_text", "false_positives", "false_negatives", "mitigations", "potential_impacts", "third_party_tools",
		"mitigation_control", "responsibility", "security_override_guidance", "ia_controls", "ip_address", "mac_address", "fqdn", "web_db_site", "web_db_instance":
		return true
	}
	return false
}

// repairs adds to list what gives the values below v the types of s and says the same.
func (v *value) repairs(s *shape, list []patch) []patch {
	counts := v.counts()
	for i, k := range v.kids {
		known, name := s.items, ""
		if v.kind == '{' {
			name = v.names[i]
			if known = s.members[name]; counts[i] == 0 { // of two the last counts
				continue
			}
		}
		switch {
		case known == nil:
		case known.kinds != `"` && known.kinds != `"n`:
			list = k.repairs(known, list)
		case k.kind == 'n' && (name == "createdAt" || name == "updatedAt"):
			if i > 0 && counts[i] == 1 { // of two, the one before would count
				list = append(list, patch{v.kids[i-1].end, k.end, ""}) // with the comma
			}
		case k.kind == 'n' && mayBeBlank(name):
			list = append(list, patch{k.end - len("null"), k.end, `""`})
		case k.kind == '0' && known.words == nil && strings.Trim(k.text, "0123456789") == "":
			list = append(list, patch{k.end - len(k.text), k.end, `"` + k.text + `"`})
		}
	}
	return list
}

// mend is the source of e, with itself and all below it repaired.
func (e *element) mend(data []byte) []byte {
	parts := model(e.name)
	if parts == nil {
		return e.mendText(data)
	}
	if e.body == e.bodyEnd && len(e.kids) == 0 && e.name != "ASSET" && e.name != "VULN" && e.name != "STIG_DATA" {
		return data[e.start:e.end]
	}
	// gaps[i] is what stands before kid i; kids change places, gaps stay.
	kids, gaps, at := make([]mended, len(e.kids)), make([][]byte, len(e.kids)), e.body
	for i, k := range e.kids {
		kids[i] = mended{k.name, k.mend(data)}
		gaps[i] = data[at:k.start]
		at = k.end
	}
	if e.orderly(parts) {
		slices.SortStableFunc(kids, func(a, b mended) int { return rank(parts, a.name) - rank(parts, b.name) })
	}
	out := slices.Clone(data[e.start:e.body])
	next := 0
	for i, k := range kids {
		out = e.blanks(out, parts, &next, rank(parts, k.name), gaps)
		out = append(append(out, gaps[i]...), k.source...)
	}
	if len(kids) > 0 {
		out = e.blanks(out, parts, &next, len(parts), gaps)
	}
	return append(out, data[at:e.end]...)
}

// mended is a child on its way to its place.
type mended struct {
	name   string
	source []byte
}

// orderly reports whether all children are known, so that they can be sorted.
func (e *element) orderly(parts []part) bool {
	return !slices.ContainsFunc(e.kids, func(k *element) bool { return rank(parts, k.name) < 0 })
}

// blanks adds, empty, the missing parts from *next up to the one at end.
func (e *element) blanks(out []byte, parts []part, next *int, end int, gaps [][]byte) []byte {
	if !e.orderly(parts) {
		return out
	}
	for ; *next < end; *next++ {
		if p := parts[*next]; p.blank && e.first(p.name) == nil {
			gap := gaps[len(gaps)-1]
			if len(bytes.TrimSpace(gap)) == 0 {
				out = append(out, gap...)
			}
			out = append(out, "<"+p.name+"></"+p.name+">"...)
		}
	}
	return out
}

// mendText writes CDATA escaped, where nothing but text stands in e.
func (e *element) mendText(data []byte) []byte {
	source := data[e.start:e.end]
	if len(e.kids) > 0 || !bytes.Contains(data[e.body:e.bodyEnd], []byte("<![CDATA[")) || bytes.Contains(data[e.body:e.bodyEnd], []byte("<!--")) {
		return source
	}
	return slices.Concat(data[e.start:e.body], xmlio.MakeText(e.text), data[e.bodyEnd:e.end])
}
