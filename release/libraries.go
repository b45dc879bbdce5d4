package release

import (
	"slices"
	"strings"
)

// LibraryState is what became of a benchmark from one library to the next.
type LibraryState int

// The states. Unchanged: the newest release of both is the same file, to the byte.
const (
	Unchanged LibraryState = iota
	Changed
	New
	Gone
)

// LibraryStates are the states in the order of reports.
func LibraryStates() []LibraryState { return []LibraryState{New, Changed, Unchanged, Gone} }

// String is the word for reports: new, changed, unchanged or gone.
func (s LibraryState) String() string {
	return [...]string{"unchanged", "changed", "new", "gone"}[s]
}

// LibraryChange is one benchmark of two libraries.
type LibraryChange struct {
	State           LibraryState
	Old, New        *Entry   // the newest release in each; nil where it is not there
	AddedReleases   []string // V2R1 of the releases that the new one has in addition
	RemovedReleases []string // those it has no more
	Counts          IndexCounts
}

// IndexCounts is what two indexes know of the rules of a changed benchmark. Titles,
// discussions and fixes are not in an index: Compare has them.
type IndexCounts struct {
	Old, New, Added, Removed int // rules
	CheckTexts               int // rules in both with another check text
	Severities               int // with another severity
	RuleIDs                  int // with another rule id
}

// CompareLibraries compares the newest releases of two indexes, in the order of
// benchmark ids. A benchmark that is gone and one that is new are one, Changed, where at
// least half of the rules of the smaller have their STIG IDs in both.
func CompareLibraries(old, new *Index) []LibraryChange {
	was := map[string][]Entry{}
	for _, run := range old.byID() {
		was[strings.ToLower(run[0].ID)] = run
	}
	var list []LibraryChange
	for _, run := range new.byID() {
		id := strings.ToLower(run[0].ID)
		list = append(list, libraryChange(was[id], run))
		delete(was, id)
	}
	for _, run := range old.byID() {
		if _, left := was[strings.ToLower(run[0].ID)]; left {
			list = append(list, libraryChange(run, nil))
		}
	}
	list = renamed(list)
	slices.SortStableFunc(list, func(a, b LibraryChange) int { return strings.Compare(a.key(), b.key()) })
	return list
}

func (c LibraryChange) key() string {
	if c.New != nil {
		return strings.ToLower(c.New.ID)
	}
	return strings.ToLower(c.Old.ID)
}

func libraryChange(old, new []Entry) LibraryChange {
	c := LibraryChange{Old: last(old), New: last(new)}
	c.AddedReleases, c.RemovedReleases = onlyIn(new, old), onlyIn(old, new)
	switch {
	case c.Old == nil:
		c.State = New
	case c.New == nil:
		c.State = Gone
	case c.Old.SHA256 != c.New.SHA256:
		c.State, c.Counts = Changed, indexCounts(c.Old.Rules, c.New.Rules)
	}
	return c
}

func last(run []Entry) *Entry {
	if len(run) == 0 {
		return nil
	}
	return &run[len(run)-1]
}

// onlyIn is the labels of releases in a that b has not.
func onlyIn(a, b []Entry) []string {
	var labels []string
	for _, e := range a {
		same := func(o Entry) bool { return strings.EqualFold(o.Label(), e.Label()) }
		if !slices.ContainsFunc(b, same) && !slices.Contains(labels, e.Label()) {
			labels = append(labels, e.Label())
		}
	}
	return labels
}

// indexCounts matches rules by STIG ID, then by Vuln ID.
func indexCounts(old, new []Rule) IndexCounts {
	n := IndexCounts{Old: len(old), New: len(new)}
	taken := make([]bool, len(old))
	found := make([]bool, len(new))
	for _, id := range []func(*Rule) string{func(r *Rule) string { return r.STIGID }, func(r *Rule) string { return r.VulnID }} {
		known := map[string][]int{}
		for i := range old {
			for _, k := range key(id(&old[i])) {
				if !taken[i] {
					known[k] = append(known[k], i)
				}
			}
		}
		for i := range new {
			for _, k := range key(id(&new[i])) {
				if free := known[k]; !found[i] && len(free) > 0 {
					known[k] = free[1:]
					taken[free[0]], found[i] = true, true
					n.count(&old[free[0]], &new[i])
				}
			}
		}
	}
	for _, t := range taken {
		if !t {
			n.Removed++
		}
	}
	n.Added = n.New - (n.Old - n.Removed)
	return n
}

func (n *IndexCounts) count(old, new *Rule) {
	if old.Check != new.Check {
		n.CheckTexts++
	}
	if old.Severity != new.Severity {
		n.Severities++
	}
	if old.RuleID != new.RuleID {
		n.RuleIDs++
	}
}

// renamed makes a benchmark that is gone and one that is new one, where they have the
// same rules.
func renamed(list []LibraryChange) []LibraryChange {
	where := map[string]int{} // STIG ID to the gone benchmark that had it
	for i, c := range list {
		if c.State == Gone {
			for _, r := range c.Old.Rules {
				for _, k := range key(r.STIGID) {
					where[k] = i
				}
			}
		}
	}
	drop := map[int]bool{}
	for i := range list {
		c := &list[i]
		if c.State != New {
			continue
		}
		shared := map[int]int{}
		for _, r := range c.New.Rules {
			for _, k := range key(r.STIGID) {
				if at, ok := where[k]; ok {
					shared[at]++
				}
			}
		}
		for at, n := range shared { // more than one can only be with half of the rules each: the first by id
			old := list[at].Old
			if !drop[at] && 2*n >= min(len(old.Rules), len(c.New.Rules)) && (c.Old == nil || old.ID < c.Old.ID) {
				c.Old = old
			}
		}
		if c.Old == nil {
			continue
		}
		for at := range list {
			if list[at].State == Gone && list[at].Old == c.Old {
				drop[at] = true
				c.RemovedReleases = list[at].RemovedReleases
			}
		}
		c.State, c.Counts = Changed, indexCounts(c.Old.Rules, c.New.Rules)
	}
	var out []LibraryChange
	for i, c := range list {
		if !drop[i] {
			out = append(out, c)
		}
	}
	return out
}
