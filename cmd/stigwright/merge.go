package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/answer"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

// mergeFlags is the command line of merge.
type mergeFlags struct {
	out, into, base                            string
	status, details, comments, override, asset string
	by                                         string
	answers, at                                string
	file                                       *answer.File // of answers; nil for none
	judged                                     time.Time    // the time of at
	failOn                                     []string
	jobs                                       int
	revised, anyAsset, dryRun, force, json     bool
	perAsset                                   bool
}

func (a *app) mergeCmd() *cobra.Command {
	var f mergeFlags
	cmd := &cobra.Command{
		Use:   "merge CHECKLIST SOURCE... -o OUT | --into CHECKLIST SOURCE... | FOLDER... -o DIR",
		Short: "Merge scans and checklists into a reviewed checklist",
		Long: `Merges results of scans (XCCDF results, ARF, .nessus) and other checklists into a
reviewed .ckl or .cklb: a scan into a checklist, several checklists of one asset, one
file of many STIGs from several.

What people wrote stands, and so do the statuses they set; where a tool disagrees, the
row is listed. A tool's own verdict gives way to its next one. Of several results for
one row the worst counts. A tool that came to no verdict changes no status. The whole
table is in docs/merge.md; --status, --details, --comments, --override and --asset
choose otherwise, field by field.

Where only what people write and asset data differ, the file keeps every other byte.

Folders are sorted by asset and STIG: of each the first checklist found is merged into,
in the order of the arguments, and later ones and the scans of the asset are its sources.
-o DIR writes a file for each, --per-asset one for all STIGs of an asset, and --into DIR
merges into the checklists of that folder in place.`,
		Example: `  stigwright merge node1.ckl scc-results.xml -o node1-merged.ckl
  stigwright merge --into node1.cklb node1.nessus --dry-run
  stigwright merge rhel9.ckl apache.ckl postgres.ckl -o node1-all.ckl
  stigwright merge --into mine.ckl theirs.ckl --base common.ckl
  stigwright merge reviewed/ scans/ -o merged/
  stigwright merge --into reviewed/ scans/ --fail-on disagreement`,
		RunE: func(_ *cobra.Command, args []string) error { return a.merge(args, f) },
	}
	f.register(cmd.Flags())
	return cmd
}

func (f *mergeFlags) register(flags *pflag.FlagSet) {
	const policies = "default, keep, overwrite, worst or newest"
	flags.SortFlags = false
	flags.StringVarP(&f.out, "output", "o", "", "file to write, - for standard output; of many, the folder to write into")
	flags.StringVar(&f.into, "into", "", "merge into this checklist, or the checklists of this folder, in place")
	flags.StringVar(&f.base, "base", "", "the checklist both sides began with: merge three ways")
	flags.BoolVar(&f.dryRun, "dry-run", false, "write nothing, list every field that would change")
	flags.StringVar(&f.status, "status", "default", "whose status counts: "+policies)
	flags.StringVar(&f.details, "details", "default", "whose finding details: "+policies)
	flags.StringVar(&f.comments, "comments", "default", "whose comments: "+policies)
	flags.StringVar(&f.override, "override", "default", "whose severity override and justification: "+policies)
	flags.StringVar(&f.asset, "asset", "default", "whose asset data: "+policies)
	flags.StringVar(&f.by, "by", "detect", "whose statuses the sources hold: detect, tool or person")
	flags.BoolVar(&f.revised, "revised", false, "take passes that were made for another revision of a rule, or for one that nothing names")
	flags.BoolVar(&f.anyAsset, "any-asset", false, "merge sources that name another asset, or none where the checklist names one; both are of one")
	flags.StringSliceVar(&f.failOn, "fail-on", nil, "exit with 1 when this is met: "+strings.Join(mergeConditions, ", "))
	flags.BoolVar(&f.perAsset, "per-asset", false, "of many: one file for all STIGs of an asset")
	flags.IntVar(&f.jobs, "jobs", 0, "of many: merge so many at a time (default: one for each processor)")
	flags.StringVar(&f.answers, "answers", "", "then put in the recorded answers of this file; see `answer apply`")
	flags.StringVar(&f.at, "time", "", "of --answers: time of evaluation, decides expiry (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.force, "force", false, "replace an output that exists; what it holds is lost")
	flags.BoolVar(&f.json, "json", false, "print what was done as JSON")
}

// mergeConditions are the words of --fail-on.
var mergeConditions = []string{"disagreement", "held"}

// options is the flags as the library has them.
func (f mergeFlags) options() (ckl.MergeOptions, ckl.By, error) {
	o := ckl.MergeOptions{Revised: f.revised, AnyAsset: f.anyAsset}
	for _, p := range []struct {
		flag, word string
		to         *ckl.Policy
	}{{"status", f.status, &o.Status}, {"details", f.details, &o.Details}, {"comments", f.comments, &o.Comments}, {"override", f.override, &o.Override}, {"asset", f.asset, &o.Asset}} {
		i, err := choice(p.flag, p.word, "default", "keep", "overwrite", "worst", "newest")
		if err != nil {
			return o, 0, err
		}
		*p.to = ckl.Policy(i)
	}
	by, err := choice("by", f.by, "detect", "tool", "person")
	if err != nil {
		return o, 0, err
	}
	for _, word := range f.failOn {
		if _, err := choice("fail-on", word, mergeConditions...); err != nil {
			return o, 0, err
		}
	}
	return o, ckl.By(by), nil
}

// choice is the index of word in words.
func choice(flag, word string, words ...string) (int, error) {
	for i, w := range words {
		if strings.EqualFold(strings.TrimSpace(word), w) {
			return i, nil
		}
	}
	return 0, hinted(orNothing("did you mean %q?", diag.Nearest(word, words)), "--%s: is %q; want %s", flag, word, strings.Join(words, ", "))
}

// job refuses command lines that cannot be meant or would destroy a file.
func (f mergeFlags) job(args []string) (job, error) {
	target, sources, out := f.into, args, f.into
	if f.into == "" && len(args) > 0 {
		target, sources, out = args[0], args[1:], f.out
	}
	j := job{from{path: target}, out, whole(sources...), f.base}
	switch {
	case f.into == "-":
		return j, hinted("merge - SOURCE... -o - reads and writes the standard streams", "--into replaces a file; - is none")
	case target == "" || len(sources) == 0:
		return j, hinted("stigwright merge node1.ckl scan.xml -o merged.ckl", "%d files given; want a checklist and what to merge into it", len(args))
	case out == "" && !f.dryRun:
		return j, hinted("-o merged.ckl, or --into "+target+" to merge in place", "no file to write")
	case out == "-" && f.json && !f.dryRun:
		return j, usage("--json and -o - both want standard output")
	}
	inputs := append([]string{target}, sources...)
	if err := distinct(inputs); err != nil {
		return j, err
	}
	switch {
	case f.into != "":
		return j, replaceable(f.into)
	case out == "" || f.dryRun:
		return j, nil
	}
	if err := writable(out, f.force, append(inputs, f.base)...); err != nil {
		return j, err
	}
	return j, replaceable(out)
}

// distinct refuses an input that is given twice.
func distinct(inputs []string) error {
	for i, s := range inputs {
		for _, other := range inputs[:i] {
			if s == other || s != "-" && other != "-" && sameFile(s, other) {
				return &exitError{exitInput, &diag.Error{File: s, Msg: "is given twice; want each input once", Hint: "the checklist merged into is no source"}}
			}
		}
	}
	return nil
}

// replaceable refuses a file that could not be replaced, before any work is done.
func replaceable(path string) error {
	if err := ckl.Replaceable(path); err != nil && path != "-" {
		return &exitError{exitInput, inFile(path, err)}
	}
	return nil
}

func (a *app) merge(args []string, f mergeFlags) error {
	o, by, err := f.options()
	if err != nil {
		return err
	}
	if f.into != "" && f.out != "" {
		return usage("-o and --into exclude each other")
	}
	if f.file, f.judged, err = a.mergeAnswers(f); err != nil {
		return err
	}
	if f.many(args) {
		return a.mergeMany(args, f, o, by)
	}
	j, err := f.job(args)
	if err != nil {
		return err
	}
	m, err := a.mergeJob(j, f, o, by)
	if err != nil {
		return &exitError{exitInput, err}
	}
	if !f.dryRun {
		if err := a.put(m.Output, m.data); err != nil {
			return err
		}
	}
	if err := a.printMerged(f, m); err != nil {
		return err
	}
	return a.failedMerge(f, len(m.Report.Conflicts()), m.Report.Totals.Held)
}
