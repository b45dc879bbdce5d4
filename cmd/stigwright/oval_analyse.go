package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/diag"
)

func (a *app) ovalAnalyseCmd() *cobra.Command {
	var f judgeFlags
	cmd := &cobra.Command{
		Use:   "analyse DEFINITIONS SYSTEM-CHARACTERISTICS...",
		Short: "Judge OVAL definitions by what was collected from a system",
		Long: `Judges OVAL 5.3 to 5.11 definitions by system characteristics, without touching any
machine. DEFINITIONS is an OVAL definitions document or a SCAP data stream. Several
systems may be given: the definitions are read once, and no more systems are held than
there are processors.

A result is true, false, error, unknown, not evaluated or not applicable, by the tables
of the OVAL language. What was not collected is unknown, never true or false. A document
that breaks the language is refused; --skip-valid judges it all the same. -v says why
each definition has its result, and which engine matched each pattern. --results writes
an OVAL results document, with as much as --directives asks for; what definitions mask
is not in it.`,
		Example: `  stigwright oval analyse rhel9-oval.xml node7-syschar.xml
  stigwright oval analyse rhel9-oval.xml node7-syschar.xml --id oval:org.example:def:12 -v
  stigwright oval analyse rhel9-oval.xml node7-syschar.xml --results node7-results.xml
  stigwright oval analyse ssg-rhel9-ds.xml archive/*.xml --oval-id scap_org.example_cref_oval.xml --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return hinted("stigwright oval analyse definitions.xml syschar.xml", "%d files given; want definitions, then system characteristics", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.ovalAnalyse(args[0], args[1:], f) },
	}
	f.add(cmd.Flags())
	return cmd
}

func (a *app) ovalAnalyse(definitions string, systems []string, f judgeFlags) error {
	j, err := a.beginJudging(definitions, systems, f)
	if err != nil {
		return err
	}
	in, finish := j.in, func() {}
	if len(systems) == 1 {
		in, finish = j.byDefinition(systems[0])
	}
	judge := func(i int) analysed {
		sys, warnings, err := a.readSystem(systems[i], f.skipValid)
		if err != nil {
			return analysed{refused: err}
		}
		done := j.system(sys, in)
		done.warnings = warnings
		return done
	}
	out := j.begin()
	var refused diag.List
	var met bool
	var unwritten error
	bar := a.progress("judging systems", len(systems))
	inOrder(len(systems), runtime.GOMAXPROCS(0), judge, func(i int, done analysed) {
		finish()
		bar.update(i+1, len(systems))
		refused = append(refused, diag.Each(done.refused)...)
		met = met || done.met
		if done.refused == nil && unwritten == nil {
			unwritten = out.take(done)
		}
	})
	bar.done()
	if unwritten == nil {
		unwritten = out.end()
	}
	return j.ended(unwritten, refused, met)
}

// ended is how a run ends.
func (j *judging) ended(unwritten error, refused diag.List, met bool) error {
	switch {
	case unwritten != nil:
		return unwritten
	case len(refused) > 0:
		return &exitError{exitInput, refused}
	case met:
		return &exitError{code: exitFailOn}
	}
	return nil
}
