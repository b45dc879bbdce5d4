// Command conformance judges the cases of the OVAL conformance suite that need no
// host, and prints for each group how often we agree with what is expected:
//
//	go run ./internal/tools/conformance -dir ../shared/oval-conformance -command ./stigwright
//
// With -command every case is run by `oval eval` or `oval analyse` and judged by the results
// document that it writes; without it the packages are called.
//
// An expectation is firm when it comes from the source's own tests or from the tables
// of the language, and a baseline when it was only taken from what oscap 1.3.7 says.
// The command fails when a firm expectation is not met. -v lists every disagreement.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(errs)
	dir := flags.String("dir", "../shared/oval-conformance", "folder of the suite")
	command := flags.String("command", "", "the stigwright to run; without it the packages are called")
	verbose := flags.Bool("v", false, "list every disagreement, and what is not supported")
	if flags.Parse(args) != nil {
		return 2
	}
	groups, err := loadAll(*dir)
	if err != nil {
		fmt.Fprintf(errs, "conformance: %v\n", err)
		return 1
	}
	var scores []score
	for _, g := range groups {
		scores = append(scores, g.judge(*command))
	}
	print(out, scores, *verbose)
	for _, s := range scores {
		if s.firm.differ > 0 || s.broken > 0 {
			return 1
		}
	}
	return 0
}

// print prints the table and, when verbose, the notes.
func print(w io.Writer, scores []score, verbose bool) {
	fmt.Fprintf(w, "%-26s %6s %8s   %-22s %-22s\n", "", "", "no host:", "firm", "baseline (oscap)")
	fmt.Fprintf(w, "%-26s %6s %8s   %6s %6s %8s %6s %6s\n", "group", "cases", "judged", "agree", "differ", "", "agree", "differ")
	var sum score
	for _, s := range scores {
		s.line(w)
		sum.add(s)
	}
	sum.name = "all"
	sum.line(w)
	if !verbose {
		return
	}
	for _, s := range scores {
		for _, n := range s.notes {
			fmt.Fprintln(w, n)
		}
	}
}

func (s *score) line(w io.Writer) {
	fmt.Fprintf(w, "%-26s %6d %8d   %6d %6d %8s %6d %6d\n", s.name, s.cases, s.judged, s.firm.agree, s.firm.differ, "", s.weak.agree, s.weak.differ)
}
