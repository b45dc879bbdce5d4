package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
)

func (a *app) libraryCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "library",
		Short: "Index quarterly library compilations",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var out string
	var asJSON bool
	index := &cobra.Command{
		Use:   "index ZIP... -o FILE",
		Short: "List every benchmark of library compilations with its digests",
		Long: `Reads library compilations (zips of zips), folders or benchmarks and writes an index:
id, version, release, date, place and digest of each benchmark, and the digest of each
check text. Names what is there twice, and rule ids that were published again with
another check text. The index holds no text; -b NAME@V2R1 --library FILE finds a
benchmark by it, in the libraries it names.`,
		Example: `  stigwright library index U_SRG-STIG_Library_2026_10v1.zip -o library.json
  stigwright evaluate -b RHEL_9_STIG@V1R3 --library library.json -f facts/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.indexLibraries(args, out, asJSON) },
	}
	index.Flags().StringVarP(&out, "output", "o", "", "file to write the index to; - for standard output")
	index.Flags().BoolVar(&asJSON, "json", false, "print the counts as JSON")
	cmd.AddCommand(index)
	return cmd
}

// workers is how many members are read at once: inflating and scanning pay on two
// cores and no more were measured.
func workers() int { return min(2, runtime.GOMAXPROCS(0)) }

func (a *app) indexLibraries(paths []string, out string, asJSON bool) error {
	if out == "" {
		return hinted("-o library.json", "no file to write the index to")
	}
	if err := indexTarget(out, paths); err != nil {
		return &exitError{exitInput, err}
	}
	index, refused, err := a.buildIndexes(paths)
	if err != nil {
		return err
	}
	if len(index.Benchmarks) == 0 {
		if refused == nil {
			refused = &diag.Error{Msg: strings.Join(paths, ", ") + " holds no benchmark", Hint: "give the compilation DISA publishes"}
		}
		return &exitError{exitInput, refused} // and an index that exists stays
	}
	index.Sources = relativeTo(out, index.Sources)
	data, err := index.Write()
	if err != nil {
		return &exitError{exitFault, err}
	}
	if out == "-" {
		_, err = a.raw.Write(data)
	} else {
		err = inFile(out, ckl.Replace(out, data))
	}
	if err != nil {
		return &exitError{exitInput, err}
	}
	if out != "-" {
		if err := a.printIndexed(index, out, asJSON); err != nil {
			return err
		}
	}
	if refused != nil {
		return &exitError{exitInput, refused}
	}
	return nil
}

// indexTarget refuses to write an index over anything but an index.
func indexTarget(out string, paths []string) error {
	now, err := os.Stat(out)
	if out == "-" || err != nil {
		return nil
	}
	for _, path := range paths {
		if in, err := os.Stat(path); err == nil && os.SameFile(in, now) {
			return &diag.Error{File: out, Msg: "is one of the libraries to index; want another file for the index"}
		}
	}
	data, err := os.ReadFile(out)
	if err != nil {
		return &diag.Error{File: out, Msg: "cannot be read", Err: pathless(err)}
	}
	if _, err := release.ReadIndex(out, data); err != nil {
		return &diag.Error{File: out, Msg: "exists and is no library index; want a new file, or an index to replace"}
	}
	return nil
}

// relativeTo is the libraries as seen from the folder of the index, where they lie
// at or below it, so that both can be moved together; others by their full path.
func relativeTo(out string, sources []string) []string {
	if out == "-" {
		return sources
	}
	dir, err := filepath.Abs(filepath.Dir(out))
	if err != nil {
		return sources
	}
	var seen []string
	for _, s := range sources {
		full, err := filepath.Abs(s)
		if err != nil {
			full = s
		}
		if rel, err := filepath.Rel(dir, full); err == nil && filepath.IsLocal(rel) {
			full = rel
		}
		seen = append(seen, filepath.ToSlash(full))
	}
	return seen
}

// library is a library, zip or folder that is open, under the name it was given by.
type library struct {
	path string
	*benchmark.Source
}

// openLibraries opens what can be opened; the problems of the rest come back beside it.
func openLibraries(paths []string) (open []library, problems diag.List) {
	for _, path := range paths {
		source, err := benchmark.OpenSource(osFS{}, path)
		if err != nil {
			problems = append(problems, diag.Each(err)...)
			continue
		}
		open = append(open, library{path, source})
	}
	return open, problems
}

// buildIndexes reads every library; what could not be read comes back beside it.
func (a *app) buildIndexes(paths []string) (*release.Index, error, error) {
	var all []*release.Index
	libraries, problems := openLibraries(paths)
	for _, l := range libraries {
		bar := a.progress("indexing "+l.path, l.Len())
		x, err := release.BuildIndex(l.path, l.Source, workers(), bar.update)
		bar.done()
		_ = l.Close() // only read from
		problems = append(problems, diag.Each(err)...)
		all = append(all, x)
	}
	if all == nil {
		return nil, nil, &exitError{exitInput, problems}
	}
	return release.Merge(all...), problems.Err(), nil
}

// jsonIndexed is the counts of `library index --json`.
type jsonIndexed struct {
	File        string `json:"file"`
	Benchmarks  int    `json:"benchmarks"`
	Distinct    int    `json:"distinct_ids"`
	Rules       int    `json:"rules"`
	Skipped     int    `json:"skipped"`
	Duplicates  int    `json:"duplicates"`
	Republished int    `json:"republished"`
}

func (a *app) printIndexed(x *release.Index, out string, asJSON bool) error {
	c := jsonIndexed{File: out, Benchmarks: len(x.Benchmarks), Skipped: x.Skipped, Duplicates: len(x.Duplicates), Republished: len(x.Republished)}
	for i, e := range x.Benchmarks {
		c.Rules += len(e.Rules)
		if i == 0 || !strings.EqualFold(x.Benchmarks[i-1].ID, e.ID) {
			c.Distinct++
		}
	}
	if asJSON {
		return a.printJSON(c)
	}
	fmt.Fprintf(a.stdout, "%s: %d benchmarks of %d ids, %d rules; %d members skipped\n", out, c.Benchmarks, c.Distinct, c.Rules, c.Skipped)
	for _, d := range x.Duplicates {
		word := "differ"
		if d.Same {
			word = "are equal"
		}
		fmt.Fprintf(a.stdout, "  twice: %s %s in %s, which %s\n", d.ID, d.Release, strings.Join(d.Members, ", "), word)
	}
	const shown = 10
	for i, r := range x.Republished {
		if i == shown {
			fmt.Fprintf(a.stdout, "  and %d more rule ids with several check texts; the index has them all\n", len(x.Republished)-shown)
			break
		}
		fmt.Fprintf(a.stdout, "  another check text under one rule id: %s %s (%s) in %s\n", r.ID, r.RuleID, r.STIGID, strings.Join(r.Releases, ", "))
	}
	return nil
}

// fromLibrary opens the benchmark that a name such as RHEL_9_STIG@V1R3 means.
func (a *app) fromLibrary(name string) ([]*benchmark.Benchmark, error) {
	return a.fromLibraryOf(a.library, name)
}

// fromLibraryOf is fromLibrary for the library or index at path.
func (a *app) fromLibraryOf(path, name string) ([]*benchmark.Benchmark, error) {
	index, dir, err := a.openLibrary(path)
	if err != nil {
		return nil, err
	}
	e, err := index.Find(name)
	if err != nil {
		return nil, inFile(path, err)
	}
	return readEntries(shelf{path, dir, index}, []release.Entry{e})
}

// fromIndex says that a file that cannot be opened was named by an index.
func fromIndex(library string, err error) error {
	var e *diag.Error
	if !errors.As(err, &e) {
		return err
	}
	named := *e
	named.Hint = library + " names this library; if it was moved, run `stigwright library index` again"
	return &named
}

// openLibrary is the index that --library names: an index file, a library or a
// folder of libraries. dir is the folder that relative sources lie in.
func (a *app) openLibrary(path string) (index *release.Index, dir string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, "", &diag.Error{File: path, Msg: "cannot be opened", Err: pathless(err), Hint: "--library takes an index, a library zip or a folder of them"}
	}
	if !info.IsDir() && strings.HasSuffix(strings.ToLower(path), ".json") {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, "", &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
		}
		index, err := release.ReadIndex(path, data)
		return index, filepath.Dir(path), err
	}
	paths := []string{path}
	if info.IsDir() {
		if paths, err = filepath.Glob(filepath.Join(path, "*.zip")); err != nil || len(paths) == 0 {
			return nil, "", &diag.Error{File: path, Msg: "holds no *.zip", Hint: "--library takes an index, a library zip or a folder of them"}
		}
		slices.Sort(paths)
	}
	index, refused, err := a.buildIndexes(paths)
	if refused != nil {
		a.printError(refused)
	}
	var exit *exitError
	if errors.As(err, &exit) {
		err = exit.err
	}
	return index, "", err
}

// libraryWith is the names by which -b finds the newest release of each benchmark of
// the library that has the rule.
func (a *app) libraryWith(rule string) ([]string, error) {
	index, _, err := a.openLibrary(a.library)
	if err != nil {
		return nil, err
	}
	newest := map[string]release.Entry{}
	for _, e := range index.Benchmarks {
		has := slices.ContainsFunc(e.Rules, func(r release.Rule) bool { return r.Named(rule) })
		if id := strings.ToLower(e.ID); has && e.Date >= newest[id].Date {
			newest[id] = e
		}
	}
	var names []string
	for _, e := range newest {
		names = append(names, e.ID+"@"+e.Label())
	}
	slices.Sort(names)
	return names, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
