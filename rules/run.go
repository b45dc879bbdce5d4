package rules

import (
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Run is an evaluation that judges one node at a time, so that a site of any size
// needs no more memory than a few of its nodes:
//
//	run := rules.Begin(in)
//	for _, head := range in.Site.Nodes {
//		node, err := head.Open()
//		one := run.Judge(node) // may run at the same time for several nodes
//		if asset, ok := one.Asset(); ok {
//			write(asset)
//		}
//		run.Take(one)
//	}
//	if asset, ok := run.End(); ok {
//		write(asset)
//	}
type Run struct {
	e      *engine // as Begin left it until End: Judge copies it at any time
	wide   Asset   // with Split: the asset of the cluster
	taken  []Asset // what End needs of the nodes, in their order
	faults []Fault // of the nodes taken
}

// NodeRows is what one node gives: its results, or its part in those of the cluster.
type NodeRows struct {
	asset  Asset
	part   bool // of the cluster's rows, no asset of its own
	faults []Fault
}

// Asset is the asset of the node, which RollUp has none of.
func (n NodeRows) Asset() (Asset, bool) { return n.asset, !n.part }

// Begin judges what is judged once for the site.
func Begin(in Input) *Run {
	e := &engine{Input: in, rows: rows(in)}
	e.sortNodes()
	e.cluster = e.clusterRows()
	r := &Run{e: e}
	if e.Shape == Split {
		r.wide = e.splitCluster()
	}
	return r
}

// Assets is the assets that the nodes and End will give, in that order, without results.
func (r *Run) Assets() []Asset {
	var out []Asset
	if r.e.Shape != RollUp {
		for _, node := range r.e.Site.Nodes {
			asset, _ := node.Asset()
			out = append(out, Asset{Asset: asset, Kind: facts.NodeBundle})
		}
	}
	if r.ends() {
		out = append(out, r.e.namedCluster())
	}
	return out
}

// ends reports whether the cluster comes out as an asset of its own. With Split one
// without a row of its own is left out.
func (r *Run) ends() bool {
	switch {
	case r.e.Shape == RollUp, len(r.e.Site.Nodes) == 0:
		return true
	case r.e.Shape == Split:
		return len(r.wide.Results) > 0
	}
	return false
}

// Judge judges a node of the site, opened. Calls may run at the same time.
func (r *Run) Judge(node *facts.Bundle) NodeRows {
	e := *r.e // its faults are its own
	e.faults = nil
	var asset Asset
	switch e.Shape {
	case Split:
		asset = e.splitNode(node, r.wide)
	case RollUp:
		asset = e.rolledNode(node)
	default:
		asset = e.nodeAsset(node)
	}
	return NodeRows{asset, e.Shape == RollUp, e.faults}
}

// Take takes what a node gives, node by node in the order of the site, for End.
func (r *Run) Take(one NodeRows) {
	r.faults = append(r.faults, one.faults...)
	switch r.e.Shape {
	case RollUp:
		r.taken = append(r.taken, one.asset)
	case Split:
		r.taken = append(r.taken, statuses(one.asset))
	}
}

// statuses is an asset of which no more is left than how its rows came out.
func statuses(a Asset) Asset {
	out := Asset{Asset: facts.Asset{Name: a.Name}}
	for _, r := range a.Results {
		out.Results = append(out.Results, result.Result{Position: r.Position, Status: r.Status})
	}
	return out
}

// End gives the asset of the cluster, where it is one of its own.
func (r *Run) End() (Asset, bool) {
	if !r.ends() {
		return Asset{}, false
	}
	switch r.e.Shape {
	case Split:
		r.wide.Elsewhere = r.e.nodeRows(r.taken)
		return r.wide, true
	case RollUp:
		return r.e.rollUp(r.taken), true
	}
	return r.e.clusterAsset(), true
}

// Faults is the rules that broke so far.
func (r *Run) Faults() []Fault { return slices.Concat(r.e.faults, r.faults) }
