package ckl

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/result"
)

// Every field there is, changed alone: Edits knows it as an edit or as more than edits,
// never as no difference.
func TestEditsSeeEveryField(t *testing.T) {
	row := Row{GroupTree: []Group{{ID: "g"}}}
	list := func() *Checklist { one := row; return &Checklist{Stigs: []*Stig{{Rows: []*Row{&one}}}} }
	edits, ok := Edits(list(), list())
	require.True(t, ok)
	require.Empty(t, edits)
	changed := 0
	for part, of := range map[string]func(*Checklist) reflect.Value{
		"Checklist": func(c *Checklist) reflect.Value { return reflect.ValueOf(c).Elem() },
		"Asset":     func(c *Checklist) reflect.Value { return reflect.ValueOf(&c.Asset).Elem() },
		"Stig":      func(c *Checklist) reflect.Value { return reflect.ValueOf(c.Stigs[0]).Elem() },
		"Row":       func(c *Checklist) reflect.Value { return reflect.ValueOf(c.Stigs[0].Rows[0]).Elem() },
		"Group":     func(c *Checklist) reflect.Value { return reflect.ValueOf(&c.Stigs[0].Rows[0].GroupTree[0]).Elem() },
	} {
		kind := of(list()).Type()
		for i := range kind.NumField() {
			field := kind.Field(i)
			if slices.Contains([]reflect.Type{reflect.TypeFor[Asset](), reflect.TypeFor[[]*Stig](), reflect.TypeFor[[]*Row]()}, field.Type) {
				continue // the parts
			}
			after := list()
			if part == "Group" {
				after.Stigs[0].Rows[0].GroupTree = slices.Clone(after.Stigs[0].Rows[0].GroupTree)
			}
			change(t, of(after).Field(i))
			edits, ok := Edits(list(), after)
			if ok {
				require.Len(t, edits, 1, "%s.%s", part, field.Name)
				before := list()
				before.put(edits[0])
				require.Equal(t, after, before, "%s.%s", part, field.Name)
			}
			changed++
		}
	}
	require.Greater(t, changed, 80)
	more := list()
	more.Stigs[0].Rows = append(more.Stigs[0].Rows, &Row{})
	_, ok = Edits(list(), more)
	require.False(t, ok)
	_, ok = Edits(list(), &Checklist{})
	require.False(t, ok)
}

// change gives v another value than its zero value or what it has.
func change(t *testing.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("another")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 7)
	case reflect.Uint8:
		v.Set(reflect.ValueOf(result.Open))
	case reflect.Slice:
		v.Set(reflect.Append(v.Slice(0, 0), reflect.New(v.Type().Elem()).Elem()))
		if v.Type() == reflect.TypeFor[[]Group]() {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
	default:
		t.Fatalf("a field of kind %s: teach change about it, and same.go about the field", v.Kind())
	}
}
