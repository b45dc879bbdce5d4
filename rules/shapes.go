package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Shape says which assets an evaluation gives and which rules stand on each (fact
// bundle schema, section 5). The zero value is PerNode.
type Shape uint8

// The shapes.
const (
	PerNode Shape = iota // an asset a node with every rule, cluster-wide rows repeated on each
	Split                // nodes with their own rows, one more asset with those of the cluster
	RollUp               // the cluster alone with every rule, the worst case over its nodes
)

// Rows is the results of the asset and, with keep, the rows that point to other
// assets, in the benchmark's order.
func (a Asset) Rows(keep bool) []result.Result {
	if !keep || len(a.Elsewhere) == 0 {
		return a.Results
	}
	all := slices.Concat(a.Results, a.Elsewhere)
	slices.SortStableFunc(all, func(x, y result.Result) int { return x.Position - y.Position })
	return all
}

// clusterWide reports whether the rule is judged on the cluster alone.
func (r row) clusterWide() bool {
	return r.judged && (r.rule.Scope == Cluster || r.rule.Scope == Registry)
}

// nodeOnly reports whether the cluster has no say in the rule. A rule without an
// evaluator is looked at on each node.
func (r row) nodeOnly() bool { return !r.judged || r.rule.Scope == Node }

// splitCluster is the rows of the cluster: rules of the cluster and the registry,
// and the cluster halves of the others.
func (e *engine) splitCluster() Asset {
	a := e.namedCluster()
	s := e.snapshot(a.Name, nil)
	for _, r := range e.rows {
		switch {
		case r.clusterWide():
			a.Results = append(a.Results, e.cluster[r.item.Position])
		case r.judged && r.rule.Scope == NodeAndCluster:
			out := e.judge(r, clusterHalf(r.rule.ClusterCheck), s, nil)
			out.Scope = "the cluster half of the rule; the node halves are judged on the nodes"
			a.Results = append(a.Results, out)
		case !r.judged && len(e.Site.Nodes) == 0: // there is nowhere else to put it
			a.Results = append(a.Results, e.unjudged(r, s.Asset, nil))
		}
	}
	return a
}

// splitNode is the rows of one node: its rules, and its halves of the others.
func (e *engine) splitNode(node *facts.Bundle, wide Asset) Asset {
	asset, _ := node.Asset()
	a := Asset{Asset: asset, Kind: facts.NodeBundle}
	s := e.snapshot(asset.Name, node)
	onCluster := byPosition(wide.Results)
	for _, r := range e.rows {
		judgedThere := onCluster[r.item.Position].Status
		switch {
		case r.clusterWide():
			out := result.Result{Judged: true, Reason: fmt.Sprintf("Cluster-wide, judged on asset %s: %s.", wide.Name, judgedThere)}
			a.Elsewhere = append(a.Elsewhere, e.finish(r, out, asset.Name, nil))
		case r.judged && r.rule.Scope == NodeAndCluster:
			out := e.judge(r, r.rule.Check, s, node)
			if blank(out) {
				out.Reason = fmt.Sprintf("The node has nothing of its own to judge here (%s); judged on asset %s: %s.",
					strings.Join(out.Notes, "; "), wide.Name, judgedThere)
				a.Elsewhere = append(a.Elsewhere, out)
				continue
			}
			out.Scope = fmt.Sprintf("the node half of the rule; the cluster half is judged on asset %s: %s", wide.Name, judgedThere)
			a.Results = append(a.Results, out)
		default:
			a.Results = append(a.Results, e.nodeRow(r, s, node))
		}
	}
	return a
}

// blank reports whether a half looked at nothing and says why, such as the Swarm
// half on a node that serves Kubernetes alone: it lacks nothing, and the other half
// decides the rule.
func blank(r result.Result) bool {
	return r.Status == result.NotReviewed && len(r.Clauses) == 0 && len(r.Missing) == 0 && len(r.Notes) > 0
}

// nodeRows is the rows that the cluster leaves to the nodes, each saying what came
// out there.
func (e *engine) nodeRows(nodes []Asset) []result.Result {
	var out []result.Result
	on := make([]map[int]result.Result, len(nodes))
	for i, a := range nodes {
		on[i] = byPosition(a.Results)
	}
	for _, r := range e.rows {
		if !r.nodeOnly() || !r.judged && len(nodes) == 0 {
			continue
		}
		var members []member
		for i, a := range nodes {
			members = append(members, member{a.Name, on[i][r.item.Position]})
		}
		one := result.Result{Judged: r.judged, Reason: onNodes(members)}
		for _, m := range e.absent() {
			one.Missing = append(one.Missing, m.result.Missing...)
		}
		out = append(out, e.finish(r, one, e.clusterName(), nil))
	}
	return out
}

// onNodes says what came out on each of the nodes, or on how many where they are
// many.
func onNodes(nodes []member) string {
	const shown = 8
	if len(nodes) == 0 {
		return "A rule of the nodes, of which no facts were given."
	}
	if len(nodes) > shown {
		return fmt.Sprintf("A rule of the nodes, judged on %d assets: %s.", len(nodes), countsOf(nodes))
	}
	var parts []string
	for _, m := range nodes {
		parts = append(parts, fmt.Sprintf("judged on asset %s: %s", m.name, m.result.Status))
	}
	return "A rule of the nodes, " + strings.Join(parts, "; ") + "."
}

func byPosition(results []result.Result) map[int]result.Result {
	out := make(map[int]result.Result, len(results))
	for _, r := range results {
		out[r.Position] = r
	}
	return out
}
