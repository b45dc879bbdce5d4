package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/ckl/lint"
	"github.com/stigwright/stigwright/diag"
)

// lintFlags is the command line of lint.
type lintFlags struct {
	consumers []string
	fix       bool
	out       string
	force     bool
	all       bool
	rules     bool
	json      bool
	failOn    []string
}

func (a *app) lintCmd() *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint FILE|DIR... [--for PROGRAM,...] [--fix [-o OUT]]",
		Short: "Say what other programs would refuse, drop or cut of a checklist",
		Long: `Says, before a checklist is handed on, what STIG Viewer 2 and 3, STIG Manager, Heimdall,
eMASS and OpenRMF would do to it: refuse the file, drop rows, cut texts; with the place,
the remedy, and how it is known: the reader was run, a schema says so, its source was
read, or it is reported. Without --for the programs that read the format are asked.

--fix repairs what needs nothing invented, in place or with -o into another file, and
keeps everything else byte for byte. A folder means every checklist in and below it.`,
		Example: `  stigwright lint node1.ckl --for stigmanager,heimdall
  stigwright lint checklists/ --for emass --fail-on refused,dropped
  stigwright lint node1.ckl --fix -o node1-fixed.ckl
  stigwright lint --rules --for stigmanager`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !f.rules {
				return hinted("stigwright lint node1.ckl --for stigmanager", "no checklist given")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.lint(args, f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVar(&f.consumers, "for", nil, "programs to ask for: "+strings.Join(consumerWords(), ", "))
	flags.BoolVar(&f.fix, "fix", false, "repair what needs nothing invented")
	flags.StringVarP(&f.out, "output", "o", "", "with --fix: write the repaired file here; - for standard output")
	flags.BoolVar(&f.force, "force", false, "with -o: replace a file that exists; what it holds is lost")
	flags.StringSliceVar(&f.failOn, "fail-on", nil, "exit with 1 when one of these is met: "+strings.Join(lintConditions(), ", "))
	flags.BoolVar(&f.all, "all", false, "list every place, not the first few of each rule")
	flags.BoolVar(&f.rules, "rules", false, "list the rules instead")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func consumerWords() []string {
	var words []string
	for _, c := range lint.Consumers() {
		words = append(words, string(c))
	}
	return words
}

// lintConditions are the words of --fail-on: the effects, and any of them.
func lintConditions() []string { return []string{"refused", "dropped", "cut", "warning", "any"} }

// effectWord is the word of --fail-on and of JSON for an effect.
func effectWord(s lint.Severity) string {
	return map[lint.Severity]string{lint.Refused: "refused", lint.Dropped: "dropped", lint.Cut: "cut", lint.Warning: "warning"}[s]
}

// check refuses command lines that cannot be meant.
func (f lintFlags) check(args []string) error {
	for _, flag := range []struct {
		name         string
		given, known []string
	}{{"--for", f.consumers, consumerWords()}, {"--fail-on", f.failOn, lintConditions()}} {
		for _, word := range flag.given {
			if !slices.Contains(flag.known, word) {
				return hinted(orNothing("did you mean %q?", diag.Nearest(word, flag.known)), "%s: is %q; want %s", flag.name, word, strings.Join(flag.known, ", "))
			}
		}
	}
	switch {
	case f.out != "" && !f.fix:
		return hinted("--fix -o "+f.out, "-o is of --fix alone")
	case f.fix && f.out == "" && slices.Contains(args, "-"):
		return usage("--fix of standard input wants -o")
	case f.out != "" && (len(args) != 1 || isDir(args[0])):
		return hinted("without -o each file is repaired in place", "-o is for one file")
	case f.out == "-" && f.json:
		return usage("--json and -o - both want standard output")
	case f.out != "":
		return writable(f.out, f.force, args...)
	}
	return nil
}

// asked is the consumers to ask of a file: those named, else those that read its format.
func (f lintFlags) asked(name string, data []byte) []lint.Consumer {
	list := lint.Consumers()
	if len(f.consumers) > 0 {
		list = nil
		for _, word := range f.consumers {
			list = append(list, lint.Consumer(word))
		}
		return list
	}
	if format, err := ckl.Sniff(name, data); err == nil && format == ckl.CKLB {
		return slices.DeleteFunc(list, func(c lint.Consumer) bool { return c == lint.STIGViewer2 || c == lint.Heimdall })
	}
	return list
}

// lint checks every file. What could not be read comes last, with exit 3.
func (a *app) lint(args []string, f lintFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	if f.rules {
		return a.printLintRules(f)
	}
	files, problems := checklistFiles(args)
	bar := a.progress("reading", len(files))
	docs, met := []jsonLinted{}, map[string]int{}
	var last error
	for i, path := range files {
		bar.update(i, len(files))
		linted, err := a.lintFile(path, f)
		if err != nil {
			problems = append(problems, diag.Each(err)...)
		}
		if linted.path == "" {
			continue
		}
		for _, finding := range linted.left {
			met["any"]++
			met[effectWord(finding.Severity)]++
		}
		if f.json {
			docs = append(docs, jsonOfLinted(linted))
		} else if f.out != "-" {
			a.printLinted(linted, f)
		}
	}
	bar.done()
	if f.json {
		last = a.printJSON(docs)
	}
	switch {
	case last != nil:
		return last
	case problems != nil:
		return &exitError{exitInput, problems}
	}
	return a.lintCode(f, met)
}

// lintCode is exit 1 when a condition of --fail-on is met.
func (a *app) lintCode(f lintFlags, met map[string]int) error {
	var parts []string
	for _, word := range lintConditions() {
		if slices.Contains(f.failOn, word) && met[word] > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", word, met[word]))
		}
	}
	if parts == nil {
		return nil
	}
	a.say("--fail-on is met: %s", strings.Join(parts, ", "))
	return &exitError{code: exitFailOn}
}

// linted is what lint found in one file, and what it repaired.
type linted struct {
	path       string
	asked      []lint.Consumer
	done, left []lint.Finding
	written    string // "" when nothing was
	same       bool   // with --fix: nothing was repaired
}

// lintFile checks a file and with --fix writes what is repaired: in place only when
// something is; elsewhere, when there is nothing to repair, a copy. A copy that would be
// refused as the file is comes to an error beside what was found.
func (a *app) lintFile(path string, f lintFlags) (linted, error) {
	data, err := a.readInput(path)
	if err != nil {
		return linted{}, err
	}
	l := linted{path: path, asked: f.asked(path, data)}
	if !f.fix {
		l.left, err = lint.Lint(path, data, l.asked...)
		return l, inFile(path, err)
	}
	fixed, done, left, err := lint.Fix(path, data, l.asked...)
	if err != nil {
		return linted{}, inFile(path, err)
	}
	l.done, l.left = done, left
	l.same = string(fixed) == string(data)
	switch {
	case l.same && f.out == "":
		return l, nil
	case l.same && slices.ContainsFunc(left, func(x lint.Finding) bool { return x.Severity == lint.Refused }):
		return l, &diag.Error{File: path, Msg: "would be refused, and nothing of that can be repaired without inventing it; " + f.out + " was not written",
			Hint: fmt.Sprintf("`stigwright lint %s` says what to do by hand", path)}
	}
	to := orElse(f.out, path)
	if err := a.put(to, fixed); err != nil { // the file is as it was, and so is what is to be said of it
		was := linted{path: path, asked: l.asked}
		was.left, _ = lint.Lint(path, data, l.asked...) // which Fix has read already
		return was, err
	}
	l.written = to
	return l, nil
}
