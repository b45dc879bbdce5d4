package release

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
)

// History is one rule through the releases of a benchmark.
type History struct {
	Appearances []Appearance // one for each release of the sequence, in its order
}

// Appearance is the rule in one release, or that it is not there.
type Appearance struct {
	Benchmark *benchmark.Benchmark
	Item      *benchmark.Item // nil where the release does not have the rule
	// Change is what changed since the release before that has the rule; nil for the
	// first one, and where Item is nil.
	Change *Pair
	// Again: the release has the version and release of the one before, and another
	// content; it was published again.
	Again bool
}

// Trace follows each rule that id names in any release of s, by STIG ID, Vuln ID, rule id
// or legacy id; none when there is no such rule. It is followed under its changing
// ids, over releases that lack it too.
func Trace(s Sequence, id string) []History {
	var histories []History
	type place struct{ release, item int }
	known := map[place]bool{}
	for r := len(s.Releases) - 1; r >= 0; r-- { // the newest names the rules
		for _, it := range s.Releases[r].Find(id) {
			if known[place{r, it.Position}] {
				continue
			}
			places := trace(s.Releases, r, it.Position)
			for n, at := range places {
				if at >= 0 {
					known[place{n, at}] = true
				}
			}
			histories = append(histories, historyOf(s.Releases, places))
		}
	}
	return histories
}

// trace is the place of an item of release r in each release, -1 for none.
func trace(releases []*benchmark.Benchmark, r, item int) []int {
	places := make([]int, len(releases))
	for i := range places {
		places[i] = -1
	}
	places[r] = item
	for i, from := r-1, r; i >= 0; i-- {
		if m := match(releases[i], releases[from])[places[from]]; m.by != Unmatched {
			places[i], from = m.old, i
		}
	}
	for i, from := r+1, r; i < len(releases); i++ {
		at := slices.IndexFunc(match(releases[from], releases[i]), func(m matched) bool { return m.by != Unmatched && m.old == places[from] })
		if at >= 0 {
			places[i], from = at, i
		}
	}
	return places
}

func historyOf(releases []*benchmark.Benchmark, places []int) History {
	var h History
	before, beforeAt := -1, -1
	for i, b := range releases {
		a := Appearance{Benchmark: b, Again: i > 0 && sameRelease(releases[i-1].Head(), b.Head())}
		if at := places[i]; at >= 0 {
			a.Item = &b.Items[at]
			if before >= 0 {
				p := pairOf(&releases[before].Items[beforeAt], a.Item, match(releases[before], b)[at].by)
				a.Change = &p
			}
			before, beforeAt = i, at
		}
		h.Appearances = append(h.Appearances, a)
	}
	return h
}

// Having is the entries of each benchmark of which a release has a rule of that STIG
// ID, Vuln ID, rule id or legacy id, in the order of the index.
func (x *Index) Having(id string) []Entry {
	id = strings.TrimSpace(id)
	var found []Entry
	for _, run := range x.byID() {
		if slices.ContainsFunc(run, func(e Entry) bool {
			return slices.ContainsFunc(e.Rules, func(r Rule) bool { return r.Named(id) })
		}) {
			found = append(found, run...)
		}
	}
	return found
}

// Named reports whether id is the STIG ID, Vuln ID, rule id or a legacy id of r, as
// benchmark.Find reads it: case and the ending _rule do not count.
func (r *Rule) Named(id string) bool {
	id = strings.TrimSpace(id)
	for _, name := range append([]string{r.STIGID, r.VulnID, r.RuleID, strings.TrimSuffix(r.RuleID, "_rule")}, r.LegacyIDs...) {
		if id != "" && strings.EqualFold(strings.TrimSpace(name), id) {
			return true
		}
	}
	return false
}
