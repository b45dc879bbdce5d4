package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/oval"
)

// analyseFlags are those of `oval analyse`.
type analyseFlags struct {
	from      ovalSource
	ids       []string
	variables string
	results   string
	directive string
	at        string
	failOn    []string
	skipValid bool
	force     bool
	json      bool
	verbose   bool
}

func (a *app) ovalAnalyseCmd() *cobra.Command {
	var f analyseFlags
	cmd := &cobra.Command{
		Use:   "analyse DEFINITIONS SYSTEM-CHARACTERISTICS...",
		Short: "Judge OVAL definitions by what was collected from a system",
		Long: `Judges OVAL 5.3 to 5.11 definitions by system characteristics, without touching any
machine. DEFINITIONS is an OVAL definitions document or a SCAP data stream. Several
systems may be given: the definitions are read once.

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
	flags := cmd.Flags()
	flags.StringArrayVar(&f.ids, "id", nil, "judge this definition alone (repeatable)")
	flags.StringVar(&f.variables, "variables", "", "values of external variables, an OVAL variables document")
	flags.StringVar(&f.results, "results", "", "write an OVAL results document here (one system only; - for standard output)")
	flags.BoolVar(&f.force, "force", false, "with --results: replace a file that exists")
	flags.StringVar(&f.directive, "directives", "", "what the results document reports, an OVAL directives document (default: everything in full)")
	flags.StringVar(&f.from.stream, "datastream-id", "", "data stream to take the definitions from")
	flags.StringVar(&f.from.check, "oval-id", "", "check of the data stream that holds the definitions")
	flags.BoolVar(&f.skipValid, "skip-valid", false, "judge documents that break the language too (also --skip-validation)")
	flags.StringSliceVar(&f.failOn, "fail-on", nil, "exit 1 when a definition is one of these: true, false, error, unknown, \"not evaluated\", \"not applicable\"")
	flags.StringVar(&f.at, "time", "", "time of evaluation (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "say why, and which engine matched each pattern")
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "skip-validation" {
			name = "skip-valid"
		}
		return pflag.NormalizedName(name)
	})
	return cmd
}

// analysed is one system, judged.
type analysed struct {
	system  *oval.Characteristics
	results *oval.Results
}

func (a *app) ovalAnalyse(definitions string, systems []string, f analyseFlags) error {
	watched, err := parseResults(f.failOn)
	if err != nil {
		return err
	}
	at, err := a.judgedAsOf(f.at)
	if err != nil {
		return err
	}
	program, in, err := a.prepare(definitions, f, at)
	if err != nil {
		return err
	}
	directives, err := a.readDirectives(f, len(systems))
	if err != nil {
		return err
	}
	if f.results != "" {
		if err := writable(f.results, f.force, append([]string{definitions, f.variables, f.directive}, systems...)...); err != nil {
			return err
		}
	}
	var done []analysed
	var refused diag.List
	for _, path := range systems {
		sys, err := a.readSystem(path, f.skipValid)
		if err != nil {
			refused = append(refused, diag.Each(err)...)
			continue
		}
		done = append(done, analysed{sys, a.judgeOVAL(program, sys, in)})
	}
	if f.results != "" && len(done) == 1 {
		if err := a.writeOVALResults(f.results, done[0].results, directives, at); err != nil {
			return err
		}
	}
	if f.results != "-" {
		if err := a.printAnalysed(program, done, at, f); err != nil {
			return err
		}
	}
	if len(refused) > 0 {
		return &exitError{exitInput, refused}
	}
	return failOnResults(done, watched)
}

// prepare reads and compiles the definitions and what goes with them.
func (a *app) prepare(definitions string, f analyseFlags, at time.Time) (*oval.Program, oval.Input, error) {
	in := oval.Input{Now: at, Definitions: f.ids}
	doc, err := a.readDefinitions(definitions, f.from)
	if err != nil {
		return nil, in, &exitError{exitInput, err}
	}
	program := oval.Compile(doc)
	if err := a.believe(slices.Concat(doc.Problems, program.Problems), f.skipValid); err != nil {
		return nil, in, err
	}
	for _, id := range f.ids {
		if !slices.ContainsFunc(doc.Definitions, func(d oval.Definition) bool { return d.ID == id }) {
			return nil, in, hinted(nearestDefinition(id, doc), "--id: %s has no definition %q", definitions, id)
		}
	}
	if f.variables != "" {
		data, err := a.readInput(f.variables)
		if err == nil {
			in.Externals, err = oval.ReadExternals(f.variables, data)
		}
		if err != nil {
			return nil, in, &exitError{exitInput, err}
		}
	}
	return program, in, nil
}

func nearestDefinition(id string, doc *oval.Document) string {
	const most = 10_000
	var known []string
	for i := range doc.Definitions[:min(most, len(doc.Definitions))] {
		known = append(known, doc.Definitions[i].ID)
	}
	return orNothing("did you mean %s?", diag.Nearest(id, known))
}

func (a *app) readSystem(path string, skipValid bool) (*oval.Characteristics, error) {
	data, err := a.readInput(path)
	if err != nil {
		return nil, err
	}
	sys, err := oval.ReadCharacteristics(path, data)
	if err != nil {
		return nil, wantDefinitions(err)
	}
	var exit *exitError
	if err := a.believe(sys.Problems, skipValid); errors.As(err, &exit) {
		return nil, exit.err
	}
	return sys, nil
}

// judgeOVAL judges one system, with progress by definition.
func (a *app) judgeOVAL(program *oval.Program, sys *oval.Characteristics, in oval.Input) *oval.Results {
	total := len(program.Document().Definitions)
	bar := a.progress("judging "+sys.File, total)
	judged := 0
	in.Judged = func(oval.DefinitionResult) {
		judged++
		bar.update(judged, total)
	}
	results := program.Analyse(sys, in)
	bar.done()
	return results
}

// parseResults reads the words of --fail-on.
func parseResults(words []string) (list []oval.Result, err error) {
	for _, w := range words {
		r, ok := oval.ParseResult(strings.ToLower(strings.TrimSpace(w)))
		if !ok {
			return nil, hinted("OVAL has these six results alone", "--fail-on: is %q; want true, false, error, unknown, not evaluated or not applicable", w)
		}
		list = append(list, r)
	}
	return list, nil
}

// failOnResults ends the run with 1 when a definition has one of the results watched for.
func failOnResults(done []analysed, watched []oval.Result) error {
	for _, one := range done {
		for _, d := range one.results.Definitions {
			if d.Asked && slices.Contains(watched, d.Result) {
				return &exitError{code: exitFailOn}
			}
		}
	}
	return nil
}
