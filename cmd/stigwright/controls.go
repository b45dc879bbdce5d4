package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/cci"
	"github.com/stigwright/stigwright/diag"
)

// ccis looks CCIs up: in the list DISA publishes where one was given, which has
// their definitions, else in the table built in.
type ccis struct {
	list  cci.List
	given bool
}

func readCCIs(path string) (ccis, error) {
	if path == "" {
		return ccis{}, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return ccis{}, &exitError{exitInput, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}}
	}
	list, err := cci.ReadList(path, data)
	if err != nil {
		return ccis{}, &exitError{exitInput, err}
	}
	return ccis{list, true}, nil
}

func (c ccis) lookup(id string) (cci.CCI, bool) {
	if c.given {
		return c.list.Lookup(id)
	}
	return cci.Lookup(id)
}

func (c ccis) unmapped(ids []string, r cci.Revision) []string {
	if c.given {
		return c.list.Unmapped(ids, r)
	}
	return cci.Unmapped(ids, r)
}

// printControls is the CCIs of a rule with the controls of NIST SP 800-53 that they
// lead to, and how many lead to none.
func printControls(w io.Writer, p page) {
	ids := p.item.CCIs()
	if len(ids) == 0 {
		fmt.Fprintln(w, "\nCONTROLS\nThe rule has no CCI, so no control is known.")
		return
	}
	fmt.Fprintln(w, "\nCONTROLS (NIST SP 800-53)")
	rows := [][]string{{"CCI", "STATUS", "REV 4", "REV 5", "FAMILY"}}
	for _, id := range ids {
		c, known := p.ccis.lookup(id)
		if !known {
			rows = append(rows, []string{id, "not in the list", "", "", ""})
			continue
		}
		rows = append(rows, []string{id, string(c.Status), refs(c.Rev4), refs(c.Rev5), strings.Join(families(c), ", ")})
	}
	printTable(w, rows)
	for _, id := range ids {
		if c, known := p.ccis.lookup(id); known && c.Definition != "" {
			fmt.Fprintf(w, "%s: %s\n", id, c.Definition)
		}
	}
	four, five := p.ccis.unmapped(ids, cci.Rev4), p.ccis.unmapped(ids, cci.Rev5)
	fmt.Fprintf(w, "%d of %d CCIs lead to no control of rev 4, %d to none of rev 5.\n", len(four), len(ids), len(five))
}

func refs(list []cci.Ref) string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.Index
	}
	return strings.Join(out, ", ")
}

// families is the names of the control families a CCI leads to, each once.
func families(c cci.CCI) []string {
	var out []string
	for _, r := range slices.Concat(c.Rev4, c.Rev5) {
		if name := cci.FamilyName(r.Family); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// satisfied is the sentence with which DISA's discussions end where a rule meets
// several requirements: "Satisfies: SRG-…, SRG-…".
var satisfied = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)Satisfies:\s*(.*)$`) })

func satisfies(discussion string) []string {
	m := satisfied().FindStringSubmatch(discussion)
	if m == nil {
		return nil
	}
	return regexp.MustCompile(`[A-Z]+(?:-[A-Z0-9]+)*-\d+[A-Z0-9-]*`).FindAllString(m[1], -1)
}

func checkIDs(it *benchmark.Item) []string {
	var out []string
	for _, c := range it.Rule.Check {
		if id := c.System.String(); id != "" {
			out = append(out, id)
		}
	}
	return out
}

func fixIDs(it *benchmark.Item) []string {
	var out []string
	for _, f := range it.Rule.Fix {
		if id := f.ID.String(); id != "" {
			out = append(out, id)
		}
	}
	return out
}

// jsonCCI is one CCI in `explain --json`.
type jsonCCI struct {
	ID         string   `json:"id"`
	Known      bool     `json:"known"`
	Status     string   `json:"status"`
	Rev4       []string `json:"rev4"`
	Rev5       []string `json:"rev5"`
	Families   []string `json:"families"`
	Definition string   `json:"definition,omitempty"`
}

// jsonUnmapped counts the CCIs that lead to no control.
type jsonUnmapped struct {
	Rev4 int `json:"rev4"`
	Rev5 int `json:"rev5"`
}

func (c ccis) json(ids []string) ([]jsonCCI, *jsonUnmapped) {
	var out []jsonCCI
	for _, id := range ids {
		one, known := c.lookup(id)
		j := jsonCCI{ID: id, Known: known, Status: string(one.Status), Rev4: []string{}, Rev5: []string{}, Families: append([]string{}, families(one)...), Definition: one.Definition}
		for _, r := range one.Rev4 {
			j.Rev4 = append(j.Rev4, r.Index)
		}
		for _, r := range one.Rev5 {
			j.Rev5 = append(j.Rev5, r.Index)
		}
		out = append(out, j)
	}
	return out, &jsonUnmapped{len(c.unmapped(ids, cci.Rev4)), len(c.unmapped(ids, cci.Rev5))}
}
