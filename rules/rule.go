// Package rules is the engine that judges a benchmark's rules from facts.
//
// An evaluator is a pure function whose parameters are the facts it needs:
//
//	var cntrMK000600 = rules.Rule{
//		ID:    "CNTR-MK-000600",
//		Scope: rules.Node,
//		Check: rules.From1(facts.EngineInfo, storageDriver),
//	}
//
// The order of decision lives here and nowhere else: proven not applicable, then
// unknown applicability, then any proven violation, then missing facts, and only
// then a pass. A rule cannot get it wrong, and nothing it forgets can pass.
//
// The package does no I/O, reads no clock and starts no goroutine.
package rules

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Scope says what a rule is judged on. The zero value is Node.
type Scope uint8

// The scopes of a rule.
const (
	Node           Scope = iota // each node by its own facts
	Cluster                     // the cluster, once a run
	Registry                    // the image registry, once a run
	NodeAndCluster              // a half of each: Check on the node, ClusterCheck on the cluster
)

// String is the letters of the rule tables: N, C, M, N + C.
func (s Scope) String() string {
	return [...]string{"N", "C", "M", "N + C"}[s]
}

// Class says how far a rule can be decided. The zero value is Full.
type Class uint8

// The classes of a rule.
const (
	Full     Class = iota // collected facts suffice
	GivenSSP              // the organisation's decisions in ssp.yaml are needed too
	Partial               // Open can be proven; a pass needs a dated human statement
	Manual                // only a dated human statement decides
)

// String is the word of the coverage table.
func (c Class) String() string {
	return [...]string{"full", "given-SSP", "partial", "manual"}[c]
}

// Rule is the evaluator of one rule of a benchmark. Title, severity, check and
// fix are not repeated here: they come from the loaded benchmark.
type Rule struct {
	ID       string // the STIG ID, XCCDF Rule/version
	Scope    Scope
	Class    Class
	Reading  string   // how the check text is read, above all where there was a choice
	Warnings []string // what following the fix would break, as the vendor says

	// NotApplicable gives the evidence that the rule does not apply, "" when it
	// does. The zero value: the rule always applies.
	NotApplicable Fn[string]
	// Check judges the asset; for NodeAndCluster its node half.
	Check Fn[Verdict]
	// ClusterCheck is the cluster half of a NodeAndCluster rule.
	ClusterCheck Fn[Verdict]
}

// Needs is the names of all facts and ssp.yaml keys the rule may read, sorted.
func (r Rule) Needs() []string {
	needs := slices.Concat(r.NotApplicable.Needs, r.Check.Needs, r.ClusterCheck.Needs)
	slices.Sort(needs)
	return slices.Compact(needs)
}

// Table is the evaluators of one benchmark.
type Table struct {
	Benchmark string // the benchmark's id
	Rules     []Rule // in STIG ID order
	Texts     CheckTexts
	// Doubt says why the facts do not look like the product the benchmark is for, ""
	// when they do; nil when there is no way to tell.
	Doubt func(facts.Site) string
}

// Find is the evaluator of a STIG ID. A few published ones have outer white space.
func (t Table) Find(id string) (Rule, bool) {
	id = strings.TrimSpace(id)
	i := slices.IndexFunc(t.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return t.Rules[i], true
}

// Outcome is one thing that was looked at, and what it means.
type Outcome struct {
	Kind     result.Kind
	Subject  string // "web-admin"; "" is "the asset"
	Label    string // said of the subject in the text alone: its image, its path
	Expected string
	Actual   string
	Note     string   // said after Actual; no verdict rests on it
	Tail     string   // said after all of it in the text alone
	By       string   // who set it aside: "approved by …"
	Facts    []string // where it was seen
}

// Verdict is what one check found. The zero value is no evidence, which is
// Not_Reviewed, never a pass.
type Verdict struct {
	Outcomes []Outcome
	Expected string   // in one line, for the whole check
	Open     string   // the reason, one sentence, if it comes out Open; "" lets the engine write it
	Pass     string   // likewise if it comes out NotAFinding
	Doubt    string   // likewise if it comes out Not_Reviewed
	Notes    []string // what a reader should know and no verdict rests on
	Applies  string   // why the rule applies, where that was a question
	Missing  []facts.Missing
	// NotApplicable is evidence, found only by looking at everything, that the
	// rule does not apply; "" otherwise. It counts only where nothing is open,
	// unknown or missing.
	NotApplicable string
}

// Case is one question: does this rule hold on this asset?
type Case struct {
	*facts.Snapshot
	Rule      string // STIG ID
	Scope     Scope
	OfCluster bool   // the cluster half of a NodeAndCluster rule is judged
	CheckText string // SHA-256 of the check text, as benchmark.Item.CheckDigest gives it
	Benchmark Texts  // the rule's own texts, for the few that take an expected value from them
}

// Texts is the parts of the loaded rule an evaluator may read.
type Texts struct{ Check, Fix string }
