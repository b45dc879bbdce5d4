package answer

import (
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
			a := fromRow(r, o)
			switch {
			case a.Status != nil || a.Details != "" || a.Comments != "" || a.Severity != "" || a.Justification != "":
			case r.StatusWord != "":
				rep.Odd++
				continue
			case r.Status != result.NotReviewed || strings.TrimSpace(r.FindingDetails) != "":
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

// fromRow is what people wrote into r.
func fromRow(r *ckl.Row, o InitOptions) Answer {
	a := Answer{Details: TextOf(r), Comments: r.Comments, Severity: r.SeverityOverride, Justification: r.SeverityJustification}
	v := r.Review()
	tools := v.Origin == ckl.Ours || v.Origin == ckl.Scanner
	bare := *r
	bare.FindingDetails = a.Details
	if a.Details = bare.Review().Human; v.Origin == ckl.Scanner && !o.Tools {
		a.Details = "" // a scanner's words cannot be told from a person's
	}
	if r.StatusWord == "" && r.Status != result.NotReviewed && (!tools || o.Tools) {
		s := r.Status
		a.Status = &s
	}
	return a
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
