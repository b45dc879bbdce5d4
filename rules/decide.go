package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// decide judges one case by the order of decision (mke-rules section 0):
//
//  1. proven not applicable;
//  2. applicability unknown: Not_Reviewed. (Where a violation itself proves that
//     the rule applies, the check decides that; see Verdict.NotApplicable.)
//  3. any proven violation: Open, whatever else is missing;
//  4. every fact there and no violation: NotAFinding;
//  5. else Not_Reviewed, with what is missing.
func decide(na Fn[string], check Fn[Verdict], c *Case) result.Result {
	var unknown []facts.Missing
	if !na.zero() {
		why, missing := na.eval(c)
		if missing == nil && why != "" {
			return result.Result{Status: result.NotApplicable, Reason: sentence(why)}
		}
		unknown = missing
	}
	v, missing := check.eval(c)
	missing = dedupe(slices.Concat(unknown, missing, v.Missing))
	r := result.Result{
		Expected: orElse(v.Expected, ofOutcomes(v.Outcomes)), Applies: v.Applies, Notes: v.Notes,
		Clauses: clauses(v), Missing: missingOf(missing),
	}
	r.Status, r.Reason = verdict(v, unknown, missing)
	return r
}

// ofOutcomes is what the pieces of evidence want, each once, where the check as a whole
// does not say; "" where that is too many things for a line.
func ofOutcomes(all []Outcome) (wanted string) {
	const few = 3
	var seen []string
	for _, o := range all {
		if o.Expected != "" && !slices.Contains(seen, o.Expected) {
			seen = append(seen, o.Expected)
		}
	}
	if len(seen) > few {
		return ""
	}
	return strings.Join(seen, "; ")
}

// verdict is steps 2 to 5 of the order of decision.
func verdict(v Verdict, unknown, missing []facts.Missing) (result.Status, string) {
	var of [result.Pass + 1]int
	for i := range v.Outcomes {
		of[v.Outcomes[i].Kind]++
	}
	switch {
	case len(unknown) > 0:
		return result.NotReviewed, "It is not known whether the rule applies: " + facts.Join(unknown) + "."
	case of[result.Violates] > 0:
		if v.Open == "" {
			v.Open = findings(v.Outcomes, of[result.Unknown])
		}
		return result.Open, sentence(v.Open)
	case len(missing) > 0:
		return result.NotReviewed, orElse(v.Doubt, "Not enough is known: "+facts.Join(missing)+".")
	case of[result.Unknown] > 0:
		return result.NotReviewed, orElse(v.Doubt, "It could not be told: "+list(v.Outcomes, result.Unknown)+".")
	case v.NotApplicable != "":
		return result.NotApplicable, sentence(v.NotApplicable)
	case of[result.Pass]+of[result.Excluded] > 0:
		return result.NotAFinding, orElse(v.Pass, "Everything looked at is as the rule wants it.")
	}
	return result.NotReviewed, "The evaluator found no evidence for or against."
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// findings is the violations among all, with how many things beside them it could not be
// told of.
func findings(all []Outcome, odd int) string {
	s := list(all, result.Violates)
	if odd > 0 {
		s += fmt.Sprintf("; for %d more it could not be told", odd)
	}
	return sentence(s)
}

// list is up to three outcomes of a kind as "subject: actual".
func list(all []Outcome, kind result.Kind) string {
	const shown = 3
	var parts []string
	n := 0
	for i := range all {
		if o := &all[i]; o.Kind == kind {
			if n++; n <= shown {
				parts = append(parts, strings.TrimPrefix(o.Subject+": "+o.Actual, ": "))
			}
		}
	}
	if n > shown {
		parts = append(parts, fmt.Sprintf("and %d more", n-shown))
	}
	return strings.Join(parts, "; ")
}

// has reports whether one outcome is of the kind.
func has(all []Outcome, kind result.Kind) bool {
	return slices.ContainsFunc(all, func(o Outcome) bool { return o.Kind == kind })
}

// sentence begins with a capital unless the first word is a name, and ends with a full stop.
func sentence(s string) string {
	if s != "" && !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// clauses is the evidence in the order of the text: open, unknown, excluded,
// pass, each sorted by name.
func clauses(v Verdict) []result.Clause {
	if len(v.Outcomes) == 0 {
		return nil
	}
	sorted := make([]*Outcome, len(v.Outcomes))
	for i := range v.Outcomes {
		sorted[i] = &v.Outcomes[i]
	}
	order := [...]int{result.Violates: 0, result.Unknown: 1, result.Excluded: 2, result.Pass: 3}
	slices.SortStableFunc(sorted, func(a, b *Outcome) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), strings.Compare(a.Subject, b.Subject))
	})
	out := make([]result.Clause, 0, len(sorted))
	for _, o := range sorted {
		out = append(out, clause(o, v.Expected))
	}
	return out
}

func clause(o *Outcome, expected string) result.Clause {
	c := result.Clause{Name: orElse(o.Subject, "the asset"), Label: o.Label, Kind: o.Kind,
		Expected: orElse(o.Expected, expected), Actual: o.Actual, Tail: o.Tail, Facts: o.Facts, Decided: o.By != ""}
	for _, more := range [...]string{o.By, o.Note} {
		if more != "" {
			c.Actual = strings.TrimPrefix(c.Actual+"; "+more, "; ")
		}
	}
	return c
}

func missingOf(missing []facts.Missing) []result.Missing {
	out := make([]result.Missing, len(missing))
	for i, m := range missing {
		out[i] = result.Missing{Fact: m.Name, Why: m.Why, How: m.How}
	}
	return out
}

// dedupe drops repeats: two parts of a rule may lack the same fact. A node may lack one
// of each of thousands of containers.
func dedupe(missing []facts.Missing) []facts.Missing {
	if len(missing) == 0 {
		return nil
	}
	type key struct{ name, why string }
	said := make(map[key]bool, len(missing))
	var out []facts.Missing
	for _, m := range missing {
		if k := (key{m.Name, m.Why}); !said[k] {
			said[k], out = true, append(out, m)
		}
	}
	return out
}

// Judge is one rule on one snapshot, by the order of decision alone: neither
// freshness nor the check text is looked at, and a panic is not caught. A rule of
// NodeAndCluster is judged in both halves. Evaluate is for everything else.
func Judge(r Rule, c *Case) result.Result {
	check := r.Check
	if r.Scope == NodeAndCluster {
		check = halves(r.Check, r.ClusterCheck)
	}
	out := decide(r.NotApplicable, check, c)
	out.STIGID, out.Judged = r.ID, true
	return out
}
