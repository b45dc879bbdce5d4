package main

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/answer"
	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// answered is an asset's results as recorded answers leave them, for the summary, the
// JSON and --fail-on: what stands in a new checklist of the run. The verdict of the facts
// stays in the reason. Checklists are written from the verdicts themselves.
func (o outputFlags) answered(b *benchmark.Benchmark, asset rules.Asset, s *facts.Snapshot) rules.Asset {
	if o.answers == nil {
		return asset
	}
	asset.Results = slices.Clone(asset.Results)
	for i := range asset.Results {
		o.answerResult(b, asset, s, &asset.Results[i])
	}
	return asset
}

func (o outputFlags) answerResult(b *benchmark.Benchmark, a rules.Asset, s *facts.Snapshot, r *result.Result) {
	item := &b.Items[r.Position]
	named := o.asset(a.Asset)
	q := answer.Question{Benchmark: b.ID, IDs: append([]string{r.STIGID, r.VulnID, r.RuleID}, item.LegacyIDs()...), Hosts: answer.Hosts(named), Role: named.Role,
		Found: r.Status, Judged: r.Status != result.NotReviewed, Verdict: r.Status, Facts: s, At: o.at}
	if strings.TrimSpace(item.Check()) != "" {
		q.CheckSHA256 = item.CheckDigest()
	}
	d := o.answers.Decide(q)
	if d.Answer == nil || d.Answer.Status == nil || *d.Answer.Status == r.Status {
		return
	}
	r.Reason = "By a recorded answer (" + d.Answer.Path + " of " + o.answers.Name + "); the verdict of the facts is " + r.Status.String() + ": " + r.Reason
	r.Status = *d.Answer.Status
}
