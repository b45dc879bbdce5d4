package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/stigwright/stigwright/oval"
)

// jsonAnalysed is the document of `oval analyse --json`.
type jsonAnalysed struct {
	Definitions string        `json:"definitions"` // the file
	Schema      string        `json:"schema_version"`
	JudgedAsOf  string        `json:"judged_as_of"`
	Systems     []jsonSystem  `json:"systems"`
	Patterns    []jsonPattern `json:"patterns,omitempty"` // with -v
}

// jsonSystem is one system, judged.
type jsonSystem struct {
	File     string         `json:"file"`
	Host     string         `json:"host"`
	Results  []jsonVerdict  `json:"results"`
	Counts   map[string]int `json:"counts"`
	Messages []string       `json:"messages"`
}

// jsonVerdict is the result of one definition.
type jsonVerdict struct {
	ID       string   `json:"id"`
	Class    string   `json:"class"`
	Title    string   `json:"title"`
	Result   string   `json:"result"`
	Messages []string `json:"messages"`
	Why      []string `json:"why,omitempty"` // with -v
}

// jsonPattern says what matched a pattern.
type jsonPattern struct {
	Pattern string `json:"pattern"`
	Engine  string `json:"engine"`
	Reason  string `json:"reason,omitempty"`
}

func (a *app) printAnalysed(program *oval.Program, done []analysed, at time.Time, f analyseFlags) error {
	doc := program.Document()
	out := jsonAnalysed{Definitions: doc.File, Schema: doc.Generator.SchemaVersion, JudgedAsOf: at.Format(time.RFC3339), Systems: []jsonSystem{}}
	for _, one := range done {
		out.Systems = append(out.Systems, describeAnalysed(one, f.verbose))
	}
	if f.verbose {
		for _, e := range program.Engines() {
			out.Patterns = append(out.Patterns, jsonPattern{e.Pattern, e.Engine, e.Reason})
		}
	}
	if f.json {
		return a.printJSON(out)
	}
	a.say("judged as of %s", out.JudgedAsOf)
	for i, s := range out.Systems {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		a.printSystem(s)
	}
	for _, p := range out.Patterns {
		if p.Engine != "linear" {
			a.say("pattern %q: %s (%s)", p.Pattern, p.Engine, p.Reason)
		}
	}
	if f.verbose {
		a.say("%d patterns used", len(out.Patterns))
	}
	return nil
}

// describeAnalysed takes from the results what is printed.
func describeAnalysed(one analysed, verbose bool) jsonSystem {
	s := jsonSystem{File: one.system.File, Host: one.system.Host.Name, Results: []jsonVerdict{}, Counts: map[string]int{}, Messages: []string{}}
	for _, m := range one.results.Messages {
		s.Messages = append(s.Messages, m.Level+": "+m.Text)
	}
	for _, d := range one.results.Definitions {
		if !d.Asked {
			continue
		}
		v := jsonVerdict{ID: d.Definition.ID, Class: d.Definition.Class.String(), Title: strings.Join(strings.Fields(d.Definition.Title), " "),
			Result: d.Result.String(), Messages: []string{}}
		for _, m := range d.Messages {
			v.Messages = append(v.Messages, m.Level+": "+m.Text)
		}
		if verbose {
			v.Why = one.results.Explain(d.Definition)
		}
		s.Counts[v.Result]++
		s.Results = append(s.Results, v)
	}
	return s
}

// printSystem prints the results of one system as a table, with what is to be said of
// each definition below its row.
func (a *app) printSystem(s jsonSystem) {
	fmt.Fprintf(a.stdout, "%s, %s\n\n", s.File, orElse(s.Host, "no host name"))
	rows := [][]string{{"RESULT", "DEFINITION", "CLASS", "TITLE"}}
	for _, v := range s.Results {
		rows = append(rows, []string{v.Result, v.ID, v.Class, v.Title})
	}
	var table strings.Builder
	printTable(&table, rows)
	i := -1
	for line := range strings.Lines(table.String()) {
		fmt.Fprint(a.stdout, line)
		if i >= 0 {
			for _, text := range append(s.Results[i].Messages, s.Results[i].Why...) {
				fmt.Fprintf(a.stdout, "    %s\n", text)
			}
		}
		i++
	}
	fmt.Fprintf(a.stdout, "\n%d definitions%s\n", len(s.Results), countWords(s.Counts))
	for _, m := range s.Messages {
		a.warn("%s: %s", s.File, m)
	}
}

// countWords are the counts in the order of the language.
func countWords(counts map[string]int) string {
	var b strings.Builder
	for _, r := range []oval.Result{oval.True, oval.False, oval.Error, oval.Unknown, oval.NotEvaluated, oval.NotApplicable} {
		if n := counts[r.String()]; n > 0 {
			sep := ", "
			if b.Len() == 0 {
				sep = ": "
			}
			fmt.Fprintf(&b, "%s%s %d", sep, r, n)
		}
	}
	return b.String()
}
