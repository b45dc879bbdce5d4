package release

import (
	"cmp"
	"errors"
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
		return cmp.Or(strings.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID)), compareReleases(a, b))
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

// Step is one release of a benchmark against the one before, in figures.
type Step struct {
	Old, New *benchmark.Benchmark
	Counts   Counts
}

// Steps compares every release with the one before, with so many workers, in the order
// of the sequences.
func Steps(sequences []Sequence, workers int) ([]Step, error) {
	var steps []Step
	for _, s := range sequences {
		for i := 1; i < len(s.Releases); i++ {
			steps = append(steps, Step{Old: s.Releases[i-1], New: s.Releases[i]})
		}
	}
	errs := make([]error, len(steps))
	inParallel(len(steps), workers, nil, func(i int) {
		c, err := Compare(steps[i].Old, steps[i].New)
		if err != nil {
			errs[i] = err
			return
		}
		steps[i].Counts = c.Counts()
	})
	return steps, errors.Join(errs...)
}
