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

// judge judges every case of the group that needs no host.
func (g *group) judge() score {
	s := score{name: g.name, cases: len(g.cases)}
	for i := range g.cases {
		c := &g.cases[i]
		switch c.Kind {
		case "robustness":
			g.survive(c, &s)
		case "oval-analyse", "oval-eval":
			g.evaluate(c, &s)
		}
	}
	return s
}

// survive opens a file with every reader that might be asked to: each must give an
// error or a result.
func (g *group) survive(c *testCase, s *score) {
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
func (g *group) evaluate(c *testCase, s *score) {
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
	in := oval.Input{Now: now}
	var sys *oval.Characteristics
	if c.Variables != "" {
		in.Externals, err = read(g, c.Variables, oval.ReadExternals)
	}
	if err == nil && c.Syschar != "" {
		sys, err = read(g, c.Syschar, oval.ReadCharacteristics)
	}
	if err != nil {
		s.broken++
		s.note(c, "%v", err)
		return
	}
	if id := c.option("definition"); id != "" {
		in.Definitions = []string{id}
	}
	s.compare(c, oval.Compile(doc).Analyse(sys, in))
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
func (s *score) compare(c *testCase, res *oval.Results) {
	for _, id := range slices.Sorted(maps.Keys(c.Expect)) {
		got := "missing"
		var why []oval.Message
		if d, ok := res.Definition(id); ok {
			got, why = d.Result.String(), d.Messages
		}
		s.count(c, "definitions", id, c.Expect[id], got, why)
	}
	tests := map[string]oval.TestResult{}
	for _, t := range res.Tests {
		tests[t.Test.ID] = t
	}
	for _, id := range slices.Sorted(maps.Keys(c.Tests)) {
		got := "missing"
		if t, ok := tests[id]; ok {
			got = t.Result.String()
		}
		s.count(c, "tests", id, c.Tests[id], got, tests[id].Messages)
	}
	objects := map[string]oval.ObjectResult{}
	for _, o := range res.Objects {
		objects[o.Object.ID] = o
	}
	for _, id := range slices.Sorted(maps.Keys(c.Objects)) {
		want, o := c.Objects[id], objects[id]
		got := o.Flag.String()
		if o.Object == nil {
			got = "missing"
		}
		s.count(c, "objects", id, want.Flag, got, o.Messages)
		if want.Items != nil && got == want.Flag {
			s.count(c, "objects", id, fmt.Sprintf("%d items", *want.Items), fmt.Sprintf("%d items", len(o.Items)), o.Messages)
		}
	}
}

func (s *score) count(c *testCase, kind, id, want, got string, why []oval.Message) {
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
	for _, m := range why {
		s.notes = append(s.notes, "      "+m.Level+": "+m.Text)
	}
}
