// Package scap judges the rules of a SCAP benchmark by the OVAL definitions that its
// checks name, from what was collected from a system (NIST SP 800-126 revision 3,
// sections 3.2 and 4.5; XCCDF 1.2, table 28 for what a definition's result means).
//
//	c, err := scap.New(bench)
//	...
//	c, err = c.WithProfile("stig") // where one is asked for
//	...
//	results := c.Judge(system, scap.Input{At: now, Tool: "stigwright 1.0"}).Results
//
// A rule is NotAFinding or Open when every definition it names was decided, and
// Not_Applicable when its platform, or that of the benchmark, was decided and is not this
// one. All else is Not_Reviewed, with the reason: a rule that the profile does not select,
// one that lacks a value, and every rule of a benchmark of which it could not be decided
// whether it is for this system, unless Input.AssumePlatform says that it is.
package scap

import (
	"fmt"
	"slices"
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
	tailored  tailored
	exports   map[string]oval.Externals // to the programs, by href

	dictionary  []cpeItem
	inventories []program // of the dictionaries
	Problems    diag.List // of the definitions; what they touch is not decided
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

	// About is what was collected from the system by the definitions of the CPE dictionaries;
	// nil is what was collected by those of the checks.
	About *oval.Characteristics

	// AssumePlatform takes for granted that the benchmark is for the system where that
	// could not be decided; every result says so. That it is not, where that is proven,
	// stands.
	AssumePlatform bool
}

// New reads the OVAL content of a benchmark. It is nil when the benchmark has none.
func New(b *benchmark.Benchmark) (*Checker, error) {
	c := &Checker{bench: b, platforms: map[string]*platform{}}
	for i := range b.Content {
		if err := c.read(&b.Content[i], &c.programs); err != nil {
			return nil, err
		}
	}
	if len(c.programs) == 0 {
		return nil, nil
	}
	for i := range b.Dictionaries {
		if err := c.readDictionary(&b.Dictionaries[i]); err != nil {
			return nil, err
		}
	}
	c.tailored = tailor(b, nil)
	c.export()
	return c, c.readPlatforms()
}

// read reads a document, when it is one of definitions, into list.
func (c *Checker) read(content *benchmark.Content, list *[]program) error {
	if content.Root != "oval_definitions" {
		return nil
	}
	doc, err := oval.Read(c.bench.FileName, content.Document())
	if err != nil {
		return err
	}
	p := oval.Compile(doc)
	c.Problems = append(append(c.Problems, doc.Problems...), p.Problems...)
	*list = append(*list, program{content.Href, p})
	return nil
}

// judgement is one benchmark judged on one system.
type judgement struct {
	*Checker
	Input
	system  *oval.Characteristics
	results []*oval.Results // of the programs
	about   []*oval.Results // of the inventories
	fits    applicability   // of the benchmark as a whole
}

// Judgement is what came of one system.
type Judgement struct {
	Results  []result.Result // in the benchmark's order
	Platform string          // in words, what the benchmark is for; "" when it does not say
	Fits     oval.Result     // whether the system is that; true when there is nothing to be
}

// Judge judges the rules on one system.
func (c *Checker) Judge(system *oval.Characteristics, in Input) Judgement {
	j := judgement{Checker: c, Input: in, system: system}
	for _, p := range c.programs {
		j.results = append(j.results, p.Analyse(system, oval.Input{Now: in.At, Externals: c.exports[p.href]}))
	}
	about := in.About
	if about == nil {
		about = system
	}
	for _, p := range c.inventories {
		j.about = append(j.about, p.Analyse(about, oval.Input{Now: in.At}))
	}
	j.fits = j.whole()
	out := Judgement{Platform: j.fits.name, Fits: j.fits.result}
	for i := range c.bench.Items {
		item := &c.bench.Items[i]
		if in.Only == nil || in.Only(item) {
			out.Results = append(out.Results, j.rule(item))
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
	if j.tailored.profile != nil {
		r.Notes = append(r.Notes, "judged by "+j.tailored.name())
	}
	if why := j.leftOut(item); why != "" {
		// Judged, so that what another profile made of the row does not stand.
		r.Reason, r.Judged = why, inOVAL(item.Rule)
		return r
	}
	fits := j.fits
	if fits.result != oval.True && fits.result != oval.False && j.AssumePlatform {
		r.Notes = append(r.Notes, "that the system is "+fits.name+" was stated by whoever ran the evaluation (--assume-platform), not judged")
		fits = applicability{result: oval.True, name: fits.name}
	} else if fits.result == oval.True && fits.name != "" {
		r.Notes = append(r.Notes, "the benchmark is for "+fits.name+", which the system is")
	}
	applies := j.applies(item)
	if excused(&r, "benchmark", fits) || excused(&r, "rule", applies) {
		j.fresh(&r)
		return r
	}
	j.check(item, &r)
	undecided(&r, "rule", applies)
	undecided(&r, "benchmark", fits)
	if applies.result == oval.True && applies.name != "" {
		r.Applies = "the system is " + applies.name
	}
	j.fresh(&r)
	return r
}

// leftOut is why a rule is not judged at all, "" of one that is.
func (j *judgement) leftOut(item *benchmark.Item) string {
	if !j.tailored.chosenRule(item) {
		return "The rule is not selected by " + j.tailored.name() + " and was not judged."
	}
	if j.tailored.role(item.Rule) == "unchecked" {
		return "The role of the rule is unchecked: it is not for a program to judge."
	}
	return j.tailored.lost
}

// excused makes a rule Not_Applicable whose platform is proven not to be this system.
func excused(r *result.Result, what string, a applicability) bool {
	if a.result != oval.False {
		return false
	}
	r.Status, r.Judged = result.NotApplicable, true
	r.Reason = "The " + what + " is for " + a.name + ", which this system is not."
	r.Clauses = a.clauses
	return true
}

// undecided takes back what rests on an open question: a pass would be no wrong, and a
// finding might be.
func undecided(r *result.Result, what string, a applicability) {
	if a.result == oval.True {
		return
	}
	r.Status = result.NotReviewed
	r.Reason = fmt.Sprintf("Whether the %s's platform, %s, is this system could not be decided: %s.", what, a.name, a.result)
	r.Missing = append(r.Missing, a.missing...)
}

// fresh takes back a pass, or that a rule does not apply, where it rests on what was
// collected too long ago.
func (j *judgement) fresh(r *result.Result) {
	at, ok := Collected(j.system)
	if j.About != nil {
		// The platform rests on the other file; the older of the two counts.
		if other, known := Collected(j.About); known && (!ok || other.Before(at)) {
			at, ok = other, true
		}
	}
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
	check := j.checkOf(item)
	if check == nil {
		r.Reason = "The rule has no check in OVAL, or none that applies without a profile; a person must review it."
		r.Judged = inOVAL(item.Rule)
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
	j.exported(check, r)
}

// inOVAL reports whether a rule has some check in OVAL.
func inOVAL(rule *xccdf.Rule) bool {
	return slices.ContainsFunc(rule.Check, func(c xccdf.Check) bool { return strings.TrimSpace(c.System.String()) == System })
}

// ovalCheck is the one check of a rule that is in OVAL and has the selector, which a
// profile chooses; "" is that without one. It is nil when there is none, and when more
// than one could be meant: several are not told apart, and a complex-check takes the place
// of them all (XCCDF 1.2, section 6.4.4.3).
func ovalCheck(rule *xccdf.Rule, selector string) *xccdf.Check {
	if rule.ComplexCheck != nil {
		return nil
	}
	var found *xccdf.Check
	for i := range rule.Check {
		check := &rule.Check[i]
		if strings.TrimSpace(check.System.String()) != System || strings.TrimSpace(check.Selector.String()) != selector {
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
