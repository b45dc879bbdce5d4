package ckl

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/diag"
)

// Field is one of the five things people write into a row.
type Field uint8

// The fields. The zero value is none.
const (
	Status Field = iota + 1
	FindingDetails
	Comments
	SeverityOverride
	SeverityJustification
)

// The fields of the asset follow those of rows: AssetField gives them.
const firstAssetField = SeverityJustification + 1

// AssetField is the field of the asset that a .ckl has under name, such as HOST_IP;
// 0 of none. WEB_OR_DATABASE, which is no text, is none.
func AssetField(name string) Field {
	if i := index(assetElements, name); i >= 0 && assetElements[i].field != nil {
		return firstAssetField + Field(i)
	}
	return 0
}

// asset is the entry of assetElements of a field of the asset, nil of another.
func (f Field) asset() *attribute[Asset] {
	i := int(f) - int(firstAssetField)
	if i < 0 || i >= len(assetElements) || assetElements[i].field == nil {
		return nil
	}
	return &assetElements[i]
}

// String is the name of the field in a .ckl.
func (f Field) String() string {
	if f == Status {
		return "STATUS"
	}
	if k := f.asset(); k != nil {
		return k.name
	}
	if i := int(f) - int(FindingDetails); i >= 0 && i < len(reviewElements) {
		return reviewElements[i].name
	}
	return "no field"
}

// Edit is a new value for a field of one row, given by the index of its STIG and
// its own in what Read gives. The value of a status is the word of a .ckl, such as
// NotAFinding, for a .cklb too. Of a field of the asset both indexes are -1.
type Edit struct {
	Stig, Row int
	Field     Field
	Value     string
}

// Splice puts edits into data, a .ckl or .cklb of any program, and changes no
// other byte: layout, line ends, order, comments and everything unknown stay as
// they were. A field the file lacks is put in where it belongs. What is written
// has been read back: it is what Read gave before, with the edits.
//
// Refused: a row that is not there, a status that is none of the four words, a
// field edited twice, characters the format cannot hold.
func Splice(name string, data []byte, edits []Edit) ([]byte, error) {
	want, _, err := Read(name, data)
	if err != nil {
		return nil, err
	}
	return splice(name, data, edits, want)
}

// splice is Splice with what Read gives of data, which it changes.
func splice(name string, data []byte, edits []Edit, want *Checklist) ([]byte, error) {
	f, err := Sniff(name, data)
	if err != nil {
		return nil, err
	}
	var changed []Edit
	seen := map[Edit]bool{} // without their values
	for _, e := range edits {
		if err := checkEdit(want, f, e, seen); err != nil {
			return nil, fmt.Errorf("splicing %s: %w", name, err)
		}
		if want.value(e) != e.Value {
			changed = append(changed, e)
			want.put(e)
		}
	}
	if len(changed) == 0 {
		return slices.Clone(data), nil
	}
	var cuts []cut
	if f == CKL {
		cuts, err = xmlCuts(name, data, changed)
	} else {
		cuts, err = jsonCuts(name, data, changed, want)
	}
	if err != nil {
		return nil, err
	}
	out := apply(data, cuts)
	if err := verifySplice(name, out, want); err != nil {
		return nil, err
	}
	return out, nil
}

func checkEdit(c *Checklist, f Format, e Edit, seen map[Edit]bool) error {
	asset := e.Field.asset() != nil
	switch {
	case asset && (e.Stig != -1 || e.Row != -1):
		return fmt.Errorf("%s is of the asset, not of row %d of STIG %d", e.Field, e.Row, e.Stig)
	case asset && f == CKLB && targetKey(e.Field) == "":
		return fmt.Errorf("a .cklb has no place for %s", e.Field)
	case asset: // below
	case e.Stig < 0 || e.Stig >= len(c.Stigs) || e.Row < 0 || e.Row >= len(c.Stigs[e.Stig].Rows):
		return fmt.Errorf("there is no row %d of STIG %d", e.Row, e.Stig)
	case e.Field < Status || e.Field > SeverityJustification:
		return fmt.Errorf("there is no field %d", e.Field)
	case e.Field == Status && statusWord(e.Value).String() != e.Value:
		return fmt.Errorf("the status is %q; want %s", e.Value, wordList(words(CKL)))
	}
	if f == CKL && illegal(e.Value) || f == CKLB && notUTF8(e.Value) {
		return fmt.Errorf("the new %s holds characters a .%s cannot hold", e.Field, f)
	}
	place := Edit{Stig: e.Stig, Row: e.Row, Field: e.Field}
	if seen[place] {
		return fmt.Errorf("%s of row %d of STIG %d is edited twice", e.Field, e.Row, e.Stig)
	}
	seen[place] = true
	return nil
}

// value is what c has where e puts its value.
func (c *Checklist) value(e Edit) string {
	if k := e.Field.asset(); k != nil {
		return *k.field(&c.Asset)
	}
	return c.Stigs[e.Stig].Rows[e.Row].value(e.Field)
}

func (c *Checklist) put(e Edit) {
	if k := e.Field.asset(); k != nil {
		*k.field(&c.Asset) = e.Value
		return
	}
	c.Stigs[e.Stig].Rows[e.Row].put(e.Field, e.Value)
}

// targetKey is the key of a field of the asset in a .cklb, "" when it has none.
func targetKey(f Field) string {
	var a Asset
	for _, k := range targetKeys {
		if k.field != nil && k.field(&a) == f.asset().field(&a) {
			return k.name
		}
	}
	return ""
}

// value is a field of r as an Edit has it.
func (r *Row) value(f Field) string {
	if f == Status {
		return r.word(CKL)
	}
	return *reviewElements[f-FindingDetails].field(r)
}

func (r *Row) put(f Field, value string) {
	if f == Status {
		r.Status, r.StatusWord = statusWord(value), ""
		return
	}
	*reviewElements[f-FindingDetails].field(r) = value
}

// Edits is what makes before, as read from a file, into after, where they differ in
// nothing but what people write and texts of the asset; false where they differ in
// more.
func Edits(before, after *Checklist) ([]Edit, bool) {
	if len(before.Stigs) != len(after.Stigs) || !before.sameBeside(after) || !before.Asset.sameBeside(&after.Asset) {
		return nil, false
	}
	var edits []Edit
	for i, k := range assetElements {
		if k.field != nil && *k.field(&before.Asset) != *k.field(&after.Asset) {
			edits = append(edits, Edit{-1, -1, firstAssetField + Field(i), *k.field(&after.Asset)})
		}
	}
	for i, s := range before.Stigs {
		t := after.Stigs[i]
		if len(s.Rows) != len(t.Rows) || !s.sameBeside(t) {
			return nil, false
		}
		for j, r := range s.Rows {
			var ok bool
			if edits, ok = r.edits(edits, i, j, t.Rows[j]); !ok {
				return nil, false
			}
		}
	}
	return edits, true
}

// edits appends what makes r, row j of STIG i, into after.
func (r *Row) edits(edits []Edit, i, j int, after *Row) ([]Edit, bool) {
	if !r.sameBeside(after) {
		return nil, false
	}
	if r.Status != after.Status || r.StatusWord != after.StatusWord {
		if after.StatusWord != "" {
			return nil, false // an edit knows the four words alone
		}
		edits = append(edits, Edit{i, j, Status, after.value(Status)})
	}
	for f := FindingDetails; f <= SeverityJustification; f++ {
		if value := after.value(f); r.value(f) != value {
			edits = append(edits, Edit{i, j, f, value})
		}
	}
	return edits, true
}

// byRow is edits by STIG and row.
func byRow(edits []Edit) map[[2]int][]Edit {
	out := map[[2]int][]Edit{}
	for _, e := range edits {
		out[[2]int{e.Stig, e.Row}] = append(out[[2]int{e.Stig, e.Row}], e)
	}
	return out
}

// cut replaces data[start:end].
type cut struct {
	start, end int
	text       []byte
}

func apply(data []byte, cuts []cut) []byte {
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.start - b.start })
	size := len(data)
	for _, c := range cuts {
		size += len(c.text) - (c.end - c.start)
	}
	out, at := make([]byte, 0, max(0, size)), 0
	for _, c := range cuts {
		out = append(append(out, data[at:c.start]...), c.text...)
		at = c.end
	}
	return append(out, data[at:]...)
}

// verifySplice reads what was written and compares it with what is wanted.
func verifySplice(name string, data []byte, want *Checklist) error {
	got, _, err := Read(name, data)
	if err != nil {
		return fmt.Errorf("splicing: the result does not read: %w", err)
	}
	diffs, err := differences(want, got)
	if err == nil && len(diffs) > 0 {
		err = fmt.Errorf("%s of %s differs", diffs[0].nameOf(), diffs[0].where(want))
	}
	if err != nil {
		return &diag.Error{File: name, Msg: "cannot be edited in place", Err: err, Hint: "write the whole checklist anew instead"}
	}
	return nil
}
