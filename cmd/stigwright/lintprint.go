package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl/lint"
)

// placesShown is how many places of one rule a person is shown without --all: a row
// each of a whole checklist hides what else there is.
const placesShown = 3

// printLinted prints the findings of a file, each place once for all programs, and
// what each program makes of the file.
func (a *app) printLinted(l linted, f lintFlags) {
	shown, more := map[string]int{}, map[string]int{}
	var order []string
	for i := 0; i < len(l.left); {
		first, words := l.left[i], []string(nil)
		for ; i < len(l.left) && samePlace(first, l.left[i]); i++ {
			words = append(words, fmt.Sprintf("%s: %s (%s)", l.left[i].Consumer, l.left[i].Severity, l.left[i].Known))
		}
		if shown[first.Rule]++; shown[first.Rule] > placesShown && !f.all {
			if more[first.Rule]++; more[first.Rule] == 1 {
				order = append(order, first.Rule)
			}
			continue
		}
		fmt.Fprintf(a.stdout, "%s:%d:%d: %s%s\n", first.File, first.Line, first.Column, prefixed(first.Path), first.Message)
		fmt.Fprintf(a.stdout, "    %s; %s\n    remedy: %s\n", first.Rule, strings.Join(words, "; "), first.Remedy)
	}
	for _, rule := range order {
		fmt.Fprintf(a.stdout, "%s: %s at %s; --all lists them\n", l.path, rule, plural(more[rule], "more place", "more places"))
	}
	if n := len(l.done); n > 0 {
		fmt.Fprintf(a.stdout, "%s: repaired: %s\n", l.path, strings.Join(rulesOf(l.done), ", "))
	}
	if l.same && len(l.left) > 0 {
		fmt.Fprintf(a.stdout, "%s: nothing of this can be repaired without inventing it\n", l.path)
	}
	if l.written != "" && l.same {
		fmt.Fprintf(a.stdout, "wrote %s, a copy: there was nothing to repair\n", l.written)
	} else if l.written != "" {
		fmt.Fprintf(a.stdout, "wrote %s\n", l.written)
	}
	for _, c := range l.asked {
		fmt.Fprintf(a.stdout, "%s: %s: %s\n", l.path, c, fate(l.left, c))
	}
}

func prefixed(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}

func samePlace(a, b lint.Finding) bool {
	return a.Rule == b.Rule && a.Line == b.Line && a.Column == b.Column && a.Path == b.Path && a.Message == b.Message
}

func rulesOf(list []lint.Finding) []string {
	var ids []string
	for _, f := range list {
		if !slices.Contains(ids, f.Rule) {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}

// fate is what a program makes of the file as far as rules are known.
func fate(list []lint.Finding, c lint.Consumer) string {
	count, rows, refused := map[lint.Severity]int{}, 0, []lint.Known(nil)
	for _, f := range list {
		if f.Consumer != c {
			continue
		}
		count[f.Severity]++
		rows += f.Rows
		if f.Severity == lint.Refused {
			refused = append(refused, f.Known)
		}
	}
	if refused != nil {
		return fmt.Sprintf("refuses the file (%s)", slices.Min(refused))
	}
	var parts []string
	if rows > 0 {
		parts = append(parts, "drops "+plural(rows, "row", "rows")+" without a message")
	}
	if n := count[lint.Cut]; n > 0 {
		parts = append(parts, "cuts "+plural(n, "text", "texts"))
	}
	if n := count[lint.Warning]; n > 0 {
		parts = append(parts, plural(n, "warning", "warnings"))
	}
	if parts == nil {
		return "nothing known against it"
	}
	return strings.Join(parts, ", ")
}

// jsonLinted is a file in `lint --json`.
type jsonLinted struct {
	File     string            `json:"file"`
	Fates    map[string]string `json:"programs"`
	Findings []jsonFinding     `json:"findings"`
	Repaired []jsonFinding     `json:"repaired"`
	Written  string            `json:"written,omitempty"`
}

type jsonFinding struct {
	Rule    string `json:"rule"`
	Program string `json:"program"`
	Effect  string `json:"effect"`
	Known   string `json:"known_by"`
	Rows    int    `json:"rows,omitempty"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

func jsonOfLinted(l linted) jsonLinted {
	doc := jsonLinted{File: l.path, Fates: map[string]string{}, Findings: jsonFindings(l.left), Repaired: jsonFindings(l.done), Written: l.written}
	for _, c := range l.asked {
		doc.Fates[string(c)] = fate(l.left, c)
	}
	return doc
}

func jsonFindings(list []lint.Finding) []jsonFinding {
	out := []jsonFinding{}
	for _, f := range list {
		out = append(out, jsonFinding{f.Rule, string(f.Consumer), effectWord(f.Severity), f.Known.String(), f.Rows, f.Line, f.Column, f.Path, f.Message, f.Remedy})
	}
	return out
}

// jsonLintRule is a rule in `lint --rules --json`.
type jsonLintRule struct {
	Rule    string           `json:"rule"`
	Format  string           `json:"format"`
	Summary string           `json:"condition"`
	Remedy  string           `json:"remedy"`
	Fixed   bool             `json:"fixed"`
	Effects []jsonLintEffect `json:"effects"`
}

type jsonLintEffect struct {
	Program string `json:"program"`
	Effect  string `json:"effect"`
	Known   string `json:"known_by"`
}

// printLintRules lists the rules that concern the programs asked for.
func (a *app) printLintRules(f lintFlags) error {
	docs := []jsonLintRule{}
	for _, r := range lint.Rules() {
		doc := jsonLintRule{Rule: r.ID, Format: "both", Summary: r.Summary, Remedy: r.Remedy, Fixed: r.Fixed}
		if r.Format != 0 {
			doc.Format = r.Format.String()
		}
		var words []string
		for _, e := range r.Effects {
			if len(f.consumers) == 0 || slices.Contains(f.consumers, string(e.Consumer)) {
				doc.Effects = append(doc.Effects, jsonLintEffect{string(e.Consumer), effectWord(e.Severity), e.Known.String()})
				words = append(words, fmt.Sprintf("%s: %s (%s)", e.Consumer, e.Severity, e.Known))
			}
		}
		if words == nil {
			continue
		}
		docs = append(docs, doc)
		if !f.json {
			fixed := ""
			if r.Fixed {
				fixed = ", --fix"
			}
			fmt.Fprintf(a.stdout, "%s (%s%s): %s\n    %s\n    remedy: %s\n", r.ID, doc.Format, fixed, r.Summary, strings.Join(words, "; "), r.Remedy)
		}
	}
	if f.json {
		return a.printJSON(docs)
	}
	return nil
}
