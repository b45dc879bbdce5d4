package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
)

// carryFlags is the command line of carry.
type carryFlags struct {
	benchmarks, from    []string
	out                 string
	receipts            []string
	policy              string
	replay              replayFlags
	fresh, dryRun, json bool
	force, anyAsset     bool
}

func (a *app) carryCmd() *cobra.Command {
	var f carryFlags
	cmd := &cobra.Command{
		Use:   "carry CHECKLIST... -b NEW... -o FILE|DIR",
		Short: "Move checklists to a new release of their benchmark, with a receipt",
		Long: `Writes checklists (.ckl, .cklb or folders of them) anew under another release of
their benchmark. Every rule is found again by its STIG ID, then by legacy ids, and a
receipt says of each what became of it:

  carried      the check text is the same, by its SHA-256; answer and texts stand
  look         carried, and fix, severity or CCIs changed
  held         the check text changed: Not_Reviewed; the old answer and what changed
               stand in the comments as history
  stale        a verdict of stigwright itself, which nobody judged again: Not_Reviewed
  reevaluated  such a verdict, judged again from the facts given with -f
  added        a new rule: Not_Reviewed
  removed      a rule that is no more; what stood in its row is in the receipt

The old check text is the one in the checklist; with --from it must also be the one
that was published, and texts edited in the checklist are named.

Of folders, checklists of other benchmarks and of the new release are left out and
counted; one that is given itself and has nothing to carry is an error.

The receipt goes beside the checklist, as .receipt.json and .receipt.md, unless
--receipt says where. A checklist that exists is merged into, never overwritten.

Policies: standard as above; strict holds an answer also when title, discussion, fix,
severity or CCIs changed; cosmetic-check-ok carries, to be looked at, answers whose
check text changed in spelling alone (markup, punctuation, white space).`,
		Example: `  stigwright carry node1.ckl -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip -o node1_V2R1.ckl
  stigwright carry old/ -b U_RHEL_9_STIG_V2R1.zip --from U_RHEL_9_STIG_V1R3.zip -o new/
  stigwright carry old/ -b mke_V2R1.zip -f facts/ -i ssp.yaml -o new/
  stigwright carry old/ -b RHEL_9_STIG@V2R1 --library library.json --dry-run`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return hinted("stigwright carry node1.ckl -b NEW.zip -o node1_new.ckl", "no checklist given")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.carry(args, f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVarP(&f.benchmarks, "benchmark", "b", nil, "new release: DISA's zip, a folder or an XCCDF file (repeatable)")
	flags.StringArrayVar(&f.from, "from", nil, "old release as published, to tell edited texts (repeatable)")
	flags.StringVarP(&f.out, "output", "o", "", "checklist to write, a folder for several, or -")
	flags.StringArrayVar(&f.receipts, "receipt", nil, "receipt to write, .json or .md; of several checklists a folder (repeatable)")
	flags.StringVar(&f.policy, "policy", release.Standard.String(), "standard, strict or cosmetic-check-ok")
	f.replay.register(flags)
	flags.BoolVar(&f.fresh, "fresh", false, "do not merge into a checklist that exists")
	flags.BoolVar(&f.anyAsset, "any-asset", false, "merge into a checklist that exists and names another asset or none; both are of one")
	flags.BoolVar(&f.force, "force", false, "replace receipts that exist")
	flags.BoolVar(&f.dryRun, "dry-run", false, "write nothing")
	flags.BoolVar(&f.json, "json", false, "print the receipts as JSON")
	return cmd
}

// carried is one checklist on its way through the command.
type carried struct {
	in, out string
	rel     string     // the folder of in below the one that was named
	format  ckl.Format // of in
	after   *ckl.Checklist
	receipt *release.Receipt
}

func (a *app) carry(args []string, f carryFlags) error {
	policy, err := f.check()
	if err != nil {
		return err
	}
	inputs, problems := a.checklistFiles(args)
	if len(inputs) == 0 {
		return &exitError{exitInput, problems}
	}
	many := len(inputs) > 1 || len(args) > 1 || inputs[0].rel != ""
	a.memory = newBuffers(2) // of the checklist that is written, and of the one that is read ahead
	first := a.oldAhead(inputs[0].path)
	job, err := a.carryJob(f, policy, many)
	if err != nil {
		return err
	}
	return a.carryAll(job, inputs, first, problems)
}

// carryJob is what all checklists of a run share.
type carryJob struct {
	carryFlags
	to     []*benchmark.Benchmark
	o      release.CarryOptions
	replay *replay
	forms  map[*benchmark.Benchmark]*ckl.Form // of to, of those asked for
	many   bool                               // there may be several checklists
	folder bool                               // the output is one
	taken  map[string]string                  // outputs and receipts so far, in lower case, and their inputs
}

func (a *app) carryJob(f carryFlags, policy release.Policy, many bool) (*carryJob, error) {
	job := &carryJob{carryFlags: f, many: many, forms: map[*benchmark.Benchmark]*ckl.Form{}, taken: map[string]string{}, o: release.CarryOptions{Policy: policy, Tool: "stigwright " + version}}
	var err error
	if job.folder, err = f.intoFolder(many); err != nil {
		return nil, err
	}
	if job.to, err = a.releases("-b", f.benchmarks); err != nil {
		return nil, err
	}
	if len(f.from) > 0 {
		if job.o.From, err = a.openAll(f.from); err != nil {
			return nil, err
		}
		if err := related(job.o.From, job.to); err != nil {
			return nil, err
		}
	}
	job.o.Form = job.form
	if len(job.to) == 1 {
		job.form(job.to[0]) // while the first checklist is still being read
	}
	job.replay, err = a.newReplay(f.replay, job.to, false)
	return job, err
}

// form is the form of one of the new releases.
func (j *carryJob) form(b *benchmark.Benchmark) *ckl.Form {
	f := j.forms[b]
	if f == nil {
		f = ckl.NewForm(b)
		j.forms[b] = f
	}
	return f
}

// printed are the forms that a checklist is written with. They are printed first, which
// pays where there are several.
func (j *carryJob) printed() []*ckl.Form {
	if !j.many {
		return nil
	}
	return slices.Collect(maps.Values(j.forms))
}

// check refuses command lines that cannot be meant.
func (f carryFlags) check() (release.Policy, error) {
	switch {
	case len(f.benchmarks) == 0:
		return 0, hinted("give the new release: -b U_RHEL_9_STIG_V2R1.zip", "no benchmark given")
	case f.out == "" && !f.dryRun:
		return 0, hinted("-o FILE, or -o DIR for several; --dry-run writes nothing", "no output given")
	case f.out == "-" && f.json:
		return 0, usage("--json and -o - both want standard output")
	case f.out == "-" && len(f.receipts) == 0 && !f.dryRun:
		return 0, hinted("--receipt FILE keeps what stood in rules that were removed", "-o - wants a --receipt")
	case slices.Contains(f.receipts, "-"):
		return 0, usage("a receipt is a file; - is none; --json prints it")
	}
	policy, err := release.ParsePolicy(f.policy)
	if err != nil {
		return 0, usage("--policy: %v", err)
	}
	return policy, f.replay.check()
}

// intoFolder says whether the output is a folder: it is one, or it is for several, or
// its name is not that of a checklist.
func (f carryFlags) intoFolder(many bool) (bool, error) {
	named := slices.Contains([]string{".ckl", ".cklb"}, strings.ToLower(filepath.Ext(f.out)))
	switch {
	case f.out == "" || isFolderName(f.out):
		return true, nil
	case f.out == "-" && many, named && many:
		return false, hinted("give -o a folder", "-o %s is one file, and several checklists may go into it", f.out)
	case f.out == "-":
		return false, nil
	}
	return !named, nil
}

// releases opens the new releases, of which no two may be of one benchmark.
func (a *app) releases(flag string, paths []string) ([]*benchmark.Benchmark, error) {
	all, err := a.openAll(paths)
	if err != nil {
		return nil, err
	}
	first := map[string]*benchmark.Benchmark{}
	for _, b := range all {
		id := strings.ToLower(b.ID)
		if other := first[id]; other != nil {
			return nil, hinted("give one release of each benchmark; `stigwright info` tells them apart",
				"%s names %s twice: %s (%s) and %s (%s)", flag, b.ID, other.Label(), other.FileName, b.Label(), b.FileName)
		}
		first[id] = b
	}
	return all, nil
}

// openAll opens benchmarks; one that cannot be read ends the run.
func (a *app) openAll(paths []string) ([]*benchmark.Benchmark, error) {
	all, err := a.openBenchmarks(paths)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	return all, judgeable(all)
}

// related refuses an old release of which there is no new one, and a new one that is
// not newer.
func related(old, new []*benchmark.Benchmark) error {
	var problems diag.List
	var ids []string
	for _, b := range new {
		ids = append(ids, b.ID)
	}
	for _, b := range old {
		i := slices.IndexFunc(ids, func(id string) bool { return strings.EqualFold(id, b.ID) })
		if i < 0 {
			e := &diag.Error{File: b.FileName, Msg: b.Label() + " is no older release of " + strings.Join(ids, ", ")}
			e.Hint = "give a release of " + before(new)
			if near := diag.Nearest(b.ID, ids); near != "" {
				e.Hint = "the nearest is " + near + "; give two releases of one benchmark"
			}
			problems = append(problems, e)
			continue
		}
		if order := release.Order(b, new[i]); order >= 0 && !release.Again(b, new[i]) {
			e := &diag.Error{File: b.FileName, Msg: b.Label() + " is newer than " + new[i].Label() + "; want the older release first", Hint: "turn the two around"}
			if order == 0 {
				e.Msg, e.Hint = "both releases are "+b.Label(), "give the older and the newer release"
			}
			problems = append(problems, e)
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// before names what an older release must be of, of many how many there are.
func before(new []*benchmark.Benchmark) string {
	var list []string
	for _, b := range new {
		list = append(list, b.ID+" before "+editionLabel(b))
	}
	const few = 3
	if len(list) > few {
		return fmt.Sprintf("one of the %d benchmarks", len(list))
	}
	return strings.Join(list, ", or of ")
}

// editionLabel is V2R1.
func editionLabel(b *benchmark.Benchmark) string {
	return release.Entry{Version: b.Version, Release: b.Release}.Label()
}
