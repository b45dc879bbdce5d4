package ckl

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// sidecar is the JSON document beside a converted file: every field that the file
// does not give back, as it was and as the file has it. Fields have the names of
// the structs of this package.
type sidecar struct {
	Version int        `json:"stigwright_sidecar"`
	Format  string     `json:"format"` // of the file it stands beside
	Kept    []keptPart `json:"kept"`
}

type keptPart struct {
	Part    string         `json:"part"` // Checklist, Asset, Stig or Row
	Stig    int            `json:"stig,omitzero"`
	Row     int            `json:"row,omitzero"`
	Name    string         `json:"name,omitzero"` // of the STIG or row in the file: the check that it is the same one
	Field   string         `json:"field"`
	Was     jsontext.Value `json:"was"`
	Written jsontext.Value `json:"written"`
}

// sidecarVersion changes when an older program could not restore from a sidecar.
const sidecarVersion = 1

func writeSidecar(c, back *Checklist, f Format, diffs []difference) ([]byte, error) {
	s := sidecar{Version: sidecarVersion, Format: f.String(), Kept: []keptPart{}}
	for _, d := range diffs {
		k := keptPart{Part: d.part, Stig: max(d.stig, 0), Row: max(d.row, 0), Name: nameAt(back, d.stig, d.row), Field: d.field}
		var err error
		if k.Was, err = json.Marshal(d.a.Interface()); err != nil {
			return nil, fmt.Errorf("writing a sidecar: %s: %w", d.field, err)
		}
		if k.Written, err = json.Marshal(d.b.Interface()); err != nil {
			return nil, fmt.Errorf("writing a sidecar: %s: %w", d.field, err)
		}
		s.Kept = append(s.Kept, k)
	}
	out, err := json.Marshal(s, jsontext.WithIndent("  "), json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("writing a sidecar: %w", err)
	}
	return append(out, '\n'), nil
}

// nameAt names the STIG or row at an index, "" elsewhere.
func nameAt(c *Checklist, stig, row int) string {
	switch {
	case stig < 0:
		return ""
	case row < 0:
		return c.Stigs[stig].ID
	}
	r := c.Stigs[stig].Rows[row]
	return r.VulnID + " " + r.RuleID
}

// Unrestored is a field that Restore left as the file has it.
type Unrestored struct {
	Where string // such as RHEL-08-010000, a STIG or "the checklist"
	Field string
	Why   string
}

// Restore gives c, read from a converted file, what the sidecar of the conversion
// kept. A field that was changed since the conversion stands, and is listed: the
// newer word counts. So does a row that is no longer where it was.
func Restore(c *Checklist, name string, data []byte) ([]Unrestored, error) {
	if len(data) > maxBytes {
		return nil, tooLarge(name, len(data))
	}
	var s sidecar
	if err := json.Unmarshal(data, &s, json.RejectUnknownMembers(true)); err != nil {
		return nil, &diag.Error{File: name, Msg: "is no sidecar of a conversion", Err: err, Hint: "give the file that was written beside the converted checklist"}
	}
	if s.Version != sidecarVersion {
		return nil, &diag.Error{File: name, Msg: fmt.Sprintf("stigwright_sidecar is %d; want %d", s.Version, sidecarVersion)}
	}
	parts, whys := make([]reflect.Value, len(s.Kept)), make([]string, len(s.Kept))
	for i := range s.Kept { // all are found before ids, by which they are known, change
		parts[i], whys[i] = s.Kept[i].find(c)
	}
	var left []Unrestored
	for i := range s.Kept {
		k := &s.Kept[i]
		why, err := k.restore(parts[i], whys[i])
		if err != nil {
			return nil, &diag.Error{File: name, Path: fmt.Sprintf("kept[%d]", i), Msg: "cannot be restored", Err: err}
		}
		if why != "" {
			left = append(left, Unrestored{either(k.Name, "the "+k.Part), k.Field, why})
		}
	}
	return left, nil
}

// restore sets the field, or says why not.
func (k *keptPart) restore(part reflect.Value, gone string) (why string, err error) {
	if gone != "" {
		return gone, nil
	}
	field := part.FieldByName(k.Field)
	if !field.IsValid() || k.Field == "Stigs" || k.Field == "Rows" || k.Field == "Asset" {
		return "", fmt.Errorf("%s has no field %q to restore", k.Part, k.Field)
	}
	was := reflect.New(field.Type())
	if err := json.Unmarshal(k.Was, was.Interface()); err != nil {
		return "", err
	}
	now, err := json.Marshal(field.Interface())
	if err != nil {
		return "", err
	}
	written := k.Written.Clone()
	if err := written.Compact(); err != nil {
		return "", err
	}
	if !bytes.Equal(now, written) {
		return "it was changed after the conversion", nil
	}
	if was.Elem().Kind() == reflect.Slice && was.Elem().Len() == 0 {
		was.Elem().SetZero()
	}
	field.Set(was.Elem())
	return "", nil
}

func (k *keptPart) find(c *Checklist) (part reflect.Value, why string) {
	const gone = "it is no longer in the file at its place"
	switch k.Part {
	case "Checklist":
		return reflect.ValueOf(c).Elem(), ""
	case "Asset":
		return reflect.ValueOf(&c.Asset).Elem(), ""
	case "Stig":
		if k.Stig >= 0 && k.Stig < len(c.Stigs) && k.Name == nameAt(c, k.Stig, -1) {
			return reflect.ValueOf(c.Stigs[k.Stig]).Elem(), ""
		}
	case "Row":
		if k.Stig >= 0 && k.Stig < len(c.Stigs) && k.Row >= 0 && k.Row < len(c.Stigs[k.Stig].Rows) && k.Name == nameAt(c, k.Stig, k.Row) {
			return reflect.ValueOf(c.Stigs[k.Stig].Rows[k.Row]).Elem(), ""
		}
	default:
		return part, "unknown part " + k.Part
	}
	return part, gone
}
