package main

import (
	"bytes"
	"fmt"
	"runtime"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// trial is one run: a site, or systems, and what they are judged by.
type trial struct {
	site    facts.Site
	ssp     *facts.SSP
	at      time.Time               // of the evaluation
	systems []*oval.Characteristics // in place of a site, where the benchmarks are SCAP's
	runs    []*judged               // one a benchmark
}

// assets is the assets that will be judged, in their order, without results.
func (j *trial) assets() []rules.Asset {
	if j.systems == nil {
		return j.runs[0].run.Assets()
	}
	var out []rules.Asset
	for _, sys := range j.systems {
		out = append(out, rules.Asset{Asset: systemAsset(sys), Kind: facts.NodeBundle})
	}
	return out
}

// look is the facts of an asset, for the conditions of answers: those of its node,
// opened, or with nil those of the cluster. nil where there are none that count.
func (j *trial) look(asset rules.Asset, node *facts.Bundle) *facts.Snapshot {
	site := facts.Site{Cluster: j.site.Cluster}
	if node != nil {
		site.Nodes = []*facts.Bundle{node}
	}
	s, _ := snapshotFor(site, j.ssp, ckl.Asset{HostName: asset.Name, HostFQDN: asset.FQDN}, j.at)
	return s
}

// judged is what came of one benchmark.
type judged struct {
	benchmark *benchmark.Benchmark
	form      *ckl.Form
	run       *rules.Run                              // nil for a SCAP benchmark
	system    func(*oval.Characteristics) rules.Asset // judges a system by a SCAP benchmark
	shape     rules.Shape
	keepRows  bool // rows judged on other assets stand in a checklist all the same
	some      bool // not every rule was asked for
	whole     bool // results are kept, to be printed
	assets    []tally
	reasons   map[int]string // by position: why a rule is open, on the first asset it is
}

// tally is what is kept of an asset whose results have been written: how its rows came
// out.
type tally struct {
	name     string
	kind     facts.Kind
	rows     []outcome // by position
	counts   result.Counts
	open     map[string]int // by category
	unjudged int
	here     int         // rows
	there    int         // rows judged on other assets
	results  rules.Asset // where they are kept
}

// outcome is how a row came out, in a byte: there is one for each rule and asset.
// The zero value is that of a rule without a row.
type outcome uint8

func outcomeOf(s result.Status) outcome { return outcome(s) + 1 }

// add keeps of an asset what the summary and the conditions ask for.
func (j *judged) add(asset rules.Asset) {
	t := tally{name: asset.Name, kind: asset.Kind, rows: make([]outcome, len(j.benchmark.Items)), open: map[string]int{},
		counts: result.Count(asset.Results), here: len(asset.Results), there: len(asset.Elsewhere)}
	for i := range asset.Results {
		r := &asset.Results[i]
		t.rows[r.Position] = outcomeOf(r.Status)
		if !r.Judged {
			t.unjudged++
		}
		if r.Status == result.Open {
			t.open[category(r.Severity)]++
			if _, said := j.reasons[r.Position]; !said {
				j.reasons[r.Position] = r.Reason
			}
		}
	}
	if j.whole {
		t.results = asset
	}
	j.assets = append(j.assets, t)
}

// nodeDone is what one node gave: its part in each run, what was written of it and
// what was said while it was.
type nodeDone struct {
	rows    []rules.NodeRows
	assets  []rules.Asset // one a run, as the answers leave them; none where the node is a part of its cluster
	files   []file
	said    []byte // on standard error
	problem error  // what could not be written
	err     error  // why it could not be judged at all
}

// ahead is how many pieces of work are begun at a time: twice as many as there are
// processors, so that none waits while one piece takes long or is being written.
func ahead() int { return 2 * runtime.GOMAXPROCS(0) }

// judge judges the nodes, several at a time, and then the cluster, and writes the
// checklists of each as soon as it is judged: of a site of any size no more than a few
// nodes are held. Files that could not be written come back beside those that were.
func (a *app) judge(j *trial, out *outlet) (unwritten, err error) {
	if j.systems != nil {
		return a.judgeSystems(j, out), nil
	}
	const step = 50 // nodes
	a.memory = newBuffers(ahead())
	var problems diag.List
	bar := a.progress("judging", len(j.site.Nodes))
	inOrder(len(j.site.Nodes), ahead(), func(i int) nodeDone { return a.judgeNode(j, out, i) }, func(i int, done nodeDone) {
		if i%step == 0 {
			pace()
		}
		bar.update(i+1, len(j.site.Nodes))
		fmt.Fprintf(a.stderr, "%s", done.said)
		problems = append(problems, diag.Each(done.problem)...)
		if done.err != nil {
			err = &exitError{exitInput, done.err}
			return
		}
		for k, asset := range done.assets {
			j.runs[k].add(asset)
		}
		for k, rows := range done.rows {
			j.runs[k].run.Take(rows)
		}
		out.took(i, done.files)
	})
	bar.done()
	if err != nil {
		return nil, err
	}
	if err := a.faults(j); err != nil {
		return nil, err
	}
	last := nodeDone{}
	var assets []rules.Asset
	for _, run := range j.runs {
		if asset, ok := run.run.End(); ok {
			run.add(out.answered(run.benchmark, asset, j.look(asset, nil)))
			assets = append(assets, asset)
		}
	}
	if len(assets) > 0 {
		i := out.assets - 1
		last.files, last.problem = a.writeAsset(j, out, i, assets, j.look(assets[0], nil))
		out.took(i, last.files)
	}
	problems = append(problems, diag.Each(last.problem)...)
	return problems.Err(), a.faults(j)
}

// judgeNode judges one node by every benchmark and writes its checklists.
func (a *app) judgeNode(j *trial, out *outlet, i int) (done nodeDone) {
	node, err := j.site.Nodes[i].Open()
	if err != nil {
		return nodeDone{err: err}
	}
	var said bytes.Buffer
	mine := *a // what it says waits until it is its turn
	mine.stderr = &said
	var assets []rules.Asset
	for _, run := range j.runs {
		rows := run.run.Judge(node)
		done.rows = append(done.rows, rows)
		if asset, ok := rows.Asset(); ok {
			assets = append(assets, asset)
			done.assets = append(done.assets, out.answered(run.benchmark, asset, j.look(asset, node)))
		}
	}
	if len(assets) > 0 {
		done.files, done.problem = mine.writeAsset(j, out, i, assets, j.look(assets[0], node))
	}
	done.said = said.Bytes()
	return done
}

// faults prints the rules that broke.
func (a *app) faults(j *trial) error {
	var err error
	for _, run := range j.runs {
		for _, fault := range run.run.Faults() {
			a.printError(fmt.Errorf("internal fault: %s", fault))
			err = &exitError{exitFault, nil}
		}
	}
	return err
}
