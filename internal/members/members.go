// Package members lists the members of JSON documents that a Go type holds, for tests
// which pin what is kept of the answers of others: a type that gets a member keeps more
// than it did, and what was kept before does not have it.
package members

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of is the members of the type that a nil pointer is of, one a line, sorted: a path
// and what stands there. A path ends in ? where a document without the member reads as
// one that does not say (facts.Maybe), not as one that says no.
func Of(pointer any) []string {
	var out []string
	add(&out, "", reflect.TypeOf(pointer).Elem(), nil)
	slices.Sort(out)
	return slices.Compact(out)
}

func add(out *[]string, path string, t reflect.Type, above []reflect.Type) {
	if inner, is := maybe(t); is {
		add(out, path+"?", inner, above)
		return
	}
	leaf := func(kind string) { *out = append(*out, strings.TrimSpace(path+" "+kind)) }
	if slices.Contains(above, t) {
		leaf("as above")
		return
	}
	above = append(slices.Clone(above), t)
	switch {
	case t.Kind() == reflect.Pointer:
		add(out, path, t.Elem(), above)
	case ownForm(t), t.Kind() == reflect.Interface:
		leaf(t.String())
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		leaf("bytes")
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		add(out, path+"[]", t.Elem(), above)
	case t.Kind() == reflect.Map:
		add(out, path+"{}", t.Elem(), above)
	case t.Kind() == reflect.Struct && t.NumField() > 0:
		fields(out, path, t, above)
	default:
		leaf(t.Kind().String())
	}
}

// fields is those of a struct; one that is embedded without a name is part of it, but for
// members that the struct has itself.
func fields(out *[]string, path string, t reflect.Type, above []reflect.Type) {
	var inner []string
	for i := range t.NumField() {
		f := t.Field(i)
		name := nameOf(f)
		switch {
		case name == "-", !f.IsExported() && !f.Anonymous:
		case name == "":
			add(&inner, path, f.Type, above)
		default:
			add(out, strings.TrimPrefix(path+"."+name, "."), f.Type, above)
		}
	}
	for i := range t.NumField() {
		own := strings.TrimPrefix(path+"."+nameOf(t.Field(i)), ".")
		inner = slices.DeleteFunc(inner, func(line string) bool { return within(line, own) })
	}
	*out = append(*out, inner...)
}

// nameOf is the member that a field stands for, "" for those of an embedded struct.
func nameOf(f reflect.StructField) string {
	tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if tag == "" && !f.Anonymous {
		return f.Name
	}
	return tag
}

// within reports whether a line is that of a member, or of one below it.
func within(line, member string) bool {
	rest, is := strings.CutPrefix(line, member)
	return is && member != "" && strings.IndexAny(rest, "? .[{") == 0
}

// maybe is the value of a facts.Maybe.
func maybe(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct || !strings.HasPrefix(t.Name(), "Maybe[") {
		return nil, false
	}
	value, has := t.FieldByName("Value")
	return value.Type, has
}

// ownForm reports whether a type reads JSON in its own way.
func ownForm(t reflect.Type) bool {
	for _, name := range []string{"UnmarshalJSON", "UnmarshalJSONFrom", "UnmarshalText"} {
		if _, has := reflect.PointerTo(t).MethodByName(name); has {
			return true
		}
	}
	return false
}

// Golden fails a test where text differs from a golden file: a heading, and below each
// answer its members. A member that is added, and whose absence would read as "no", takes
// another heading, and what is else to be done: that is what how says.
func Golden(t *testing.T, file, text string, update bool, how string) {
	t.Helper()
	golden, err := os.ReadFile(file)
	if !update {
		require.NoError(t, err)
	}
	if added := plain(string(golden), text); len(added) > 0 && heading(string(golden)) == heading(text) {
		require.Fail(t, "members are kept that were not, and whose absence reads as no", "%s\n%s", strings.Join(added, "\n"), how)
	}
	if update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return
	}
	require.Equal(t, string(golden), text, "what is kept has changed: look at each line, then run this test with -update")
}

// plain is the lines of now that golden does not have, and whose absence reads as "no":
// not those of an answer that is new as a whole, nor what is or stands in a new Maybe.
func plain(golden, now string) (added []string) {
	before := lines(golden)
	for _, line := range lines(now) {
		if slices.Contains(before, line) || !under(before, line.of, "") {
			continue
		}
		path, _, _ := strings.Cut(line.member, " ")
		unknown := false
		for i := range path {
			unknown = unknown || path[i] == '?' && !under(before, line.of, path[:i+1])
		}
		if !unknown {
			added = append(added, line.of+": "+line.member)
		}
	}
	return added
}

// under reports whether an answer has a member whose path begins like that.
func under(all []line, of, prefix string) bool {
	return slices.ContainsFunc(all, func(l line) bool { return l.of == of && strings.HasPrefix(l.member, prefix) })
}

// line is one member with the answer that it is of.
type line struct{ of, member string }

// lines is every member of a golden file, in which it is indented below its answer.
func lines(text string) (out []line) {
	of := ""
	for one := range strings.SplitSeq(text, "\n") {
		if member, is := strings.CutPrefix(one, "\t"); is {
			out = append(out, line{of, member})
		} else {
			of = one
		}
	}
	return out
}

func heading(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
