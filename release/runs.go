package release

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
)

// Run is the releases of one benchmark in order, and each against the one before, in
// figures. It holds no text of a benchmark.
type Run struct {
	Releases   []benchmark.Head // by version, release and date; each file once
	Duplicates []benchmark.Head // files that are there again, to the byte
	Steps      []Step           // one less than Releases
}

// Step is one release of a benchmark against the one before, in figures.
type Step struct {
	Old, New           benchmark.Head
	OldRules, NewRules int
	Counts             Counts
}

// Again reports whether both say that they are one version and release: it was published
// again, with other content, whatever the dates say.
func (s *Step) Again() bool { return sameRelease(s.Old, s.New) }

// sameRelease reports whether two heads of one benchmark state the same version and
// release; nothing is stated by a blank one.
func sameRelease(a, b benchmark.Head) bool {
	stated := strings.TrimSpace(a.Version) != "" && strings.TrimSpace(a.Release) != ""
	return stated && compareNumbers(a.Version, b.Version) == 0 && compareNumbers(a.Release, b.Release) == 0
}

// Runs compares every release of every benchmark in sources with the one before, with so
// many workers, in the order of benchmark ids, whose case does not count. First it looks
// who the benchmarks are, then each worker goes through the releases of one after the
// other: of a whole library two releases a worker are held at once. progress may be nil;
// it is called with the benchmarks done and their number. The error lists what could not
// be read, beside the runs of the others.
func Runs(sources []*benchmark.Source, workers int, progress func(done, of int)) ([]Run, error) {
	shelf := newShelf(sources, workers)
	plan := shelf.plan()
	runs, errs := make([]Run, len(plan)), make([]error, len(plan))
	longest := make([]int, len(plan)) // first, so that no worker is left alone with one at the end
	for i := range plan {
		longest[i] = i
	}
	slices.SortStableFunc(longest, func(a, b int) int { return len(plan[b]) - len(plan[a]) })
	inParallel(len(plan), workers, progress, func(i int) {
		i = longest[i]
		runs[i], errs[i] = shelf.run(plan[i])
	})
	runs = slices.DeleteFunc(runs, func(r Run) bool { return len(r.Releases) == 0 })
	return runs, diag.List(append(shelf.problems(), diag.Each(errors.Join(errs...))...)).Err()
}

// shelf is the parts of sources, each taken out once.
type shelf struct{ parts []shelved }

// slot is where one benchmark lies: the number of its part, and which one it is there.
type slot struct {
	part int
	head benchmark.Head
}

// shelved is one part of a source. What it holds is held from when the first benchmark in
// it is taken until the last one is: most parts have one, and then nothing is.
type shelved struct {
	source *benchmark.Source
	number int

	mu    sync.Mutex
	heads []benchmark.Head
	found []*benchmark.Benchmark
	read  bool
	err   error
}

func newShelf(sources []*benchmark.Source, workers int) *shelf {
	s := &shelf{}
	for _, source := range sources {
		for i := range source.Len() {
			s.parts = append(s.parts, shelved{source: source, number: i})
		}
	}
	inParallel(len(s.parts), workers, nil, func(i int) {
		p := &s.parts[i]
		p.heads, p.err = p.source.Heads(p.number)
	})
	return s
}

// plan is the places of the benchmarks, those of one benchmark together and in order.
func (s *shelf) plan() [][]slot {
	var all []slot
	for i := range s.parts {
		for _, h := range s.parts[i].heads {
			all = append(all, slot{i, h})
		}
	}
	slices.SortStableFunc(all, func(a, b slot) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.head.ID), strings.ToLower(b.head.ID)), compareReleases(a.head, b.head))
	})
	var plan [][]slot
	for i := range all {
		if i == 0 || !strings.EqualFold(all[i-1].head.ID, all[i].head.ID) {
			plan = append(plan, nil)
		}
		last := &plan[len(plan)-1]
		*last = append(*last, all[i])
	}
	return plan
}

// take is the benchmark in a slot; nil when it could not be read, which is among the
// problems.
func (s *shelf) take(at slot) *benchmark.Benchmark {
	p := &s.parts[at.part]
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.read {
		p.read = true
		bundle, err := p.source.Read(p.number)
		p.found, p.err = bundle.Benchmarks, err
	}
	i := slices.IndexFunc(p.found, func(b *benchmark.Benchmark) bool { return b != nil && b.Head() == at.head })
	if i < 0 {
		if p.err == nil {
			p.err = &diag.Error{File: at.head.Place, Msg: at.head.Label() + " was there and is not any more", Hint: "the file was changed while it was read; try again"}
		}
		return nil
	}
	b := p.found[i]
	p.found[i] = nil
	return b
}

// problems is what could not be read, in the order of the parts.
func (s *shelf) problems() diag.List {
	var list diag.List
	for i := range s.parts {
		list = append(list, diag.Each(s.parts[i].err)...)
	}
	return list
}

// run takes the releases of one benchmark and compares neighbours.
func (s *shelf) run(slots []slot) (Run, error) {
	var r Run
	var before *benchmark.Benchmark
	known := map[string]bool{}
	for _, at := range slots {
		b := s.take(at)
		switch {
		case b == nil:
			continue
		case known[b.SHA256]:
			r.Duplicates = append(r.Duplicates, b.Head())
			continue
		}
		known[b.SHA256] = true
		r.Releases = append(r.Releases, b.Head())
		if before != nil {
			c, err := Compare(before, b)
			if err != nil {
				return r, err
			}
			r.Steps = append(r.Steps, Step{before.Head(), b.Head(), len(before.Items), len(b.Items), c.Counts()})
		}
		before = b
	}
	return r, nil
}
