package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/answer"
	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// outputFlags says which checklists are written, where, and what they say of the asset.
type outputFlags struct {
	dir        string
	into       string
	formats    []string
	onePerSTIG bool
	fresh      bool

	host, fqdn, ip, mac string
	role, techArea      string
	marking             string
	targetKey           string
	comment             string

	answers *answer.File // nil for none
	at      time.Time    // of the evaluation

	flags *pflag.FlagSet // says which of these were given; nil when there is no command line
}

func (o *outputFlags) register(flags *pflag.FlagSet) {
	o.flags = flags
	flags.StringVarP(&o.dir, "output", "o", "", "folder to write checklists into; made when it does not exist")
	flags.StringVar(&o.into, "into", "", "merge into this checklist (.ckl or .cklb), a reviewed one")
	flags.StringSliceVar(&o.formats, "format", []string{"ckl", "cklb"}, "formats to write with -o: ckl, cklb")
	flags.BoolVar(&o.onePerSTIG, "one-per-stig", false, "a file for each STIG of an asset, as eMASS wants them")
	flags.BoolVar(&o.fresh, "fresh", false, "neither merge into nor overwrite a checklist that exists")
	flags.StringVar(&o.host, "host", "", "host name of the asset (one asset only)")
	flags.StringVar(&o.fqdn, "fqdn", "", "fully qualified name of the asset (one asset only)")
	flags.StringVar(&o.ip, "ip", "", "IP addresses of the asset (one asset only)")
	flags.StringVar(&o.mac, "mac", "", "MAC addresses of the asset (one asset only)")
	flags.StringVar(&o.role, "role", "None", "role: "+strings.Join(ckl.Roles(), ", "))
	flags.StringVar(&o.techArea, "tech-area", "", "technology area, such as \"UNIX OS\"")
	flags.StringVar(&o.targetKey, "target-key", "", "target key, digits (default: from the benchmark)")
	flags.StringVar(&o.comment, "target-comment", "", "comment on the asset")
	flags.StringVar(&o.marking, "marking", "CUI", "marking of the checklist; \"\" for none")
}

func (o outputFlags) check() error {
	if o.dir != "" && o.into != "" {
		return usage("-o and --into exclude each other")
	}
	if o.into != "" && o.fresh {
		return usage("--into merges and --fresh refuses to")
	}
	if !slices.Contains(ckl.Roles(), o.role) {
		return hinted("STIG Viewer knows these four words alone", "--role: is %q; want %s", o.role, strings.Join(ckl.Roles(), ", "))
	}
	if o.techArea != "" && !slices.Contains(ckl.TechAreas(), o.techArea) {
		return hinted(orNothing("did you mean %q?", diag.Nearest(o.techArea, ckl.TechAreas())),
			"--tech-area: is %q; want %s", o.techArea, strings.Join(ckl.TechAreas(), ", "))
	}
	for _, flag := range [][2]string{{"host", o.host}, {"fqdn", o.fqdn}, {"ip", o.ip}, {"mac", o.mac}, {"marking", o.marking}} {
		if !utf8.ValidString(flag[1]) || strings.ContainsFunc(flag[1], unicode.IsControl) {
			return usage("--%s: is %q; want text without control characters", flag[0], flag[1])
		}
	}
	if strings.Trim(o.targetKey, "0123456789") != "" {
		return usage("--target-key: is %q; want digits", o.targetKey)
	}
	_, err := o.kinds()
	return err
}

func orNothing(format, word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf(format, word)
}

// kinds is the formats to write.
func (o outputFlags) kinds() ([]ckl.Format, error) {
	var out []ckl.Format
	for _, word := range o.formats {
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "ckl":
			out = append(out, ckl.CKL)
		case "cklb":
			out = append(out, ckl.CKLB)
		default:
			return nil, usage("--format: is %q; want ckl, cklb", word)
		}
	}
	if out == nil {
		return nil, usage("--format: names no format; want ckl, cklb")
	}
	return out, nil
}

// asset is how checklists describe an asset: the facts, overridden by flags.
func (o outputFlags) asset(a facts.Asset) ckl.Asset {
	pick := func(flag string, found ...string) string {
		if flag != "" {
			return flag
		}
		return strings.Join(found, "\n") // one a line, as STIG Viewer writes several
	}
	return ckl.Asset{
		Role: o.role, Type: "Computing", Marking: o.marking,
		HostName: pick(o.host, a.Name), HostFQDN: pick(o.fqdn, a.FQDN),
		HostIP: pick(o.ip, a.IPs...), HostMAC: pick(o.mac, a.MACs...),
		TechArea: o.techArea, TargetKey: o.targetKey, TargetComment: o.comment,
	}
}

// override sets in a checklist that exists what a flag was given for: what stands
// there is a person's word, and so is the command line, the newer of the two. The
// host name is left alone, as it says whose checklist it is.
func (o outputFlags) override(a *ckl.Asset) {
	for name, set := range map[string]func(){
		"fqdn": func() { a.HostFQDN = o.fqdn }, "ip": func() { a.HostIP = o.ip }, "mac": func() { a.HostMAC = o.mac },
		"role": func() { a.Role = o.role }, "tech-area": func() { a.TechArea = o.techArea }, "marking": func() { a.Marking = o.marking },
		"target-key": func() { a.TargetKey = o.targetKey }, "target-comment": func() { a.TargetComment = o.comment },
	} {
		if o.given(name) {
			set()
		}
	}
}

// given reports whether a flag stands on the command line.
func (o outputFlags) given(name string) bool { return o.flags != nil && o.flags.Changed(name) }

// overrides reports whether a flag describes one asset and no other.
func (o outputFlags) overrides() bool { return o.host+o.fqdn+o.ip+o.mac != "" }

// target is the checklists of one asset with all its STIGs, or with one.
type target struct {
	places []place
	asset  ckl.Asset
	parts  []part
	facts  *facts.Snapshot // for the conditions of answers; nil when there are none
}

// place is one file to write.
type place struct {
	path   string
	format ckl.Format
}

// part is the results of one benchmark on the asset of a target.
type part struct {
	benchmark *benchmark.Benchmark
	form      *ckl.Form
	results   []result.Result
	elsewhere []result.Result // rows that point to another asset; for a checklist that has them already
	only      bool            // some rules were asked for: a STIG that a checklist lacks is added with those alone
}

// judgements is the parts for a merge into list, or for a new checklist. Into one
// that people have worked on goes only what was judged: a row without an evaluator
// has nothing to say there. A row judged on another asset since must not keep the
// verdict it had here.
func (t target) judgements(list *ckl.Checklist, existing bool) []ckl.Judgement {
	var out []ckl.Judgement
	for _, p := range t.parts {
		results := p.results
		if existing {
			has := rowsOf(list, p.benchmark.ID)
			results = slices.Concat(results, slices.DeleteFunc(slices.Clone(p.elsewhere), func(r result.Result) bool { return !has[r.STIGID] }))
			results = slices.DeleteFunc(results, func(r result.Result) bool { return !r.Judged })
		}
		j := ckl.Judge(p.benchmark, results)
		j.Form, j.Only = p.form, p.only
		out = append(out, j)
	}
	return out
}

// rowsOf is the STIG IDs of the rows a checklist has of a benchmark.
func rowsOf(list *ckl.Checklist, benchmarkID string) map[string]bool {
	has := map[string]bool{}
	for _, s := range list.Stigs {
		if s.ID == benchmarkID {
			for _, r := range s.Rows {
				has[r.STIGID] = true
			}
		}
	}
	return has
}

func (t target) forms() []*ckl.Form {
	var out []*ckl.Form
	for _, p := range t.parts {
		out = append(out, p.form)
	}
	return out
}

// file is a checklist that was written, with what the merge did.
type file struct {
	path   string
	kind   int // which of the formats asked for
	target int // which of its asset's; see outlet
	merged bool
	report ckl.Report // of a merge alone
	open   int        // rows that are Not_Reviewed in the file
}

// outlet is where the checklists of a run go, and those that were written.
type outlet struct {
	outputFlags
	assets  int
	targets int       // of each asset: 1, or one a benchmark with --one-per-stig
	places  [][]place // of each target, target k of asset i at k*assets+i; nil: nothing is written
	written [][]file  // as places
}

// openOutput names every file, and refuses before anything is written or judged what
// cannot be written.
func (a *app) openOutput(o outputFlags, j *trial) (*outlet, error) {
	out := &outlet{outputFlags: o, targets: 1}
	if o.dir == "" && o.into == "" {
		a.say("no checklist written: give -o DIR, or --into FILE")
		return out, nil
	}
	assets := j.assets()
	out.assets = len(assets)
	if o.onePerSTIG {
		out.targets = len(j.runs)
	}
	out.written = make([][]file, out.assets*out.targets)
	if o.into != "" {
		out.places = [][]place{{{path: o.into}}} // fitting has seen to it that there is one
		return out, replaceable(o.into)
	}
	if err := out.name(assets, j.runs); err != nil {
		return nil, err
	}
	return out, o.prepare(out.places)
}

// name names the files of every asset and refuses clashes.
func (out *outlet) name(assets []rules.Asset, runs []*judged) error {
	kinds, err := out.kinds()
	if err != nil {
		return err
	}
	var lists []*ckl.Checklist
	for k := range out.targets {
		var forms []*ckl.Form
		for i, run := range runs {
			if !out.onePerSTIG || i == k {
				forms = append(forms, run.form)
			}
		}
		model := ckl.FromForms(ckl.Asset{}, forms)
		for _, a := range assets {
			list := *model
			list.Asset = out.asset(a.Asset)
			lists = append(lists, &list)
		}
	}
	out.places = make([][]place, len(lists))
	for _, kind := range kinds {
		names, err := ckl.FileNames(lists, kind)
		if err != nil {
			return &exitError{exitInput, &diag.Error{Msg: err.Error(), Hint: "two bundles name one asset; collect again under their own names, or judge them one at a time with --host"}}
		}
		for i, name := range names {
			out.places[i] = append(out.places[i], place{filepath.Join(out.dir, name), kind})
		}
	}
	return nil
}

// took keeps what was written of asset i.
func (out *outlet) took(i int, files []file) {
	for _, f := range files {
		at := f.target*out.assets + i
		out.written[at] = append(out.written[at], f)
	}
}

// files is every file that was written, a format after the other.
func (out *outlet) files() []file {
	var all []file
	for kind := range len(out.formats) {
		for _, files := range out.written {
			for _, f := range files {
				if f.kind == kind {
					all = append(all, f)
				}
			}
		}
	}
	return all
}

// prepare makes the folder and, with --fresh, refuses before anything is written.
func (o outputFlags) prepare(places [][]place) error {
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return &exitError{exitInput, &diag.Error{File: o.dir, Msg: "cannot be made or is no folder", Err: pathless(err),
			Hint: "-o takes a folder you may write to"}}
	}
	if !o.fresh {
		return nil
	}
	var problems diag.List
	for _, p := range slices.Concat(places...) {
		if _, err := os.Lstat(p.path); err == nil {
			problems = append(problems, &diag.Error{File: p.path, Msg: "exists", Hint: "--fresh overwrites nothing; without it the new verdicts are merged in"})
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// fitting refuses, before anything is judged, facts and benchmarks that the flags
// cannot mean.
func (o outputFlags) fitting(site facts.Site, shape rules.Shape, benches []*benchmark.Benchmark) error {
	assets := max(1, len(site.Nodes))
	switch {
	case shape == rules.RollUp:
		assets = 1
	case shape == rules.Split && len(site.Nodes) > 0:
		assets++ // the cluster
	}
	if o.overrides() && assets > 1 {
		return usage("--host, --fqdn, --ip and --mac describe one asset, and the facts hold %d", assets)
	}
	if o.into != "" && assets > 1 {
		return hinted("give the facts of one asset, or write with -o", "--into merges one asset, and there are %d", assets)
	}
	if o.into != "" && o.onePerSTIG && len(benches) > 1 {
		return usage("--into merges into one file, and --one-per-stig wants %d", len(benches))
	}
	first := map[string]*benchmark.Benchmark{}
	for _, b := range benches {
		if other := first[b.ID]; other != nil {
			return hinted("judge one release at a time; `stigwright info` tells them apart",
				"-b names the benchmark %s twice: %s (%s) and %s (%s)", b.ID, other.Label(), other.FileName, b.Label(), b.FileName)
		}
		first[b.ID] = b
	}
	return nil
}

// writeAsset writes the checklists of asset i, judged by every benchmark; look is its
// facts, for the conditions of answers.
func (a *app) writeAsset(j *trial, out *outlet, i int, assets []rules.Asset, look *facts.Snapshot) ([]file, error) {
	if out.places == nil {
		return nil, nil
	}
	var written []file
	var problems diag.List
	for k := range out.targets {
		t := target{places: out.places[k*out.assets+i], asset: out.asset(assets[0].Asset), facts: look}
		for n, asset := range assets {
			if !out.onePerSTIG || n == k {
				t.parts = append(t.parts, j.runs[n].part(asset, out.dir == ""))
			}
		}
		files, err := a.writeTarget(t, out.outputFlags)
		for _, f := range files {
			f.target = k
			written = append(written, f)
		}
		problems = append(problems, diag.Each(err)...)
	}
	return written, problems.Err()
}

// part is an asset's results as part of a file.
func (j *judged) part(asset rules.Asset, into bool) part {
	p := part{benchmark: j.benchmark, form: j.form, results: asset.Rows(j.keepRows), only: j.some && into}
	if !j.keepRows && len(asset.Elsewhere) > 0 {
		p.elsewhere, p.only = asset.Elsewhere, true
	}
	return p
}

// writeTarget writes every file of a target. What is new is the same checklist in each
// format and is put together once.
func (a *app) writeTarget(t target, o outputFlags) (written []file, err error) {
	var problems diag.List
	var fresh *ckl.Checklist
	var ofFresh filled
	for kind, p := range t.places {
		f := file{path: p.path, kind: kind}
		list, err := a.existing(p, o)
		f.merged = list != nil
		var what filled
		switch {
		case err != nil:
		case f.merged:
			o.override(&list.Asset)
			what, err = t.fill(list, o, true)
		case fresh == nil:
			list = t.fresh()
			if what, err = t.fill(list, o, false); err == nil {
				fresh, ofFresh = list, what
			}
		default:
			list, what = fresh, ofFresh
		}
		if err == nil {
			if f.merged {
				f.report = what.report
				f.report.Needs = slices.DeleteFunc(f.report.Needs, func(n ckl.Need) bool {
					return n.Reason == ckl.Undecided // counted with those that nothing judged, in f.open
				})
			}
			a.sayAnswered(p.path, what.answers)
			err = a.writeFile(&f, p, list, t.forms())
		}
		if err != nil {
			problems = append(problems, diag.Each(inFile(p.path, err))...)
			continue
		}
		written = append(written, f)
	}
	return written, problems.Err()
}

// filled is what was put into a checklist.
type filled struct {
	report  ckl.Report
	answers *answer.Report // nil when there are none
}

// fill puts the verdicts into a checklist, then the answers, of which those of
// earlier runs are taken off before.
func (t target) fill(list *ckl.Checklist, o outputFlags, merged bool) (what filled, err error) {
	var before *answer.Before
	if o.answers != nil {
		before = answer.TakeOff(list, o.answers)
	}
	if what.report, err = ckl.Apply(list, t.asset, t.judgements(list, merged)); err != nil || o.answers == nil {
		return what, err
	}
	report := answer.Apply(list, o.answers, answer.Options{At: o.at, Facts: t.facts, Before: before})
	what.answers = &report
	return what, nil
}

// writeFile writes one checklist into its file.
func (a *app) writeFile(f *file, p place, list *ckl.Checklist, forms []*ckl.Form) error {
	format, err := p.formatToWrite(f.merged)
	if err != nil {
		return err
	}
	if f.merged {
		for _, loss := range ckl.Lost(list, format) {
			a.warn("%s: a .%s cannot hold %s (%d times, first in %s)", p.path, format, loss.What, loss.Count, loss.First)
		}
	}
	f.open = unreviewed(list)
	for _, w := range ckl.Check(list, format) {
		a.warn("%s: %s", p.path, w)
	}
	data, err := ckl.WriteInto(a.memory.take(), list, format, version, forms...)
	if err != nil {
		return err
	}
	defer a.memory.give(data)
	return ckl.Replace(p.path, data)
}

// fresh is a new checklist of the target. Where rows are left out the STIGs come
// with the verdicts, else a row for each rule is there before.
func (t target) fresh() *ckl.Checklist {
	if !slices.ContainsFunc(t.parts, func(p part) bool { return p.only }) {
		return ckl.FromForms(t.asset, t.forms())
	}
	list := ckl.New(t.asset, nil)
	list.ID = "" // it follows from the STIGs
	return list
}

func unreviewed(list *ckl.Checklist) int {
	n := 0
	for _, s := range list.Stigs {
		for _, r := range s.Rows {
			if r.Status == result.NotReviewed {
				n++
			}
		}
	}
	return n
}

// existing is the checklist to merge into, nil when there is none yet.
func (a *app) existing(t place, o outputFlags) (*ckl.Checklist, error) {
	data, err := os.ReadFile(t.path)
	if os.IsNotExist(err) && o.into == "" {
		return nil, nil
	}
	if err != nil {
		return nil, &diag.Error{File: t.path, Msg: "cannot be read", Err: pathless(err)}
	}
	list, remarks, err := ckl.Read(t.path, data)
	for _, r := range remarks {
		a.warn("%s", r)
	}
	if err == nil && list.Asset.Nameless() {
		a.warn("%s names no host; it is taken to be of the asset judged, with all that people wrote in it", t.path)
	}
	return list, err
}

// formatToWrite is the format of the file: that of a checklist merged into, which
// its name must not contradict, or a reader would take it for the other.
func (t place) formatToWrite(merged bool) (ckl.Format, error) {
	if !merged {
		return t.format, nil
	}
	data, err := os.ReadFile(t.path)
	if err != nil {
		return 0, &diag.Error{File: t.path, Msg: "cannot be read", Err: pathless(err)}
	}
	is, err := ckl.Sniff(t.path, data)
	if err != nil {
		return 0, err
	}
	if named := strings.TrimPrefix(strings.ToLower(filepath.Ext(t.path)), "."); named != is.String() && (named == "ckl" || named == "cklb") {
		return 0, &diag.Error{File: t.path, Msg: fmt.Sprintf("holds a .%s and is named .%s; want a name that says what it is", is, named),
			Hint: "rename the file; readers choose the format by its name"}
	}
	return is, nil
}

// inFile names the file in every problem of err that does not.
func inFile(path string, err error) error {
	var list diag.List
	for _, e := range diag.Each(err) {
		named := *e
		if named.File == "" {
			named.File = path
		}
		list = append(list, &named)
	}
	return list.Err()
}
