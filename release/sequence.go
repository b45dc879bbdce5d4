package release

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
)

// Sequence is the releases of one benchmark in order.
type Sequence struct {
	Releases   []*benchmark.Benchmark // by version, release and date; each file once
	Duplicates []*benchmark.Benchmark // files that are there again, to the byte
}

// Sequences puts benchmarks into sequences, in the order of benchmark ids, whose case
// does not count. Releases of one version, release and date keep their order.
func Sequences(list []*benchmark.Benchmark) []Sequence {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b *benchmark.Benchmark) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID)), Order(a, b))
	})
	var out []Sequence
	for i, b := range sorted {
		if i == 0 || !strings.EqualFold(sorted[i-1].ID, b.ID) {
			out = append(out, Sequence{})
		}
		s := &out[len(out)-1]
		if b.SHA256 != "" && slices.ContainsFunc(s.Releases, func(r *benchmark.Benchmark) bool { return r.SHA256 == b.SHA256 }) {
			s.Duplicates = append(s.Duplicates, b)
			continue
		}
		s.Releases = append(s.Releases, b)
	}
	return out
}
