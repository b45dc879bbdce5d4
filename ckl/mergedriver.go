package ckl

import (
	"errors"
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
// Refused: what Merge refuses, rows that cannot be told apart, and two states that name
// two assets, whatever the base: it cannot tell a host that was renamed from the file of
// another host. Where the base names none, a side may.
func MergeKeeping(name string, files ThreeFiles, tool string) (data []byte, report *MergeReport, conflicts []FieldConflict, err error) {
	k := keeper{}
	if k.base, k.ours, k.theirs, err = files.read(name); err != nil {
		return nil, nil, nil, err
	}
	if err = k.oneAsset(files.name(name, 2)); err != nil {
		return nil, nil, nil, err
	}
	k.merged = k.ours.Clone()
	taken := k.asset(files.name(name, 2))
	o := MergeOptions{Base: k.base, AnyAsset: true}
	if report, err = Merge(k.merged, []Source{{Name: files.name(name, 2), Checklist: k.theirs}}, o); err != nil {
		return nil, nil, nil, err
	}
	for _, n := range report.Needs {
		if n.Reason == Ambiguous {
			return nil, nil, nil, &diag.Error{File: name, Path: n.Where.String(), Msg: n.Message, Hint: "merge these rows by hand"}
		}
	}
	report.Changes = append(taken, report.Changes...)
	k.rows()
	data, err = Rewrite(files.name(name, 1), files.Ours, k.ours, k.merged, tool)
	return data, report, k.conflicts, err
}

// keeper holds the states of a merge under way. base is nil without one.
type keeper struct {
	base, ours, theirs, merged *Checklist
	conflicts                  []FieldConflict
}

// oneAsset refuses two states of two assets.
func (k *keeper) oneAsset(theirs string) error {
	a, b := k.ours.Asset, k.theirs.Asset
	if k.base != nil {
		nameBoth(&k.base.Asset, &a, &b)
	}
	if strings.TrimSpace(a.HostName) != "" && strings.TrimSpace(b.HostName) != "" {
		a.HostFQDN, b.HostFQDN, a.HostIP, b.HostIP = "", "", "", "" // a copy keeps them
	}
	var e *diag.Error
	if err := otherAsset(theirs, &a, &b); errors.As(err, &e) {
		e.Hint = "one asset's verdicts in another's checklist would be wrong; if both are one asset, merge them by hand with `stigwright merge --any-asset`"
		return e
	}
	return nil
}

// nameBoth gives a and b the names that one of them got since the base, which had none.
func nameBoth(base, a, b *Asset) {
	for _, of := range []func(*Asset) (x, y *string){
		func(a *Asset) (x, y *string) { return &a.HostName, &a.HostFQDN },
		func(a *Asset) (x, y *string) { return &a.WebDBSite, &a.WebDBInstance },
	} {
		none := func(a *Asset) bool { x, y := of(a); return strings.TrimSpace(*x+*y) == "" }
		if !none(base) || none(a) == none(b) {
			continue
		}
		from, to := a, b
		if none(a) {
			from, to = b, a
		}
		x, y := of(to)
		v, w := of(from)
		*x, *y = *v, *w
	}
}

// asset takes what only they changed, before Merge fills in the rest, and says what.
func (k *keeper) asset(theirs string) (taken []FieldChange) {
	var base Asset
	base.defaults()
	if k.base != nil {
		base = k.base.Asset
	}
	var lost []FieldConflict
	for _, e := range assetElements {
		was, ours, from := assetWord(e, &base), assetWord(e, &k.merged.Asset), assetWord(e, &k.theirs.Asset)
		if k.base == nil && e.name == webOrDatabase {
			was = "" // false is no default: it tells one asset from another
		}
		switch {
		case from == ours, from == was:
		case ours == was:
			taken = append(taken, FieldChange{Where{}, e.name, ours, from, theirs})
			takeWord(e, &k.merged.Asset, &k.theirs.Asset)
		default:
			lost = append(lost, FieldConflict{Where{}, e.name, ours, from})
		}
	}
	if len(lost) > 0 {
		k.merged.Asset.TargetComment = join(k.merged.Asset.TargetComment, marked(lost))
		k.conflicts = append(k.conflicts, lost...)
	}
	return taken
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
		return originOf(side, &l) == persons && said(Status, merged) != text
	case FindingDetails:
		have := said(f, merged)
		return !strings.Contains(have, strings.TrimSpace(text)) && joinEvaluate(have, text) != have
	case Comments:
		return !strings.Contains(merged.Comments, strings.TrimSpace(text)) && joinAnswers(merged.Comments, text) != merged.Comments
	}
	return said(f, merged) != text
}

// said is what people say in a field: of finding details, all but the blocks of tools.
func said(f Field, r *Row) string {
	switch f {
	case Status:
		return r.told()
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
