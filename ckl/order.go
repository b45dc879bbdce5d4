package ckl

import (
	"cmp"
	"slices"
	"strings"
)

// arrange puts extras in the order they are written in, so that the model does not
// remember an order of known entries that the writer will not keep.
func arrange(list []Extra, names []string) {
	if len(list) < 2 {
		return
	}
	slices.SortStableFunc(list, func(a, b Extra) int {
		return cmp.Or(strings.Compare(a.Parent, b.Parent), cmp.Compare(slices.Index(names, a.After), slices.Index(names, b.After)))
	})
}

func namesOf[T any](table []attribute[T]) []string {
	out := make([]string, len(table))
	for i, k := range table {
		out[i] = k.name
	}
	return out
}

// arrangeAll arranges the extras of a whole checklist of format f.
func arrangeAll(c *Checklist, f Format) {
	root := []string{"ASSET", "STIGS"}
	asset, stig := namesOf(assetElements), namesOf(stigAttributes)
	row := append(append(namesOf(rowAttributes), legacyID, cciRef, "STATUS"), namesOf(reviewElements)...)
	if f == CKLB {
		root = []string{"title", "id", "stigs", "active", "mode", "has_path", "target_data", "cklb_version"}
		asset, stig = namesOf(targetKeys), append(namesOf(stigKeys), "size", "rules")
		row = row[:0]
		for _, k := range ruleKeys {
			row = append(row, k.name)
		}
		row = append(row, "href", "name", "reason") // of the objects inside
	}
	arrange(c.Extra, root)
	arrange(c.Asset.Extra, asset)
	for _, s := range c.Stigs {
		arrange(s.Extra, stig)
		for _, r := range s.Rows {
			arrange(r.Extra, row)
			for i := range r.GroupTree {
				arrange(r.GroupTree[i].Extra, []string{"id", "title", "description"})
			}
		}
	}
}
