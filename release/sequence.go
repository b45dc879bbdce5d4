package release

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
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

// ReadSequences reads every benchmark of a source whole, with so many workers. progress
// may be nil; it is called with the parts done and their number. The error lists what
// could not be read, beside the sequences of the others.
func ReadSequences(source *benchmark.Source, workers int, progress func(done, of int)) ([]Sequence, error) {
	bundles, errs := make([]*benchmark.Bundle, source.Len()), make([]error, source.Len())
	inParallel(len(bundles), workers, progress, func(i int) { bundles[i], errs[i] = source.Read(i) })
	var all []*benchmark.Benchmark
	var problems diag.List
	for i, b := range bundles {
		problems = append(problems, diag.Each(errs[i])...)
		if b != nil {
			all = append(all, b.Benchmarks...)
		}
	}
	return Sequences(all), problems.Err()
}
