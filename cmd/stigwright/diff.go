package main

import (
	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
)

// diffFlags is the command line of diff.
type diffFlags struct {
	json   bool
	words  bool
	failOn []string
	releaseFlags
}

func (a *app) diffCmd() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed between two releases, two libraries or two checklists",
		Long: `Compares two releases of a benchmark (zip, folder, XCCDF, data stream, or NAME@V2R1 of
--library), rule by rule and field by field: what changed in content, what in spelling
alone (white space, markup, entities, variants of punctuation) and what in identifiers
alone. Rules belong together by STIG ID, then by legacy ids. Of two libraries or indexes
it says which benchmarks are new, gone, unchanged or changed, with the counts of what
changed, and what was published again under the same version and release, also as a page
or Markdown; -b picks one.

Or compares two states of an asset's checklist, row by row and field by field: .ckl and
.cklb, XCCDF results, ARF, .nessus, and what convert writes, also one format beside
another and one release beside the next. Layout, order, UUIDs and what programs write
beside the fields of a checklist do not count.

For checklists in git see also: stigwright git --help`,
		Example: `  stigwright diff U_RHEL_9_STIG_V1R3.zip U_RHEL_9_STIG_V2R1.zip
  stigwright diff RHEL_9_STIG@V1R3 RHEL_9_STIG@V2R1 --library library.json --format html -o changes.html
  stigwright diff U_SRG-STIG_Library_2026_07v1.zip U_SRG-STIG_Library_2026_10v1.zip
  stigwright diff node1-september.ckl node1-october.ckl
  stigwright diff node1.ckl node1.cklb --words
  stigwright diff node1.ckl node1.cklb --json
  stigwright diff before.cklb after.cklb --fail-on changed`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return hinted("stigwright diff node1-september.ckl node1-october.ckl", "%d files given; want two", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.diff(args[0], args[1], f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&f.words, "words", false, "of checklists: show texts word by word: [-what left-]{+what came+}")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	f.releaseFlags.bind(flags)
	flags.StringSliceVar(&f.failOn, "fail-on", nil, "exit with 1 when this is met: changed")
	return cmd
}

// diff compares two checklists or two of what holds benchmarks.
func (a *app) diff(old, new string, f diffFlags) error {
	for _, word := range f.failOn {
		if word != "changed" {
			return usage("--fail-on: is %q; want changed", word)
		}
	}
	asked := f.given()
	if err := f.check(f.json); err != nil {
		return err
	}
	if f.out != "" {
		if err := writable(f.out, f.force, old, new); err != nil {
			return err
		}
	}
	if old == "-" && new == "-" {
		return usage("- and -: only one of the two can be standard input")
	}
	x, err := a.holdsBenchmarks(old)
	if err != nil {
		return &exitError{exitInput, err}
	}
	y, err := a.holdsBenchmarks(new)
	if err != nil {
		return &exitError{exitInput, err}
	}
	switch {
	case x && y:
		return a.diffReleases(old, new, f)
	case x || y:
		words := map[bool]string{true: "a benchmark", false: "a checklist"}
		return hinted("to bring a checklist to a new release, compare it with a checklist of that release",
			"%s is %s and %s is %s; want two checklists or two benchmarks", old, words[x], new, words[y])
	}
	if asked {
		return usage("--format, -o, --all, --texts and -b are for benchmarks; %s and %s are checklists", old, new)
	}
	return a.diffChecklists(old, new, f)
}

// holdsBenchmarks reports whether path is a benchmark, a library or an index of
// them; NAME@V2R1 of --library is, standard input is not.
func (a *app) holdsBenchmarks(path string) (bool, error) {
	if path == "-" {
		return false, nil
	}
	if a.namesBenchmark(path) {
		return true, nil
	}
	kind, _, err := benchmark.Sniff(osFS{}, path)
	switch kind {
	case benchmark.KindBenchmark, benchmark.KindBundle, benchmark.KindLibrary, benchmark.KindDataStream, benchmark.KindIndex, benchmark.KindFolder:
		return true, err
	}
	return false, err
}

func (a *app) diffChecklists(old, new string, f diffFlags) error {
	x, err := a.readOneChecklist(old)
	if err != nil {
		return &exitError{exitInput, err}
	}
	y, err := a.readOneChecklist(new)
	if err != nil {
		return &exitError{exitInput, err}
	}
	if x.Asset.HostName != y.Asset.HostName && x.Asset.HostName != "" && y.Asset.HostName != "" {
		a.warn("%s is of %q, %s of %q: two assets", old, x.Asset.HostName, new, y.Asset.HostName)
	}
	d := ckl.Diff(x, y)
	if d.STIGs == 0 && len(x.Stigs)+len(y.Stigs) > 0 {
		a.warn("%s and %s have no STIG in common: no row can be compared", old, new)
	}
	if f.json {
		err = d.WriteJSON(a.stdout)
	} else {
		err = a.printStates(d, f.words)
	}
	if err != nil {
		return &exitError{exitInput, err}
	}
	if !f.json && d.Empty() {
		a.say("no difference")
	}
	if len(f.failOn) > 0 && !d.Empty() {
		a.say("--fail-on is met: changed: %d", len(d.Changes)+len(d.Added)+len(d.Removed)+len(d.AddedSTIGs)+len(d.RemovedSTIGs))
		return &exitError{code: exitFailOn}
	}
	return nil
}
