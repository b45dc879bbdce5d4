package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var at = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// sample is a benchmark of one rule for each STIG ID.
func sample(t *testing.T, ids ...string) *benchmark.Benchmark {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="Sample_STIG"><title>Sample</title><version>1</version>`)
	for i, id := range ids {
		fmt.Fprintf(&b, `<Group id="V-%d"><title>SRG</title><Rule id="SV-%dr1_rule" severity="medium"><version>%s</version><title>T</title><check system="C-1"><check-content>Look at %s.</check-content></check></Rule></Group>`, i, i, id, id)
	}
	b.WriteString(`</Benchmark>`)
	found, err := benchmark.OpenBytes("sample.xml", []byte(b.String()))
	require.NoError(t, err)
	return found[0]
}

func bundle(kind facts.Kind, host string, finished time.Time) *facts.Bundle {
	return &facts.Bundle{Kind: kind, ID: "id-" + host, File: host + ".json", ClusterID: "c1", Provenance: facts.Provenance{Hostname: host, FinishedAt: finished},
		Facts: map[string]facts.Fact{}}
}

// input is an evaluation of table rules on two nodes and their cluster, whose check
// texts are all known.
func input(t *testing.T, list ...rules.Rule) rules.Input {
	t.Helper()
	var ids []string
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	b := sample(t, ids...)
	texts := rules.CheckTexts{}
	for i := range b.Items {
		texts[b.Items[i].STIGID()] = []string{b.Items[i].CheckDigest()}
	}
	yesterday := at.Add(-24 * time.Hour)
	return rules.Input{Benchmark: b, At: at, Tool: "test", Table: rules.Table{Benchmark: b.ID, Rules: list, Texts: texts},
		Site: facts.Site{Cluster: bundle(facts.ClusterBundle, "", yesterday),
			Nodes: []*facts.Bundle{bundle(facts.NodeBundle, "node1", yesterday), bundle(facts.NodeBundle, "node2", yesterday)}}}
}

// evaluate is the results by asset, without faults.
func evaluate(t *testing.T, in rules.Input) []rules.Asset {
	t.Helper()
	assets, faults := rules.Evaluate(in)
	require.Empty(t, faults)
	return assets
}

// byAsset passes and says in its evidence what it was judged on.
var byAsset = rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
	return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Subject: c.Asset, Actual: fmt.Sprint(c.OfCluster)}}}, nil
})

func TestScopes(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: byAsset}, rules.Rule{ID: "X-2", Scope: rules.Cluster, Check: byAsset},
		rules.Rule{ID: "X-3", Scope: rules.Registry, Check: byAsset}, rules.Rule{ID: "X-4", Scope: rules.NodeAndCluster, Check: byAsset, ClusterCheck: byAsset})
	assets := evaluate(t, in)
	require.Len(t, assets, 2)
	for i, host := range []string{"node1", "node2"} {
		a := assets[i]
		require.Equal(t, host, a.Name)
		require.Equal(t, facts.NodeBundle, a.Kind)
		judgedOn := func(row int) string { return a.Results[row].Clauses[0].Name }
		require.Equal(t, []string{host, "c1", "c1", host}, []string{judgedOn(0), judgedOn(1), judgedOn(2), judgedOn(3)})
		require.Len(t, a.Results[3].Clauses, 2, "both halves")
		require.Empty(t, a.Results[0].Scope)
		require.Empty(t, a.Results[3].Scope)
		for _, row := range []int{1, 2} {
			require.Equal(t, "cluster-wide, judged once on c1, bundle id-; the same row stands in 2 node checklists", a.Results[row].Scope)
			require.Equal(t, host, a.Results[row].Basis.Asset)
		}
		require.Equal(t, 2, a.Results[2].Position)
		require.Equal(t, "SV-2r1_rule", a.Results[2].RuleID)
		require.Len(t, a.Results[3].Basis.Facts, 4, "a rule of two halves rests on two bundles")
	}
}

func TestClusterAlone(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: byAsset, NotApplicable: applies("no reason")}, rules.Rule{ID: "X-2", Scope: rules.Cluster, Check: byAsset},
		rules.Rule{ID: "X-3", Scope: rules.NodeAndCluster, Check: byAsset, ClusterCheck: byAsset, NotApplicable: applies("no reason")},
		rules.Rule{ID: "X-4", Scope: rules.NodeAndCluster, Check: byAsset, ClusterCheck: part(kinds(result.Violates))})
	in.Site.Nodes = nil
	in.Site.MissingNodes = []facts.MissingNode{{ID: "n1", Hostname: "node1"}, {ID: "n2"}}
	a := evaluate(t, in)
	require.Len(t, a, 1)
	require.Equal(t, "c1", a[0].Name)
	require.Equal(t, facts.ClusterBundle, a[0].Kind)
	require.Equal(t, result.NotReviewed, a[0].Results[0].Status, "no node, so no excuse of one either")
	require.Equal(t, []result.Missing{{Fact: "node facts", Why: "no facts for node1, n2"}}, a[0].Results[0].Missing)
	require.Equal(t, result.NotAFinding, a[0].Results[1].Status)
	require.Equal(t, result.NotReviewed, a[0].Results[2].Status, "the node's half is missing")
	require.Equal(t, result.Open, a[0].Results[3].Status, "the cluster's half suffices for a finding")

	in.Site.MissingNodes = nil
	require.Equal(t, "no node bundle given", evaluate(t, in)[0].Results[0].Missing[0].Why)
}

func TestNodesAlone(t *testing.T) {
	needsCluster := rules.From1(facts.MKEConfig, func(facts.Tree) rules.Verdict { return kinds(result.Pass) })
	in := input(t, rules.Rule{ID: "X-1", Check: byAsset}, rules.Rule{ID: "X-2", Scope: rules.Cluster, Check: needsCluster})
	in.Site.Cluster = nil
	rows := evaluate(t, in)[0].Results
	require.Equal(t, result.NotAFinding, rows[0].Status)
	require.Equal(t, result.NotReviewed, rows[1].Status)
	require.Equal(t, "mke_config", rows[1].Missing[0].Fact)
	require.Contains(t, rows[1].Scope, "no cluster bundle given")
	require.Equal(t, []string{"none given"}, rows[1].Basis.Facts)
}

// What is stale excuses nothing, and still accuses.
func TestStaleFactsProveNothingGood(t *testing.T) {
	list := []rules.Rule{{ID: "X-1", Check: part(kinds(result.Pass))}, {ID: "X-2", Check: part(kinds(result.Pass)), NotApplicable: applies("Windows")},
		{ID: "X-3", Check: part(kinds(result.Violates))}, {ID: "X-4", Scope: rules.Cluster, Check: part(kinds(result.Pass))}}
	for _, row := range []struct {
		name          string
		node, cluster time.Duration
		want          []result.Status
		why           string
	}{
		{"fresh", 24 * time.Hour, 24 * time.Hour, []result.Status{result.NotAFinding, result.NotApplicable, result.Open, result.NotAFinding}, ""},
		{"on the last day", 30 * 24 * time.Hour, 30 * 24 * time.Hour, []result.Status{result.NotAFinding, result.NotApplicable, result.Open, result.NotAFinding}, ""},
		{"old", 31 * 24 * time.Hour, 31 * 24 * time.Hour, []result.Status{0, 0, result.Open, 0}, "30"},
		{"apart", 24 * time.Hour, 49 * time.Hour, []result.Status{0, 0, result.Open, result.NotAFinding}, "apart"},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := input(t, list...)
			in.Site.Nodes[0].Provenance.FinishedAt, in.Site.Cluster.Provenance.FinishedAt = at.Add(-row.node), at.Add(-row.cluster)
			rows := evaluate(t, in)[0].Results
			for i, want := range row.want {
				require.Equal(t, want, rows[i].Status, rows[i].STIGID)
			}
			if row.why != "" {
				require.Equal(t, "fresh facts", rows[0].Missing[0].Fact)
				require.Contains(t, rows[0].Reason, "NotAFinding by the facts at hand, but that does not count: fresh facts: ")
				require.Contains(t, rows[0].Missing[0].Why, row.why)
				require.Empty(t, rows[2].Missing)
			}
		})
	}
}

// A rule that asks for every node rests on fresh bundles alone; a stale one is a node
// nobody looked at, whose containers can still accuse.
func TestStaleNodesAreUnseen(t *testing.T) {
	nodes := rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		var seen, unseen []string
		for _, b := range c.Nodes {
			a, _ := b.Asset()
			seen = append(seen, a.Name)
		}
		for _, n := range c.Unseen {
			unseen = append(unseen, fmt.Sprintf("%s %d", n.Hostname, len(n.Engine.Value.Containers.Value)))
		}
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Actual: fmt.Sprint(seen, unseen)}}}, nil
	})
	for _, shape := range []rules.Shape{rules.PerNode, rules.Split, rules.RollUp} {
		in := input(t, rules.Rule{ID: "X-1", Scope: rules.Cluster, Check: nodes})
		in.Shape = shape
		last := func() string {
			all := evaluate(t, in)
			return all[len(all)-1].Results[0].Clauses[0].Actual
		}
		in.Site.MissingNodes = []facts.MissingNode{{ID: "n3", Hostname: "node3"}}
		require.Equal(t, "[node1 node2] [node3 0]", last())
		in.Site.Nodes[0].Provenance.FinishedAt = at.AddDate(0, -2, 0)
		in.Site.Nodes[0].Facts[facts.Containers.Name] = facts.Fact{State: facts.OK, Complete: true, Value: []facts.Container{{ID: "a"}}}
		require.Equal(t, "[node2] [node3 0 node1 1]", last())
		require.Len(t, in.Site.MissingNodes, 1)
	}
}

func TestTimelessFactsAreNotJudgedForFreshness(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: part(kinds(result.Pass))})
	for _, b := range append(in.Site.Nodes, in.Site.Cluster) {
		b.Timeless, b.Provenance.FinishedAt = true, time.Time{}
	}
	r := evaluate(t, in)[0].Results[0]
	require.Equal(t, result.NotAFinding, r.Status)
	require.True(t, r.Basis.Timeless)
	require.Contains(t, result.Details(r), "no collection time: freshness not judged")
}

func TestUnknownCheckTextProvesNothingGood(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: part(kinds(result.Pass))}, rules.Rule{ID: "X-2", Check: part(kinds(result.Pass)), NotApplicable: applies("Windows")},
		rules.Rule{ID: "X-3", Check: part(kinds(result.Violates))}, rules.Rule{ID: "X-4", Scope: rules.Cluster, Check: part(kinds(result.Pass))})
	for _, texts := range []rules.CheckTexts{nil, {"X-1": {strings.Repeat("0", 64)}}} {
		in.Table.Texts = texts
		rows := evaluate(t, in)[0].Results
		for i, want := range []result.Status{result.NotReviewed, result.NotReviewed, result.Open, result.NotReviewed} {
			require.Equal(t, want, rows[i].Status, rows[i].STIGID)
		}
		require.Equal(t, "evaluator for this check text", rows[0].Missing[0].Fact)
		require.Contains(t, rows[1].Reason, "Not_Applicable by the facts at hand, but that does not count")
	}
}

func TestPanicIsAFaultAndNoVerdict(t *testing.T) {
	broken := rules.FromCase(nil, func(*rules.Case) (rules.Verdict, []facts.Missing) { panic("index out of range") })
	in := input(t, rules.Rule{ID: "X-1", Check: broken}, rules.Rule{ID: "X-2", Check: part(kinds(result.Pass))}, rules.Rule{ID: "X-3", Scope: rules.Cluster, Check: broken},
		rules.Rule{ID: "X-4"})
	assets, faults := rules.Evaluate(in)
	require.Equal(t, result.NotReviewed, assets[0].Results[0].Status)
	require.Equal(t, "The evaluator of this rule broke, which is a bug: index out of range.", assets[0].Results[0].Reason)
	require.Equal(t, "X-1", assets[0].Results[0].STIGID)
	require.Equal(t, result.NotAFinding, assets[0].Results[1].Status)
	require.Equal(t, result.NotReviewed, assets[1].Results[2].Status)
	require.Equal(t, result.NotReviewed, assets[1].Results[3].Status, "a rule without a check")
	require.Equal(t, "X-3 on c1: index out of range", faults[0].String())
	require.Len(t, faults, 5, "once for the cluster, and two rules on two nodes")
}

func TestRulesWithoutEvaluator(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: part(kinds(result.Pass))})
	for name, change := range map[string]func(*rules.Input){
		"no table":          func(in *rules.Input) { in.Table = rules.Table{} },
		"another benchmark": func(in *rules.Input) { in.Table.Benchmark = "Other_STIG" },
		"not in the table":  func(in *rules.Input) { in.Table.Rules = nil },
	} {
		t.Run(name, func(t *testing.T) {
			in := in
			change(&in)
			for _, nodes := range [][]*facts.Bundle{in.Site.Nodes, nil} {
				in.Site.Nodes = nodes
				r := evaluate(t, in)[0].Results[0]
				require.Equal(t, result.NotReviewed, r.Status)
				require.False(t, r.Judged)
				require.Contains(t, r.Reason, "no evaluator for this rule")
				require.Equal(t, "X-1", r.STIGID)
			}
		})
	}
}

func TestOnly(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: byAsset}, rules.Rule{ID: "X-2", Scope: rules.Cluster, Check: byAsset}, rules.Rule{ID: "X-3", Check: byAsset})
	in.Only = func(item *benchmark.Item) bool { return item.STIGID() != "X-1" }
	rows := evaluate(t, in)[1].Results
	require.Len(t, rows, 2)
	require.Equal(t, []int{1, 2}, []int{rows[0].Position, rows[1].Position}, "the place in the benchmark, not in the answer")
}

func TestSameInputSameResults(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: byAsset}, rules.Rule{ID: "X-2", Scope: rules.Cluster, Check: byAsset}, rules.Rule{ID: "X-3", Check: part(kinds(result.Violates, result.Pass))})
	first := evaluate(t, in)
	require.Equal(t, first, evaluate(t, in))
	in.At = in.At.Add(time.Hour)
	require.Equal(t, first, evaluate(t, in), "the time of evaluation is in no result")
}

func TestBasis(t *testing.T) {
	in := input(t, rules.Rule{ID: "X-1", Check: byAsset})
	in.Site.Nodes[0].Provenance.RunBy, in.Site.Nodes[0].Digest = "root", "abcd"
	text := result.Details(evaluate(t, in)[0].Results[0])
	require.Contains(t, text, "Facts      bundle id-node1, collected 2026-11-20T00:00:00Z on the node by root\n           facts SHA-256 abcd\n")
	require.Contains(t, text, "SSP        none given\nTool       test, text ")
}
