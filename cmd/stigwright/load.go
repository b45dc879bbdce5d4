package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
)

// osFS is the files of this machine under the names a user gives them, so that a
// message names a file as it was spelled.
type osFS struct{}

func (osFS) Open(name string) (fs.File, error) { return os.Open(name) }

// maxStdin is what is read from standard input at the most: the cap of one document.
const maxStdin = 256 << 20

func (a *app) readStdin() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(a.stdin, maxStdin+1))
	if err != nil {
		return nil, &diag.Error{File: "-", Msg: "cannot be read", Err: err}
	}
	if len(data) > maxStdin {
		return nil, &diag.Error{File: "-", Msg: fmt.Sprintf("holds more than %d MiB", maxStdin>>20), Hint: largeHint}
	}
	return data, nil
}

// openBenchmarks opens every path. Problems come back beside what could be read.
func (a *app) openBenchmarks(paths []string) ([]*benchmark.Benchmark, error) {
	var all []*benchmark.Benchmark
	var problems diag.List
	for _, path := range paths {
		found, err := a.openBenchmark(path)
		all = append(all, found...)
		problems = append(problems, diag.Each(err)...)
	}
	if len(all) == 0 {
		return nil, &exitError{exitInput, problems.Err()}
	}
	return all, problems.Err()
}

func (a *app) openBenchmark(path string) ([]*benchmark.Benchmark, error) {
	if path == "-" {
		data, err := a.readStdin()
		if err != nil {
			return nil, err
		}
		return benchmark.OpenBytes(path, data)
	}
	if a.namesBenchmark(path) {
		return a.fromLibrary(path)
	}
	bundle, err := benchmark.OpenBundle(osFS{}, path)
	if bundle == nil {
		return nil, libraryHint(path, err)
	}
	for _, left := range bundle.Left {
		a.warn("%s: %s is a %s and was not opened", path, left.Name, left.Kind)
	}
	return bundle.Benchmarks, err
}

// namesBenchmark reports whether path is no file and can be the name of a benchmark in
// the library: one that ends like a file, or names a folder, is a file misspelled.
func (a *app) namesBenchmark(path string) bool {
	if a.library == "" || exists(path) {
		return false
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".zip", ".xml", ".json", ".ckl", ".cklb", ".yaml", ".yml":
		return false
	}
	name, _, _ := strings.Cut(path, "@")
	return !strings.ContainsAny(name, `\\/`)
}

// judgeable refuses what has the form of a benchmark and is none that can be
// judged: results that a scanner wrote around one, or a benchmark without rules.
func judgeable(benches []*benchmark.Benchmark) error {
	var problems diag.List
	for _, b := range benches {
		switch {
		case len(b.Doc.TestResult) > 0:
			problems = append(problems, &diag.Error{File: b.FileName, Msg: "holds the results of a scan (TestResult); want the benchmark itself",
				Hint: "give the zip DISA publishes with -b"})
		case len(b.Items) == 0:
			problems = append(problems, &diag.Error{File: b.FileName, Msg: "is a benchmark without rules", Hint: "give the zip DISA publishes with -b"})
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// libraryHint says what a name that is no file may be meant as.
func libraryHint(path string, err error) error {
	name, release, at := strings.Cut(path, "@")
	var e *diag.Error
	if at && name != "" && release != "" && errors.As(err, &e) && e.Hint == "" {
		named := *e
		named.Hint = "to find it by name in a library, give --library FILE"
		return &named
	}
	return err
}

// readFacts reads every -f into a site. Bundles that could not be read come back
// as an error beside a site of the others.
func (a *app) readFacts(paths []string) (facts.Site, error) {
	return a.readSite(paths, readWhole)
}

// readWhole reads one input of facts whole.
func readWhole(name string) ([]*facts.Bundle, []string, error) { return facts.ReadInput(name, osFS{}) }

// readHeads is readFacts that holds no more of a node's bundle than its head.
func (a *app) readHeads(paths []string) (facts.Site, error) {
	return a.readSite(paths, facts.NewHeads(osFS{}).Read)
}

// input is what one file, or one folder, of facts gave.
type input struct {
	bundles  []*facts.Bundle
	warnings []string
	err      error
}

func (a *app) readSite(paths []string, read func(string) ([]*facts.Bundle, []string, error)) (facts.Site, error) {
	var bundles []*facts.Bundle
	var problems diag.List
	inputs := listInputs(paths)
	bar := a.progress("reading", len(inputs))
	inOrder(len(inputs), ahead(), func(i int) (in input) {
		if inputs[i].err != nil {
			return input{err: inputs[i].err}
		}
		in.bundles, in.warnings, in.err = a.readFact(inputs[i].path, read)
		return in
	}, func(i int, in input) {
		bar.update(i+1, len(inputs))
		for _, w := range in.warnings {
			a.warn("%s", w)
		}
		problems = append(problems, diag.Each(in.err)...)
		for _, b := range in.bundles {
			if err := plainName(b); err != nil {
				problems = append(problems, err)
			} else {
				bundles = append(bundles, b)
			}
		}
	})
	bar.done()
	if len(bundles) == 0 {
		if problems == nil {
			problems = diag.List{{Msg: "no fact bundle found", Hint: "-f takes a bundle, a folder of *.json bundles, a capture folder or -"}}
		}
		return facts.Site{}, &exitError{exitInput, problems}
	}
	site, warnings, err := facts.Assemble(bundles)
	for _, w := range warnings {
		a.warn("%s", w)
	}
	if err != nil {
		return facts.Site{}, &exitError{exitInput, err}
	}
	return site, problems.Err()
}

// plainName refuses a bundle whose asset has control characters in its name, as the
// flags that name an asset do.
func plainName(b *facts.Bundle) *diag.Error {
	asset, _ := b.Asset()
	for _, name := range []string{asset.Name, asset.FQDN} {
		if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
			return &diag.Error{File: b.File, Msg: fmt.Sprintf("names its host %q; want a name without control characters", name),
				Hint: "no system has such a name; collect again, and ask who wrote the bundle"}
		}
	}
	return nil
}

// named is one input of facts, or why a name gives none.
type named struct {
	path string
	err  error
}

// listInputs is what every -f names, one input at a time.
func listInputs(paths []string) []named {
	var out []named
	for _, path := range paths {
		if path == "-" {
			out = append(out, named{path: path})
			continue
		}
		files, err := facts.Inputs(path, osFS{})
		if err != nil {
			out = append(out, named{path, err})
		}
		for _, file := range files {
			out = append(out, named{path: file})
		}
	}
	return out
}

func (a *app) readFact(path string, read func(string) ([]*facts.Bundle, []string, error)) ([]*facts.Bundle, []string, error) {
	if path == "-" {
		data, err := a.readStdin()
		if err != nil {
			return nil, nil, err
		}
		return facts.ReadBundle(path, data)
	}
	if bundles, warnings, is, err := recordedCluster(path); is {
		return bundles, warnings, err
	}
	return read(path)
}

// readSSP reads ssp.yaml; nil when no path was given.
func (a *app) readSSP(path string) (*facts.SSP, error) {
	if path == "" {
		return nil, nil
	}
	amend, err := a.amenderOf(path)
	if err != nil {
		return nil, err
	}
	ssp, err := amend(nil)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	return ssp, nil
}

// amender reads an ssp.yaml as if it decided more.
type amender func([]facts.Amendment) (*facts.SSP, error)

// amenderOf is that of the file, which is read here; without a path it decides nothing.
func (a *app) amenderOf(path string) (amender, error) {
	if path == "" {
		return func(more []facts.Amendment) (*facts.SSP, error) { return facts.AmendSSP("ssp.yaml", nil, nil, more) }, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}}
	}
	return func(more []facts.Amendment) (*facts.SSP, error) {
		beside, err := os.OpenRoot(filepath.Dir(path)) // a link out of the folder is not followed
		if err != nil {
			return nil, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
		}
		defer beside.Close() //nolint:errcheck // only read from
		return facts.AmendSSP(path, data, beside.FS(), more)
	}, nil
}

// pathless takes the operation and the path off err, which the message names.
func pathless(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// judgedAsOf is the time of evaluation: --time, else SOURCE_DATE_EPOCH, else the
// clock of the machine.
func (a *app) judgedAsOf(flag string) (time.Time, error) {
	if flag != "" {
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(layout, flag); err == nil {
				return t.UTC(), nil
			}
		}
		return time.Time{}, hinted("write it as 2026-11-21T00:00:00Z or 2026-11-21", "--time: is %q; want a time", flag)
	}
	if epoch := a.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		var seconds int64
		if _, err := fmt.Sscanf(epoch, "%d", &seconds); err != nil || fmt.Sprint(seconds) != epoch {
			return time.Time{}, usage("SOURCE_DATE_EPOCH: is %q; want seconds since 1970", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	return a.now().UTC().Truncate(time.Second), nil
}
