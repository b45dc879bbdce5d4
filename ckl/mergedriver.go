package ckl

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// FieldConflict is a field that both sides of a three-way merge changed in different
// ways. Field is named as in a .ckl; Where is empty for the asset.
type FieldConflict struct {
	Where
	Field, Ours, Theirs string
}

// MergeKeeping merges three states of one checklist for git. It is MergeFiles with two
// differences. Asset data are merged three ways too. And no word of a person is lost:
// where the merge would drop what one side wrote, both words are put into the comments
// of the row (of the asset, its comment), between the marks git uses, and come back as
// conflicts. Texts that were kept one after the other because both sides changed them
// are in the report's Conflicts alone.
//
// Refused: what Merge refuses, and rows that cannot be told apart.
func MergeKeeping(name string, files ThreeFiles, tool string) (data []byte, report *MergeReport, conflicts []FieldConflict, err error) {
	k := keeper{}
	if k.base, k.ours, k.theirs, err = files.read(name); err != nil {
		return nil, nil, nil, err
	}
	k.merged = k.ours.Clone()
	k.asset()
	o := MergeOptions{Base: k.base, AnyAsset: k.base != nil}
	if report, err = Merge(k.merged, []Source{{Name: files.name(name, 2), Checklist: k.theirs}}, o); err != nil {
		return nil, nil, nil, err
	}
	for _, n := range report.Needs {
		if n.Reason == Ambiguous {
			return nil, nil, nil, &diag.Error{File: name, Path: n.Where.String(), Msg: n.Message, Hint: "merge these rows by hand"}
		}
	}
	k.rows()
	data, err = Rewrite(files.name(name, 1), files.Ours, k.ours, k.merged, tool)
	return data, report, k.conflicts, err
}

// keeper holds the states of a merge under way. base is nil without one.
type keeper struct {
	base, ours, theirs, merged *Checklist
	conflicts                  []FieldConflict
}

// asset takes what only they changed, before Merge fills in the rest.
func (k *keeper) asset() {
	var lost []FieldConflict
	for _, e := range assetElements {
		if e.field == nil {
			continue
		}
		base, ours, theirs := "", e.field(&k.merged.Asset), *e.field(&k.theirs.Asset)
		if k.base != nil {
			base = *e.field(&k.base.Asset)
		}
		switch {
		case theirs == *ours, theirs == base:
		case *ours == base:
			*ours = theirs
		default:
			lost = append(lost, FieldConflict{Where{}, e.name, *ours, theirs})
		}
	}
	if k.base != nil && k.merged.Asset.WebOrDatabase == k.base.Asset.WebOrDatabase {
		k.merged.Asset.WebOrDatabase = k.theirs.Asset.WebOrDatabase
	}
	if len(lost) > 0 {
		k.merged.Asset.TargetComment = join(k.merged.Asset.TargetComment, marked(lost))
		k.conflicts = append(k.conflicts, lost...)
	}
}

// rows looks at every row that people of either side touched since the base.
func (k *keeper) rows() {
	for _, t := range k.merged.Stigs {
		ours, theirs, base := k.side(k.ours, t), k.side(k.theirs, t), k.side(k.base, t)
		for i, r := range t.Rows {
			if ours[i] != nil && theirs[i] != nil {
				k.row(Where{t.ID, r.STIGID, r.VulnID, r.RuleID}, r, ours[i], theirs[i], base[i])
			}
		}
	}
}

// side is the rows of c that the rows of t are, nil where there is none.
func (k *keeper) side(c *Checklist, t *Stig) []*Row {
	if c != nil {
		for _, s := range c.Stigs {
			if bareBenchmark(s.ID) == bareBenchmark(t.ID) && sameRelease(t, s) {
				return pairRows(s, t)
			}
		}
	}
	return make([]*Row, len(t.Rows))
}

// row puts what the merge of a row lost into its comments.
func (k *keeper) row(w Where, merged, ours, theirs, base *Row) {
	if base == nil {
		base = &Row{}
	}
	var lost []FieldConflict
	for f := Status; f <= SeverityJustification; f++ {
		if loses(f, merged, ours, base) || loses(f, merged, theirs, base) {
			lost = append(lost, FieldConflict{w, f.String(), said(f, ours), said(f, theirs)})
		}
	}
	if len(lost) > 0 {
		merged.Comments = join(merged.Comments, marked(lost))
		k.conflicts = append(k.conflicts, lost...)
	}
}

// loses reports whether what a person wrote into a field of side since the base is
// not in the merged row.
func loses(f Field, merged, side, base *Row) bool {
	text := said(f, side)
	if text == "" || text == said(f, base) {
		return false
	}
	switch f {
	case Status:
		l := ledgerOf(side)
		return originOf(side, &l) == persons && merged.word(CKL) != text
	case FindingDetails, Comments:
		have := said(f, merged)
		return !strings.Contains(have, strings.TrimSpace(text)) && joinEvaluate(have, text) != have
	}
	return said(f, merged) != text
}

// said is what people say in a field: of finding details, all but the blocks of tools.
func said(f Field, r *Row) string {
	switch f {
	case Status:
		return r.word(CKL)
	case FindingDetails:
		l := ledgerOf(r)
		return l.human
	}
	return r.value(f)
}

// marked is both words of each conflict between the marks of git.
func marked(lost []FieldConflict) string {
	var b strings.Builder
	for _, c := range lost {
		fmt.Fprintf(&b, "<<<<<<< ours\n%s: %s\n=======\n%s: %s\n>>>>>>> theirs\n", c.Field, c.Ours, c.Field, c.Theirs)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
