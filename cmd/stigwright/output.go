package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
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
}

func (o *outputFlags) register(flags *pflag.FlagSet) {
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

// overrides reports whether a flag describes one asset and no other.
func (o outputFlags) overrides() bool { return o.host+o.fqdn+o.ip+o.mac != "" }

// target is one file to write: which STIGs of which asset.
type target struct {
	path   string
	format ckl.Format
	asset  ckl.Asset
	parts  []part
}

// part is the results of one benchmark on the asset of a target.
type part struct {
	benchmark *benchmark.Benchmark
	results   []result.Result
	only      bool // some rules were asked for: a STIG that a checklist lacks is added with those alone
}

// judgements is the parts for a merge. Into a checklist that people have worked on
// goes only what was judged: a row without an evaluator has nothing to say there.
func (t target) judgements(existing bool) []ckl.Judgement {
	var out []ckl.Judgement
	for _, p := range t.parts {
		results := p.results
		if existing {
			results = slices.DeleteFunc(slices.Clone(results), func(r result.Result) bool { return !r.Judged })
		}
		j := ckl.Judge(p.benchmark, results)
		j.Only = p.only
		out = append(out, j)
	}
	return out
}

func (t target) benchmarks() []*benchmark.Benchmark {
	var out []*benchmark.Benchmark
	for _, p := range t.parts {
		out = append(out, p.benchmark)
	}
	return out
}

// file is a checklist that was written, with what the merge did.
type file struct {
	path   string
	merged bool
	report ckl.Report
}

// writeChecklists writes every checklist asked for, none when none was.
func (a *app) writeChecklists(o outputFlags, all []judged, only bool) ([]file, error) {
	if o.dir == "" && o.into == "" {
		a.say("no checklist written: give -o DIR, or --into FILE")
		return nil, nil
	}
	targets, err := o.targets(all, only)
	if err != nil {
		return nil, err
	}
	if err := o.prepare(targets); err != nil {
		return nil, err
	}
	var written []file
	var problems diag.List
	for _, t := range targets {
		f, err := a.writeChecklist(t, o)
		if err != nil {
			problems = append(problems, diag.Each(err)...)
			continue
		}
		written = append(written, f)
	}
	if problems != nil {
		return nil, &exitError{exitInput, problems}
	}
	return written, nil
}

// prepare makes the folder and, with --fresh, refuses before anything is written.
func (o outputFlags) prepare(targets []target) error {
	if o.dir == "" {
		return nil
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return &exitError{exitInput, &diag.Error{File: o.dir, Msg: "cannot be made or is no folder", Err: pathless(err),
			Hint: "-o takes a folder you may write to"}}
	}
	if !o.fresh {
		return nil
	}
	var problems diag.List
	for _, t := range targets {
		if _, err := os.Lstat(t.path); err == nil {
			problems = append(problems, &diag.Error{File: t.path, Msg: "exists", Hint: "--fresh overwrites nothing; without it the new verdicts are merged in"})
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// targets is the files to write, named and checked for clashes.
func (o outputFlags) targets(all []judged, only bool) ([]target, error) {
	if n := len(all[0].assets); o.overrides() && n > 1 {
		return nil, usage("--host, --fqdn, --ip and --mac describe one asset, and the facts hold %d", n)
	}
	groups := o.groups(all, only)
	if o.into != "" {
		return o.intoTarget(groups)
	}
	kinds, err := o.kinds()
	if err != nil {
		return nil, err
	}
	var out []target
	for _, kind := range kinds {
		var lists []*ckl.Checklist
		for _, g := range groups {
			lists = append(lists, ckl.New(g.asset, g.benchmarks()))
		}
		names, err := ckl.FileNames(lists, kind)
		if err != nil {
			return nil, &exitError{exitInput, &diag.Error{Msg: err.Error(), Hint: "--host names an asset"}}
		}
		for i, g := range groups {
			g.path, g.format = filepath.Join(o.dir, names[i]), kind
			out = append(out, g)
		}
	}
	return out, nil
}

func (o outputFlags) intoTarget(groups []target) ([]target, error) {
	if len(groups) != 1 {
		return nil, hinted("give the facts of one asset, or write with -o", "--into merges one asset, and there are %d", len(groups))
	}
	groups[0].path = o.into
	return groups, nil
}

// groups is what goes into one file: an asset with all its STIGs, or with one.
func (o outputFlags) groups(all []judged, only bool) []target {
	var out []target
	at := map[string]int{}
	for _, j := range all {
		for _, a := range j.assets {
			one := part{j.benchmark, a.Results, only && o.dir == ""}
			i, ok := at[a.Name]
			if !ok || o.onePerSTIG {
				at[a.Name] = len(out)
				out = append(out, target{asset: o.asset(a.Asset), parts: []part{one}})
				continue
			}
			out[i].parts = append(out[i].parts, one)
		}
	}
	return out
}

// writeChecklist writes one file: a new one, or verdicts merged into an old one.
func (a *app) writeChecklist(t target, o outputFlags) (file, error) {
	f := file{path: t.path}
	list, err := a.existing(t, o)
	if err != nil {
		return f, err
	}
	f.merged = list != nil
	if list == nil {
		list = ckl.New(t.asset, t.benchmarks())
	}
	if f.report, err = ckl.Apply(list, t.asset, t.judgements(f.merged)); err != nil {
		return f, inFile(t.path, err)
	}
	format := t.format
	if format == 0 {
		if format, err = formatOf(t.path); err != nil {
			return f, err
		}
	}
	for _, w := range ckl.Check(list, format) {
		a.warn("%s: %s", t.path, w)
	}
	data, err := ckl.Write(list, format, version)
	if err != nil {
		return f, inFile(t.path, err)
	}
	return f, inFile(t.path, ckl.Replace(t.path, data))
}

// existing is the checklist to merge into, nil when there is none yet.
func (a *app) existing(t target, o outputFlags) (*ckl.Checklist, error) {
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
	return list, err
}

func formatOf(path string) (ckl.Format, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
	}
	return ckl.Sniff(path, data)
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
