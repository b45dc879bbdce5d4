package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
)

// shelf is one library that releases are looked for in; path and dir are what openLibrary
// was given and gave.
type shelf struct {
	path, dir string
	index     *release.Index
}

// stacks takes benchmarks out of a shelf, by several workers at once. Each library that
// its index names is opened when the first is taken, and once.
type stacks struct {
	shelf
	mu   sync.Mutex
	open map[int]*stack
}

// stack is one library of an index.
type stack struct {
	path   string
	source *benchmark.Source
	place  map[string]int
	err    error
}

func (s *stacks) close() {
	for _, one := range s.open {
		if one.source != nil {
			_ = one.source.Close() // only read from
		}
	}
}

// take reads the benchmark that the index names.
func (s *stacks) take(e release.Entry) (*benchmark.Benchmark, error) {
	from := s.library(e.Source)
	if from.err != nil {
		return nil, from.err
	}
	if at, ok := from.place[e.Member]; ok {
		bundle, err := from.source.Read(at)
		if bundle == nil {
			return nil, err
		}
		for _, b := range bundle.Benchmarks {
			if b.SHA256 == e.SHA256 && b.ID == e.ID && b.Version == e.Version && b.Release == e.Release {
				return b, nil
			}
		}
	}
	return nil, &diag.Error{File: from.path, Path: e.Member, Msg: fmt.Sprintf("no longer holds %s %s", e.ID, e.Label()),
		Hint: "the library changed since it was indexed; run `stigwright library index` again"}
}

// library is the n-th library of the index, opened.
func (s *stacks) library(n int) *stack {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[int]*stack{}
	}
	if s.open[n] == nil {
		s.open[n] = s.opened(sourceOf(s.index.Sources[n], s.dir))
	}
	return s.open[n]
}

func (s *stacks) opened(path string) *stack {
	one := &stack{path: path, place: map[string]int{}}
	if info, err := os.Stat(path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		one.err = fromIndex(s.path, &diag.Error{File: path, Msg: "is no regular file; want a library"})
		return one
	}
	source, err := benchmark.OpenSource(osFS{}, path)
	if err != nil {
		one.err = fromIndex(s.path, err)
		return one
	}
	one.source = source
	for i := range source.Len() {
		one.place[source.Name(i)] = i
	}
	return one
}

// sourceOf is where a library of an index lies: beside the index, whose folder dir is,
// else where it is named.
func sourceOf(path, dir string) string {
	if beside := filepath.Join(dir, path); !filepath.IsAbs(path) && dir != "" && exists(beside) {
		return beside
	}
	return path
}

// readEntries reads benchmarks of a shelf, in their order.
func readEntries(s shelf, entries []release.Entry) ([]*benchmark.Benchmark, error) {
	from := stacks{shelf: s}
	defer from.close()
	var found []*benchmark.Benchmark
	for _, e := range entries {
		b, err := from.take(e)
		if err != nil {
			return nil, err
		}
		found = append(found, b)
	}
	return found, nil
}
