package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/diag"
)

// The exit codes; see the package comment.
const (
	exitDone   = 0
	exitFailOn = 1
	exitUsage  = 2
	exitInput  = 3
	exitFault  = 4
)

// app is the program with everything it takes from the world around it.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer // for people: control characters are shown, not sent
	raw            io.Writer // standard output for documents, byte for byte
	getenv         func(string) string
	now            func() time.Time
	terminal       bool // standard error is one
	quiet          bool
	memory         *buffers // of the files of commands that read thousands; nil: fresh for each
	library        string   // where -b finds a benchmark by name; "" for nowhere
}

// exitError ends the run with a code. Its error has been or will be printed once.
type exitError struct {
	code int
	err  error // nil: nothing more to say
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// hinted is a usage error with something to do about it.
func hinted(hint, format string, args ...any) error {
	return &exitError{exitUsage, &diag.Error{Msg: fmt.Sprintf(format, args...), Hint: hint}}
}

// noWords refuses words that belong to no flag, such as those a shell makes of
// facts/*.json.
func noWords(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return hinted(hint, "unexpected argument %q", args[0])
	}
}

func (a *app) run(args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(a.stderr, "stigwright: error: internal fault: %v\n", p)
			fmt.Fprintf(a.stderr, "stigwright: hint: this is a bug; please report it with the command line and the input\n")
			code = exitFault
		}
	}()
	root := a.root(args)
	root.SetArgs(args)
	err := root.Execute()
	return a.finish(err)
}

// finish prints err and gives its exit code.
func (a *app) finish(err error) int {
	if err == nil {
		return exitDone
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		a.printError(err)
		return exitUsage // what cobra refuses before a command runs
	}
	if exit.err != nil {
		a.printError(exit.err)
	}
	return exit.code
}

// printError prints every problem inside err, each with its hint.
func (a *app) printError(err error) {
	problems := diag.Each(err)
	if len(problems) == 1 && problems[0].Err == err {
		problems[0] = &diag.Error{Err: err}
	}
	for _, p := range problems {
		for i, line := range strings.Split(p.Error(), "\n") {
			if i == 0 {
				fmt.Fprintf(a.stderr, "stigwright: error: %s\n", line)
			} else {
				fmt.Fprintf(a.stderr, "  %s\n", line)
			}
		}
		if p.Hint != "" {
			fmt.Fprintf(a.stderr, "stigwright: hint: %s\n", p.Hint)
		}
	}
}

// warn prints a remark that changes no exit code. --quiet does not silence it:
// what it says may decide whether a verdict is believed.
func (a *app) warn(format string, args ...any) {
	fmt.Fprintf(a.stderr, "stigwright: warning: "+format+"\n", args...)
}

// say prints progress and counts, unless --quiet.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, "stigwright: "+format+"\n", args...)
	}
}

// root is the command with those of its subcommands that args may be about.
func (a *app) root(args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "stigwright",
		Short: "From a STIG benchmark and collected facts to a checklist an assessor accepts",
		Long: `stigwright turns DISA's STIG benchmarks and facts collected from real systems
into checklists (.ckl, .cklb) that open in STIG Viewer and import into eMASS and
STIG Manager. It judges without touching any system or network.

Start with:  stigwright demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SetOut(a.stdout)
			return cmd.Help()
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "print results, warnings and errors only")
	root.PersistentFlags().StringVar(&a.library, "library", a.getenv("STIGWRIGHT_LIBRARY"),
		"find -b NAME@V2R1 here: an index, a library zip or a folder of them (default: STIGWRIGHT_LIBRARY)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return hinted("see `"+cmd.CommandPath()+" --help`", "%v", err)
	})
	for _, c := range a.subcommands(args) {
		root.AddCommand(c())
	}
	return root
}

// subcommands makes the subcommands. Where args begin with the name of one it is that
// alone: the flags of all take longer to set up than a short run does.
func (a *app) subcommands(args []string) []func() *cobra.Command {
	all := []struct {
		name string
		make func() *cobra.Command
	}{
		{"demo", a.demoCmd},
		{"evaluate", a.evaluateCmd},
		{"collect", a.collectCmd},
		{"scan", a.scanCmd},
		{"info", a.infoCmd},
		{"explain", a.explainCmd},
		{"oval", a.ovalCmd},
		{"rules", a.rulesCmd},
		{"facts", a.factsCmd},
		{"needs", a.needsCmd},
		{"ssp", a.sspCmd},
		{"answer", a.answerCmd},
		{"library", a.libraryCmd},
		{"convert", a.convertCmd},
		{"merge", a.mergeCmd},
		{"diff", a.diffCmd},
		{"history", a.historyCmd},
		{"stats", a.statsCmd},
		{"lint", a.lintCmd},
		{"git", a.gitCmd},
		{"carry", a.carryCmd},
		{"impact", a.impactCmd},
		{"version", a.versionCmd},
	}
	var list []func() *cobra.Command
	for _, c := range all {
		if len(args) > 0 && args[0] == c.name {
			return []func() *cobra.Command{c.make}
		}
		list = append(list, c.make)
	}
	return list
}
