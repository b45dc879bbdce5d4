// Package result holds the judgement of one rule on one asset, with the evidence
// for it, and renders it as the text of a checklist's finding details.
//
// It knows neither rules nor facts nor files: the engine fills it, the writers
// read it. A Result that nobody filled is Not_Reviewed.
package result

// Status is the verdict of a rule on an asset. The zero value is NotReviewed, so
// nothing forgotten can read as a pass.
type Status uint8

// The four statuses of a checklist.
const (
	NotReviewed Status = iota
	NotAFinding
	NotApplicable
	Open
)

// Statuses is every status, in the order counts are printed.
func Statuses() []Status { return []Status{Open, NotAFinding, NotApplicable, NotReviewed} }

// String is the word people read, which is also the one a .ckl holds.
func (s Status) String() string {
	switch s {
	case NotAFinding:
		return "NotAFinding"
	case NotApplicable:
		return "Not_Applicable"
	case Open:
		return "Open"
	default:
		return "Not_Reviewed"
	}
}

// Worse reports whether s outweighs t when several nodes are rolled up into one
// row: Open, then Not_Reviewed, then NotAFinding, then Not_Applicable.
func (s Status) Worse(t Status) bool { return weight(s) > weight(t) }

func weight(s Status) int {
	switch s {
	case Open:
		return 3
	case NotAFinding:
		return 1
	case NotApplicable:
		return 0
	default:
		return 2
	}
}

// Kind says what one piece of evidence means for the verdict. The zero value is Unknown.
type Kind uint8

// What a clause can say.
const (
	Unknown  Kind = iota // it could not be told
	Violates             // it violates the rule
	Excluded             // it would violate the rule, but the text lets an approved decision set it aside
	Pass                 // it satisfies the rule
)

// String is the word of the JSON form: unknown, open, excluded or pass.
func (k Kind) String() string {
	switch k {
	case Violates:
		return "open"
	case Excluded:
		return "excluded"
	case Pass:
		return "pass"
	default:
		return "unknown"
	}
}

// Clause is one piece of evidence: a thing that was looked at, what it should
// have been and what it was.
type Clause struct {
	Name     string // what was looked at: "web-admin", "5 others"
	Label    string // said of it in the text alone, in brackets after the name: an image, a path; "" for none
	Expected string
	Actual   string
	Tail     string // said after Actual in the text alone; "" for none
	Kind     Kind
	Facts    []string // where it was seen: docker_engine.containers[web-admin].inspect.HostConfig.PidMode, ssp:exemptions[4]
	Decided  bool     // a decision or a statement of a person is part of it; Actual says whose
}

// Missing is a fact, a line of ssp.yaml or an attestation that a verdict lacked.
type Missing struct {
	Fact string   // docker_engine.containers, ssp:docker_group_members, attestation siem_no_data_alert
	Why  string   // its state, time and error
	How  []string // how to get it, one step a line, text only
}

// Result is the verdict of one rule on one asset. Its identity is the row of the
// benchmark it belongs to: group, rule and position.
type Result struct {
	Position int // of the rule in its benchmark, from 0
	STIGID   string
	VulnID   string
	RuleID   string // with its _rule ending
	Severity string // the benchmark's own word

	Status   Status
	Reason   string    // one sentence; never empty after evaluation
	Scope    string    // said of a row judged elsewhere, such as cluster-wide rows in a node checklist; "" for none
	Expected string    // what the rule wants, in one line; "" where nothing was compared
	Clauses  []Clause  // in the order of the text: open, unknown, excluded, pass
	Notes    []string  // what a reader should know and no verdict rests on
	Applies  string    // why the rule applies here, where that was a question
	Missing  []Missing // empty exactly when nothing was missing
	Judged   bool      // an evaluator exists for the rule
	Basis    Basis     // what the verdict rests on
}

// Counts is how many results have each status.
type Counts struct{ Open, NotAFinding, NotApplicable, NotReviewed int }

// Count counts results by status.
func Count(results []Result) Counts {
	var c Counts
	for _, r := range results {
		c.Add(r.Status)
	}
	return c
}

// Add counts one more result of status s.
func (c *Counts) Add(s Status) {
	switch s {
	case Open:
		c.Open++
	case NotAFinding:
		c.NotAFinding++
	case NotApplicable:
		c.NotApplicable++
	default:
		c.NotReviewed++
	}
}

// Total is the number of results counted.
func (c Counts) Total() int { return c.Open + c.NotAFinding + c.NotApplicable + c.NotReviewed }
