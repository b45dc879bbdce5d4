package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/oval"
)

func (a *app) ovalEvalCmd() *cobra.Command {
	var f judgeFlags
	var report string
	cmd := &cobra.Command{
		Use:   "eval DEFINITIONS",
		Short: "Judge OVAL definitions that ask nothing of a system",
		Long: `Judges the OVAL definitions that rest on variables alone: constants, the values of
external variables (--variables), and what functions make of them. DEFINITIONS is an OVAL
definitions document or a SCAP data stream. Options are spelled as in oscap.

It does not look at this host. A definition that asks something of a system, such as a
file or a package, is unknown; the run then names the types that were not collected, and
ends with exit code 3 after everything else was printed and written. Collect on the
system with ` + "`oscap oval collect`" + `, and judge what it wrote with ` + "`stigwright oval analyse`" + `.`,
		Example: `  stigwright oval eval definitions.xml
  stigwright oval eval definitions.xml --variables values.xml --id oval:org.example:def:12 -v
  stigwright oval eval definitions.xml --results results.xml --directives thin.xml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return hinted("system characteristics are judged by `stigwright oval analyse DEFINITIONS SYSTEM-CHARACTERISTICS`",
					"%d files given; want one document of definitions", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if report != "" {
				return hinted("--results writes an OVAL results document, --json and -v print", "--report: HTML of OVAL results is not written yet")
			}
			return a.ovalEval(args[0], f)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&report, "report", "", "HTML of the results: not there yet, and refused")
	return cmd
}

func (a *app) ovalEval(definitions string, f judgeFlags) error {
	j, err := a.beginJudging(definitions, nil, f)
	if err != nil {
		return err
	}
	in, finish := j.byDefinition(definitions)
	done := j.system(nil, in)
	finish()
	out := j.begin()
	if err := out.take(done); err != nil {
		return err
	}
	if err := out.end(); err != nil {
		return err
	}
	undecided := done.printed.Counts[oval.Unknown.String()] + done.printed.Counts[oval.Error.String()]
	var refused diag.List
	if text := strings.Join(done.open, ", "); text != "" && undecided > 0 {
		refused = diag.List{{File: definitions, Msg: fmt.Sprintf("%d of %d definitions are undecided: not collected on this host yet: %s", undecided, len(done.printed.Results), text),
			Hint: "stigwright collects nothing for OVAL yet: `oscap oval collect --syschar FILE` on the system, then `stigwright oval analyse`"}}
	}
	return j.ended(nil, refused, done.met)
}

// uncollected are the types of objects that the definitions judged ask of a system,
// sorted; empty when they ask nothing.
func uncollected(r *oval.Results) (types []string) {
	for _, o := range r.Objects {
		t := o.Object.Type
		if o.Flag != oval.FlagNotCollected || o.Object.Set != nil || t.Family == "independent" && t.Name == "variable" {
			continue
		}
		types = append(types, t.String())
	}
	slices.Sort(types)
	return slices.Compact(types)
}
