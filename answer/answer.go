// Package answer holds recorded answers: what a person decided about a rule, once and
// for every asset it is true of, with who approved it, until when, and the digest of
// the check text that was answered.
//
//	f, err := answer.Read("answers.yaml", data)
//	report := answer.Apply(checklist, f, answer.Options{At: at})
//
// An answer goes into a row of a checklist as a person's word. It never goes there in
// silence against a finding: which status it may take the place of is decided by
// Decide, and what was not applied is listed with the reason. Each row that was
// answered says so in a block of its own in the finding details, so that the next run
// can take back what has expired since.
//
// The answers file is YAML (docs/answers.md, Schema). FromChecklist makes answers of a
// reviewed checklist, and Import of an answer file of Evaluate-STIG. The package reads
// no clock.
package answer

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// File is the answers of one file.
type File struct {
	Name    string   // as the user spelled it
	Answers []Answer // in the order of the file

	byID map[string][]int // lower-case id of a rule to its answers
}

// Answer is one recorded answer. Its zero value answers nothing.
type Answer struct {
	Path string // answers[3]
	Line int

	Rule      string // STIG ID, Vuln ID, rule id or legacy id
	Benchmark string // benchmark id; "" is any

	// When it applies. Each that is given must hold.
	Found      []result.Status // statuses it may be given for; nil is Not_Reviewed, and any for text alone
	Conditions []Condition
	Assets     []facts.Pattern // host names
	Roles      []string        // ckl.Roles
	Sites      []facts.Pattern // of a web server or database
	Instances  []facts.Pattern

	// What it says.
	Status        *result.Status // nil says nothing of the status
	Details       string         // for the finding details
	Comments      string
	Severity      string // severity override: low, medium or high
	Justification string // of the severity override

	// Who decided it, and how long it holds.
	By          string
	On, Expires facts.Date
	CheckSHA256 string // of the check text answered, as benchmark.TextDigest gives it; "" is not bound
}

// NewFile is a file of answers that were made, not read; Path is filled in.
func NewFile(name string, answers []Answer) *File {
	f := &File{Name: name, Answers: answers}
	f.index()
	return f
}

func (f *File) index() {
	f.byID = make(map[string][]int, len(f.Answers))
	for i := range f.Answers {
		id := fold(f.Answers[i].Rule)
		f.byID[id] = append(f.byID[id], i)
	}
}

// fold makes one of the spellings of an id. Published STIG IDs have white space
// around them, and rule ids stand with and without _rule and XCCDF's prefix.
func fold(id string) string {
	id = strings.ToLower(strings.TrimSpace(id))
	id = strings.TrimPrefix(id, "xccdf_mil.disa.stig_rule_")
	return strings.TrimSuffix(id, "_rule")
}

func foldBenchmark(id string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(id)), "xccdf_mil.disa.stig_benchmark_")
}

// about is the answers that name one of the ids and the benchmark, in file order.
func (f *File) about(benchmark string, ids []string) []*Answer {
	var at []int
	for _, id := range ids {
		if id = fold(id); id != "" {
			at = append(at, f.byID[id]...)
		}
	}
	slices.Sort(at)
	var out []*Answer
	for _, i := range slices.Compact(at) {
		if a := &f.Answers[i]; a.Benchmark == "" || foldBenchmark(a.Benchmark) == foldBenchmark(benchmark) {
			out = append(out, a)
		}
	}
	return out
}

// Improves reports whether the answer makes an asset look better: then it needs an
// approver and a date.
func (a *Answer) Improves() bool {
	return a.Severity != "" || a.Status != nil && (*a.Status == result.NotAFinding || *a.Status == result.NotApplicable)
}

// rank is how closely the answer says what it is for: the closest one counts.
func (a *Answer) rank() int {
	n := len(a.Conditions)
	for _, given := range []bool{a.Assets != nil, a.Roles != nil, a.Sites != nil, a.Instances != nil, a.Benchmark != "", a.Found != nil} {
		if given {
			n++
		}
	}
	return n
}
