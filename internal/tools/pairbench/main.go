//go:build unix

// Command pairbench compares two commands by whole runs:
//
//	pairbench -n 20 -a 'stigwright version' -b 'oscap --version'
//
// It runs A, B, A, B, … so that a busy moment of the machine meets both, after one run
// of each that does not count. Of every run it takes the wall time, the processor time
// (user and system) and the peak resident memory that the kernel reports, and prints
// smallest, median and largest of each, and the median over the pairs of A divided by B.
//
// Commands are split into words as a POSIX shell would (quotes and backslashes; nothing
// is expanded and no shell is started). Their output is thrown away. An exit code other
// than 0 ends the comparison unless it is in -ok: oscap says 2 when a rule failed.
// With -a alone it measures one command. -before is run ahead of every run, uncounted,
// to put things back: a command that writes files meets them the second time.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options is the command line.
type options struct {
	n        int
	commands [][]string
	before   []string // empty: nothing
	env      []string
	ok       []int
}

func run(args []string, out, errs io.Writer) int {
	o, err := parseArgs(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(errs, "pairbench: %v\n", err)
		return 2
	}
	runs, err := alternate(o)
	if err != nil {
		fmt.Fprintf(errs, "pairbench: %v\n", err)
		return 1
	}
	report(out, o, runs)
	return 0
}

func parseArgs(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("pairbench", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.IntVar(&o.n, "n", 10, "counted runs of each command")
	a := flags.String("a", "", "command A, as shell words")
	b := flags.String("b", "", "command B, as shell words; none: A alone is measured")
	flags.Func("env", "NAME=VALUE for both commands (repeatable)", func(s string) error {
		o.env = append(o.env, s)
		return nil
	})
	before := flags.String("before", "", "command to run before each run, uncounted")
	ok := flags.String("ok", "0", "exit codes that are no failure, separated by commas")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var err error
	if o.before, err = split(*before); err != nil {
		return o, err
	}
	for _, text := range []string{*a, *b} {
		words, err := split(text)
		if err != nil {
			return o, err
		}
		if len(words) > 0 {
			o.commands = append(o.commands, words)
		}
	}
	if *a == "" || o.n < 1 || flags.NArg() > 0 {
		return o, errors.New("want -a COMMAND, -n of at least 1 and nothing else")
	}
	for _, word := range strings.Split(*ok, ",") {
		code, err := strconv.Atoi(word)
		if err != nil {
			return o, fmt.Errorf("-ok: %q is no exit code", word)
		}
		o.ok = append(o.ok, code)
	}
	return o, nil
}

// alternate runs each command once for nothing, then all of them n times in turn;
// the result is by command, then by round.
func alternate(o options) ([][]usage, error) {
	runs := make([][]usage, len(o.commands))
	for round := range o.n + 1 {
		for i, words := range o.commands {
			if len(o.before) > 0 {
				if _, err := measureOK(o.before, o.env, []int{0}); err != nil {
					return nil, err
				}
			}
			u, err := measureOK(words, o.env, o.ok)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				runs[i] = append(runs[i], u)
			}
		}
	}
	return runs, nil
}

// measureOK is measure, with an exit code that is not in ok made an error.
func measureOK(words, env []string, ok []int) (usage, error) {
	u, err := measure(words, env)
	if err == nil && !slices.Contains(ok, u.code) {
		err = fmt.Errorf("%s: exit code %d; %s", strings.Join(words, " "), u.code, u.lastWords)
	}
	return u, err
}
