// Package scap judges the rules of a SCAP benchmark by the OVAL definitions that its
// checks name, from what was collected from a system (NIST SP 800-126 revision 3,
// sections 3.2 and 4.5; XCCDF 1.2, table 28 for what a definition's result means).
//
//	c, err := scap.New(bench)
//	...
//	results := c.Judge(system, scap.Input{At: now, Tool: "stigwright 1.0"})
//
// A rule is NotAFinding or Open when every definition it names was decided, and
// Not_Applicable when its platform was decided and is not this one. All else is
// Not_Reviewed, with the reason. Whether the benchmark as a whole is for this system
// (its CPE names) is not judged, and the results say so.
package scap

import (
	"fmt"
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

// System is the check system of OVAL.
const System = oval.Namespace

// Checker judges the rules of one benchmark. It does not change.
type Checker struct {
	bench     *benchmark.Benchmark
	programs  []program
	platforms map[string]*platform
	Problems  diag.List // of the definitions; what they touch is not decided
}

// program is one document of definitions, as checks call it.
type program struct {
	href string
	*oval.Program
}

// Input is what a judgement depends on beside benchmark and system.
type Input struct {
	At     time.Time                  // the time of evaluation
	MaxAge time.Duration              // older characteristics prove no pass; 0 for no limit
	Only   func(*benchmark.Item) bool // which rules to judge; nil is all
	Tool   string                     // name and version of the program
}

// New reads the OVAL content of a benchmark. It is nil when the benchmark has none.
func New(b *benchmark.Benchmark) (*Checker, error) {
	c := &Checker{bench: b, platforms: map[string]*platform{}}
	for i := range b.Content {
		content := &b.Content[i]
		if content.Root != "oval_definitions" {
			continue
		}
		doc, err := oval.Read(b.FileName, content.Document())
		if err != nil {
			return nil, err
		}
		p := oval.Compile(doc)
		c.Problems = append(append(c.Problems, doc.Problems...), p.Problems...)
		c.programs = append(c.programs, program{content.Href, p})
	}
	if len(c.programs) == 0 {
		return nil, nil
	}
	return c, c.readPlatforms()
}

// judgement is one benchmark judged on one system.
type judgement struct {
	*Checker
	Input
	system  *oval.Characteristics
	results []*oval.Results // of the programs
}

// Judge judges the rules on one system, in the benchmark's order.
func (c *Checker) Judge(system *oval.Characteristics, in Input) []result.Result {
	j := judgement{Checker: c, Input: in, system: system}
	for _, p := range c.programs {
		j.results = append(j.results, p.Analyse(system, oval.Input{Now: in.At}))
	}
	var out []result.Result
	for i := range c.bench.Items {
		item := &c.bench.Items[i]
		if in.Only == nil || in.Only(item) {
			out = append(out, j.rule(item))
		}
	}
	return out
}

// rule judges one rule.
func (j *judgement) rule(item *benchmark.Item) result.Result {
	r := result.Result{
		Position: item.Position, STIGID: item.STIGID(), VulnID: item.VulnID(), RuleID: item.RuleID(), Severity: item.Severity(),
		Basis: j.basis(),
	}
	for _, p := range j.bench.Doc.Platform {
		r.Notes = append(r.Notes, "the benchmark is for "+p.IDRef.String()+"; whether this system is that was not judged")
	}
	applies := j.applies(item)
	if applies.result == oval.False {
		r.Status, r.Judged = result.NotApplicable, true
		r.Reason = "The rule is for " + applies.name + ", which this system is not."
		r.Clauses = applies.clauses
		j.fresh(&r)
		return r
	}
	j.check(item, &r)
	if applies.result != oval.True {
		// A pass would be no wrong, and a finding might be: both rest on an open question.
		r.Status = result.NotReviewed
		r.Reason = fmt.Sprintf("Whether the rule's platform, %s, is this system could not be decided: %s.", applies.name, applies.result)
	} else if applies.name != "" {
		r.Applies = "the system is " + applies.name
	}
	j.fresh(&r)
	return r
}

// fresh takes back a pass, or that a rule does not apply, where it rests on what was
// collected too long ago.
func (j *judgement) fresh(r *result.Result) {
	at, ok := Collected(j.system)
	if r.Status != result.NotAFinding && r.Status != result.NotApplicable || j.MaxAge == 0 || !ok || j.At.Sub(at) <= j.MaxAge {
		return
	}
	r.Status = result.NotReviewed
	r.Reason = "What was collected satisfies or excuses the rule, but it is too old to prove it."
	r.Missing = append(r.Missing, result.Missing{Fact: "fresh system characteristics",
		Why: fmt.Sprintf("collected %s, more than %d days before the evaluation", at.Format(time.RFC3339), int(j.MaxAge/(24*time.Hour))),
		How: []string{"collect again, then evaluate again"}})
}

// check judges the definitions that the check of the rule names.
func (j *judgement) check(item *benchmark.Item, r *result.Result) {
	check := ovalCheck(item.Rule)
	if check == nil {
		r.Reason = "The rule has no check in OVAL, or none that applies without a profile; a person must review it."
		return
	}
	r.Judged = true
	var decided []verdict
	for _, ref := range check.ContentRef {
		decided = append(decided, j.definition(ref.Href.String(), ref.Name.String()))
	}
	if len(decided) == 0 {
		r.Reason = "The check of the rule names no definition."
		return
	}
	if isTrue(check.Negate) {
		for i := range decided {
			decided[i].result = decided[i].result.Negate()
		}
	}
	combine(decided, r)
}

// ovalCheck is the one check of a rule that is in OVAL. It is nil when there is none,
// and when more than one could be meant: a check with a selector is for a profile that
// asks for it, several without one are not told apart, and a complex-check takes the
// place of them all (XCCDF 1.2, section 6.4.4.3).
func ovalCheck(rule *xccdf.Rule) *xccdf.Check {
	if rule.ComplexCheck != nil {
		return nil
	}
	var found *xccdf.Check
	for i := range rule.Check {
		check := &rule.Check[i]
		if strings.TrimSpace(check.System.String()) != System || strings.TrimSpace(check.Selector.String()) != "" {
			continue
		}
		if found != nil {
			return nil
		}
		found = check
	}
	return found
}

// combine makes a status of the verdicts of all definitions of a check: all must be
// satisfied, and one that was not decided leaves the rule undecided unless another
// is violated.
func combine(decided []verdict, r *result.Result) {
	var t oval.Tally
	var ids []string
	for _, v := range decided {
		t.Add(v.result)
		ids = append(ids, v.id)
		r.Clauses = append(r.Clauses, v.clauses...)
		r.Missing = append(r.Missing, v.missing...)
	}
	named := "OVAL definition " + strings.Join(ids, ", ")
	r.Expected = named + " satisfied"
	switch out := oval.AND.Of(t); out {
	case oval.True:
		r.Status, r.Reason = result.NotAFinding, named+" is satisfied."
		r.Missing = nil
	case oval.False:
		r.Status, r.Reason = result.Open, named+" is violated"+first(r.Clauses, result.Violates)+"."
	case oval.NotApplicable:
		r.Status, r.Reason = result.NotApplicable, named+" does not apply to this system."
	default:
		r.Reason = fmt.Sprintf("%s could not be decided: %s%s.", named, out, first(r.Clauses, result.Unknown))
	}
}

// first is the name of the first clause of the kind, for the end of a sentence.
func first(list []result.Clause, kind result.Kind) string {
	for _, c := range list {
		if c.Kind == kind {
			return ": " + strings.TrimSuffix(c.Name, ".")
		}
	}
	return ""
}
