package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// many reports whether the command line means merges of many files.
func (f mergeFlags) many(args []string) bool {
	for _, path := range append(args, f.out, f.into) {
		if path != "" && path != "-" && (isFolder(path) || strings.HasSuffix(path, "/")) {
			return true
		}
	}
	return f.perAsset
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mergeMany sorts files by asset and STIG and merges each lot. Every file is read
// twice, so that a worker holds one checklist and its sources at a time.
func (a *app) mergeMany(args []string, f mergeFlags, o ckl.MergeOptions, by ckl.By) error {
	if err := f.checkMany(args); err != nil {
		return err
	}
	files, err := f.files(args)
	if err != nil {
		return err
	}
	a.memory = newBuffers(3 * f.workers()) // a checklist, a source and a result for each
	cards, problems := a.cards(files, f)
	units, left := ckl.PlanMerge(cards, f.perAsset)
	jobs, err := f.jobsOf(units)
	if err != nil {
		return err
	}
	for _, l := range left {
		if slices.ContainsFunc(cards, func(c ckl.Card) bool { return c.Path == l.Path && !c.Scan }) {
			// What people wrote there is in nothing that is written.
			problems = append(problems, &diag.Error{File: l.Path, Msg: "is a checklist that was not merged and is in no output: " + l.Why, Hint: "give its asset a name, or merge it by itself, with --any-asset where it names no host"})
			continue
		}
		a.warn("%s: not merged: %s", l.Path, l.Why)
	}
	if len(jobs) == 0 {
		if problems == nil {
			problems = diag.List{{Msg: "no checklist found to merge into", Hint: "give files or folders with .ckl or .cklb checklists"}}
		}
		return &exitError{exitInput, problems}
	}
	w := &manyWriter{f: f, app: a, left: left}
	bar := a.progress("merging", len(jobs))
	inOrder(len(jobs), f.workers(), func(i int) done { return a.mergeAndWrite(jobs[i], f, o, by) }, func(i int, d done) {
		bar.update(i+1, 0)
		_, _ = a.stderr.Write(d.said)
		problems = append(problems, diag.Each(d.err)...)
		if d.err == nil {
			w.add(d.merged)
		}
	})
	bar.done()
	if err := w.close(len(jobs)); err != nil {
		return err
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return a.failedMerge(f, w.conflicts, w.totals.Held)
}

func (f mergeFlags) checkMany(args []string) error {
	switch {
	case f.base != "":
		return usage("--base is of one checklist; folders are merged two ways")
	case f.into != "" && len(args) == 0:
		return hinted("merge --into reviewed/ scans/", "no sources given")
	case f.into != "" && !isFolder(f.into):
		return hinted("merge them with -o DIR", "--into %s is one checklist, and folders hold many", f.into)
	case f.into != "" && f.perAsset:
		return usage("--per-asset makes new files; --into writes none")
	case f.into == "" && len(args) == 0:
		return hinted("merge reviewed/ scans/ -o merged/", "no files given")
	case f.out == "-" || f.out == "" && f.into == "" && !f.dryRun:
		return hinted("-o DIR, or --into DIR to merge in place", "no folder to write into")
	case formatNamed(f.out) != 0 && !isFolder(f.out):
		return hinted("-o DIR", "-o %s names a file, and there are many to write", f.out)
	case f.jobs < 0:
		return usage("--jobs: is %d; want a number of at least 1", f.jobs)
	}
	return nil
}

func (f mergeFlags) workers() int {
	if f.jobs > 0 {
		return f.jobs
	}
	return runtime.GOMAXPROCS(0)
}

// files is every regular file given or in a folder given, at any depth, in order;
// those of --into first. The folder written into is no source.
func (f mergeFlags) files(args []string) ([]string, error) {
	if f.into != "" {
		args = append([]string{f.into}, args...)
	}
	var out []string
	seen := map[string]string{}
	for _, arg := range args {
		if f.out != "" && isFolder(arg) && sameFile(arg, f.out) {
			return nil, &exitError{exitInput, &diag.Error{File: f.out, Msg: "is also an input", Hint: "name another folder, or merge in place with --into"}}
		}
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
			case d.IsDir() && f.out != "" && sameFile(path, f.out):
				return fs.SkipDir
			case d.IsDir() || path != arg && !d.Type().IsRegular() && d.Type()&fs.ModeSymlink == 0:
				return nil
			}
			key, _ := filepath.Abs(path)
			if first, twice := seen[key]; twice {
				return &diag.Error{File: path, Msg: "is given twice, also as " + first + "; want each input once"}
			}
			seen[key] = path
			out = append(out, path)
			return nil
		})
		if err != nil {
			return nil, &exitError{exitInput, err}
		}
	}
	return out, nil
}

// cards reads every file for what planning needs of it.
func (a *app) cards(files []string, f mergeFlags) ([]ckl.Card, diag.List) {
	type read struct {
		cards []ckl.Card
		other bool // no checklist and no results
		err   error
	}
	var cards []ckl.Card
	var problems diag.List
	others := 0
	bar := a.progress("reading", len(files))
	inOrder(len(files), f.workers(), func(i int) (r read) {
		if strings.HasPrefix(filepath.Base(files[i]), ".") {
			return read{other: true}
		}
		data, err := a.readInputInto(files[i], a.memory.take())
		if err != nil {
			return read{err: err}
		}
		defer a.memory.give(data)
		if !mergeable(files[i], data) {
			return read{other: true}
		}
		r.cards, err = a.cardsIn(files[i], data)
		for j := range r.cards {
			r.cards[j].Into = f.into != "" && within(f.into, files[i])
		}
		r.err = inFile(files[i], err)
		return r
	}, func(i int, r read) {
		bar.update(i+1, 0)
		cards = append(cards, r.cards...)
		problems = append(problems, diag.Each(r.err)...)
		if r.other {
			others++
		}
	})
	bar.done()
	if others > 0 {
		a.say("left alone what is neither checklist nor results: %s", plural(others, "file", "files"))
	}
	return cards, problems
}

// cardsIn is the cards of what a file holds. Of a plain .ckl the head is enough, until
// it must be told whether a scan has a rule of it; whether the rest is sound, its merge
// will tell.
func (a *app) cardsIn(path string, data []byte) ([]ckl.Card, error) {
	if head, ok := ckl.Head(data); ok {
		c := ckl.CardOf(ckl.Source{Name: path, Checklist: head})
		c.Whole = func() ckl.Card { return a.wholeCard(path) }
		return []ckl.Card{c}, nil
	}
	sources, _, err := sourcesIn(path, data)
	cards := make([]ckl.Card, len(sources))
	for i, s := range sources {
		cards[i] = ckl.CardOf(s)
		cards[i].Index = i
	}
	return cards, err
}

// wholeCard is the card of the one checklist of a file; of a damaged one, whose merge
// says so, one without rules.
func (a *app) wholeCard(path string) ckl.Card {
	data, err := a.readInput(path)
	if err != nil {
		return ckl.Card{}
	}
	c, _, err := ckl.ReadCKL(path, data)
	if err != nil {
		return ckl.Card{}
	}
	return ckl.CardOf(ckl.Source{Name: path, Checklist: c})
}

// mergeable tells checklists and results by content, not by name: a damaged one is
// still one.
func mergeable(path string, data []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case formatNamed(path) != 0, scan.Is(data):
		return true
	case bytes.HasPrefix(head, []byte("{")):
		return bytes.Contains(data, []byte(`"target_data"`)) && bytes.Contains(data, []byte(`"stigs"`))
	}
	return xmlio.RootOf(head) == "CHECKLIST"
}

// within reports whether path lies in folder, both as they were given.
func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// jobsOf names the outputs and refuses, before anything is written, two of one name
// and those that exist.
func (f mergeFlags) jobsOf(units []ckl.Unit) ([]job, error) {
	var problems diag.List
	taken := map[string]string{}
	jobs := make([]job, len(units))
	for i, u := range units {
		j := job{target: fromPart(u.Target)}
		for _, s := range u.Sources {
			j.sources = append(j.sources, fromPart(s))
		}
		switch {
		case f.into != "":
			j.out = u.Target.Card.Path
			problems = append(problems, diag.Each(unwrapExit(replaceable(j.out)))...)
		case f.out != "":
			name := outputName(u)
			if first, clash := taken[strings.ToLower(name)]; clash {
				problems = append(problems, &diag.Error{File: u.Target.Card.Path, Msg: fmt.Sprintf("would be written to %q, and so would %s", name, first),
					Hint: "rename one of them, or merge them apart"})
			}
			taken[strings.ToLower(name)] = u.Target.Card.Path
			j.out = filepath.Join(f.out, name)
			if !f.dryRun {
				problems = append(problems, diag.Each(unwrapExit(writable(j.out, f.force)))...)
				problems = append(problems, diag.Each(unwrapExit(replaceable(j.out)))...)
			}
		}
		jobs[i] = j
	}
	if problems != nil {
		return nil, &exitError{exitInput, problems}
	}
	if f.out != "" && !f.dryRun && len(jobs) > 0 {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return nil, &exitError{exitInput, &diag.Error{File: f.out, Msg: "cannot be made or is no folder", Err: pathless(err), Hint: "-o takes a folder you may write to"}}
		}
	}
	return jobs, nil
}

func unwrapExit(err error) error {
	if e, ok := err.(*exitError); ok { //nolint:errorlint // made by us, never wrapped
		return e.err
	}
	return err
}

func fromPart(p ckl.Part) from { return from{p.Card.Path, p.Card.Index, p.STIGs} }

// outputName is the name of the file merged into, where the result holds its STIGs;
// else one after asset and STIGs.
func outputName(u ckl.Unit) string {
	name, stigs := filepath.Base(u.Target.Card.Path), u.STIGs()
	to := formatNamed(name)
	if to != 0 && u.Target.STIGs == nil && len(stigs) == len(u.Target.Card.STIGs) {
		return name
	}
	c := ckl.Checklist{Asset: u.Target.Card.Asset}
	for _, id := range stigs {
		c.Stigs = append(c.Stigs, &ckl.Stig{ID: id})
	}
	return ckl.FileName(&c, max(to, ckl.CKL))
}

// done is one merge of many: what it said stands in said until its turn comes.
type done struct {
	merged *merged
	said   []byte
	err    error
}

func (a *app) mergeAndWrite(j job, f mergeFlags, o ckl.MergeOptions, by ckl.By) done {
	var said bytes.Buffer
	one := *a
	one.stderr = &said
	m, err := one.mergeJob(j, f, o, by)
	if err == nil && !f.dryRun {
		err = unwrapExit(one.put(m.Output, m.data))
	}
	if err != nil {
		return done{said: said.Bytes(), err: err}
	}
	if m.data == nil {
		m.data = m.into
	}
	a.memory.give(m.data)
	a.memory.give(m.read)
	m.data, m.read, m.into = nil, nil, nil
	for _, l := range m.Lost {
		one.warn("%s: lost: %s: %d, first at %s", m.Output, l.What, l.Count, l.First)
	}
	return done{m, said.Bytes(), nil}
}

// manyWriter prints merges as they come and sums them up.
type manyWriter struct {
	f         mergeFlags
	app       *app
	left      []ckl.Unplanned
	n         int
	totals    ckl.MergeTotals
	conflicts int // of all reports, for --fail-on
	counts    jsonCounts
	err       error
}

func (w *manyWriter) add(m *merged) {
	w.n++
	w.totals.Add(m.Report.Totals)
	w.counts.Open += m.Counts.Open
	w.counts.NotAFinding += m.Counts.NotAFinding
	w.counts.NotApplicable += m.Counts.NotApplicable
	w.counts.NotReviewed += m.Counts.NotReviewed
	w.conflicts += len(m.Report.Conflicts())
	if !w.f.json {
		m.printShort(w.app.stdout)
		return
	}
	if w.n == 1 {
		w.print("{\n  \"outputs\": [\n    ")
	} else {
		w.print(",\n    ")
	}
	w.encode(m, "    ")
}

func (w *manyWriter) print(s string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.app.stdout, s)
	}
}

// encode prints v without the line end that an encoder puts behind it.
func (w *manyWriter) encode(v any, prefix string) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	w.print(strings.TrimRight(b.String(), "\n"))
}

func (w *manyWriter) close(of int) error {
	if w.f.json {
		if w.n == 0 {
			w.print("{\n  \"outputs\": [")
		}
		left := make([]jsonLeft, len(w.left))
		for i, l := range w.left {
			left[i] = jsonLeft(l)
		}
		w.print("\n  ],\n  \"not_merged\": ")
		w.encode(left, "  ")
		w.print(",\n  \"counts\": ")
		w.encode(w.counts, "  ")
		w.print(",\n  \"totals\": ")
		w.encode(w.totals, "  ")
		w.print("\n}\n")
		if w.err != nil {
			return &exitError{exitInput, fmt.Errorf("writing the result: %w", w.err)}
		}
		return nil
	}
	for _, line := range w.totals.Receipt() {
		fmt.Fprintln(w.app.stdout, line)
	}
	c := w.counts
	fmt.Fprintf(w.app.stdout, "%d Open, %d NotAFinding, %d Not_Applicable, %d Not_Reviewed\n", c.Open, c.NotAFinding, c.NotApplicable, c.NotReviewed)
	verb := "wrote"
	if w.f.dryRun {
		verb = "would write"
	}
	fmt.Fprintf(w.app.stdout, "%s %d of %d checklists\n", verb, w.n, of)
	return nil
}

// jsonLeft is a file that was not merged.
type jsonLeft struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// printShort is one of many: a line, and what a person must look at.
func (m *merged) printShort(w io.Writer) {
	t := m.Report.Totals
	name := m.Output
	if name == "" {
		name = m.Target
	}
	fmt.Fprintf(w, "%s: %d rows, %d with another status, %d with other texts, %d added; %d to look at, %d without a verdict of a scanner\n",
		name, t.Rows, t.StatusChanged, t.TextChanged, t.Added, len(m.Report.Needs), len(m.Report.NotPerformed))
	if m.DryRun {
		for _, c := range m.Report.Changes {
			fmt.Fprintf(w, "  %s %s: %s -> %s (%s)\n", ruleName(c.Where), c.Field, inLine(c.From), inLine(c.To), c.Source)
		}
	}
	for _, n := range m.Report.Needs {
		fmt.Fprintf(w, "  %s %s: %s\n", ruleName(n.Where), n.Status, inLine(n.Message))
	}
}
