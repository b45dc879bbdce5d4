package answer

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// InitOptions says what FromChecklist makes of a checklist.
type InitOptions struct {
	By          string // who approves the answers; "" leaves them without
	On, Expires facts.Date
	Asset       bool // for this asset alone
	Tools       bool // what tools said too, as if people had
	// Digest is the digest of the check text of a rule, by benchmark id and STIG ID; ""
	// is not known. Nil takes the text in the checklist.
	Digest func(benchmarkID, stigID string) string
}

// InitReport counts every row of the checklist once:
// Rows = Answers + Empty + Tools + Odd.
type InitReport struct {
	Rows, Answers int
	Empty         int // nobody wrote anything
	Tools         int // only tools did
	Odd           int // the status is no known word, and nothing else is written
	Unbound       int // answers without a digest
	// Mixed counts the rows whose finding details hold text of Evaluate-STIG, from where
	// on nothing was taken: where that text ends and people's words begin is not marked.
	Mixed int
}

// FromChecklist makes answers of what people wrote into a reviewed checklist: their
// statuses, texts and severity overrides. A status that a tool set is no answer.
func FromChecklist(c *ckl.Checklist, o InitOptions) (*File, InitReport) {
	var answers []Answer
	var rep InitReport
	for _, s := range c.Stigs {
		several := sameIDs(s)
		for _, r := range s.Rows {
			rep.Rows++
			a, mixed := fromRow(r, o)
			if mixed {
				rep.Mixed++
			}
			switch {
			case a.Status != nil || says(a.Details, a.Comments, a.Severity, a.Justification):
			case r.StatusWord != "":
				rep.Odd++
				continue
			case r.Status != result.NotReviewed || says(r.FindingDetails):
				rep.Tools++
				continue
			default:
				rep.Empty++
				continue
			}
			rep.Answers++
			a.Benchmark, a.Rule = s.ID, ruleID(r, several)
			o.sign(&a, c.Asset)
			if a.CheckSHA256 = o.digest(s, r); a.CheckSHA256 == "" {
				rep.Unbound++
			}
			answers = append(answers, a)
		}
	}
	return NewFile("", answers), rep
}

// says reports whether one of texts holds more than white space.
func says(texts ...string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// fromRow is what people wrote into r; mixed says that something stands in the finding
// details that may be a tool's or a person's and was not taken. Blocks of tools are marked
// at both ends. Where a person decided, the details are that person's, evidence and all.
func fromRow(r *ckl.Row, o InitOptions) (a Answer, mixed bool) {
	a = Answer{Comments: r.Comments, Severity: r.SeverityOverride, Justification: r.SeverityJustification}
	bare := *r
	bare.FindingDetails = TextOf(r)
	origin, v := r.Review().Origin, bare.Review()
	a.Details = v.Human
	if v.Mixed != "" && origin != ckl.Person && !o.Tools {
		a.Details, mixed = strings.TrimRight(strings.TrimSuffix(v.Human, v.Mixed), "\r\n"), true
	}
	tools := origin == ckl.Ours || origin == ckl.Scanner
	if r.StatusWord == "" && r.Status != result.NotReviewed && (!tools || o.Tools) {
		s := r.Status
		a.Status = &s
	}
	for _, text := range []*string{&a.Details, &a.Comments, &a.Justification} {
		if !says(*text) {
			*text = ""
		}
	}
	return a, mixed
}

// sameIDs is the STIG IDs that several rows of s share.
func sameIDs(s *ckl.Stig) map[string]bool {
	n, out := map[string]int{}, map[string]bool{}
	for _, r := range s.Rows {
		id := fold(r.STIGID)
		n[id]++
		out[id] = n[id] > 1
	}
	return out
}

// ruleID is the id that knows the rule in the next release too: the STIG ID, else what
// there is.
func ruleID(r *ckl.Row, several map[string]bool) string {
	switch id := fold(r.STIGID); {
	case id != "" && !several[id]:
		return strings.TrimSpace(r.STIGID)
	case r.RuleID != "":
		return r.RuleID
	}
	return r.VulnID
}

func (o InitOptions) sign(a *Answer, asset ckl.Asset) {
	a.By = o.By
	if o.By != "" {
		a.On, a.Expires = o.On, o.Expires
	}
	if o.Asset && strings.Trim(asset.HostName, "*? ") != "" {
		a.Assets = []facts.Pattern{facts.Pattern(strings.TrimSpace(asset.HostName))}
	}
}

func (o InitOptions) digest(s *ckl.Stig, r *ckl.Row) string {
	if o.Digest != nil {
		return o.Digest(s.ID, r.STIGID)
	}
	if strings.TrimSpace(r.Check) == "" {
		return ""
	}
	return benchmark.TextDigest(r.Check)
}
