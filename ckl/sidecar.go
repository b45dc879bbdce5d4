package ckl

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

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
	Host    string     `json:"host"`   // of the file
	Stigs   []keptSTIG `json:"stigs"`  // of the file
	Kept    []keptPart `json:"kept"`
}

type keptSTIG struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Release string `json:"release"`
}

// keptPart knows its STIG and row by what they are called in the file, and which one of
// several that are called so.
type keptPart struct {
	Part    string         `json:"part"`          // Checklist, Asset, Stig or Row
	STIG    counted        `json:"stig,omitzero"` // of a STIG or row
	Row     counted        `json:"row,omitzero"`  // of a row
	Field   string         `json:"field"`
	Was     jsontext.Value `json:"was"`
	Written jsontext.Value `json:"written"`
}

// counted is one of Of things called Name: number N, from 0.
type counted struct {
	Name string `json:"name"`
	N    int    `json:"n,omitzero"`
	Of   int    `json:"of"`
}

// sidecarVersion changes when an older program could not restore from a sidecar.
const sidecarVersion = 2

func writeSidecar(c, back *Checklist, f Format, diffs []difference) ([]byte, error) {
	s := sidecar{Version: sidecarVersion, Format: f.String(), Host: back.Asset.HostName, Stigs: []keptSTIG{}, Kept: []keptPart{}}
	for _, t := range back.Stigs {
		s.Stigs = append(s.Stigs, keptSTIG{t.ID, t.Version, t.ReleaseInfo})
	}
	stigs := stigNames(back)
	rows := make([][]counted, len(back.Stigs))
	for i, t := range back.Stigs {
		rows[i] = rowNames(t)
	}
	for _, d := range diffs {
		k := keptPart{Part: d.part, Field: d.field}
		if d.stig >= 0 {
			k.STIG = stigs[d.stig]
		}
		if d.row >= 0 {
			k.Row = rows[d.stig][d.row]
		}
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

// stigNames is what the STIGs of c are known by: their ids.
func stigNames(c *Checklist) []counted {
	names := make([]string, len(c.Stigs))
	for i, s := range c.Stigs {
		names[i] = s.ID
	}
	return numbered(names)
}

// rowNames is what the rows of s are known by: group and rule.
func rowNames(s *Stig) []counted {
	names := make([]string, len(s.Rows))
	for i, r := range s.Rows {
		names[i] = r.VulnID + " " + r.RuleID
	}
	return numbered(names)
}

// numbered counts equal names.
func numbered(names []string) []counted {
	of := map[string]int{}
	out := make([]counted, len(names))
	for i, name := range names {
		out[i] = counted{name, of[name], 0}
		of[name]++
	}
	for i, name := range names {
		out[i].Of = of[name]
	}
	return out
}

// Unrestored is a field that Restore left as the file has it.
type Unrestored struct {
	Where string // such as RHEL-08-010000, a STIG or "the checklist"
	Field string
	Why   string
}

// Restore gives c, read from a converted file, what the sidecar of the conversion
// kept. A field that was changed since the conversion stands, and is listed: the
// newer word counts. So is what was kept of a row that is no longer there. Rows are
// known by group and rule, whatever their place. Refused, with c unchanged: the sidecar
// of another asset, and one that has no release of a STIG that c has.
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
	if err := s.of(c, name); err != nil {
		return nil, err
	}
	f := newFinder(c)
	parts, whys := make([]reflect.Value, len(s.Kept)), make([]string, len(s.Kept))
	for i := range s.Kept { // all are found before ids, by which they are known, change
		parts[i], whys[i] = f.find(&s.Kept[i])
	}
	var left []Unrestored
	for i := range s.Kept {
		k := &s.Kept[i]
		why, err := k.restore(parts[i], whys[i])
		if err != nil {
			return nil, &diag.Error{File: name, Path: fmt.Sprintf("kept[%d]", i), Msg: "cannot be restored", Err: err}
		}
		if why != "" {
			left = append(left, Unrestored{k.where(), k.Field, why})
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

// of refuses a checklist that the sidecar is not of.
func (s *sidecar) of(c *Checklist, name string) error {
	const hint = "give the file that the conversion wrote; its sidecar is of no other"
	if !sameHost(s.Host, c.Asset.HostName) {
		return &diag.Error{File: name, Msg: fmt.Sprintf("keeps what was lost of a checklist of host %q; want %q, the host of this one", s.Host, c.Asset.HostName), Hint: hint}
	}
	if len(s.Stigs) == 0 || len(c.Stigs) == 0 {
		return nil
	}
	var kept []string
	for _, k := range s.Stigs {
		if slices.ContainsFunc(c.Stigs, func(t *Stig) bool { return keptSTIG{t.ID, t.Version, t.ReleaseInfo} == k }) {
			return nil
		}
		kept = append(kept, describeStig(&Stig{ID: k.ID, Version: k.Version, ReleaseInfo: k.Release}))
	}
	return &diag.Error{File: name, Msg: fmt.Sprintf("is of %s; want one of %s, which the checklist holds", strings.Join(kept, " and "), describeStig(c.Stigs[0])), Hint: hint}
}

// where is what a person knows the part by.
func (k *keptPart) where() string {
	switch k.Part {
	case "Checklist", "Asset":
		return "the " + strings.ToLower(k.Part)
	case "Row":
		return either(k.Row.Name, "a row without ids")
	}
	return either(k.STIG.Name, "a STIG without an id")
}

// finder finds the STIGs and rows of a checklist by what they are known by.
type finder struct {
	c     *Checklist
	stigs map[counted]*Stig
	rows  map[*Stig]map[counted]*Row
}

func newFinder(c *Checklist) *finder {
	f := &finder{c, map[counted]*Stig{}, map[*Stig]map[counted]*Row{}}
	for i, n := range stigNames(c) {
		s := c.Stigs[i]
		f.stigs[n], f.rows[s] = s, map[counted]*Row{}
		for j, n := range rowNames(s) {
			f.rows[s][n] = s.Rows[j]
		}
	}
	return f
}

func (f *finder) find(k *keptPart) (part reflect.Value, why string) {
	s := f.stigs[k.STIG]
	switch k.Part {
	case "Checklist":
		return reflect.ValueOf(f.c).Elem(), ""
	case "Asset":
		return reflect.ValueOf(&f.c.Asset).Elem(), ""
	case "Stig":
		if s != nil {
			return reflect.ValueOf(s).Elem(), ""
		}
	case "Row":
		if r := f.rows[s][k.Row]; r != nil {
			return reflect.ValueOf(r).Elem(), ""
		}
	default:
		return part, "unknown part " + k.Part
	}
	return part, "it is no longer in the file, or there are more or fewer that are called so"
}
