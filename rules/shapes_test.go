package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// listed gives the cluster of the input a complete list of its nodes.
func listed(in rules.Input, nodes ...string) rules.Input {
	var swarm facts.SwarmObjects
	for _, n := range nodes {
		swarm.Nodes.Value = append(swarm.Nodes.Value, facts.SwarmNode{ID: n})
	}
	swarm.Nodes.State = facts.OK
	in.Site.Cluster.Facts[facts.Swarm.Name] = facts.Fact{State: facts.OK, Complete: true, Value: swarm}
	return in
}

// on comes out by the asset it is asked of; one that is not named lacks a fact.
func on(kind map[string]result.Kind) rules.Fn[rules.Verdict] {
	return rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		k, ok := kind[c.Asset]
		if !ok {
			return rules.Verdict{}, []facts.Missing{{Name: "some.fact", Why: "denied"}}
		}
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: k, Subject: "web", Actual: "seen"}}}, nil
	})
}

func onAll() map[string]result.Kind {
	return map[string]result.Kind{"node1": result.Pass, "node2": result.Pass, "c1": result.Pass}
}

func mixedRules() []rules.Rule {
	cluster := map[string]result.Kind{"c1": result.Violates}
	return []rules.Rule{
		{ID: "X-1", Check: on(onAll())},
		{ID: "X-2", Scope: rules.Cluster, Check: on(cluster)},
		{ID: "X-3", Scope: rules.Registry, Check: on(onAll())},
		{ID: "X-4", Scope: rules.NodeAndCluster, Check: on(onAll()), ClusterCheck: on(cluster)},
	}
}

func TestSplit(t *testing.T) {
	in := listed(input(t, mixedRules()...), "n1", "n2")
	in.Shape = rules.Split
	assets := evaluate(t, in)
	require.Len(t, assets, 3)
	for _, a := range assets {
		require.Len(t, append(a.Results[:len(a.Results):len(a.Results)], a.Elsewhere...), 4, "the receipt adds up")
		for i, r := range a.Rows(true) {
			require.Equal(t, i, r.Position, "in the benchmark's order")
		}
		require.Equal(t, a.Results, a.Rows(false))
	}
	node, wide := assets[0], assets[2]
	require.Equal(t, facts.ClusterBundle, wide.Kind)
	require.Equal(t, "c1", wide.Name)
	require.Equal(t, []string{"X-1", "X-4"}, []string{node.Results[0].STIGID, node.Results[1].STIGID})
	require.Equal(t, result.NotAFinding, node.Results[1].Status, "the node half alone")
	require.Equal(t, "the node half of the rule; the cluster half is judged on asset c1: Open", node.Results[1].Scope)
	require.Equal(t, "Cluster-wide, judged on asset c1: Open.", node.Elsewhere[0].Reason)
	require.Equal(t, "Cluster-wide, judged on asset c1: NotAFinding.", node.Elsewhere[1].Reason)
	require.Equal(t, result.Counts{Open: 2, NotAFinding: 1}, result.Count(wide.Results))
	require.Len(t, wide.Elsewhere, 1)
	require.Equal(t, "A rule of the nodes, judged on asset node1: NotAFinding; judged on asset node2: NotAFinding.", wide.Elsewhere[0].Reason)
	for _, r := range append(node.Elsewhere, wide.Elsewhere...) {
		require.Equal(t, result.NotReviewed, r.Status, "a pointer is no verdict")
		require.True(t, r.Judged, "it takes back an earlier verdict of ours")
	}
}

func TestSplitNamesMissingNodesOnTheCluster(t *testing.T) {
	in := listed(input(t, mixedRules()...), "n1", "n2", "n3")
	in.Shape, in.Site.MissingNodes = rules.Split, []facts.MissingNode{{ID: "n3", Hostname: "node3"}}
	wide := evaluate(t, in)[2]
	require.Equal(t, "no facts for node node3", wide.Elsewhere[0].Missing[0].Why)

	in.Site.Nodes = nil
	assets := evaluate(t, in)
	require.Len(t, assets, 1)
	require.Len(t, assets[0].Results, 3)
	require.Equal(t, "A rule of the nodes, of which no facts were given.", assets[0].Elsewhere[0].Reason)
}

func TestSplitWithoutEvaluatorsStaysOnTheNodes(t *testing.T) {
	in := listed(input(t, rules.Rule{ID: "X-1"}), "n1", "n2")
	in.Shape, in.Table = rules.Split, rules.Table{}
	assets := evaluate(t, in)
	require.Len(t, assets, 2, "no checklist without a row")
	in.Site.Nodes = nil
	assets = evaluate(t, in)
	require.Len(t, assets, 1)
	require.Len(t, assets[0].Results, 1)
	require.Empty(t, assets[0].Elsewhere)
}

// A half that has nothing to look at on a node is the cluster's to decide.
func TestBlankHalf(t *testing.T) {
	nothing := part(rules.Verdict{Notes: []string{"kubernetes alone"}})
	in := listed(input(t, rules.Rule{ID: "X-1", Scope: rules.NodeAndCluster, Check: nothing, ClusterCheck: part(kinds(result.Pass))}), "n1", "n2")
	in.Shape = rules.Split
	node := evaluate(t, in)[0]
	require.Empty(t, node.Results)
	require.Equal(t, "The node has nothing of its own to judge here (kubernetes alone); judged on asset c1: NotAFinding.", node.Elsewhere[0].Reason)
	in.Shape = rules.RollUp
	require.Equal(t, result.NotAFinding, evaluate(t, in)[0].Results[0].Status)

	// no evidence and no reason for that is no pass in any shape
	in = listed(input(t, rules.Rule{ID: "X-1", Scope: rules.NodeAndCluster, Check: part(rules.Verdict{}), ClusterCheck: part(kinds(result.Pass))}), "n1", "n2")
	in.Shape = rules.RollUp
	require.Equal(t, result.NotReviewed, evaluate(t, in)[0].Results[0].Status)
}

func TestRollUp(t *testing.T) {
	excused := applies("it is Windows")
	pass, fail := onAll(), onAll()
	fail["node2"] = result.Violates
	lacks := onAll()
	delete(lacks, "node1")
	for _, row := range []struct {
		name   string
		rule   rules.Rule
		change func(*rules.Input)
		want   result.Status
		reason string
	}{
		{"every node passes", rules.Rule{Check: on(pass)}, nil, result.NotAFinding, "NotAFinding on node1, node2; node1: "},
		{"one is open", rules.Rule{Check: on(fail)}, nil, result.Open, "Open on node2; node2: web: seen."},
		{"one lacks a fact", rules.Rule{Check: on(lacks)}, nil, result.NotReviewed, "Not_Reviewed on node1; node1: "},
		{"every node is excused", rules.Rule{Check: on(pass), NotApplicable: excused}, nil, result.NotApplicable, "Not_Applicable on node1, node2"},
		{"one is not excused", rules.Rule{Check: on(pass), NotApplicable: rules.FromCase(nil, func(c *rules.Case) (string, []facts.Missing) {
			return map[string]string{"node1": "it is Windows"}[c.Asset], nil
		})}, nil, result.NotAFinding, "NotAFinding on node2"},
		{"a missing node is no pass", rules.Rule{Check: on(pass)}, func(in *rules.Input) {
			in.Site.MissingNodes = []facts.MissingNode{{ID: "n3", Hostname: "node3"}}
		}, result.NotReviewed, "Not_Reviewed on node3; node3: no facts for node node3."},
		{"a missing node is no excuse", rules.Rule{Check: on(pass), NotApplicable: excused}, func(in *rules.Input) {
			in.Site.MissingNodes = []facts.MissingNode{{ID: "n3"}}
		}, result.NotReviewed, "no facts for node n3"},
		{"a missing node hides no finding", rules.Rule{Check: on(fail)}, func(in *rules.Input) {
			in.Site.MissingNodes = []facts.MissingNode{{ID: "n3"}}
		}, result.Open, "Open on node2"},
		{"no node list", rules.Rule{Check: on(pass)}, func(in *rules.Input) { in.Site.Cluster.Facts = nil },
			result.NotReviewed, "not collected, so nodes without facts cannot be told"},
		{"no cluster", rules.Rule{Check: on(pass)}, func(in *rules.Input) { in.Site.Cluster = nil },
			result.NotReviewed, "no cluster bundle given, so nodes"},
		{"an empty node list", rules.Rule{Check: on(pass)}, func(in *rules.Input) { listed(*in) },
			result.NotReviewed, "the cluster lists no node"},
		{"an incomplete node list", rules.Rule{Check: on(pass)}, func(in *rules.Input) {
			f := in.Site.Cluster.Facts[facts.Swarm.Name]
			f.Complete = false
			in.Site.Cluster.Facts[facts.Swarm.Name] = f
		}, result.NotReviewed, "partly collected"},
		{"a stale node", rules.Rule{Check: on(pass)}, func(in *rules.Input) {
			in.Site.Nodes[0].Provenance.FinishedAt = at.Add(-40 * 24 * time.Hour)
		}, result.NotReviewed, "Not_Reviewed on node1"},
		{"no node at all", rules.Rule{Check: on(pass)}, func(in *rules.Input) {
			in.Site.Nodes, in.Site.MissingNodes = nil, []facts.MissingNode{{ID: "n1"}, {ID: "n2"}}
		}, result.NotReviewed, "Not_Reviewed on n1, n2"},
		{"the cluster half is open", rules.Rule{Scope: rules.NodeAndCluster, Check: on(pass), ClusterCheck: on(map[string]result.Kind{"c1": result.Violates})},
			nil, result.Open, "Open on c1 (cluster half)"},
		{"the cluster half lacks a fact", rules.Rule{Scope: rules.NodeAndCluster, Check: on(pass), ClusterCheck: on(nil)},
			nil, result.NotReviewed, "Not_Reviewed on c1 (cluster half)"},
		{"both halves pass", rules.Rule{Scope: rules.NodeAndCluster, Check: on(pass), ClusterCheck: on(pass)}, nil, result.NotAFinding, "NotAFinding on node1, node2, c1 (cluster half)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.rule.ID = "X-1"
			in := listed(input(t, row.rule), "n1", "n2")
			in.Shape = rules.RollUp
			if row.change != nil {
				row.change(&in)
			}
			assets := evaluate(t, in)
			require.Len(t, assets, 1)
			r := assets[0].Results[0]
			require.Equal(t, row.want, r.Status)
			require.Contains(t, r.Reason, row.reason)
			require.Contains(t, r.Scope, "rolled up, worst case over ")
			if row.want == result.NotAFinding || row.want == result.NotApplicable {
				require.Empty(t, r.Missing)
			}
		})
	}
}

// The matrix has a line a node, the evidence names its node, and what several lack
// is said once.
func TestRollUpMatrix(t *testing.T) {
	kind := onAll()
	kind["node2"] = result.Violates
	in := listed(input(t, rules.Rule{ID: "X-1", Check: on(kind)}, rules.Rule{ID: "X-2", Check: on(nil)}), "n1", "n2")
	in.Shape = rules.RollUp
	rows := evaluate(t, in)[0].Results
	text := result.Details(rows[0])
	for _, want := range []string{
		"X-1 on c1: Open\n", "\nrolled up, worst case over 2 nodes: Open 1, Not_Reviewed 0, NotAFinding 1, Not_Applicable 0\n",
		"\nOPEN       node2 / web: seen\n", "\nOPEN       node2: Open\n", "\nPASS       node1: NotAFinding: ",
		"Facts      node1: bundle id-node1, collected",
	} {
		require.Contains(t, text, want)
	}
	require.Equal(t, 2, strings.Count(text, "web: seen"), "once in the sentence, once as evidence")
	require.Equal(t, []result.Missing{{Fact: "some.fact", Why: "denied (node1, node2)"}}, rows[1].Missing)
}

// A pass that rests on a decision or a statement says in the rolled-up row whose it is,
// and the row expects what any of its nodes does.
func TestRollUpKeepsDecisions(t *testing.T) {
	decided := rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		v := rules.Verdict{Expected: "a; b", Outcomes: []rules.Outcome{{Kind: result.Pass, Subject: "other", Actual: "seen"}}}
		if c.Asset == "node2" {
			v.Expected = "a; c; b"
			v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: "port", Actual: "443", By: "approved by A. Roe"})
		}
		return v, nil
	})
	in := listed(input(t, rules.Rule{ID: "X-1", Check: decided}), "n1", "n2")
	in.Shape = rules.RollUp
	row := evaluate(t, in)[0].Results[0]
	require.Equal(t, result.NotAFinding, row.Status)
	text := result.Details(row)
	require.Contains(t, text, "\nExpected   a; b; c\n")
	require.Contains(t, text, "\nPASS       node2 / port: 443; approved by A. Roe\n")
	require.NotContains(t, text, "other: seen", "a mere pass is the line of its node")
}

// A thousand nodes fit the details of a row, and the counts stay visible.
func TestRollUpOfManyNodes(t *testing.T) {
	kind := map[string]result.Kind{}
	in := input(t, rules.Rule{ID: "X-1", Check: on(kind)})
	in.Shape, in.Site.Nodes = rules.RollUp, nil
	var ids []string
	for i := range 1000 {
		name := fmt.Sprintf("node%04d", i)
		kind[name], ids = result.Violates, append(ids, name)
		in.Site.Nodes = append(in.Site.Nodes, bundle(facts.NodeBundle, name, at.Add(-24*time.Hour)))
	}
	r := evaluate(t, listed(in, ids...))[0].Results[0]
	text := result.Details(r)
	require.Less(t, len(text), 16_000)
	require.Contains(t, text, "worst case over 1000 nodes: Open 1000,")
	require.Contains(t, text, "and 995 more")
	require.Contains(t, text, "1000 node bundles, collected 2026-11-20T00:00:00Z to 2026-11-20T00:00:00Z")
	require.True(t, strings.HasSuffix(text, result.FenceEnd))
	require.Len(t, r.Clauses, 2000)
}
