package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
	"github.com/stigwright/stigwright/report"
)

// impactFlags is the command line of impact.
type impactFlags struct {
	out, format, policy string
	replay              replayFlags
	json, force         bool
}

func (a *app) impactCmd() *cobra.Command {
	var f impactFlags
	cmd := &cobra.Command{
		Use:   "impact OLD NEW CHECKLIST...",
		Short: "What a new release means for your checklists: who has to do what",
		Long: `Says for every asset and STIG what a new release of a benchmark asks for, the most
urgent first, and writes no checklist:

  nothing to do          the answer carries over as it is
  judged again           from archived facts (-f): the same, or flipped
  needs a person         the check text changed, or the facts decide no more
  stale                  a verdict of stigwright that no facts were given for
  look                   carried; fix, severity or CCIs changed
  not answered before    nobody had answered the row: no new work, texts changed or not
  new, removed           rules that came and went

OLD and NEW are two releases of a benchmark, or files that hold several, such as
library compilations: the newest of NEW counts, and every release before it in OLD that
a checklist may be of. Archived facts are judged as of when the last of them was
collected, unless --time says otherwise: the question is what the release changes.

` + "`stigwright carry`" + ` then moves the checklists.`,
		Example: `  stigwright impact mke_V1R1.zip mke_V2R1.zip checklists/ -f facts/ -i ssp.yaml
  stigwright impact RHEL_9_STIG@V1R3 RHEL_9_STIG@V2R1 checklists/ --library library.json
  stigwright impact mke_V1R1.zip mke_V2R1.zip checklists/ --format html -o impact.html`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 3 {
				return hinted("stigwright impact OLD.zip NEW.zip checklists/", "%d arguments given; want the old release, the new one and checklists", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.impact(args[0], args[1], args[2:], f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.replay.register(flags)
	flags.StringVar(&f.policy, "policy", release.Standard.String(), "standard, strict or cosmetic-check-ok, as of carry")
	flags.StringVar(&f.format, "format", "table", "table, json or html")
	flags.BoolVar(&f.json, "json", false, "the same as --format json")
	flags.StringVarP(&f.out, "output", "o", "-", "file to write instead of standard output")
	flags.BoolVar(&f.force, "force", false, "replace a file that exists")
	return cmd
}

// check refuses command lines that cannot be meant.
func (f *impactFlags) check() (release.Policy, error) {
	if f.json {
		if f.format != "table" && f.format != "json" {
			return 0, usage("--json and --format %s exclude each other", f.format)
		}
		f.format = "json"
	}
	if !slices.Contains([]string{"table", "json", "html"}, f.format) {
		return 0, usage("--format: is %q; want table, json or html", f.format)
	}
	policy, err := release.ParsePolicy(f.policy)
	if err != nil {
		return 0, usage("--policy: %v", err)
	}
	return policy, f.replay.check()
}

func (a *app) impact(oldPath, newPath string, args []string, f impactFlags) error {
	policy, err := f.check()
	if err != nil {
		return err
	}
	old, to, err := a.twoReleases(oldPath, newPath)
	if err != nil {
		return err
	}
	inputs, problem := a.checklistFiles(args)
	if len(inputs) == 0 {
		return &exitError{exitInput, problem}
	}
	if err := writable(f.out, f.force, append([]string{oldPath, newPath}, pathsOf(inputs)...)...); err != nil {
		return err
	}
	job := &impactJob{o: release.CarryOptions{Policy: policy, Tool: "stigwright " + version, From: old}, to: to}
	if job.replay, err = a.newReplay(f.replay, to, true); err != nil {
		return err
	}
	refused, err := a.impactAll(job, inputs)
	if err != nil {
		return err
	}
	refused = append(diag.List(diag.Each(problem)), refused...)
	refused = append(refused, a.saySkipped(job.skipped, job.files, to)...)
	m := report.NewImpact(job.list)
	m.Policy, m.Files = policy.String(), job.files
	m.Old, m.New = labels(newestOfEach(old)), labels(to)
	m.Skipped = append(m.Skipped, job.skipped...)
	for _, e := range refused {
		m.Refused = append(m.Refused, e.Error())
	}
	if job.replay != nil {
		m.JudgedAsOf = job.replay.at.Format(time.RFC3339)
	}
	if err := a.putImpact(f, &m); err != nil {
		return err
	}
	if refused != nil {
		return &exitError{exitInput, refused}
	}
	return nil
}

func pathsOf(list []inputFile) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.path)
	}
	return out
}

func labels(list []*benchmark.Benchmark) []string {
	out := []string{}
	for _, b := range list {
		out = append(out, b.Label())
	}
	return out
}

// twoReleases opens both. Where they hold several benchmarks, as libraries do, the newest
// of each in the new file is taken, and all releases before it in the old one: a checklist
// may be of any of them.
func (a *app) twoReleases(oldPath, newPath string) (old, to []*benchmark.Benchmark, err error) {
	if old, err = a.openAll([]string{oldPath}); err != nil {
		return nil, nil, err
	}
	if to, err = a.openAll([]string{newPath}); err != nil {
		return nil, nil, err
	}
	if len(old) == 1 && len(to) == 1 {
		return old, to, related(old, to)
	}
	older := func(o, b *benchmark.Benchmark) bool {
		return strings.EqualFold(o.ID, b.ID) && (release.Order(o, b) < 0 || release.Again(o, b))
	}
	to = slices.DeleteFunc(newestOfEach(to), func(b *benchmark.Benchmark) bool {
		return !slices.ContainsFunc(old, func(o *benchmark.Benchmark) bool { return older(o, b) })
	})
	old = slices.DeleteFunc(old, func(o *benchmark.Benchmark) bool {
		return !slices.ContainsFunc(to, func(b *benchmark.Benchmark) bool { return older(o, b) })
	})
	if len(to) == 0 {
		return nil, nil, &exitError{exitInput, &diag.Error{File: newPath, Msg: fmt.Sprintf("holds no newer release of what %s holds", oldPath),
			Hint: "give the older file first; `stigwright info` says what is in a file"}}
	}
	a.say("%s in both files in two releases", plural(len(to), "benchmark stands", "benchmarks stand"))
	return old, to, nil
}

// newestOfEach is one release of each benchmark, the newest.
func newestOfEach(list []*benchmark.Benchmark) []*benchmark.Benchmark {
	var out []*benchmark.Benchmark
	for _, b := range list {
		i := slices.IndexFunc(out, func(o *benchmark.Benchmark) bool { return strings.EqualFold(o.ID, b.ID) })
		switch {
		case i < 0:
			out = append(out, b)
		case release.Order(out[i], b) < 0:
			out[i] = b
		}
	}
	return out
}

// impactJob is what the checklists of a run share, and what is kept of them.
type impactJob struct {
	o      release.CarryOptions
	to     []*benchmark.Benchmark
	replay *replay
	files  int
	list   []release.Impact

	skipped []string // found in folders, and nothing to carry in them
}

// impactAll reads one checklist after the other and keeps no texts of it.
func (a *app) impactAll(j *impactJob, inputs []inputFile) (diag.List, error) {
	var refused diag.List
	bar := a.progress("reading", len(inputs))
	defer bar.done()
	for i, in := range inputs {
		err := a.impactOne(j, in.path)
		var nothing *release.NothingToCarry
		bar.update(i+1, len(inputs))
		var fault *release.Fault
		switch {
		case errors.As(err, &fault):
			return nil, &exitError{exitFault, inFile(in.path, err)}
		case in.rel != "" && errors.As(err, &nothing):
			j.skipped = append(j.skipped, in.path)
		case err != nil:
			refused = append(refused, diag.Each(inFile(in.path, err))...)
		}
	}
	return refused, nil
}

func (a *app) impactOne(j *impactJob, path string) error {
	old := a.readOld(path)
	for _, r := range old.remarks {
		a.warn("%s", r)
	}
	if old.err != nil {
		return old.err
	}
	c, o := old.list, j.o
	o.Asset, o.Judgements = j.replay.of(a, path, c)
	_, receipt, err := release.Carry(c, j.to, o)
	if err != nil {
		return err
	}
	receipt.Input.File = path
	j.files++
	for _, remark := range receipt.Remarks {
		a.warn("%s: %s", path, remark)
	}
	for _, one := range release.ImpactOf(receipt) {
		one.Place, one.Formats = c.Asset.WebDBSite+"\x00"+c.Asset.WebDBInstance, []ckl.Format{old.format}
		a.keepImpact(j, one)
	}
	return nil
}

// keepImpact keeps one, a .ckl and a .cklb of one asset that say the same as one.
func (a *app) keepImpact(j *impactJob, one release.Impact) {
	for i := range j.list {
		twin, same := j.list[i].SameAs(&one)
		switch {
		case same:
			j.list[i].Files, j.list[i].Formats = append(j.list[i].Files, one.Files...), append(j.list[i].Formats, one.Formats...)
			return
		case twin:
			a.warn("%s and %s are both of %s and %s, and no two formats of one checklist that say the same; both are counted", j.list[i].Files[0], one.Files[0], one.Asset, one.STIG)
		}
	}
	j.list = append(j.list, one)
}

// putImpact writes the impact in the format asked for.
func (a *app) putImpact(f impactFlags, m *report.Impact) error {
	var b bytes.Buffer
	var err error
	switch f.format {
	case "json":
		var data []byte
		data, err = jsonDocument(m)
		b.Write(data)
	case "html":
		err = m.WriteHTML(&b)
	default:
		printImpact(&b, m)
		if f.out == "-" {
			_, err = a.stdout.Write(b.Bytes()) // for people: control characters are shown
			return err
		}
	}
	if err != nil {
		return &exitError{exitFault, err}
	}
	if err := a.put(f.out, b.Bytes()); err != nil {
		return err
	}
	if f.out != "-" {
		a.say("wrote %s", f.out)
	}
	return nil
}
