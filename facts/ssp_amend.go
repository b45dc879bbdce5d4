package facts

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// Amendment is one more decision of an ssp.yaml, or another one.
type Amendment struct {
	Key   string // dotted, from the outermost: ports.allowed
	Value string // in YAML, on one line
	Add   bool   // one more entry of the list at the key, which may be missing; else in place of what is there
}

// String is the amendment as people would be told it: orchestrator: swarm.
func (a Amendment) String() string {
	if a.Add {
		return a.Key + ": also " + a.Value
	}
	return a.Key + ": " + a.Value
}

// amended is n, the mapping at path, with the amendment put in at what is left of its
// key; n is not changed. nil where it cannot be, which has been reported.
func (r *sspReader) amended(n *yamlio.Node, a Amendment, path string) *yamlio.Node {
	name, rest, deeper := strings.Cut(a.Key, ".")
	path = yamlio.Dotted(path, name)
	if n.Kind != yamlio.Map {
		r.Fail(n.Place, path, "is below what is no mapping; want one", "")
		return nil
	}
	out := *n
	out.Fields = slices.Clone(n.Fields)
	i := slices.IndexFunc(out.Fields, func(f yamlio.Field) bool { return f.Name == name })
	if i < 0 {
		i = len(out.Fields)
		out.Fields = append(out.Fields, yamlio.Field{Place: n.Place, Name: name})
	}
	old := out.Fields[i].Value
	switch {
	case deeper:
		if old == nil {
			old = &yamlio.Node{Place: n.Place, Kind: yamlio.Map}
		}
		out.Fields[i].Value = r.amended(old, Amendment{rest, a.Value, a.Add}, path)
	default:
		out.Fields[i].Value = r.entered(old, a)
	}
	if out.Fields[i].Value == nil {
		return nil
	}
	return &out
}

// entered is the value of an amendment in the place of old, or behind its entries.
func (r *sspReader) entered(old *yamlio.Node, a Amendment) *yamlio.Node {
	value := r.Document([]byte("value: " + a.Value))
	if value == nil {
		return nil
	}
	if len(value.Fields) != 1 {
		r.Fail(value.Place, a.Key, "is more than one value; want one, on one line", "")
		return nil
	}
	entry := value.Fields[0].Value
	if !a.Add {
		return entry
	}
	list := yamlio.Node{Place: entry.Place, Kind: yamlio.List}
	if old != nil && old.Kind == yamlio.List {
		list = *old
	}
	list.Items = append(slices.Clone(list.Items), entry)
	return &list
}
