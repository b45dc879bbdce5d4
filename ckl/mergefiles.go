package ckl

import (
	"bytes"
	"fmt"
)

// ThreeFiles are the states of one file in a three-way merge.
type ThreeFiles struct{ Base, Ours, Theirs []byte }

// MergeFiles merges three states of one checklist, as git's merge drivers get them:
// the common one, ours and theirs, each a .ckl or .cklb; an empty base is none. The
// result is our file with what they changed: put in at its place, every other byte
// as it was, where that is all in the fields people write; else written anew.
//
// The report's Conflicts are what both sides changed: our word stands there.
func MergeFiles(name string, files ThreeFiles, tool string) ([]byte, *MergeReport, error) {
	var base *Checklist
	if len(bytes.TrimSpace(files.Base)) > 0 {
		c, _, err := Read(name+" (base)", files.Base)
		if err != nil {
			return nil, nil, err
		}
		base = c
	}
	ours, _, err := Read(name+" (ours)", files.Ours)
	if err != nil {
		return nil, nil, err
	}
	theirs, _, err := Read(name+" (theirs)", files.Theirs)
	if err != nil {
		return nil, nil, err
	}
	merged := ours.Clone()
	report, err := Merge(merged, []Source{{Name: name + " (theirs)", Checklist: theirs}}, MergeOptions{Base: base})
	if err != nil {
		return nil, nil, err
	}
	data, err := Rewrite(name, files.Ours, ours, merged, tool)
	return data, report, err
}

// Conflicts are the needs where two people's words stood against each other.
func (r *MergeReport) Conflicts() []Need {
	var out []Need
	for _, n := range r.Needs {
		if n.Reason == Disagrees || n.Reason == Conflict || n.Reason == AssetDiffers {
			out = append(out, n)
		}
	}
	return out
}

// Rewrite is the file data, which was read as before, with after in it: by Splice
// where people's fields alone differ, so that no other byte changes, else written
// anew in the same format.
func Rewrite(name string, data []byte, before, after *Checklist, tool string) ([]byte, error) {
	f, err := Sniff(name, data)
	if err != nil {
		return nil, err
	}
	if edits, ok := Edits(before, after); ok {
		out, err := splice(name, data, edits, before.Clone())
		if err == nil {
			return out, nil
		}
	}
	return Write(after, f, tool)
}

// Receipt is t in words, a line for the rows and one for the sources; both
// add up.
func (t MergeTotals) Receipt() []string {
	return []string{
		fmt.Sprintf("%d rows = %d added + %d with another status + %d with other texts + %d unchanged where a person's word stands against another + %d the same + %d in no source",
			t.Rows, t.Added, t.StatusChanged, t.TextChanged, t.HumanKept, t.Same, t.Untouched),
		fmt.Sprintf("%d results and rows in = %d merged + %d added + %d held", t.In, t.Merged, t.Taken, t.Held),
	}
}

// Asset is the asset s is of.
func (s *Source) Asset() Asset {
	if s.Checklist != nil {
		return s.Checklist.Asset
	}
	return assetOf(s.Scan.Asset)
}
