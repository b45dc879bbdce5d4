package ruletest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/ruletest"
)

var sample = rules.Rule{ID: "X-1", Reading: "The host name.", Check: rules.From1(facts.Node, func(n facts.NodeInfo) rules.Verdict {
	return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Subject: "host", Actual: n.Hostname}}}
})}

func TestRun(t *testing.T) {
	ruletest.Run(t, []rules.Rule{sample}, "X-1",
		ruletest.Row("a fact", result.NotAFinding, "host: a", facts.Node.Is(facts.NodeInfo{Hostname: "a"})),
		ruletest.Row("the last setting wins", result.NotReviewed, "denied: no", facts.Node.Is(facts.NodeInfo{Hostname: "a"}), facts.Node.Lacks(facts.Denied, "no")),
		ruletest.Row("blanks do not count", result.NotAFinding, "host:\n  a", facts.Node.Is(facts.NodeInfo{Hostname: "a"})),
		ruletest.Row("bundle", result.NotAFinding, "host: b", ruletest.Bundle(`{"node":{"node":{"hostname":"b"}},"cluster":{}}`)),
		ruletest.Row("nothing", result.NotReviewed, "node: not collected"),
	)
}

// A case starts from nothing: what one row sets, another does not see.
func TestJudgeStartsFromNothing(t *testing.T) {
	require.Equal(t, result.NotAFinding, ruletest.Judge(sample, facts.Node.Is(facts.NodeInfo{})).Status)
	require.Equal(t, result.NotReviewed, ruletest.Judge(sample).Status)
	seen := rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Actual: c.Asset + " " + c.CheckText + " " + c.SSP.Label() + " " + c.At.String() + c.Benchmark.Check}}}, nil
	})
	got := ruletest.Judge(rules.Rule{ID: "X-1", Check: seen}, ruletest.SSP("system: {name: A}"))
	require.Equal(t, "node1.example.mil "+ruletest.CheckText+" A "+ruletest.Now.String()+"check text", got.Clauses[0].Actual)
}

func TestBadInputIsABugOfTheTest(t *testing.T) {
	require.Panics(t, func() { ruletest.SSP("nonsense: 1") })
	require.Panics(t, func() { ruletest.Bundle("{") })
}
