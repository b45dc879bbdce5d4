package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/xccdf"
)

// now is the time of judging: fixed, so that two runs say the same.
var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// tally counts expectations.
type tally struct{ agree, differ int }

// score is how one group went.
type score struct {
	name   string
	cases  int
	judged int
	broken int // cases that could not be judged and should
	firm   tally
	weak   tally
	notes  []string
}

func (s *score) add(t score) {
	s.cases += t.cases
	s.judged += t.judged
	s.broken += t.broken
	s.firm.agree += t.firm.agree
	s.firm.differ += t.firm.differ
	s.weak.agree += t.weak.agree
	s.weak.differ += t.weak.differ
}

func (s *score) note(c *testCase, format string, args ...any) {
	s.notes = append(s.notes, c.ID+": "+fmt.Sprintf(format, args...))
}

// judge judges every case of the group that needs no host: by the command when one is
// given, else by the packages themselves.
func (g *group) judge(command string) score {
	s := score{name: g.name, cases: len(g.cases)}
	for i := range g.cases {
		c := &g.cases[i]
		switch c.Kind {
		case "robustness":
			g.survive(c, &s, command)
		case "oval-analyse", "oval-eval":
			g.evaluate(c, &s, command)
		}
	}
	return s
}

// survive opens a file with every reader that might be asked to: each must give an
// error or a result.
func (g *group) survive(c *testCase, s *score, command string) {
	s.judged++
	data, err := os.ReadFile(filepath.Join(g.dir, c.Input))
	if err != nil {
		s.broken++
		s.note(c, "%v", err)
		return
	}
	if doc, err := oval.Read(c.Input, data); err == nil {
		oval.Compile(doc).Analyse(nil, oval.Input{Now: now})
	}
	if command != "" {
		g.surviveCommand(c, s, command)
		return
	}
	_, _ = oval.ReadCharacteristics(c.Input, data)
	_, _ = oval.ReadExternals(c.Input, data)
	if col, err := xccdf.ReadCollection(c.Input, data); err == nil {
		for i := range col.Components {
			if doc, err := oval.Read(c.Input, col.Components[i].Document()); err == nil {
				oval.Compile(doc).Analyse(nil, oval.Input{Now: now})
			}
		}
	}
	s.firm.agree++ // we came back
}

// evaluate judges one case with definitions.
func (g *group) evaluate(c *testCase, s *score, command string) {
	doc, err := g.definitions(c)
	if err != nil {
		if c.From != "none" {
			s.broken++
		}
		s.note(c, "%v", err)
		return
	}
	if c.Kind == "oval-eval" && !machineFree(doc) {
		return
	}
	s.judged++
	judge := g.library
	if command != "" {
		judge = func(c *testCase, _ *oval.Document) (outcome, error) { return g.command(c, command) }
	}
	got, err := judge(c, doc)
	if err != nil {
		s.broken++
		s.note(c, "%v", err)
		return
	}
	s.compare(c, got)
}

// library judges a case by the package.
func (g *group) library(c *testCase, doc *oval.Document) (outcome, error) {
	in := oval.Input{Now: now}
	var sys *oval.Characteristics
	var err error
	if c.Variables != "" {
		in.Externals, err = read(g, c.Variables, oval.ReadExternals)
	}
	if err == nil && c.Syschar != "" {
		sys, err = read(g, c.Syschar, oval.ReadCharacteristics)
	}
	if err != nil {
		return outcome{}, err
	}
	if id := c.option("definition"); id != "" {
		in.Definitions = []string{id}
	}
	return outcomeOf(oval.Compile(doc).Analyse(sys, in)), nil
}

func read[T any](g *group, file string, f func(string, []byte) (T, error)) (T, error) {
	data, err := os.ReadFile(filepath.Join(g.dir, file))
	if err != nil {
		var none T
		return none, err
	}
	return f(file, data)
}

// definitions is the document of a case, taken out of a data stream where it is in one.
func (g *group) definitions(c *testCase) (*oval.Document, error) {
	data, err := os.ReadFile(filepath.Join(g.dir, c.Input))
	if err != nil {
		return nil, err
	}
	doc, err := oval.Read(c.Input, data)
	if err == nil {
		return doc, nil
	}
	col, colErr := xccdf.ReadCollection(c.Input, data)
	if colErr != nil {
		return nil, err
	}
	for i := range col.Streams {
		st := &col.Streams[i]
		for j := range st.Checks {
			ref := &st.Checks[j]
			if ref.ID.String() != c.option("oval_id") {
				continue
			}
			if part := col.Component(ref); part != nil {
				return oval.Read(c.Input, part.Document())
			}
		}
	}
	return nil, fmt.Errorf("the data stream has no check %q", c.option("oval_id"))
}

// machineFree reports whether a document asks nothing of a system.
func machineFree(d *oval.Document) bool {
	for i := range d.Tests {
		if name := d.Tests[i].Type.Name; name != "variable" && name != "unknown" {
			return false
		}
	}
	return true
}

// compare compares the results with what is expected.
func (s *score) compare(c *testCase, got outcome) {
	for _, id := range slices.Sorted(maps.Keys(c.Expect)) {
		s.count(c, "definitions", id, c.Expect[id], got.definitions[id])
	}
	for _, id := range slices.Sorted(maps.Keys(c.Tests)) {
		s.count(c, "tests", id, c.Tests[id], got.tests[id])
	}
	for _, id := range slices.Sorted(maps.Keys(c.Objects)) {
		want, o := c.Objects[id], got.objects[id]
		s.count(c, "objects", id, want.Flag, o)
		if want.Items != nil && o.result == want.Flag {
			o.result = fmt.Sprintf("%d items", o.items)
			s.count(c, "objects", id, fmt.Sprintf("%d items", *want.Items), o)
		}
	}
}

func (s *score) count(c *testCase, kind, id, want string, met verdict) {
	got := met.result
	if got == "" {
		got = "missing"
	}
	if _, disputed := c.Disputed[id]; disputed {
		return
	}
	t, strength := &s.weak, "baseline"
	if c.firm(kind, id) {
		t, strength = &s.firm, "firm"
	}
	if want == got {
		t.agree++
		return
	}
	t.differ++
	s.note(c, "%s (%s): want %s, got %s", id, strength, want, got)
	for _, m := range met.why {
		s.notes = append(s.notes, "      "+m)
	}
}
