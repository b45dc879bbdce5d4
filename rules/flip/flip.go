// Package flip finds the smallest change of the facts that would turn a verdict, and
// believes none that judging again does not confirm.
//
// It knows no rule. What a rule wanted, and where it saw something else, stands in its
// evidence: each finding names its facts and what was expected. So for each finding the
// values that the expectation names are tried in the fact's place, then the entry is left
// out; what makes the finding go away and brings no new doubt is kept. The changes
// together are judged once more, and only if the verdict really turns is it said to.
//
// It reads no clock and no file: the same input gives the same answer.
package flip

import (
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Answer is what would turn a verdict. The zero value is that nothing was found.
type Answer struct {
	// Changes turn the verdict, all of them together: "docker_engine.containers[web]…: false
	// in place of true". None where no set of changes was confirmed.
	Changes []string
	// To is the status they turn it into, confirmed by judging again.
	To result.Status
	// Left is the findings for which no change was found.
	Left []string
	// Gone is, where Left is not empty, the changes that take the other findings away.
	Gone []string
}

// tried is how many findings are looked at; a node of hundreds of offenders needs no
// hundred searches to be understood.
const tried = 40

// Find looks for the change that turns a result which is Open, or Not_Reviewed for what
// could not be told. in is the evaluation it came from; node is the node it stands for,
// opened, nil for the cluster as an asset of its own.
func Find(in rules.Input, node *facts.Bundle, was result.Result) Answer {
	s := search{in: in, node: node, position: was.Position}
	kind := result.Violates
	if was.Status != result.Open {
		kind = result.Unknown
	}
	now := was
	var a Answer
	for i, name := range offenders(was, kind) {
		if i == tried {
			a.Left = append(a.Left, "more than were tried")
			break
		}
		clause, still := find(now, kind, name)
		if !still {
			continue // an earlier change took it along
		}
		made, after, ok := s.turn(now, clause)
		if !ok {
			a.Left = append(a.Left, name)
			continue
		}
		now, a.Changes = after, append(a.Changes, made)
	}
	a.To = now.Status
	if a.Left != nil || now.Status == was.Status || len(a.Changes) == 0 {
		return Answer{Left: a.Left, Gone: a.Changes}
	}
	return a
}

// offenders is the names of the clauses of a kind that name a fact, without repeats.
func offenders(r result.Result, kind result.Kind) []string {
	var names []string
	for _, c := range r.Clauses {
		if c.Kind == kind && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

func find(r result.Result, kind result.Kind, name string) (result.Clause, bool) {
	i := slices.IndexFunc(r.Clauses, func(c result.Clause) bool { return c.Kind == kind && c.Name == name })
	if i < 0 {
		return result.Clause{}, false
	}
	return r.Clauses[i], true
}

// search is the site as it was changed so far.
type search struct {
	in       rules.Input
	node     *facts.Bundle
	position int
}

// turn tries the changes that one clause suggests, smallest first, keeps the first that
// takes the clause away and brings nothing else, and says what it is.
func (s *search) turn(now result.Result, clause result.Clause) (made string, after result.Result, ok bool) {
	for _, ref := range clause.Facts {
		section, bundle := s.holder(ref)
		if bundle == nil {
			continue
		}
		value, err := valueOf(bundle, section)
		if err != nil {
			continue
		}
		for _, c := range candidates(value, section, ref, clause.Expected) {
			changed, err := changedBundle(bundle, section, c.value)
			if err != nil {
				continue // the reader would refuse it
			}
			try := s.with(bundle, changed)
			after, ok := try.judge()
			if ok && gone(now, after, clause) {
				*s = try
				return c.says, after, true
			}
		}
	}
	return "", result.Result{}, false
}

// gone reports whether a clause went away and nothing worse or doubtful came in its place.
func gone(before, after result.Result, clause result.Clause) bool {
	return count(after, clause.Kind) < count(before, clause.Kind) && len(after.Missing) <= len(before.Missing) &&
		count(after, result.Violates) <= count(before, result.Violates) && count(after, result.Unknown) <= count(before, result.Unknown)
}

func count(r result.Result, kind result.Kind) (n int) {
	for _, c := range r.Clauses {
		if c.Kind == kind {
			n++
		}
	}
	return n
}

// judge is the rule judged on the site as it is now; not ok when there is no such row, or
// the rule broke: that confirms nothing.
func (s search) judge() (r result.Result, ok bool) {
	in := s.in
	in.Shape = rules.PerNode
	in.Only = onlyAt(s.position)
	run := rules.Begin(in)
	var asset rules.Asset
	if s.node != nil {
		one := run.Judge(s.node)
		asset, ok = one.Asset()
		run.Take(one)
	} else {
		asset, ok = run.End()
	}
	if !ok || len(asset.Results) != 1 || len(run.Faults()) > 0 {
		return result.Result{}, false
	}
	return asset.Results[0], true
}

// with is the search with one bundle in another's place.
func (s search) with(old, changed *facts.Bundle) search {
	if old == s.in.Site.Cluster {
		s.in.Site.Cluster = changed
		return s
	}
	s.in.Site.Nodes = slices.Clone(s.in.Site.Nodes)
	for i, n := range s.in.Site.Nodes {
		if n == old || n.ID == old.ID && n.File == old.File {
			s.in.Site.Nodes[i] = changed
		}
	}
	s.node = changed
	return s
}
