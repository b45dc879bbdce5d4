package main

import (
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

// replayFlags are the facts from which checklists are judged again under another
// release.
type replayFlags struct {
	facts         []string
	ssp, at       string
	split, rollUp bool
}

func (f *replayFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVarP(&f.facts, "facts", "f", nil, "judge again from these facts: a bundle, a folder of them, a capture folder (repeatable)")
	flags.StringVarP(&f.ssp, "ssp", "i", "", "the organisation's decisions, ssp.yaml")
	flags.StringVar(&f.at, "time", "", "with -f: time of evaluation")
	flags.BoolVar(&f.split, "split", false, "with -f: cluster-wide rules stand in a checklist of the cluster")
	flags.BoolVar(&f.rollUp, "roll-up", false, "with -f: the checklist is of the cluster, the worst case over its nodes")
}

func (f replayFlags) check() error {
	switch {
	case len(f.facts) == 0 && (f.ssp+f.at != "" || f.split || f.rollUp):
		return hinted("give facts with -f", "-i, --time, --split and --roll-up are of no use without facts")
	case f.split && f.rollUp:
		return usage("--split and --roll-up exclude each other")
	}
	return nil
}

// replay is assets judged under the new releases.
type replay struct {
	at   time.Time
	runs []*judged
}

// newReplay judges benches from the facts; nil without facts. archived says that the
// facts are judged as of when the last of them was collected, unless told otherwise:
// the question is what the release changes, not what time does.
func (a *app) newReplay(f replayFlags, benches []*benchmark.Benchmark, archived bool) (*replay, error) {
	if len(f.facts) == 0 {
		return nil, nil
	}
	site, err := a.readFacts(f.facts)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	r := &replay{at: lastCollected(site)}
	if !archived || f.at != "" || r.at.IsZero() {
		if r.at, err = a.judgedAsOf(f.at); err != nil {
			return nil, err
		}
	}
	if err := site.Future(r.at); err != nil {
		return nil, &exitError{exitInput, err}
	}
	ssp, err := a.readSSP(f.ssp)
	if err != nil {
		return nil, err
	}
	a.sayBasis(site, ssp, r.at)
	a.sayUnjudged(benches)
	e := evaluateFlags{split: f.split, rollUp: f.rollUp}
	j := &trial{site: site, ssp: ssp, at: r.at}
	for _, b := range benches {
		if table, err := catalog.For(b.ID); err == nil && len(table.Rules) == 0 {
			continue
		}
		run, err := a.begin(e, b, site, ssp, r.at)
		if err != nil {
			return nil, err
		}
		run.whole = true
		j.runs = append(j.runs, run)
	}
	r.runs = j.runs
	_, err = a.judge(j, &outlet{})
	return r, err
}

// lastCollected is when the newest of the facts were collected.
func lastCollected(site facts.Site) time.Time {
	var last time.Time
	for _, b := range site.Nodes {
		if t := b.Provenance.FinishedAt.UTC(); t.After(last) {
			last = t
		}
	}
	if site.Cluster != nil {
		if t := site.Cluster.Provenance.FinishedAt.UTC(); t.After(last) {
			last = t
		}
	}
	return last
}

// of is what was judged on the asset of c: verdicts of evaluators alone, since a rule
// without one has nothing to say to a row that people have worked on.
func (r *replay) of(a *app, path string, c *ckl.Checklist) (ckl.Asset, []ckl.Judgement) {
	if r == nil {
		return ckl.Asset{}, nil
	}
	var asset ckl.Asset
	var out []ckl.Judgement
	for _, run := range r.runs {
		if len(c.Stigs) == 0 || !holds(c, run.benchmark.ID) {
			continue
		}
		found := r.assets(run, c.Asset)
		if len(found) != 1 {
			a.warn("%s: the facts hold %d assets that may be %q; what stigwright judged of it is stale", path, len(found), c.Asset.HostName)
			continue
		}
		asset = ckl.Asset{HostName: found[0].Name, HostFQDN: found[0].FQDN,
			HostIP: strings.Join(found[0].IPs, "\n"), HostMAC: strings.Join(found[0].MACs, "\n")}
		var results []result.Result
		for _, one := range found[0].Results {
			if one.Judged {
				results = append(results, one)
			}
		}
		out = append(out, ckl.Judge(run.benchmark, results))
	}
	return asset, out
}

func holds(c *ckl.Checklist, id string) bool {
	for _, s := range c.Stigs {
		if strings.EqualFold(strings.TrimPrefix(s.ID, "xccdf_mil.disa.stig_benchmark_"), id) {
			return true
		}
	}
	return false
}

// assets are those that the asset of a checklist may be: of its name, else of its full
// name. One without a name is of none: a wrong guess could pass another's rules.
func (r *replay) assets(run *judged, of ckl.Asset) []rules.Asset {
	var out []rules.Asset
	for _, one := range run.assets {
		if strings.TrimSpace(of.HostName) != "" && ckl.SameHost(of.HostName, one.name) {
			out = append(out, one.results)
		}
	}
	return out
}
