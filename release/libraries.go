package release

import (
	"slices"
	"strings"
)

// LibraryState is what became of a benchmark from one library to the next.
type LibraryState int

// The states. Unchanged: the newest release of both is the same file, to the byte, and
// no release that both have was published again with another file.
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
	// Republished are the releases that both have, in other files: DISA published them
	// again under the same version and release.
	Republished []string
	Counts      IndexCounts
}

// IndexCounts is what two indexes know of the rules of a changed benchmark, the same as
// Counts says of it. Titles, discussions and fixes are not in an index: Compare has them.
type IndexCounts struct {
	Old, New, Added, Removed int // rules
	CheckTexts               int // rules in both with another check text
	Severities               int // with another severity
	RuleIDs                  int // with another rule id
}

// Indexed is the part of n that two indexes say too.
func (n Counts) Indexed() IndexCounts {
	return IndexCounts{Old: n.Old, New: n.New, Added: n.Added, Removed: n.Removed, CheckTexts: n.CheckTexts,
		Severities: n.Fields["severity"].Total(), RuleIDs: n.Fields["rule_id"].Total()}
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
	c := LibraryChange{Old: newestOf(old, new), New: newestOf(new, old)}
	c.AddedReleases, c.RemovedReleases, c.Republished = onlyIn(new, old), onlyIn(old, new), publishedAgain(old, new)
	switch {
	case c.Old == nil:
		c.State = New
	case c.New == nil:
		c.State = Gone
	case c.Old.SHA256 != c.New.SHA256:
		c.State, c.Counts = Changed, indexCounts(c.Old.Rules, c.New.Rules)
	case c.Republished != nil:
		c.State, c.Counts = Changed, IndexCounts{Old: len(c.Old.Rules), New: len(c.New.Rules)}
	}
	return c
}

// newestOf is the last entry of run, nil of none. Of several files that say they are one
// release of one day it is one that the other library has not, so that what was
// published again is seen.
func newestOf(run, other []Entry) *Entry {
	for i := len(run) - 1; i >= 0; i-- {
		if e, end := &run[i], &run[len(run)-1]; !sameLabel(*e, *end) || e.Date != end.Date {
			break
		} else if !holds(other, *e) {
			return e
		}
	}
	if len(run) == 0 {
		return nil
	}
	return &run[len(run)-1]
}

func sameLabel(a, b Entry) bool { return strings.EqualFold(a.Label(), b.Label()) }

// holds reports whether the file of e is among run.
func holds(run []Entry, e Entry) bool {
	return slices.ContainsFunc(run, func(o Entry) bool { return o.SHA256 == e.SHA256 })
}

// publishedAgain is the labels of releases that both have, of which one has a file that
// the other has not.
func publishedAgain(old, new []Entry) []string {
	var labels []string
	for _, e := range new {
		elsewhere := func(here, there []Entry) bool {
			return slices.ContainsFunc(here, func(o Entry) bool { return sameLabel(o, e) && !holds(there, o) })
		}
		both := slices.ContainsFunc(old, func(o Entry) bool { return sameLabel(o, e) })
		if both && !slices.Contains(labels, e.Label()) && (elsewhere(new, old) || elsewhere(old, new)) {
			labels = append(labels, e.Label())
		}
	}
	return labels
}

// onlyIn is the labels of releases in a that b has not.
func onlyIn(a, b []Entry) []string {
	var labels []string
	for _, e := range a {
		same := func(o Entry) bool { return sameLabel(o, e) }
		if !slices.ContainsFunc(b, same) && !slices.Contains(labels, e.Label()) {
			labels = append(labels, e.Label())
		}
	}
	return labels
}

// indexCounts matches rules as Compare does.
func indexCounts(old, new []Rule) IndexCounts {
	n := IndexCounts{Old: len(old), New: len(new)}
	pairs := 0
	for i, m := range matchSides(sideOfRules(old), sideOfRules(new)) {
		if m.by != Unmatched {
			pairs++
			n.count(&old[m.old], &new[i])
		}
	}
	n.Added, n.Removed = n.New-pairs, n.Old-pairs
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
