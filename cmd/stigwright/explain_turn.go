package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
	"github.com/stigwright/stigwright/rules/flip"
)

// turn is what would turn the verdict on one asset.
type turn struct {
	Asset   string   `json:"asset"`
	Status  string   `json:"status"`
	To      string   `json:"to,omitempty"`        // what the changes turn it into, confirmed by judging again
	Changes []string `json:"changes,omitempty"`   // of the facts, all of them together
	Partly  []string `json:"partly,omitempty"`    // changes that take some of the findings away
	Left    []string `json:"left,omitempty"`      // findings for which no change was confirmed
	Settled []string `json:"settled,omitempty"`   // what must be known for a verdict
	RestsOn []string `json:"rests_on,omitempty"`  // facts without which it comes out otherwise
	Decided []string `json:"decided,omitempty"`   // decisions of ssp.yaml that evidence names
	Could   []could  `json:"decisions,omitempty"` // what ssp.yaml could decide, and what it then is
	Same    string   `json:"same_as,omitempty"`   // the asset on which a cluster-wide row was looked at
}

// could is what ssp.yaml would have to say, all of it together, for another verdict.
type could struct {
	Says []string `json:"says"`
	To   string   `json:"to"`
}

// turns is what would turn the verdicts of one rule, asset by asset. A row that is
// judged once for the cluster is looked at once.
func (a *app) turns(j *trial, p page, amend amender) ([]turn, error) {
	if p.rule == nil || j.systems != nil {
		return nil, nil
	}
	table, err := catalog.For(p.bench.ID)
	if err != nil {
		return nil, err
	}
	in := rules.Input{Benchmark: p.bench, Table: table, Site: j.site, SSP: j.ssp, At: j.at}
	var out []turn
	wide := ""
	for _, run := range onlyRule(p) {
		for i, asset := range run.assets {
			var node *facts.Bundle
			if asset.kind == facts.NodeBundle && i < len(j.site.Nodes) {
				if node, err = j.site.Nodes[i].Open(); err != nil {
					return nil, &exitError{exitInput, err}
				}
			}
			for _, r := range asset.results.Results {
				if r.Scope != "" && wide != "" {
					out = append(out, turn{Asset: asset.name, Status: r.Status.String(), Same: wide})
					continue
				}
				if r.Scope != "" {
					wide = asset.name
				}
				out = append(out, turnOf(in, node, asset.name, r, amend))
			}
		}
	}
	return out, nil
}

func turnOf(in rules.Input, node *facts.Bundle, asset string, r result.Result, amend amender) turn {
	t := turn{Asset: asset, Status: r.Status.String()}
	if r.Status == result.Open || r.Status == result.NotReviewed {
		for _, d := range flip.Decisions(in, node, r, amend) {
			t.Could = append(t.Could, could{d.Says, d.To.String()})
		}
	}
	switch {
	case r.Status == result.Open, r.Status == result.NotReviewed && len(r.Missing) == 0:
		answer := flip.Find(in, node, r)
		t.Changes, t.Partly, t.Left = answer.Changes, answer.Gone, answer.Left
		if len(answer.Changes) > 0 {
			t.To = answer.To.String()
		}
	case r.Status == result.NotReviewed:
		for _, m := range r.Missing {
			if !slices.Contains(t.Settled, m.Fact) {
				t.Settled = append(t.Settled, m.Fact)
			}
		}
	default:
		t.RestsOn = flip.Holds(in, node, r)
		for _, c := range r.Clauses {
			for _, ref := range c.Facts {
				if strings.HasPrefix(ref, "ssp:") && !slices.Contains(t.Decided, ref) {
					t.Decided = append(t.Decided, ref)
				}
			}
		}
	}
	return t
}

// printTurns is the turns for people.
func printTurns(w io.Writer, turns []turn) {
	if len(turns) == 0 {
		return
	}
	fmt.Fprintln(w, "WHAT WOULD TURN IT")
	for _, t := range turns {
		fmt.Fprintf(w, "%s is %s: %s\n", t.Asset, t.Status, t.sentence())
		for _, list := range [][]string{t.Changes, t.Partly, t.Settled, t.RestsOn} {
			for _, line := range list {
				fmt.Fprintf(w, "  - %s\n", visibleLine(line))
			}
		}
		for _, name := range t.Left {
			fmt.Fprintf(w, "  ? %s: no change of its facts was confirmed to end it\n", name)
		}
		for _, ref := range t.Decided {
			fmt.Fprintf(w, "  - decided in %s\n", ref)
		}
		for i, c := range t.Could {
			if i == 0 {
				fmt.Fprintln(w, "  Where it is true, ssp.yaml can say:")
			}
			for _, line := range c.Says[:len(c.Says)-1] {
				fmt.Fprintf(w, "  - %s, and\n", visibleLine(line))
			}
			fmt.Fprintf(w, "  - %s: then it is %s\n", visibleLine(c.Says[len(c.Says)-1]), c.To)
		}
	}
}

// visibleLine is a line that a name of a container cannot end.
func visibleLine(text string) string { return strings.ReplaceAll(text, "\n", `\n`) }

func (t turn) sentence() string {
	switch {
	case t.Same != "":
		return "judged once for the cluster, as on " + t.Same
	case len(t.Changes) > 0:
		return fmt.Sprintf("judged again, it is %s with all of these changed in the facts", t.To)
	case len(t.Partly) > 0:
		return "no whole set of changes was found; judged again, these end a part of its findings"
	case len(t.Settled) > 0:
		return "it is settled, one way or the other, by what is missing"
	case len(t.RestsOn) > 0:
		return "it rests on these, judged again without each"
	case len(t.Decided) > 0:
		return "it rests on what the organisation decided"
	case len(t.Left) > 0:
		return "no change was found that turns it; the benchmark's fix says what to do"
	}
	return "nothing was found that it rests on alone"
}
