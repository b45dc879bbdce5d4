package ckl

import (
	"fmt"
	"reflect"
	"slices"
)

// difference is a field of the model in which two checklists of the same shape
// differ. stig and row are -1 where the field is not of a STIG or row.
type difference struct {
	stig, row int
	part      string // Checklist, Asset, Stig or Row
	field     string // name in the struct
	a, b      reflect.Value
}

// differences compares a and b field by field; it is for two checklists with the
// same STIGs and rows in the same order, such as one and what a format made of it.
func differences(a, b *Checklist) ([]difference, error) {
	if len(a.Stigs) != len(b.Stigs) {
		return nil, fmt.Errorf("%d STIGs became %d", len(a.Stigs), len(b.Stigs))
	}
	d := &differ{}
	d.fields("Checklist", -1, -1, a, b, "Asset", "Stigs")
	d.fields("Asset", -1, -1, &a.Asset, &b.Asset)
	for i, s := range a.Stigs {
		t := b.Stigs[i]
		if len(s.Rows) != len(t.Rows) {
			return nil, fmt.Errorf("%s: %d rows became %d", s.ID, len(s.Rows), len(t.Rows))
		}
		d.fields("Stig", i, -1, s, t, "Rows")
		for j := range s.Rows {
			d.fields("Row", i, j, s.Rows[j], t.Rows[j])
		}
	}
	return d.list, nil
}

type differ struct{ list []difference }

// fields compares two structs, given by pointers, but for the fields left out.
func (d *differ) fields(part string, stig, row int, a, b any, leave ...string) {
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for i := range x.NumField() {
		name := x.Type().Field(i).Name
		if slices.Contains(leave, name) || same(x.Field(i), y.Field(i)) {
			continue
		}
		d.list = append(d.list, difference{stig, row, part, name, x.Field(i), y.Field(i)})
	}
}

// same holds an empty list and none to be one.
func same(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.String:
		return a.String() == b.String()
	case reflect.Slice:
		if a.Len() == 0 && b.Len() == 0 {
			return true
		}
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// nameOf is what a person knows the field by: its name in a .ckl, else in the model.
func (d *difference) nameOf() string {
	switch d.part {
	case "Asset":
		return "ASSET " + tableName(assetElements, d.field)
	case "Stig":
		return "SI_DATA " + tableName(stigAttributes, d.field)
	case "Row":
		if name := tableName(rowAttributes, d.field); name != d.field {
			return name
		}
		return tableName(reviewElements, d.field)
	}
	return d.field
}

// tableName is the name table has for the field of its struct called field.
func tableName[T any](table []attribute[T], field string) string {
	var zero T
	v := reflect.ValueOf(&zero).Elem().FieldByName(field)
	for _, k := range table {
		if v.Kind() == reflect.String && k.field != nil && k.field(&zero) == v.Addr().Interface().(*string) {
			return k.name
		}
	}
	return field
}

// where names the place of d in c for a list of losses.
func (d *difference) where(c *Checklist) string {
	switch {
	case d.row >= 0:
		return either(c.Stigs[d.stig].Rows[d.row].STIGID, fmt.Sprintf("%s row %d", c.Stigs[d.stig].ID, d.row+1))
	case d.stig >= 0:
		return c.Stigs[d.stig].ID
	case d.part == "Asset":
		return "the asset"
	}
	return "the checklist"
}
