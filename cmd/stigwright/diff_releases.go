package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
	"github.com/stigwright/stigwright/report"
)

// releaseFlags is what diff takes for releases alone.
type releaseFlags struct {
	format, out, pick string
	all, texts, force bool
}

func (r *releaseFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&r.format, "format", "", "of benchmarks: text, md, html or json (default: by the name of the output, else text)")
	flags.StringVarP(&r.out, "output", "o", "", "of benchmarks: file to write; - for standard output")
	flags.BoolVar(&r.force, "force", false, "with -o: replace a file that exists; what it holds is lost")
	flags.StringVarP(&r.pick, "benchmark", "b", "", "of libraries: compare this benchmark of both, NAME or NAME@V2R1 for the new one")
	flags.BoolVar(&r.all, "all", false, "of benchmarks: also rules with other identifiers alone")
	flags.BoolVar(&r.texts, "texts", false, "of benchmarks: put the texts of changed fields into the JSON")
}

func (r *releaseFlags) given() bool { return *r != releaseFlags{} }

// check completes the format and refuses what contradicts itself.
func (r *releaseFlags) check(asJSON bool) error {
	named := map[string]string{".md": "md", ".html": "html", ".htm": "html", ".json": "json", ".txt": "text"}[strings.ToLower(filepath.Ext(r.out))]
	switch {
	case asJSON && r.format != "" && r.format != "json":
		return usage("--json and --format %s contradict each other", r.format)
	case asJSON:
		r.format = "json"
	case r.format == "" && (r.out == "" || r.out == "-"):
		return nil
	case r.format == "" && named == "":
		return hinted("--format text, md, html or json", "%q does not name a format", r.out)
	case r.format == "":
		r.format = named
	}
	if !slices.Contains([]string{"text", "md", "html", "json"}, r.format) {
		return usage("--format: is %q; want text, md, html or json", r.format)
	}
	return nil
}

// diffReleases compares two releases of a benchmark, or two libraries.
func (a *app) diffReleases(old, new string, f diffFlags) error {
	before, after := a.isLibrary(old), a.isLibrary(new)
	if before && after && f.pick == "" {
		return a.diffLibraries(old, new, f)
	}
	changes, err := a.changesOf(old, new, before, after, f)
	if changes == nil {
		return err
	}
	for _, c := range changes.Comparisons {
		for _, r := range c.Remarks() {
			a.warn("%s", r)
		}
	}
	if err := a.writeChanges(changes, f); err != nil {
		return err
	}
	if err != nil {
		return &exitError{exitInput, err} // what could be read is compared
	}
	return a.failOnChanged(f, changedIn(changes))
}

// changesOf opens both sides and compares what belongs together. What could not be
// read comes back beside what could.
func (a *app) changesOf(old, new string, before, after bool, f diffFlags) (*report.Changes, error) {
	var problems diag.List
	open := func(path string, library bool, name string) []*benchmark.Benchmark {
		var list []*benchmark.Benchmark
		var err error
		if library {
			list, err = a.fromLibraryOf(path, name)
		} else {
			list, err = a.openBenchmark(path)
		}
		for _, e := range diag.Each(err) {
			if !slices.ContainsFunc(problems, func(p *diag.Error) bool { return p.Error() == e.Error() }) {
				problems = append(problems, e) // a library that both are in is named once
			}
		}
		return list
	}
	name, _, _ := strings.Cut(f.pick, "@")
	var olds, news []*benchmark.Benchmark
	switch {
	case before && f.pick == "": // the library has what the other file is a release of
		news = open(new, after, "")
		olds = openSame(news, func(id string) []*benchmark.Benchmark { return open(old, true, id) })
	case after && f.pick == "":
		olds = open(old, before, "")
		news = openSame(olds, func(id string) []*benchmark.Benchmark { return open(new, true, id) })
	default:
		olds, news = open(old, before, name), open(new, after, f.pick)
	}
	if len(olds) == 0 || len(news) == 0 {
		return nil, &exitError{exitInput, problems}
	}
	for _, list := range []*[]*benchmark.Benchmark{&olds, &news} {
		if err := judgeable(*list); err != nil {
			return nil, err
		}
		var left []*benchmark.Benchmark
		*list, left = newest(*list)
		for _, b := range left {
			a.warn("%s is left out: a newer release is beside it", b.Label())
		}
	}
	changes, err := compareAll(olds, news)
	if err != nil {
		if len(olds) == 1 && len(news) == 1 {
			err = withHint(err, a.nearest(olds[0], news[0]))
		}
		return nil, &exitError{exitInput, err}
	}
	return changes, problems.Err()
}

func openSame(with []*benchmark.Benchmark, open func(id string) []*benchmark.Benchmark) []*benchmark.Benchmark {
	var list []*benchmark.Benchmark
	for _, b := range with {
		list = append(list, open(b.ID)...)
	}
	return list
}

// newest is the newest release of each benchmark, and the others.
func newest(list []*benchmark.Benchmark) (kept, left []*benchmark.Benchmark) {
	for _, run := range release.Sequences(list) {
		kept = append(kept, run.Releases[len(run.Releases)-1])
		left = append(left, run.Releases[:len(run.Releases)-1]...)
	}
	return kept, left
}

// compareAll compares the benchmarks of both that belong together; two files with
// one each must.
func compareAll(olds, news []*benchmark.Benchmark) (*report.Changes, error) {
	changes := &report.Changes{Gone: slices.Clone(olds)}
	for _, n := range news {
		i := slices.IndexFunc(changes.Gone, func(o *benchmark.Benchmark) bool { return strings.EqualFold(o.ID, n.ID) })
		if i < 0 && len(olds) == 1 && len(news) == 1 {
			i = 0 // a new id, or an error that says what is wrong
		}
		if i < 0 {
			changes.New = append(changes.New, n)
			continue
		}
		c, err := release.Compare(changes.Gone[i], n)
		if err != nil {
			return nil, err
		}
		changes.Comparisons = append(changes.Comparisons, c)
		changes.Gone = slices.Delete(changes.Gone, i, i+1)
	}
	if len(changes.Comparisons) == 0 {
		return nil, noneInBoth(olds, news)
	}
	return changes, nil
}

// nearest offers what could be compared instead of two different benchmarks: of what
// --library holds, or in words.
func (a *app) nearest(old, new *benchmark.Benchmark) string {
	if a.library != "" {
		if index, _, err := a.openLibrary(a.library); err == nil {
			if name := nearestOf(index, new, -1); name != "" {
				return fmt.Sprintf("the nearest in %s is %s, in place of the first", a.library, name)
			}
			if name := nearestOf(index, old, 1); name != "" {
				return fmt.Sprintf("the nearest in %s is %s, in place of the second", a.library, name)
			}
		}
	}
	return fmt.Sprintf("give a release of %s before %s first, or one of %s after %s second; --library FILE finds them by name",
		new.ID, editionLabel(new), old.ID, editionLabel(old))
}

// nearestOf is the name of the release of b's benchmark next to it in the index, the one
// before (-1) or after (1) it; "" for none.
func nearestOf(index *release.Index, b *benchmark.Benchmark, side int) string {
	name := ""
	for _, e := range index.Benchmarks { // in order of release
		order := release.Order(&benchmark.Benchmark{Version: e.Version, Release: e.Release, Date: e.Date}, b)
		if !strings.EqualFold(e.ID, b.ID) || order != side {
			continue
		}
		name = e.ID + "@" + e.Label()
		if side > 0 {
			break
		}
	}
	return name
}

func withHint(err error, hint string) error {
	var list diag.List
	for _, e := range diag.Each(err) {
		named := *e
		named.Hint = hint
		list = append(list, &named)
	}
	return list.Err()
}

// noneInBoth offers the id nearest to one of the old file.
func noneInBoth(olds, news []*benchmark.Benchmark) error {
	var ids []string
	for _, b := range news {
		ids = append(ids, b.ID)
	}
	e := &diag.Error{Msg: fmt.Sprintf("no benchmark is in both: %d there, %d here", len(olds), len(news)), Hint: "compare two releases of one benchmark"}
	for _, b := range olds {
		if near := diag.Nearest(b.ID, ids); near != "" {
			e.Hint = fmt.Sprintf("the nearest are %s and %s; give the files of these alone", b.ID, near)
			break
		}
	}
	return e
}

// writeChanges writes the comparison in the format asked for.
func (a *app) writeChanges(c *report.Changes, f diffFlags) error {
	write := map[string]func(io.Writer) error{
		"md":   shownWhole(func(w io.Writer) error { return c.WriteMarkdown(w, f.all) }),
		"html": c.WriteHTML,
		"json": func(w io.Writer) error { return c.WriteJSON(w, f.texts) },
	}[f.format]
	if write == nil {
		write = func(w io.Writer) error { return c.WriteText(w, a.style(f)) }
	}
	return a.writeDocument(f.out, write)
}

// writeDocument writes to a file, whole or not at all, or to standard output.
func (a *app) writeDocument(out string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return &exitError{exitFault, err}
	}
	if out == "" || out == "-" {
		_, err := b.WriteTo(a.raw)
		if err != nil {
			return &exitError{exitInput, err}
		}
		return nil
	}
	if err := a.put(out, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "wrote %s\n", out)
	return nil
}

// style is in colours on a terminal, unless NO_COLOR or TERM=dumb says otherwise. No
// text of a file reaches the terminal with escapes in it.
func (a *app) style(f diffFlags) report.Style {
	s := report.PlainStyle()
	s.Clean = shown
	if (f.out == "" || f.out == "-") && isTerminal(a.raw) && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb" {
		s = report.ColorStyle(shown)
	}
	s.All = f.all
	return s
}

func changedIn(c *report.Changes) int {
	n := len(c.New) + len(c.Gone)
	for _, one := range c.Comparisons {
		counts := one.Counts()
		n += counts.Added + counts.Removed + counts.Content + counts.Cosmetic + counts.Identifier
	}
	return n
}

func (a *app) failOnChanged(f diffFlags, n int) error {
	if len(f.failOn) == 0 || n == 0 {
		return nil
	}
	a.say("--fail-on is met: changed: %d", n)
	return &exitError{code: exitFailOn}
}
