package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/oval"
)

// jsonAnalysed is the beginning of the document of `oval analyse --json` and `oval eval
// --json`; "systems", an array of jsonSystem, follows, and with -v "patterns", one of
// jsonPattern.
type jsonAnalysed struct {
	Definitions string `json:"definitions"` // the file
	Schema      string `json:"schema_version"`
	JudgedAsOf  string `json:"judged_as_of"`
}

// jsonSystem is one system, judged; File and Host are "" when it was no system.
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
	Reason   string   `json:"reason,omitempty"` // of one that is neither true nor false
	Messages []string `json:"messages"`
	Why      []string `json:"why,omitempty"` // with -v
}

// jsonPattern says what matched a pattern.
type jsonPattern struct {
	Pattern string `json:"pattern"`
	Engine  string `json:"engine"`
	Reason  string `json:"reason,omitempty"`
}

// judgedOutput prints and writes systems as they were judged, one after the other.
type judgedOutput struct {
	*judging
	systems int
}

// begin says what will be judged.
func (j *judging) begin() *judgedOutput {
	if !j.json || j.results == "-" {
		j.say("judged as of %s", j.at.Format(time.RFC3339))
	}
	return &judgedOutput{judging: j}
}

// take prints and writes one system.
func (o *judgedOutput) take(done analysed) error {
	if done.fault != nil {
		return done.fault
	}
	for _, p := range done.warnings {
		o.warn("%s", p)
	}
	o.systems++
	if o.results != "" {
		if err := o.writeOVALResults(o.results, done.document); err != nil {
			return err
		}
	}
	switch {
	case o.results == "-":
		return nil
	case o.json:
		return o.jsonSystem(done.printed)
	case o.systems > 1:
		fmt.Fprintln(o.stdout)
	}
	o.printSystem(done.printed)
	return nil
}

// end prints what is of no one system.
func (o *judgedOutput) end() error {
	if o.results == "-" {
		return nil
	}
	var used []jsonPattern
	if o.verbose {
		for _, e := range o.program.Engines() {
			used = append(used, jsonPattern{e.Pattern, e.Engine, e.Reason})
		}
	}
	if o.json {
		return o.jsonEnd(used)
	}
	for _, p := range used {
		if p.Engine != "linear" {
			o.say("pattern %q: %s (%s)", p.Pattern, p.Engine, p.Reason)
		}
	}
	if o.verbose {
		o.say("%d patterns used", len(used))
	}
	return nil
}

// jsonSystem prints one system of the document: the systems may be too many to hold.
func (o *judgedOutput) jsonSystem(s jsonSystem) error {
	if o.systems == 1 {
		if err := o.jsonHead(); err != nil {
			return err
		}
	} else if err := o.print(","); err != nil {
		return err
	}
	text, err := indented(s, "    ")
	if err != nil {
		return err
	}
	return o.print("\n    " + text)
}

// jsonHead prints the beginning of the document, up to the first of the systems.
func (o *judgedOutput) jsonHead() error {
	doc := o.program.Document()
	text, err := indented(jsonAnalysed{Definitions: doc.File, Schema: doc.Generator.SchemaVersion, JudgedAsOf: o.at.Format(time.RFC3339)}, "")
	if err != nil {
		return err
	}
	return o.print(strings.TrimSuffix(text, "\n}") + ",\n  \"systems\": [")
}

func (o *judgedOutput) jsonEnd(used []jsonPattern) error {
	if o.systems == 0 {
		if err := o.jsonHead(); err != nil {
			return err
		}
	} else if err := o.print("\n  "); err != nil {
		return err
	}
	if len(used) == 0 {
		return o.print("]\n}\n")
	}
	text, err := indented(used, "  ")
	if err != nil {
		return err
	}
	return o.print("],\n  \"patterns\": " + text + "\n}\n")
}

func (o *judgedOutput) print(text string) error {
	if _, err := io.WriteString(o.stdout, text); err != nil {
		return &exitError{exitInput, fmt.Errorf("writing the result: %w", err)}
	}
	return nil
}

// indented is v as JSON whose lines but the first begin with prefix.
func indented(v any, prefix string) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// describeAnalysed takes from the results what is printed.
func describeAnalysed(results *oval.Results, verbose bool) jsonSystem {
	s := jsonSystem{Results: []jsonVerdict{}, Counts: map[string]int{}, Messages: []string{}}
	if sys := results.System; sys != nil {
		s.File, s.Host = sys.File, sys.Host.Name
	}
	for _, m := range results.Messages {
		s.Messages = append(s.Messages, m.Level+": "+m.Text)
	}
	for _, d := range results.Definitions {
		if !d.Asked {
			continue
		}
		v := jsonVerdict{ID: d.Definition.ID, Class: d.Definition.Class.String(), Title: oneLine(d.Definition.Title),
			Result: d.Result.String(), Reason: results.Reason(d), Messages: []string{}}
		for _, m := range d.Messages {
			v.Messages = append(v.Messages, m.Level+": "+m.Text)
		}
		if verbose {
			v.Why = results.Explain(d.Definition)
		}
		s.Counts[v.Result]++
		s.Results = append(s.Results, v)
	}
	return s
}

// printSystem prints the results of one system as a table, with what is to be said of
// each definition below its row.
func (a *app) printSystem(s jsonSystem) {
	name := "no system"
	if s.File != "" {
		name = s.File + ", " + orElse(s.Host, "no host name")
	}
	fmt.Fprintf(a.stdout, "%s\n\n", name)
	rows := [][]string{{"RESULT", "DEFINITION", "CLASS", "TITLE"}}
	for _, v := range s.Results {
		rows = append(rows, []string{v.Result, oneLine(v.ID), v.Class, v.Title})
	}
	var table strings.Builder
	printTable(&table, rows)
	i := -1
	for line := range strings.Lines(table.String()) {
		fmt.Fprint(a.stdout, line)
		if i >= 0 {
			a.printReasons(s.Results[i])
		}
		i++
	}
	fmt.Fprintf(a.stdout, "\n%d definitions%s\n", len(s.Results), countWords(s.Counts))
	for _, m := range s.Messages {
		a.warn("%s%s", orNothing("%s: ", s.File), m)
	}
}

// printReasons prints what is to be said of one definition: all there is with -v, else
// what was remarked of it, or in one line why it was not decided.
func (a *app) printReasons(v jsonVerdict) {
	lines := slices.Concat(v.Messages, v.Why)
	if len(lines) == 0 && v.Reason != "" {
		lines = []string{v.Reason}
	}
	for _, text := range lines {
		fmt.Fprintf(a.stdout, "    %s\n", oneLineKept(text))
	}
}

// oneLineKept is s with line ends made blanks, so that foreign text stays in its place.
func oneLineKept(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// oneLine is s with each run of white space made one blank.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

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
