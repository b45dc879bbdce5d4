package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Nodes are judged while others are taken: the race detector watches, and a fault of
// either is said once.
func TestNodesAreJudgedWhileOthersAreTaken(t *testing.T) {
	broken := rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) { panic("of " + c.Asset) })
	for _, shape := range []rules.Shape{rules.PerNode, rules.Split, rules.RollUp} {
		in := listed(input(t, append(mixedRules(), rules.Rule{ID: "X-5", Check: broken})...), "n1", "n2")
		in.Shape = shape
		run := rules.Begin(in)
		first, second := make(chan rules.NodeRows, 1), make(chan rules.NodeRows, 1)
		go func() { first <- run.Judge(in.Site.Nodes[0]) }()
		go func() { second <- run.Judge(in.Site.Nodes[1]) }()
		run.Take(<-first)
		run.Take(<-second)
		run.End()
		var said []string
		for _, f := range run.Faults() {
			said = append(said, f.String())
		}
		require.Contains(t, said, "X-5 on node1: of node1")
		require.Contains(t, said, "X-5 on node2: of node2")
	}
}
