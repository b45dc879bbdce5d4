package ckl

import (
	"bytes"
	"fmt"
)

// ThreeFiles are the states of one file in a three-way merge. An empty base is none.
type ThreeFiles struct {
	Base, Ours, Theirs []byte
	// Names is what messages call them, in this order; "" is the name of the file that
	// they are states of, with the state behind it.
	Names [3]string
}

// name is what messages call a state of the file called file.
func (f *ThreeFiles) name(file string, side int) string {
	return either(f.Names[side], file+[...]string{" (base)", " (ours)", " (theirs)"}[side])
}

// read reads the states; base is nil of none.
func (f *ThreeFiles) read(file string) (base, ours, theirs *Checklist, err error) {
	if len(bytes.TrimSpace(f.Base)) > 0 {
		if base, _, err = Read(f.name(file, 0), f.Base); err != nil {
			return nil, nil, nil, err
		}
	}
	if ours, _, err = Read(f.name(file, 1), f.Ours); err != nil {
		return nil, nil, nil, err
	}
	theirs, _, err = Read(f.name(file, 2), f.Theirs)
	return base, ours, theirs, err
}

// MergeFiles merges three states of one checklist, as git's merge drivers get them:
// the common one, ours and theirs, each a .ckl or .cklb. The
// result is our file with what they changed: put in at its place, every other byte
// as it was, where that is all in the fields people write; else written anew.
//
// The report's Conflicts are what both sides changed: our word stands there.
func MergeFiles(name string, files ThreeFiles, tool string) ([]byte, *MergeReport, error) {
	base, ours, theirs, err := files.read(name)
	if err != nil {
		return nil, nil, err
	}
	merged := ours.Clone()
	report, err := Merge(merged, []Source{{Name: files.name(name, 2), Checklist: theirs}}, MergeOptions{Base: base})
	if err != nil {
		return nil, nil, err
	}
	data, err := Rewrite(files.name(name, 1), files.Ours, ours, merged, tool)
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
