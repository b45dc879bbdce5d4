package scap

import (
	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/xccdf"
)

// index is what the idrefs of a profile stand for: the item of that id, or else all items of
// that cluster (XCCDF 1.2, section 6.5). The zero value is empty.
type index struct{ ids, clusters map[string][]string }

// add makes the names of an item stand for target too.
func (x *index) add(item *xccdf.Item, target string) {
	if x.ids == nil {
		x.ids, x.clusters = map[string][]string{}, map[string][]string{}
	}
	x.ids[item.ID.String()] = append(x.ids[item.ID.String()], target)
	if item.ClusterID.Present() {
		x.clusters[item.ClusterID.String()] = append(x.clusters[item.ClusterID.String()], target)
	}
}

// of is what an idref stands for, none of one that names nothing.
func (x *index) of(idref string) []string {
	if list := x.ids[idref]; list != nil {
		return list
	}
	return x.clusters[idref]
}

// rulesBy is the ids of the rules; a group stands for all rules in it.
func rulesBy(b *benchmark.Benchmark) (x index) {
	for i := range b.Items {
		item := &b.Items[i]
		x.add(&item.Rule.Item, item.Rule.ID.String())
		for _, g := range item.Groups {
			x.add(&g.Item, item.Rule.ID.String())
		}
	}
	return x
}
