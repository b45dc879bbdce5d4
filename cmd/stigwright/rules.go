package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

// jsonCoverage is one benchmark in `rules --json`.
type jsonCoverage struct {
	Benchmark string          `json:"benchmark"`
	Rules     []jsonEvaluator `json:"rules"`
}

type jsonEvaluator struct {
	STIGID  string   `json:"stig_id"`
	Scope   string   `json:"scope"`
	Class   string   `json:"class"`
	Reading string   `json:"reading"`
	Needs   []string `json:"needs"`
}

func (a *app) rulesCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules stigwright judges, and how far",
		Long: `Lists the rules that have an evaluator. Scope: N each node, C the cluster, M the
registry. Class: full, collected facts suffice; given-SSP, ssp.yaml decides too;
partial, a pass needs a dated statement of a person; manual, only such a statement
decides.`,
		Example: "  stigwright rules\n  stigwright rules --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			tables, err := catalog.Tables()
			if err != nil {
				return &exitError{exitFault, err}
			}
			if asJSON {
				return a.printJSON(coverage(tables))
			}
			printCoverage(a.stdout, tables)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func coverage(tables []rules.Table) []jsonCoverage {
	out := []jsonCoverage{}
	for _, t := range tables {
		c := jsonCoverage{Benchmark: t.Benchmark}
		for _, r := range t.Rules {
			c.Rules = append(c.Rules, jsonEvaluator{r.ID, r.Scope.String(), r.Class.String(), r.Reading, r.Needs()})
		}
		out = append(out, c)
	}
	return out
}

func printCoverage(w io.Writer, tables []rules.Table) {
	for _, t := range tables {
		counts := map[rules.Class]int{}
		rows := [][]string{{"STIG ID", "SCOPE", "CLASS", "READING"}}
		for _, r := range t.Rules {
			counts[r.Class]++
			rows = append(rows, []string{r.ID, r.Scope.String(), r.Class.String(), cut(r.Reading, 90)})
		}
		fmt.Fprintf(w, "%s: %d rules judged (full %d, given-SSP %d, partial %d, manual %d)\n", t.Benchmark, len(t.Rules),
			counts[rules.Full], counts[rules.GivenSSP], counts[rules.Partial], counts[rules.Manual])
		printTable(w, rows)
	}
}

// jsonSection is one section in `facts --json`.
type jsonSection struct {
	Name   string `json:"name"`
	Side   string `json:"side"`
	Shape  string `json:"shape"`
	Source string `json:"source"`
	ByHand string `json:"by_hand"`
	Needs  string `json:"needs"`
}

func (a *app) factsCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "facts",
		Short:   "List the facts stigwright knows, with their shape and where they come from",
		Example: "  stigwright facts\n  stigwright facts --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				out := []jsonSection{}
				for _, s := range facts.Sections() {
					out = append(out, jsonSection{s.Name, s.Side.String(), s.Doc.Shape, s.Doc.Source, s.Doc.ByHand, s.Doc.Needs})
				}
				return a.printJSON(out)
			}
			for _, s := range facts.Sections() {
				printSection(a.stdout, s)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printSection(w io.Writer, s facts.Section) {
	fmt.Fprintf(w, "%s (%s)\n", s.Name, s.Side)
	for _, l := range [][2]string{{"shape", s.Doc.Shape}, {"source", s.Doc.Source}, {"by hand", s.Doc.ByHand}, {"needs", s.Doc.Needs}} {
		if l[1] != "" {
			fmt.Fprintf(w, "  %-8s %s\n", l[0], l[1])
		}
	}
}
