package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// jsonCollected is the document of `collect --json`.
type jsonCollected struct {
	File       string         `json:"file"`
	BundleID   string         `json:"bundle_id"`
	Swarm      string         `json:"swarm_file,omitempty"`
	Privilege  string         `json:"privilege"`
	StartedAt  string         `json:"started_at"`
	FinishedAt string         `json:"finished_at"`
	Sections   []jsonGathered `json:"sections"`
	Notes      []string       `json:"notes"`
}

// jsonGathered is what came of one section.
type jsonGathered struct {
	Section   string   `json:"section"`
	Status    string   `json:"status"`
	Complete  bool     `json:"complete"`
	Expected  int      `json:"expected,omitempty"`
	Collected int      `json:"collected,omitempty"`
	Lacking   int      `json:"lacking,omitempty"` // entries within it that are not known, or not whole
	Why       string   `json:"why,omitempty"`
	Privilege string   `json:"privilege,omitempty"` // what it takes
	Rules     []string `json:"rules"`               // that read it
}

// jsonPlanned is one section of the document of `collect --dry-run --json`.
type jsonPlanned struct {
	Section string      `json:"section"`
	Touches []jsonTouch `json:"touches"`
	Rules   []string    `json:"rules"`
}

type jsonTouch struct {
	Kind      string `json:"kind"`
	Ref       string `json:"ref"`
	Why       string `json:"why"`
	Privilege string `json:"privilege"`
}

// rulesOf is the rules that read each section, of every benchmark that is judged.
func (a *app) rulesOf() (map[string][]string, error) {
	all, err := a.askers(nil)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, n := range sectionsNeeded(all) {
		out[n.Fact] = n.Rules
	}
	return out, nil
}

// printPlan prints what a collection would touch.
func (a *app) printPlan(steps []collect.Step, asJSON bool) error {
	rules, err := a.rulesOf()
	if err != nil {
		return err
	}
	doc := []jsonPlanned{}
	for _, s := range steps {
		one := jsonPlanned{Section: s.Section, Touches: []jsonTouch{}, Rules: append([]string{}, rules[s.Section]...)}
		for _, t := range s.Touches {
			one.Touches = append(one.Touches, jsonTouch{string(t.Kind), t.Ref, t.Why, t.Privilege})
		}
		doc = append(doc, one)
	}
	if asJSON {
		return a.printJSON(doc)
	}
	for i, s := range doc {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		printStep(a.stdout, s)
	}
	return nil
}

func printStep(w io.Writer, s jsonPlanned) {
	fmt.Fprintln(w, s.Section)
	for _, t := range s.Touches {
		who := ""
		if t.Privilege != "" {
			who = ", " + t.Privilege
		}
		fmt.Fprintf(w, "  %s  (%s%s)\n      %s\n", t.Ref, t.Kind, who, t.Why)
	}
	if strings.HasPrefix(s.Section, "(") {
		return // no section: a login, or a record
	}
	if len(s.Rules) == 0 {
		fmt.Fprintln(w, "  for no rule; it says what was looked at")
		return
	}
	fmt.Fprintf(w, "  for %d rules: %s\n", len(s.Rules), strings.Join(s.Rules, ", "))
}

// collectedDoc is what came of a collection, section by section in the schema's order.
func collectedDoc(got collect.Collected, w writtenFacts, rules map[string][]string) jsonCollected {
	p := got.Node.Provenance
	doc := jsonCollected{File: w.node, BundleID: got.Node.ID, Swarm: w.swarm, Privilege: p.Privilege,
		StartedAt: p.StartedAt.Format(time.RFC3339), FinishedAt: p.FinishedAt.Format(time.RFC3339),
		Sections: []jsonGathered{}, Notes: append([]string{}, p.Notes...)}
	for _, b := range []*facts.Bundle{got.Node, got.Swarm} {
		if b == nil {
			continue
		}
		for _, s := range facts.Sections() {
			f, ok := b.Facts[s.Name]
			if !ok {
				continue
			}
			n, first := lackingIn(f)
			if n > 0 && f.Error == "" {
				f.Error = saidOf(n, first)
			}
			doc.Sections = append(doc.Sections, jsonGathered{Section: s.Name, Status: f.State.String(), Complete: f.State == facts.OK && f.Complete,
				Expected: f.Expected, Collected: f.Collected, Lacking: n, Why: f.Error, Privilege: s.Doc.Needs, Rules: append([]string{}, rules[s.Name]...)})
		}
	}
	return doc
}

// printCollected prints what came of a collection. Nothing collected at all is an
// error: there is nothing to judge.
func (a *app) printCollected(got collect.Collected, w writtenFacts, o collectOutput) error {
	rules, err := a.rulesOf()
	if err != nil {
		return err
	}
	doc := collectedDoc(got, w, rules)
	if o.json {
		if err := a.printJSON(doc); err != nil {
			return err
		}
	} else {
		to := a.stdout
		if w.node == "-" {
			to = a.stderr
		}
		if !a.quiet {
			printSections(to, doc)
		}
	}
	a.sayCollected(got, w)
	if nothing(got) {
		return nothingCollected(got.Node)
	}
	return nil
}

func nothingCollected(b *facts.Bundle) error {
	return &exitError{exitInput, &diag.Error{Msg: "nothing could be collected",
		Hint: whatWouldHelp(b) + "; the reasons stand in the table and in the bundle"}}
}

// whatWouldHelp is what a person does where nothing could be collected.
func whatWouldHelp(b *facts.Bundle) string {
	switch {
	case b.Kind == facts.ClusterBundle:
		return "check that the addresses are right and reached from here, and that the account may ask"
	case b.Provenance.Privilege == "root":
		return "run it on the node itself, outside of any container, while its engine runs"
	}
	return "run it as root on the node"
}

// nothing reports whether no section has a value. The certificates that a client bundle
// holds, or that a server shows to anybody, count where nothing else was asked for.
func nothing(got collect.Collected) bool {
	others, shown := false, false
	for name, f := range got.Node.Facts {
		beside := name == facts.ClientBundle.Name || name == facts.TLS.Name
		switch has := f.State == facts.OK || f.State == facts.Absent; {
		case has && !beside:
			return false
		case has:
			shown = true
		case !beside && f.State != facts.Skipped:
			others = true
		}
	}
	return others || !shown
}

// printSections prints a table of sections by state, and what a missing one costs.
func printSections(w io.Writer, doc jsonCollected) {
	rows := [][]string{{"SECTION", "STATUS", ">RULES", "WHY NOT, OR NOT WHOLE"}}
	lost := map[string]bool{}
	for _, s := range doc.Sections {
		status := s.Status
		if s.Status == facts.OK.String() && (!s.Complete || s.Lacking > 0) {
			status = "partial"
		}
		if status != facts.OK.String() && status != facts.Absent.String() {
			for _, r := range s.Rules {
				lost[r] = true
			}
		}
		rows = append(rows, []string{s.Section, status, fmt.Sprint(len(s.Rules)), cut(s.Why, 120)})
	}
	printTable(w, rows)
	if len(lost) > 0 {
		fmt.Fprintf(w, "\n%d rules read a section that is not there whole; what they cannot decide without it is Not_Reviewed\n", len(lost))
	}
}

// sayCollected says where the bundles are and what was not written.
func (a *app) sayCollected(got collect.Collected, w writtenFacts) {
	for _, path := range []string{w.node, w.swarm} {
		if path != "" && path != "-" {
			a.say("wrote %s", path)
		}
	}
	if got.Swarm != nil && w.swarm == "" {
		a.say("this node manages its swarm: -o FOLDER or --swarm FILE writes the swarm's own objects too")
	}
}
