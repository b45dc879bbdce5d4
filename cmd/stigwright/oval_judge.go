package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/oval"
)

// judgeFlags are those of `oval analyse` and `oval eval`.
type judgeFlags struct {
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

func (f *judgeFlags) add(flags *pflag.FlagSet) {
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
}

// judging is one run over systems by one document of definitions.
type judging struct {
	*app
	judgeFlags
	program    *oval.Program
	in         oval.Input
	at         time.Time
	directives oval.Directives
	watched    []oval.Result // of --fail-on
}

// analysed is one system, judged: what is left of it to print and write.
type analysed struct {
	refused  error     // it could not be read; the rest is empty
	fault    error     // its results could not be made a document: a bug
	warnings diag.List // of --skip-valid
	printed  jsonSystem
	document []byte   // of --results
	met      bool     // a definition has a result that --fail-on names
	open     []string // of no system: the types that had to be collected
}

// beginJudging reads all but the systems.
func (a *app) beginJudging(definitions string, systems []string, f judgeFlags) (*judging, error) {
	j := &judging{app: a, judgeFlags: f}
	var err error
	if j.watched, err = parseResults(f.failOn); err != nil {
		return nil, err
	}
	if j.at, err = a.judgedAsOf(f.at); err != nil {
		return nil, err
	}
	if j.program, j.in, err = a.prepare(definitions, f, j.at); err != nil {
		return nil, err
	}
	if j.directives, err = a.readDirectives(f, len(systems)); err != nil {
		return nil, err
	}
	if f.results != "" {
		return j, writable(f.results, f.force, append([]string{definitions, f.variables, f.directive}, systems...)...)
	}
	return j, nil
}

// system judges one system, which may be nil. It prints nothing: others may be judged
// at the same time.
func (j *judging) system(sys *oval.Characteristics, in oval.Input) (done analysed) {
	results := j.program.Analyse(sys, in)
	done.printed = describeAnalysed(results, j.verbose)
	done.met = slices.ContainsFunc(results.Definitions, func(d oval.DefinitionResult) bool { return d.Asked && slices.Contains(j.watched, d.Result) })
	if sys == nil {
		done.open = uncollected(results)
	}
	if j.results != "" {
		generator := oval.Generator{ProductName: "stigwright", ProductVersion: version, Timestamp: j.at.Format("2006-01-02T15:04:05Z")}
		var err error
		if done.document, err = oval.WriteResults(results, j.directives, generator); err != nil {
			done.fault = &exitError{exitFault, err}
		}
	}
	return done
}

// byDefinition is the input with progress by definition.
func (j *judging) byDefinition(name string) (in oval.Input, finish func()) {
	total := len(j.program.Document().Definitions)
	bar := j.progress("judging "+name, total)
	judged := 0
	in = j.in
	in.Judged = func(oval.DefinitionResult) {
		judged++
		bar.update(judged, total)
	}
	return in, bar.done
}

// prepare reads and compiles the definitions and what goes with them.
func (a *app) prepare(definitions string, f judgeFlags, at time.Time) (*oval.Program, oval.Input, error) {
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

// readSystem reads one system. warnings are the problems that skipValid lets pass.
func (a *app) readSystem(path string, skipValid bool) (sys *oval.Characteristics, warnings diag.List, err error) {
	data, err := a.readInput(path)
	if err != nil {
		return nil, nil, err
	}
	if sys, err = oval.ReadCharacteristics(path, data); err != nil {
		return nil, nil, wantDefinitions(err)
	}
	if skipValid {
		return sys, sys.Problems, nil
	}
	var exit *exitError
	if err := a.believe(sys.Problems, false); errors.As(err, &exit) {
		return nil, nil, exit.err
	}
	return sys, nil, nil
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
