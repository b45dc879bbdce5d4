package rules

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Fn is a function of facts. Its parameter list is its needs: it cannot read a
// fact it did not name, and is not called when one is missing. The zero value
// has no evaluation at all.
type Fn[R any] struct {
	Needs []string
	eval  func(*Case) (R, []facts.Missing)
}

// zero reports whether there is nothing to evaluate.
func (f Fn[R]) zero() bool { return f.eval == nil }

// From1 is f of one fact, which must be complete.
func From1[A, R any](a facts.Key[A], f func(A) R) Fn[R] {
	return Fn[R]{[]string{a.Name}, func(c *Case) (r R, missing []facts.Missing) {
		x, missing := facts.Get(c.Snapshot, a)
		if missing != nil {
			return r, missing
		}
		return f(x), nil
	}}
}

// From2 is f of two facts, which must be complete.
func From2[A, B, R any](a facts.Key[A], b facts.Key[B], f func(A, B) R) Fn[R] {
	return Fn[R]{[]string{a.Name, b.Name}, func(c *Case) (r R, missing []facts.Missing) {
		x, m1 := facts.Get(c.Snapshot, a)
		y, m2 := facts.Get(c.Snapshot, b)
		if missing = append(m1, m2...); missing != nil {
			return r, missing
		}
		return f(x, y), nil
	}}
}

// From3 is f of three facts, which must be complete. A fourth wants to be a
// derived fact.
func From3[A, B, C, R any](a facts.Key[A], b facts.Key[B], k facts.Key[C], f func(A, B, C) R) Fn[R] {
	return Fn[R]{[]string{a.Name, b.Name, k.Name}, func(c *Case) (r R, missing []facts.Missing) {
		x, m1 := facts.Get(c.Snapshot, a)
		y, m2 := facts.Get(c.Snapshot, b)
		z, m3 := facts.Get(c.Snapshot, k)
		if missing = append(append(m1, m2...), m3...); missing != nil {
			return r, missing
		}
		return f(x, y, z), nil
	}}
}

// FromCase is f of the whole case, for what is bound to the rule itself: its
// attestations, its exemptions, its own text. needs names every fact it reads.
func FromCase[R any](needs []string, f func(*Case) (R, []facts.Missing)) Fn[R] {
	return Fn[R]{needs, f}
}

// Eval is the function's answer for one case, for a part that decides itself
// whether another is asked.
func (f Fn[R]) Eval(c *Case) (R, []facts.Missing) { return f.eval(c) }

// All joins parts that need different facts. A violation in one part is a
// violation whatever another part lacks, and a pass needs every part. That the rule
// does not apply counts only where every part says so.
func All(parts ...Fn[Verdict]) Fn[Verdict] {
	var needs []string
	for _, p := range parts {
		needs = append(needs, p.Needs...)
	}
	return Fn[Verdict]{needs, func(c *Case) (all Verdict, missing []facts.Missing) {
		applies := false
		for _, p := range parts {
			v, m := p.eval(c)
			applies = applies || v.NotApplicable == ""
			if v.Open == "" && has(v.Outcomes, result.Violates) {
				v.Open = findings(v.Outcomes, 0)
			}
			all = all.join(v)
			missing = append(missing, m...)
		}
		if applies {
			all.NotApplicable = ""
		}
		return all, missing
	}}
}

// halves is a NodeAndCluster rule as one check.
func halves(node, cluster Fn[Verdict]) Fn[Verdict] {
	return All(node, clusterHalf(cluster))
}

// clusterHalf is a check that is asked of the cluster.
func clusterHalf(check Fn[Verdict]) Fn[Verdict] {
	return Fn[Verdict]{check.Needs, func(c *Case) (Verdict, []facts.Missing) {
		of := *c
		of.OfCluster = true
		return check.eval(&of)
	}}
}

// join is the evidence of both, their sentences one after the other.
func (v Verdict) join(w Verdict) Verdict {
	v.Outcomes = append(v.Outcomes, w.Outcomes...)
	for _, n := range w.Notes {
		if !slices.Contains(v.Notes, n) { // two parts may leave the same out
			v.Notes = append(v.Notes, n)
		}
	}
	v.Missing = append(v.Missing, w.Missing...)
	v.Expected = both(v.Expected, w.Expected, "; ")
	v.Open = openings(v.Open, w.Open)
	v.Pass = both(v.Pass, w.Pass, " ")
	v.Doubt = both(v.Doubt, w.Doubt, " ")
	v.Applies = both(v.Applies, w.Applies, "; ")
	v.NotApplicable = both(v.NotApplicable, w.NotApplicable, "; ")
	return v
}

// openings is both sentences as one.
func openings(a, b string) string {
	if strings.TrimSuffix(a, ".") == strings.TrimSuffix(b, ".") {
		return b
	}
	return both(strings.TrimSuffix(a, "."), b, "; ")
}

// both is one text after the other, and once what both say.
func both(a, b, with string) string {
	switch {
	case a == "":
		return b
	case b == "", strings.Contains(with+a+with, with+b+with):
		return a
	}
	return a + with + b
}

// About names what a part looks at and wants, so that a part whose facts are
// missing still says in the evidence what could not be looked at.
func About(subject, expected string, part Fn[Verdict]) Fn[Verdict] {
	return Fn[Verdict]{part.Needs, func(c *Case) (Verdict, []facts.Missing) {
		v, missing := part.eval(c)
		if v.Expected == "" {
			v.Expected = expected
		}
		if missing != nil && len(v.Outcomes) == 0 {
			v.Outcomes = []Outcome{{Kind: result.Unknown, Subject: subject, Expected: expected,
				Actual: "not known", Facts: names(missing)}}
		}
		for i, o := range v.Outcomes {
			if o.Subject == "" {
				v.Outcomes[i].Subject = subject
			}
			if o.Expected == "" {
				v.Outcomes[i].Expected = v.Expected
			}
		}
		return v, missing
	}}
}

func names(missing []facts.Missing) []string {
	out := make([]string, len(missing))
	for i, m := range missing {
		out[i] = m.Name
	}
	return out
}
