package main

import (
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/scap"
)

// systemsAmong are the paths of -f that are OVAL system characteristics.
func systemsAmong(paths []string) (systems []string) {
	for _, p := range paths {
		if p == "-" {
			continue
		}
		if kind, _, err := benchmark.Sniff(osFS{}, p); err == nil && kind == benchmark.KindOVALSystem {
			systems = append(systems, p)
		}
	}
	return systems
}

// prepareSCAP is prepareTrial of SCAP benchmarks, which are judged by their OVAL definitions
// on each system whose characteristics are given.
func (a *app) prepareSCAP(f evaluateFlags, benches []*benchmark.Benchmark, paths []string, at time.Time) (j *trial, refused, err error) {
	switch {
	case len(paths) < len(f.facts):
		return nil, nil, hinted("judge the two apart", "-f names OVAL system characteristics beside fact bundles")
	case f.split || f.rollUp:
		return nil, nil, usage("--split and --roll-up are for clusters; system characteristics are of one system each")
	}
	systems, refused := a.readSystems(paths, at)
	if systems == nil {
		return nil, nil, &exitError{exitInput, refused}
	}
	ssp, err := a.readSSP(f.ssp)
	if err != nil {
		return nil, nil, err
	}
	// fitting only counts assets.
	if err := f.output.fitting(facts.Site{Nodes: make([]*facts.Bundle, len(systems))}, rules.PerNode, benches); err != nil {
		return nil, nil, err
	}
	a.say("judged as of %s", at.Format(time.RFC3339))
	j = &trial{ssp: ssp, at: at, systems: systems}
	for _, b := range benches {
		checker, err := scap.New(b)
		if err != nil {
			return nil, nil, &exitError{exitInput, err}
		}
		if checker == nil {
			return nil, nil, &exitError{exitInput, &diag.Error{File: b.FileName, Msg: b.ID + " holds no OVAL definitions to judge system characteristics by",
				Hint: "give the SCAP benchmark, whose name ends in _SCAP_1-3_Benchmark"}}
		}
		for _, p := range checker.Problems {
			a.warn("%s", p)
		}
		for _, p := range b.Doc.Platform {
			a.warn("%s is for %s; whether the systems are that was not judged", b.ID, p.IDRef.String())
		}
		j.runs = append(j.runs, beginSCAP(f, b, checker, ssp, at))
	}
	return j, refused, unknownRules(f.rules, benches)
}

// readSystems reads system characteristics; refused is those that cannot be believed.
func (a *app) readSystems(paths []string, at time.Time) (systems []*oval.Characteristics, refused error) {
	var list diag.List
	for _, path := range paths {
		sys, _, err := a.readSystem(path, false)
		if err != nil {
			list = append(list, diag.Each(err)...)
			continue
		}
		when, ok := scap.Collected(sys)
		switch {
		case !ok:
			a.warn("%s has no collection time: freshness not judged", path)
		case when.After(at):
			list = append(list, &diag.Error{File: path, Msg: "was collected " + when.Format(time.RFC3339) + ", after the time of evaluation " + at.Format(time.RFC3339)})
			continue
		}
		systems = append(systems, sys)
	}
	return systems, list.Err()
}

// beginSCAP begins the judging of one SCAP benchmark.
func beginSCAP(f evaluateFlags, b *benchmark.Benchmark, checker *scap.Checker, ssp *facts.SSP, at time.Time) *judged {
	in := scap.Input{At: at, MaxAge: ssp.MaxFactAge(), Tool: "stigwright " + version, Only: onlyRules(f.rules, b)}
	return &judged{benchmark: b, form: ckl.NewForm(b), shape: rules.PerNode, some: len(f.rules) > 0, whole: f.json || len(f.rules) > 0, reasons: map[int]string{},
		system: func(sys *oval.Characteristics) rules.Asset {
			return rules.Asset{Asset: systemAsset(sys), Kind: facts.NodeBundle, Results: checker.Judge(sys, in)}
		}}
}

// judgeSystems judges one system after the other by every benchmark and writes its
// checklists.
func (a *app) judgeSystems(j *trial, out *outlet) (unwritten error) {
	// No fact was collected: an answer that depends on one does not apply.
	none := facts.NewSnapshot(nil, nil, facts.AsOf(j.at), facts.WithSSP(j.ssp))
	var problems diag.List
	bar := a.progress("judging", len(j.systems))
	for i, sys := range j.systems {
		var assets []rules.Asset
		for _, run := range j.runs {
			asset := run.system(sys)
			run.add(out.answered(run.benchmark, asset, none))
			assets = append(assets, asset)
		}
		files, err := a.writeAsset(j, out, i, assets, none)
		problems = append(problems, diag.Each(err)...)
		out.took(i, files)
		bar.update(i+1, len(j.systems))
	}
	bar.done()
	return problems.Err()
}

// systemAsset is how a checklist names the system.
func systemAsset(sys *oval.Characteristics) facts.Asset {
	asset := facts.Asset{Name: orElse(sys.Host.Name, "node")}
	if strings.Contains(asset.Name, ".") {
		asset.FQDN = asset.Name
	}
	for _, i := range sys.Host.Interfaces {
		if loopback(i) {
			continue
		}
		asset.IPs = append(asset.IPs, i.IP)
		asset.MACs = append(asset.MACs, i.MAC)
	}
	return asset
}

// loopback reports whether an interface names nothing to others.
func loopback(i oval.Interface) bool {
	return i.Name == "lo" || i.IP == "" || i.IP == "127.0.0.1" || i.IP == "::1"
}
