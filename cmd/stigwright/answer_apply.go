package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/answer"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
)

// applyFlags is the command line of answer apply.
type applyFlags struct {
	out, at, ssp        string
	facts               []string
	dryRun, force, json bool
}

func (a *app) answerApplyCmd() *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "apply ANSWERS CHECKLIST... [-o FILE|DIR] [--dry-run]",
		Short: "Put recorded answers into checklists",
		Long: `Puts the answers of a file into .ckl and .cklb checklists, in place or, with -o, into
another file or, for several, a folder. What people wrote stands; the file keeps every
other byte. A row that was answered says so in its finding details, and what an answer
had put in is taken back when it no longer counts.

Which status gives way to an answer is a table in docs/answers.md: Not_Reviewed always,
any other only where the answer's "when" names it, and then the row says who disagrees.
--facts gives the facts that conditions compare.`,
		Example: `  stigwright answer apply answers.yaml node1.ckl --dry-run
  stigwright answer apply answers.yaml out/*.cklb
  stigwright answer apply answers.yaml node1.ckl -f facts/ -o node1-answered.ckl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return hinted("stigwright answer apply answers.yaml node1.ckl", "%d files given; want the answers and a checklist", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.answerApply(args[0], args[1:], f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.out, "output", "o", "", "file to write, for one checklist; else a folder (default: in place)")
	flags.BoolVar(&f.dryRun, "dry-run", false, "write nothing, list what would change")
	flags.StringArrayVarP(&f.facts, "facts", "f", nil, "facts for conditions: a bundle, a folder or a capture folder (repeatable)")
	flags.StringVarP(&f.ssp, "ssp", "i", "", "ssp.yaml, for how long facts are fresh")
	flags.StringVar(&f.at, "time", "", "time of evaluation: decides expiry (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.force, "force", false, "replace outputs that exist; what they hold is lost")
	flags.BoolVar(&f.json, "json", false, "print what was done as JSON")
	return cmd
}

func (a *app) answerApply(path string, lists []string, f applyFlags) error {
	at, err := a.judgedAsOf(f.at)
	if err != nil {
		return err
	}
	outs, err := f.outputs(path, lists)
	if err != nil {
		return err
	}
	file, err := a.readAnswers(path)
	if err != nil {
		return err
	}
	look, err := a.factsFor(f, at)
	if err != nil {
		return err
	}
	a.say("judged as of %s", at.Format(time.RFC3339))
	bar := a.progress("answering", len(lists))
	done, used := []jsonAnswered{}, map[string]bool{}
	var problems diag.List
	for i, list := range lists {
		report, err := a.answerOne(file, list, outs[i], look, at, f)
		bar.update(i+1, len(lists))
		if err != nil {
			problems = append(problems, diag.Each(err)...)
			continue
		}
		for p := range report.Used {
			used[p] = true
		}
		one := answeredJSON(list, report)
		one.Output, one.DryRun = outs[i], f.dryRun
		done = append(done, one)
		if !f.json {
			w := a.stdout
			if outs[i] == "-" && !f.dryRun {
				w = a.stderr
			}
			printAnswered(w, list, report, f.dryRun)
		}
	}
	bar.done()
	for _, one := range file.Answers {
		if !used[one.Path] && problems == nil { // a checklist that was refused may have the row
			a.warn("%s:%d: %s: no checklist has a row for %s", file.Name, one.Line, one.Path, one.Rule)
		}
	}
	if f.json {
		if err := a.printJSON(done); err != nil {
			return err
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// outputs is where each checklist goes, checked before anything is read.
func (f applyFlags) outputs(answers string, lists []string) ([]string, error) {
	for i, l := range lists {
		if l == "-" && (f.out == "" || answers == "-" || slices.Contains(lists[:i], "-")) && !f.dryRun {
			return nil, hinted("give a file, or - with -o", "standard input cannot be written back")
		}
		if sameFile(l, answers) || slices.ContainsFunc(lists[:i], func(o string) bool { return sameFile(l, o) }) {
			return nil, &exitError{exitInput, &diag.Error{File: l, Msg: "is given twice; want each input once"}}
		}
	}
	if f.out == "" || f.dryRun {
		return slices.Clone(lists), nil
	}
	if f.out == "-" && (f.json || len(lists) > 1) {
		return nil, usage("-o - is for one checklist, without --json")
	}
	info, err := os.Stat(f.out)
	if len(lists) == 1 && (err != nil || !info.IsDir()) {
		return []string{f.out}, writable(f.out, f.force, append([]string{answers}, lists...)...)
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: f.out, Msg: "cannot be made or is no folder", Err: pathless(err), Hint: "-o takes a folder for several checklists"}}
	}
	var out []string
	for _, l := range lists {
		to := filepath.Join(f.out, filepath.Base(l))
		if slices.Contains(out, to) {
			return nil, usage("two checklists are called %s; apply them one folder at a time", filepath.Base(l))
		}
		if err := writable(to, f.force, append([]string{answers}, lists...)...); err != nil {
			return nil, err
		}
		out = append(out, to)
	}
	return out, nil
}

// factsFor finds the facts of the asset of a checklist.
func (a *app) factsFor(f applyFlags, at time.Time) (func(ckl.Asset) *facts.Snapshot, error) {
	if len(f.facts) == 0 {
		return func(ckl.Asset) *facts.Snapshot { return nil }, nil
	}
	ssp, err := a.readSSP(f.ssp)
	if err != nil {
		return nil, err
	}
	site, err := a.readFacts(f.facts)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	if err := site.Future(at); err != nil {
		return nil, &exitError{exitInput, err}
	}
	return func(asset ckl.Asset) *facts.Snapshot {
		s, why := snapshotFor(site, ssp, asset, at)
		if why != "" {
			a.warn("conditions are not met: %s", why)
		}
		return s
	}, nil
}

func (a *app) answerOne(file *answer.File, path, out string, look func(ckl.Asset) *facts.Snapshot, at time.Time, f applyFlags) (answer.Report, error) {
	was, err := a.readReviewed(from{path: path})
	if err != nil {
		return answer.Report{}, err
	}
	if !f.dryRun && out == path {
		if err := replaceable(path); err != nil {
			return answer.Report{}, err
		}
	}
	after := was.List.Clone()
	report := answer.Apply(after, file, answer.Options{At: at, Facts: look(after.Asset)})
	if f.dryRun {
		return report, nil
	}
	m := &merged{Output: out}
	if err := m.render(was, after); err != nil {
		return report, err
	}
	for _, l := range m.Lost {
		a.warn("%s: lost: %s: %d, first at %s", out, l.What, l.Count, l.First)
	}
	if out == path && slices.Equal(m.data, was.Data) {
		return report, nil
	}
	return report, a.put(out, m.data)
}

// answersOf is what merge does after its own: answers into one checklist.
func (a *app) answersOf(file *answer.File, list *ckl.Checklist, before *answer.Before, at time.Time, path string) {
	report := answer.Apply(list, file, answer.Options{At: at, Before: before})
	a.sayAnswered(path, &report)
}

// sayAnswered says what answers did in a checklist that something else was put into.
func (a *app) sayAnswered(path string, report *answer.Report) {
	if report == nil {
		return
	}
	var b strings.Builder
	printAnswered(&b, path, *report, false)
	for _, l := range strings.Split(strings.TrimRight(b.String(), "\n"), "\n") {
		fmt.Fprintln(a.stderr, "stigwright: "+l)
	}
}

// mergeAnswers is the answers that merge puts in, nil for none.
func (a *app) mergeAnswers(f mergeFlags) (*answer.File, time.Time, error) {
	at, err := a.judgedAsOf(f.at)
	if err != nil || f.answers == "" {
		return nil, at, err
	}
	file, err := a.readAnswers(f.answers)
	return file, at, err
}

// answering takes earlier answers off a checklist and gives what puts them in again,
// once something else was put in between.
func (a *app) answering(file *answer.File, list *ckl.Checklist, at time.Time, path string) func(*ckl.Checklist) {
	if file == nil {
		return func(*ckl.Checklist) {}
	}
	before := answer.TakeOff(list, file)
	return func(list *ckl.Checklist) { a.answersOf(file, list, before, at, path) }
}
