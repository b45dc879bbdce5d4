package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
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
	about, err := a.platformFacts(f.platforms, systems, at)
	if err != nil {
		return nil, nil, err
	}
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
		if checker, err = checker.WithProfile(f.profile); err != nil {
			return nil, nil, &exitError{exitInput, err}
		}
		a.warnUnselected(f, b, checker)
		j.runs = append(j.runs, a.beginSCAP(f, b, checker, ssp, at, about))
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

// warnUnselected says how many rules nobody selected, and by what they could be.
func (a *app) warnUnselected(f evaluateFlags, b *benchmark.Benchmark, checker *scap.Checker) {
	n := checker.Unselected()
	if n == 0 {
		return
	}
	by := "the benchmark does not select them by itself; choose with --profile one of " + strings.Join(checker.Profiles(), ", ")
	if f.profile != "" {
		by = "profile " + f.profile + " does not select them"
	} else if len(checker.Profiles()) == 0 {
		by = "the benchmark does not select them, and has no profile that would"
	}
	a.warn("%d of %d rules of %s are Not_Reviewed: %s", n, len(b.Items), b.ID, by)
}

// warnPlatform says what came of the question whether a system is what the benchmark is for.
func (a *app) warnPlatform(f evaluateFlags, b *benchmark.Benchmark, sys *oval.Characteristics, out scap.Judgement) {
	switch {
	case out.Fits == oval.True:
	case out.Fits == oval.False:
		n := 0
		for _, r := range out.Results {
			if r.Status == result.NotApplicable {
				n++
			}
		}
		a.warn("%s: %s is for %s, which the system is not: %d of %d rules are Not_Applicable", sys.File, b.ID, out.Platform, n, len(out.Results))
	case f.assume:
		a.warn("%s: that the system is %s is taken for granted (--assume-platform)", sys.File, out.Platform)
	default:
		a.warn("%s: whether the system is %s, which %s is for, could not be decided (%s): rules are Not_Reviewed; collect what the platform's definitions ask for too, or state that it is with --assume-platform",
			sys.File, out.Platform, b.ID, out.Fits)
	}
}

// platformFacts are the characteristics of --platform-facts by host name. One that is of
// none of the systems, of several, or of a system that another is of, is refused: it would
// decide nothing, or for the wrong one.
func (a *app) platformFacts(paths []string, systems []*oval.Characteristics, at time.Time) (map[string]*oval.Characteristics, error) {
	if paths == nil {
		return nil, nil
	}
	found, err := a.readSystems(paths, at)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	about := map[string]*oval.Characteristics{}
	for _, sys := range found {
		name := sys.Host.Name
		matches := 0
		for _, s := range systems {
			if s.Host.Name == name {
				matches++
			}
		}
		switch {
		case name == "" || matches == 0:
			return nil, &exitError{exitInput, &diag.Error{File: sys.File, Msg: fmt.Sprintf("is of the host %q, which no file of -f is of", name)}}
		case matches > 1:
			return nil, &exitError{exitInput, &diag.Error{File: sys.File, Msg: fmt.Sprintf("is of the host %q, which %d files of -f are of; which of them it tells of is not known", name, matches),
				Hint: "judge each of them with its own --platform-facts apart"}}
		case about[name] != nil:
			return nil, &exitError{exitInput, &diag.Error{File: sys.File, Msg: fmt.Sprintf("is the second of --platform-facts of the host %q, after %s", name, about[name].File)}}
		}
		about[name] = sys
	}
	return about, nil
}

// beginSCAP begins the judging of one SCAP benchmark.
func (a *app) beginSCAP(f evaluateFlags, b *benchmark.Benchmark, checker *scap.Checker, ssp *facts.SSP, at time.Time, about map[string]*oval.Characteristics) *judged {
	in := scap.Input{At: at, MaxAge: ssp.MaxFactAge(), Tool: "stigwright " + version, Only: onlyRules(f.rules, b), AssumePlatform: f.assume}
	return &judged{benchmark: b, form: ckl.NewForm(b), shape: rules.PerNode, some: len(f.rules) > 0, whole: f.json || len(f.rules) > 0, reasons: map[int]string{},
		system: func(sys *oval.Characteristics) rules.Asset {
			in := in
			in.About = about[sys.Host.Name]
			out := checker.Judge(sys, in)
			a.warnPlatform(f, b, sys, out)
			return rules.Asset{Asset: systemAsset(sys), Kind: facts.NodeBundle, Results: out.Results}
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
