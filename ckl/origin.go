package ckl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/result"
)

// origin says whose a row's status is.
type origin uint8

const (
	nobodys origin = iota // Not_Reviewed, and nobody said so
	tools                 // what the tools whose text stands in the row said
	persons               // anything else
)

// toolVerdict is what one tool says in a row.
type toolVerdict struct {
	tool   string // "" is our own evaluation
	status result.Status
	text   string // its block; "" for a tool that has none
	day    day    // of a tool without a block: the day it says it found that
}

// ledger is the finding details of a row taken apart: what people wrote, and what
// each tool said. Only blocks that are certainly a tool's are parted off.
type ledger struct {
	human   string // without the blocks
	blocks  []toolVerdict
	said    []toolVerdict // of tools whose text cannot be told from a person's
	person  bool          // our block says that the status is a person's
	damaged bool
}

// ledgerOf takes the finding details of r apart.
func ledgerOf(r *Row) ledger {
	var l ledger
	f := findFence(r.FindingDetails, result.Result{STIGID: r.STIGID, RuleID: r.RuleID}.Name())
	l.damaged = f.damaged
	var cuts []block
	if f.block != nil {
		l.person = f.block.person
		cuts = append(cuts, *f.block)
		l.blocks = append(l.blocks, toolVerdict{status: f.block.status, text: r.FindingDetails[f.block.start:f.block.end]})
	}
	for _, s := range findScans(r.FindingDetails) {
		if f.block != nil && s.start < f.block.end && f.block.start < s.end {
			continue
		}
		cuts = append(cuts, block{start: s.start, end: s.end})
		l.blocks = append(l.blocks, s.toolVerdict)
	}
	l.human = without(r.FindingDetails, cuts)
	if v, ok := evaluateSaid(l.human, r.Status); ok {
		l.said = append(l.said, v)
	}
	return l
}

// without is text without the blocks, which may stand in any order.
func without(text string, cuts []block) string {
	if len(cuts) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for at < len(text) {
		next := block{start: len(text), end: len(text)}
		for _, c := range cuts {
			if c.start >= at && c.start < next.start {
				next = c
			}
		}
		b.WriteString(text[at:next.start])
		at = next.end
	}
	return strings.Trim(b.String(), "\r\n")
}

// answered reports whether an answer file of Evaluate-STIG changed the row: a
// person's recorded word, not the tool's.
func (r *Row) answered() bool {
	for _, x := range r.Extra {
		if strings.Contains(x.Raw, "<AFMod>true</AFMod>") || x.Name == evaluateKey && strings.Contains(x.Raw, `"afmod":true`) {
			return true
		}
	}
	return false
}

// verdict is what the tools say together: the worst of what they say, where
// Not_Reviewed says nothing; false when no tool said anything.
func (l *ledger) verdict() (result.Status, bool) {
	return worst(append(l.said[:len(l.said):len(l.said)], l.blocks...))
}

func worst(list []toolVerdict) (s result.Status, any bool) {
	for _, v := range list {
		if v.status == result.NotReviewed {
			continue
		}
		if !any || v.status.Worse(s) {
			s, any = v.status, true
		}
	}
	return s, any
}

// StaleReason is the reason of a block that takes back the verdict said, which was reached
// under another release.
func StaleReason(said result.Status, release string) string {
	return fmt.Sprintf("%s%s was reached under %s, and nothing was judged under this release yet.", staleMark, said, release)
}

const staleMark = "Stale: the verdict "

// stale reports whether our block takes back an earlier verdict.
func (l *ledger) stale() bool {
	return slices.ContainsFunc(l.blocks, func(v toolVerdict) bool { return v.tool == "" && strings.Contains(v.text, "\n"+staleMark) })
}

// originOf is whose the status of r is. In doubt it is a person's. An answer file gives
// answers, so that a row without one is nobody's in spite of its mark: it was taken back.
func originOf(r *Row, l *ledger) origin {
	if r.StatusWord != "" || l.person || r.answered() && r.Status != result.NotReviewed {
		return persons
	}
	s, any := l.verdict()
	if r.Status == result.NotReviewed && l.stale() {
		return nobodys // we set it so, whatever other tools said under the other release
	}
	switch {
	case any && s == r.Status:
		return tools
	case !any && r.Status == result.NotReviewed: // nobody says anything, or tools that they do not know
		return nobodys
	}
	return persons
}
