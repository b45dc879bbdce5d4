package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/cci"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/release"
	"github.com/stigwright/stigwright/result"
)

// described is what `info` says of a file that is no benchmark: its kind and a few
// lines, each a label and a text.
type described struct {
	File  string     `json:"file"`
	Kind  string     `json:"kind"`
	Facts []labelled `json:"facts"`
	// Library is the same of a library or its index for programs.
	Library *jsonLibrary `json:"library,omitempty"`
}

// jsonLibrary is the counts of a library.
type jsonLibrary struct {
	Sources     []string     `json:"sources"`
	Benchmarks  int          `json:"benchmarks"`
	Distinct    int          `json:"distinct_ids"`
	Rules       int          `json:"rules"`
	Duplicates  int          `json:"duplicates"`
	Republished int          `json:"republished"`
	Skipped     int          `json:"skipped"`
	Newest      *jsonRelease `json:"newest,omitempty"`
}

type jsonRelease struct {
	ID      string `json:"id"`
	Release string `json:"release"`
	Date    string `json:"date"`
}

type labelled struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

func (d *described) line(label, format string, args ...any) {
	d.Facts = append(d.Facts, labelled{label, fmt.Sprintf(format, args...)})
}

func printDescribed(w io.Writer, d described) {
	fmt.Fprintf(w, "%s: %s\n", d.File, d.Kind)
	for _, f := range d.Facts {
		fmt.Fprintf(w, "  %-10s %s\n", f.Label, f.Text)
	}
}

// describe says what a file is by its content. ok is false for what holds
// benchmarks, which have a page of their own, and for what nobody knows.
func (a *app) describe(path string) (d described, ok bool, err error) {
	kind, _, err := benchmark.Sniff(osFS{}, path)
	if err != nil {
		return d, false, err
	}
	d = described{File: path, Kind: string(kind), Facts: []labelled{}}
	describers := map[benchmark.Kind]func(string, []byte, *described) error{
		benchmark.KindCKL: describeChecklist, benchmark.KindCKLB: describeChecklist,
		benchmark.KindResult: describeScan, benchmark.KindARF: describeScan,
		benchmark.KindIndex: describeIndex, benchmark.KindOVAL: describeOVAL, benchmark.KindCCI: describeCCI, benchmark.KindSSP: describeSSP,
		benchmark.KindOVALSystem: describeNothing, benchmark.KindOVALResults: describeNothing, benchmark.KindTailoring: describeNothing,
	}
	switch describe, known := describers[kind]; {
	case known:
		data, err := os.ReadFile(path)
		if err != nil {
			return d, false, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
		}
		return d, true, describe(path, data, &d)
	case kind == benchmark.KindFacts, kind == benchmark.KindCapture:
		return d, true, a.describeFacts(path, &d)
	case kind == benchmark.KindFolder && holdsBundles(path):
		d.Kind = "folder of fact bundles"
		return d, true, a.describeFacts(path, &d)
	case kind == benchmark.KindLibrary:
		return d, true, a.describeLibrary(path, &d)
	}
	return d, false, nil
}

// holdsBundles reports whether a folder is one that -f takes.
func holdsBundles(dir string) bool {
	files, _ := filepath.Glob(filepath.Join(dir, "*.json")) // an odd name finds nothing
	return slices.ContainsFunc(files, func(file string) bool {
		kind, _, err := benchmark.Sniff(osFS{}, file)
		return err == nil && kind == benchmark.KindFacts
	})
}

func describeNothing(string, []byte, *described) error { return nil }

func describeChecklist(path string, data []byte, d *described) error {
	list, problems, err := ckl.Read(path, data)
	if err != nil {
		return err
	}
	d.line("asset", "%s", orElse(list.Asset.HostName, "no host name"))
	for _, s := range list.Stigs {
		counts := map[result.Status]int{}
		for _, r := range s.Rows {
			counts[r.Status]++
		}
		var parts []string
		for _, status := range result.Statuses() {
			parts = append(parts, fmt.Sprintf("%s %d", status, counts[status]))
		}
		d.line("STIG", "%s, version %s, %s: %d rows: %s", s.ID, orElse(s.Version, "not stated"), orElse(s.ReleaseInfo, "release not stated"),
			len(s.Rows), strings.Join(parts, ", "))
	}
	if len(problems) > 0 {
		d.line("problems", "%d, the first: %s", len(problems), problems[0])
	}
	return nil
}

func describeScan(path string, data []byte, d *described) error {
	sets, problems, err := scan.Read(path, data)
	if err != nil {
		return err
	}
	for _, s := range sets {
		d.line("asset", "%s", orElse(s.Asset.HostName, "no name"))
		d.line("benchmark", "%s", orElse(s.Benchmark.ID, "not stated"))
		words := map[string]int{}
		var order []string
		for _, c := range s.Checks {
			if words[c.Word] == 0 {
				order = append(order, c.Word)
			}
			words[c.Word]++
		}
		slices.Sort(order)
		var parts []string
		for _, w := range order {
			parts = append(parts, fmt.Sprintf("%s %d", w, words[w]))
		}
		d.line("results", "%d: %s", len(s.Checks), strings.Join(parts, ", "))
	}
	if len(problems) > 0 {
		d.line("problems", "%d, the first: %s", len(problems), problems[0])
	}
	return nil
}

func describeOVAL(path string, data []byte, d *described) error {
	s, err := oval.Summarise(path, data)
	if err != nil {
		return err
	}
	c := s.Definitions
	d.line("schema", "%s, by %s", orElse(s.SchemaVersion, "not stated"), orElse(strings.TrimSpace(s.ProductName+" "+s.ProductVersion), "an unnamed product"))
	d.line("written", "%s", orElse(s.Timestamp, "not stated"))
	d.line("definitions", "%d: compliance %d, inventory %d, patch %d, vulnerability %d, miscellaneous %d", c.Total(),
		c.Compliance, c.Inventory, c.Patch, c.Vulnerability, c.Miscellaneous+c.Other)
	d.line("made of", "%d tests, %d objects, %d states, %d variables", s.Tests, s.Objects, s.States, s.Variables)
	return nil
}

func describeCCI(path string, data []byte, d *described) error {
	list, err := cci.ReadList(path, data)
	if err != nil {
		return err
	}
	d.line("version", "%s, published %s", orElse(list.Version, "not stated"), orElse(list.Published, "not stated"))
	d.line("CCIs", "%d", len(list.CCIs))
	return nil
}

func describeSSP(path string, data []byte, d *described) error {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
	}
	defer root.Close() //nolint:errcheck // only read from
	ssp, err := facts.ReadSSP(path, data, root.FS())
	if err != nil {
		return err
	}
	d.line("system", "%s", orElse(ssp.Label(), "not named"))
	d.line("approved", "%s", ssp.Approver("system", "", "", ""))
	d.line("decisions", "%d exemptions, %d attestations, %d vendor images", len(ssp.Exemptions), len(ssp.Attestations), len(ssp.SystemContainers.Images))
	d.line("SHA-256", "%s, of the content", ssp.Digest)
	return nil
}

func (a *app) describeFacts(path string, d *described) error {
	bundles, warnings, err := a.readFact(path, readWhole)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		a.warn("%s", w)
	}
	if d.Kind == string(benchmark.KindCapture) && len(bundles) == 1 && bundles[0].Kind == facts.ClusterBundle {
		d.Kind = "record of a cluster" // a capture of an engine gives a node
	}
	for _, b := range bundles {
		asset, _ := b.Asset()
		d.line(string(b.Kind), "%s", asset.Name)
		when := "no collection time"
		if !b.Timeless {
			when = b.Provenance.FinishedAt.UTC().Format(time.RFC3339) + " by " + orElse(b.Provenance.RunBy, "an unnamed account")
		}
		d.line("collected", "%s", when)
		d.line("sections", "%s", sectionStates(b))
		d.line("SHA-256", "%s, of the content", b.Digest)
	}
	return nil
}

// sectionStates counts the sections of a bundle by what became of them.
func sectionStates(b *facts.Bundle) string {
	side := facts.NodeSide
	if b.Kind == facts.ClusterBundle {
		side = facts.ClusterSide
	}
	var whole int
	var lacking, never []string
	for _, s := range facts.Sections() {
		f, there := b.Facts[s.Name]
		switch {
		case s.Side != side:
		case there && f.State == facts.OK && f.Complete:
			whole++
		case there && f.State == facts.OK:
			lacking = append(lacking, s.Name+" partly")
		case f.State == facts.NotCollected:
			never = append(never, s.Name)
		default:
			lacking = append(lacking, s.Name+" "+f.State.String())
		}
	}
	text := fmt.Sprintf("%d complete", whole)
	const named = 5
	switch n := len(never); {
	case n > named:
		lacking = append(lacking, fmt.Sprintf("%d never collected", n))
	case n > 0:
		lacking = append(lacking, "never collected: "+strings.Join(never, ", "))
	}
	if lacking != nil {
		text += "; " + strings.Join(lacking, ", ")
	}
	return text
}

func (a *app) describeLibrary(path string, d *described) error {
	index, refused, err := a.buildIndexes([]string{path})
	if err != nil {
		return err
	}
	describeEntries(index, d)
	if refused != nil {
		a.printError(refused)
	}
	return nil
}

func describeIndex(path string, data []byte, d *described) error {
	index, err := release.ReadIndex(path, data)
	if err != nil {
		return err
	}
	d.line("libraries", "%s", strings.Join(index.Sources, ", "))
	describeEntries(index, d)
	return nil
}

func describeEntries(index *release.Index, d *described) {
	rules, ids, newest := 0, map[string]bool{}, release.Entry{}
	for _, e := range index.Benchmarks {
		rules += len(e.Rules)
		ids[strings.ToLower(e.ID)] = true
		if e.Date > newest.Date {
			newest = e
		}
	}
	d.Library = &jsonLibrary{Sources: index.Sources, Benchmarks: len(index.Benchmarks), Distinct: len(ids), Rules: rules,
		Duplicates: len(index.Duplicates), Republished: len(index.Republished), Skipped: index.Skipped}
	d.line("benchmarks", "%d of %d ids, %d rules", len(index.Benchmarks), len(ids), rules)
	if newest.ID != "" {
		d.Library.Newest = &jsonRelease{newest.ID, newest.Label(), newest.Date}
		d.line("newest", "%s %s, %s", newest.ID, newest.Label(), newest.Date)
	}
	d.line("twice", "%d releases; %d rule ids with several check texts", len(index.Duplicates), len(index.Republished))
	d.line("skipped", "%d members", index.Skipped)
}
