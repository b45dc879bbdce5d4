package ckl

import (
	"slices"

	"github.com/stigwright/stigwright/result"
)

// Origin says whose the status of a row is. In doubt it is a person's.
type Origin uint8

// The origins.
const (
	Nobody  Origin = iota // Not_Reviewed, and nobody said so
	Ours                  // our own evaluation said so, in a block that nobody edited
	Scanner               // another tool said so
	Person                // anything else
)

// String is nobody, ours, scanner or person.
func (o Origin) String() string {
	return [...]string{"nobody", "ours", "scanner", "person"}[o]
}

// Review is what people and tools wrote into a row, taken apart.
type Review struct {
	Origin Origin
	Block  bool          // our block stands in the finding details
	Said   result.Status // what it says
	Text   string        // the finding details without it
	Human  string        // the finding details without the block of any tool
	Mixed  string        // the end of Human, from where Evaluate-STIG begins: its text, and what people wrote behind it
	// Others is what the other tools in the details say together, as far as they say
	// something.
	Others      result.Status
	OthersSpoke bool
}

// Review takes r apart.
func (r *Row) Review() Review {
	l := ledgerOf(r)
	v := Review{Text: r.FindingDetails, Human: l.human}
	if runs := evaluateRuns(l.human); len(runs) > 0 {
		v.Mixed = l.human[runs[0].start:]
	}
	var others ledger
	others.said = l.said
	for _, b := range l.blocks {
		if b.tool != "" {
			others.blocks = append(others.blocks, b)
			continue
		}
		v.Block, v.Said = true, b.status
	}
	if v.Block {
		v.Text = without(r.FindingDetails, []block{*r.fence().block})
	}
	v.Others, v.OthersSpoke = others.verdict()
	switch o := originOf(r, &l); {
	case o == persons:
		v.Origin = Person
	case o == tools && v.Block && v.Said == r.Status:
		v.Origin = Ours
	case o == tools:
		v.Origin = Scanner
	}
	return v
}

// fence is what the finding details of r hold of fences.
func (r *Row) fence() fence {
	return findFence(r.FindingDetails, result.Result{STIGID: r.STIGID, RuleID: r.RuleID}.Name())
}

// TakeReview gives r what people and tools wrote into was, the row of the same rule
// in another release of the benchmark: status, details, comments, severity override
// with its justification, and what its file held beyond what we know. Our block,
// which speaks of the other release, gives way to block, a fenced one; with stands it
// says that the status is a person's. Where was has no block of ours, block is not put in.
func (r *Row) TakeReview(was *Row, block string, stands bool) {
	r.Status, r.StatusWord = was.Status, was.StatusWord
	r.Comments, r.SeverityOverride, r.SeverityJustification = was.Comments, was.SeverityOverride, was.SeverityJustification
	r.FindingDetails = was.FindingDetails
	if f := was.fence(); f.block != nil {
		if stands {
			block = standing(block, was.word(CKL))
		}
		r.FindingDetails = f.withBlock(was.FindingDetails, block)
	}
	r.Extra = slices.Clone(was.Extra)
	r.takeTree(was)
}

// takeTree takes the unknown parts of the group tree, level by level from the rule up.
func (r *Row) takeTree(was *Row) {
	if !slices.ContainsFunc(was.GroupTree, func(g Group) bool { return g.Extra != nil }) {
		return
	}
	r.GroupTree = slices.Clone(r.tree())
	for i, j := len(r.GroupTree)-1, len(was.GroupTree)-1; i >= 0 && j >= 0; i, j = i-1, j-1 {
		r.GroupTree[i].Extra = slices.Clone(was.GroupTree[j].Extra)
	}
}

// Word is the status of r as a .ckl spells it, or the file's own word when it is none
// of the four.
func (r *Row) Word() string { return r.word(CKL) }

// SameHost reports whether two names mean one asset: an empty name is anybody's, a
// short name is that of its fully qualified one.
func SameHost(a, b string) bool { return sameHost(a, b) }
