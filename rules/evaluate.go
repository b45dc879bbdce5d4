package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Input is everything an evaluation depends on.
type Input struct {
	Benchmark *benchmark.Benchmark
	Table     Table // the zero value: no rule has an evaluator
	Site      facts.Site
	SSP       *facts.SSP                 // nil when none was given
	At        time.Time                  // the time of evaluation
	Only      func(*benchmark.Item) bool // which rules to judge; nil is all
	Tool      string                     // name and version of the program, for the last line of the details
	Shape     Shape                      // which assets come out; the zero value is one for each node
}

// Asset is one asset's results, in the benchmark's order.
type Asset struct {
	facts.Asset
	Kind    facts.Kind
	Results []result.Result
	// Elsewhere is, with Split, a row for each rule that is judged on other assets
	// alone: Not_Reviewed, saying where and what came out there. It adds up: the rules
	// of the benchmark are Results and Elsewhere.
	Elsewhere []result.Result
}

// Fault is a rule that broke. Its row is Not_Reviewed; the run must end as an
// internal fault.
type Fault struct {
	Rule, Asset string
	Cause       string
}

// String is "CNTR-MK-000680 on node2: cause".
func (f Fault) String() string { return f.Rule + " on " + f.Asset + ": " + f.Cause }

// Evaluate judges the benchmark on every asset of the site, in the shape asked for:
// by default one Asset a node, or the cluster alone where no node was collected
// (fact bundle schema, section 5, shape 1). Rules of the cluster and of the registry
// are judged once and stand in every node's results.
//
// It holds all results at once; Begin judges the same node by node. A node whose
// bundle cannot be read again is a fault.
func Evaluate(in Input) (assets []Asset, faults []Fault) {
	run := Begin(in)
	for _, head := range in.Site.Nodes {
		node, err := head.Open()
		if err != nil {
			name, _ := head.Asset()
			faults = append(faults, Fault{Asset: name.Name, Cause: err.Error()})
			continue
		}
		one := run.Judge(node)
		if asset, ok := one.Asset(); ok {
			assets = append(assets, asset)
		}
		run.Take(one)
	}
	if asset, ok := run.End(); ok {
		assets = append(assets, asset)
	}
	return assets, append(faults, run.Faults()...)
}

// engine is one evaluation.
type engine struct {
	Input
	rows    []row
	cluster map[int]result.Result // by position: what was judged once
	faults  []Fault
	fresh   []*facts.Bundle     // the nodes whose facts may prove something of the cluster
	unseen  []facts.MissingNode // the others
	common  *facts.Common       // what is computed once for all nodes
}

// sortNodes tells the nodes whose facts are fresh from those that count as not looked
// at when a rule asks for all nodes.
func (e *engine) sortNodes() {
	e.unseen = slices.Clone(e.Site.MissingNodes)
	for _, node := range e.Site.Nodes {
		if why := e.stale(row{}, node); len(why) > 0 {
			e.unseen = append(e.unseen, node.Unseen(why[0].Why))
		} else {
			e.fresh = append(e.fresh, node)
		}
	}
	e.common = facts.NewCommon(e.snapshot("", nil))
}

// row is one rule of the benchmark with its evaluator.
type row struct {
	item   *benchmark.Item
	rule   Rule
	judged bool
	texts  Texts
	digest string
}

func rows(in Input) []row {
	var out []row
	for i := range in.Benchmark.Items {
		item := &in.Benchmark.Items[i]
		if in.Only != nil && !in.Only(item) {
			continue
		}
		r := row{item: item}
		if in.Table.Benchmark == in.Benchmark.ID {
			r.rule, r.judged = in.Table.Find(item.STIGID())
		}
		if r.judged {
			r.texts = Texts{Check: item.Check(), Fix: item.Fix()}
			r.digest = item.CheckDigest()
		}
		out = append(out, r)
	}
	return out
}

func (e *engine) clusterName() string {
	if e.Site.Cluster == nil {
		return "cluster"
	}
	a, _ := e.Site.Cluster.Asset()
	return a.Name
}

// snapshot is what the rules of one asset see; node is nil for the cluster.
func (e *engine) snapshot(asset string, node *facts.Bundle) *facts.Snapshot {
	s := facts.NewSnapshot(node, e.Site.Cluster, facts.WithSSP(e.SSP), facts.AsOf(e.At), facts.Within(e.common))
	s.Asset, s.Nodes, s.Unseen = asset, e.fresh, e.unseen
	return s
}

func (e *engine) clusterRows() map[int]result.Result {
	out := map[int]result.Result{}
	name := e.clusterName()
	s := e.snapshot(name, nil)
	for _, r := range e.rows {
		if r.judged && (r.rule.Scope == Cluster || r.rule.Scope == Registry) {
			out[r.item.Position] = e.judge(r, r.rule.Check, s, nil)
		}
	}
	return out
}

func (e *engine) nodeAsset(node *facts.Bundle) Asset {
	asset, _ := node.Asset()
	a := Asset{Asset: asset, Kind: facts.NodeBundle}
	s := e.snapshot(asset.Name, node)
	for _, r := range e.rows {
		a.Results = append(a.Results, e.nodeRow(r, s, node))
	}
	return a
}

func (e *engine) nodeRow(r row, s *facts.Snapshot, node *facts.Bundle) result.Result {
	switch {
	case !r.judged:
		return e.unjudged(r, s.Asset, node)
	case r.rule.Scope == Node:
		return e.judge(r, r.rule.Check, s, node)
	case r.rule.Scope == NodeAndCluster:
		return e.judge(r, halves(r.rule.Check, r.rule.ClusterCheck), s, node)
	}
	out := e.cluster[r.item.Position]
	out.Basis.Asset = s.Asset
	out.Scope = fmt.Sprintf("cluster-wide, judged once on %s, %s; the same row stands in %d node checklists",
		e.clusterName(), e.clusterBundle(), len(e.Site.Nodes))
	return out
}

func (e *engine) clusterBundle() string {
	if e.Site.Cluster == nil {
		return "no cluster bundle given"
	}
	return "bundle " + orElse(e.Site.Cluster.ID, e.Site.Cluster.File)
}

// namedCluster is the cluster as an asset without results.
func (e *engine) namedCluster() Asset {
	a := Asset{Kind: facts.ClusterBundle, Asset: facts.Asset{Name: e.clusterName()}}
	if e.Site.Cluster != nil {
		a.Asset, _ = e.Site.Cluster.Asset()
	}
	return a
}

// clusterAsset is the one checklist of a cluster of which no node was collected.
func (e *engine) clusterAsset() Asset {
	a := e.namedCluster()
	s := e.snapshot(a.Name, nil)
	for _, r := range e.rows {
		switch {
		case !r.judged:
			a.Results = append(a.Results, e.unjudged(r, s.Asset, nil))
		case r.rule.Scope == Node:
			a.Results = append(a.Results, e.judge(r, e.noNode(r.rule.Check), s, nil))
		case r.rule.Scope == NodeAndCluster:
			a.Results = append(a.Results, e.judge(r, halves(e.noNode(r.rule.Check), r.rule.ClusterCheck), s, nil))
		default:
			a.Results = append(a.Results, e.cluster[r.item.Position])
		}
	}
	return a
}

// noNode is the node's part of a rule where no node was collected: missing, with
// the nodes named that the cluster knows of.
func (e *engine) noNode(check Fn[Verdict]) Fn[Verdict] {
	why := "no node bundle given"
	if len(e.Site.MissingNodes) > 0 {
		why = "no facts for " + nodeNames(e.Site.MissingNodes)
	}
	return FromCase(check.Needs, func(*Case) (Verdict, []facts.Missing) {
		return Verdict{}, []facts.Missing{{Name: "node facts", Why: why}}
	})
}

func nodeNames(nodes []facts.MissingNode) string {
	var names []string
	for _, n := range nodes {
		names = append(names, orElse(n.Hostname, n.ID))
	}
	return strings.Join(names, ", ")
}

// judge is one row: the decision, then what may only weaken it.
func (e *engine) judge(r row, check Fn[Verdict], s *facts.Snapshot, node *facts.Bundle) (out result.Result) {
	defer func() {
		if p := recover(); p != nil {
			e.faults = append(e.faults, Fault{r.rule.ID, s.Asset, fmt.Sprint(p)})
			out = result.Result{Judged: true, Reason: fmt.Sprintf("The evaluator of this rule broke, which is a bug: %v.", p)}
			out = e.finish(r, out, s.Asset, node)
		}
	}()
	na := r.rule.NotApplicable
	if node == nil && (r.rule.Scope == Node || r.rule.Scope == NodeAndCluster) {
		na = Fn[string]{} // applicability of a node rule is a question about a node
	}
	c := &Case{Snapshot: s, Rule: r.rule.ID, Scope: r.rule.Scope, CheckText: r.digest, Benchmark: r.texts}
	out = decide(na, check, c)
	out.Judged = true
	e.demote(r, &out, node)
	return e.finish(r, out, s.Asset, node)
}

// demote takes back a verdict that excuses the asset where the facts are stale or
// the check text is not the one the evaluator was written for. An Open stays.
func (e *engine) demote(r row, out *result.Result, node *facts.Bundle) {
	if out.Status != result.NotAFinding && out.Status != result.NotApplicable {
		return
	}
	why := e.Table.Texts.unknown(r.rule.ID, r.digest)
	for _, m := range append(why, e.stale(r, node)...) {
		if out.Status != result.NotReviewed {
			out.Reason = fmt.Sprintf("%s by the facts at hand, but that does not count: %s: %s.", out.Status, m.Fact, m.Why)
		}
		out.Status = result.NotReviewed
		out.Missing = append(out.Missing, m)
	}
}

func (e *engine) stale(r row, node *facts.Bundle) []result.Missing {
	if r.rule.Scope == Cluster || r.rule.Scope == Registry {
		node = nil
	}
	days, hours := int(e.SSP.MaxFactAge()/(24*time.Hour)), int(e.SSP.MaxSkew()/time.Hour)
	var out []result.Missing
	for _, why := range e.Site.Stale(node, e.At, days, hours) {
		out = append(out, result.Missing{Fact: "fresh facts", Why: why, How: []string{"collect again, then evaluate again"}})
	}
	return out
}

// unjudged is the row of a rule that has no evaluator.
func (e *engine) unjudged(r row, asset string, node *facts.Bundle) result.Result {
	out := result.Result{Reason: "stigwright has no evaluator for this rule; a person must review it."}
	return e.finish(r, out, asset, node)
}

func (e *engine) finish(r row, out result.Result, asset string, node *facts.Bundle) result.Result {
	out.Position = r.item.Position
	out.STIGID, out.VulnID, out.RuleID = r.item.STIGID(), r.item.VulnID(), r.item.RuleID()
	out.Severity = r.item.Severity()
	out.Basis = e.basis(r, asset, node)
	return out
}
