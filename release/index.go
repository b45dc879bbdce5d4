// Package release holds what is known across releases of benchmarks: the index of
// DISA's quarterly library compilations, and what changed from one release to another.
//
//	index, err := release.BuildIndex(name, source, 2, nil)
//	entry, err := index.Find("RHEL_9_STIG@V1R3")
//
//	c, err := release.Compare(old, new)
//	for _, p := range c.Pairs {
//		fmt.Println(p.New.STIGID(), p.Kind(), p.CheckSame)
//	}
//
// An index names where each benchmark lies and the digest of each check text; it
// holds no text of a benchmark. Nothing is kept outside the file it is written to.
package release

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
)

// IndexSchema is the version of the index file; another major version is refused.
const IndexSchema = "stigwright-library/2"

// Index lists the benchmarks of one or more libraries, in order of benchmark id,
// version, release, date and place.
type Index struct {
	Schema      string        `json:"schema"`
	Sources     []string      `json:"sources"` // the libraries, as they were named
	Skipped     int           `json:"skipped"` // members that could not be read
	Benchmarks  []Entry       `json:"benchmarks"`
	Duplicates  []Duplicate   `json:"duplicates"`
	Republished []Republished `json:"republished"`
}

// Entry is one benchmark of a library.
type Entry struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version string `json:"version"`
	Release string `json:"release"`
	Date    string `json:"date"`   // yyyy-mm-dd, "" when unreadable
	Source  int    `json:"source"` // index into Sources
	Member  string `json:"member"` // path in the source; "" for a source that is one document
	File    string `json:"file"`   // base name of the XCCDF file
	SHA256  string `json:"sha256"` // of the XCCDF file
	Rules   []Rule `json:"rules"`  // in document order
}

// Rule is one rule of an entry.
type Rule struct {
	STIGID   string `json:"stig_id"`
	VulnID   string `json:"vuln_id"`
	RuleID   string `json:"rule_id"`
	Severity string `json:"severity"`
	Check    string `json:"check_sha256"` // of the check text, white space normalised; "" when there is none
	// LegacyIDs are the ids it had before DISA renumbered it, none for most.
	LegacyIDs []string `json:"legacy_ids,omitzero"`
}

// Duplicate is a release that a library holds more than once.
type Duplicate struct {
	ID      string   `json:"id"`
	Release string   `json:"release"` // V2R1
	Members []string `json:"members"`
	Same    bool     `json:"same"` // the files are equal to the byte
}

// Republished is a rule id under which different check texts were published.
type Republished struct {
	ID       string   `json:"id"`
	RuleID   string   `json:"rule_id"`
	STIGID   string   `json:"stig_id"`
	Releases []string `json:"releases"` // in order, each the first of a text
}

// Label is V2R1 of the entry, the version alone where no release is stated.
func (e Entry) Label() string {
	if e.Release == "" {
		return e.Version
	}
	return "V" + e.Version + "R" + e.Release
}

// BuildIndex reads every benchmark of a library with so many workers; two pay on two
// cores, as reading is inflating and scanning. progress may be nil; it is called
// from the caller's goroutine with the parts done and their number. The error lists
// members that could not be read, beside the index of the others.
func BuildIndex(name string, source *benchmark.Source, workers int, progress func(done, of int)) (*Index, error) {
	parts := readParts(source, workers, progress)
	index := &Index{Schema: IndexSchema, Sources: []string{name}}
	var problems diag.List
	for i, p := range parts {
		index.Skipped += p.skipped
		problems = append(problems, diag.Each(p.err)...)
		for _, e := range p.entries {
			e.Member = source.Name(i)
			index.Benchmarks = append(index.Benchmarks, e)
		}
	}
	index.arrange()
	return index, problems.Err()
}

// part is what one member of a library gave.
type part struct {
	entries []Entry
	skipped int
	err     error
}

func readParts(source *benchmark.Source, workers int, progress func(done, of int)) []part {
	parts := make([]part, source.Len())
	inParallel(len(parts), workers, progress, func(i int) { parts[i] = readPart(source, i) })
	return parts
}

// inParallel calls do with 0 to n-1, several at once, and progress from the caller's
// goroutine. A fault in a piece of work is one of the caller, as soon as what was begun
// has ended; no more is begun then.
func inParallel(n, workers int, progress func(done, of int), do func(i int)) {
	next, done := make(chan int), make(chan any) // what each piece of work panicked with, nil for nothing
	var wait sync.WaitGroup
	var failed atomic.Bool
	for range max(1, workers) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				if !failed.Load() {
					fault := faultOf(func() { do(i) })
					if fault != nil {
						failed.Store(true)
					}
					done <- fault
				}
			}
		}()
	}
	go func() {
		for i := range n {
			next <- i
		}
		close(next)
		wait.Wait()
		close(done)
	}()
	var first any
	i := 0
	for fault := range done {
		if first == nil {
			first = fault
		}
		if i++; progress != nil && first == nil {
			progress(i, n)
		}
	}
	if first != nil {
		panic(first)
	}
}

// faultOf is what do panics with.
func faultOf(do func()) (fault any) {
	defer func() { fault = recover() }()
	do()
	return nil
}

func readPart(source *benchmark.Source, i int) part {
	bundle, err := source.Read(i)
	p := part{err: err}
	if bundle == nil {
		p.skipped = 1
		return p
	}
	p.skipped = bundle.Skipped
	for _, b := range bundle.Benchmarks {
		p.entries = append(p.entries, entryOf(b))
	}
	return p
}

func entryOf(b *benchmark.Benchmark) Entry {
	e := Entry{ID: b.ID, Title: b.Title, Version: b.Version, Release: b.Release, Date: b.Date,
		File: b.FileName, SHA256: b.SHA256, Rules: make([]Rule, len(b.Items))}
	for i := range b.Items {
		it := &b.Items[i]
		e.Rules[i] = Rule{it.STIGID(), it.VulnID(), it.RuleID(), it.Severity(), "", it.LegacyIDs()}
		if strings.TrimSpace(it.Check()) != "" {
			e.Rules[i].Check = it.CheckDigest()
		}
	}
	return e
}

// Merge is several indexes as one.
func Merge(indexes ...*Index) *Index {
	all := &Index{Schema: IndexSchema}
	for _, x := range indexes {
		base := len(all.Sources)
		all.Sources = append(all.Sources, x.Sources...)
		all.Skipped += x.Skipped
		for _, e := range x.Benchmarks {
			e.Source += base
			all.Benchmarks = append(all.Benchmarks, e)
		}
	}
	all.arrange()
	return all
}

// arrange puts the entries in order and finds what was published twice.
func (x *Index) arrange() {
	slices.SortStableFunc(x.Benchmarks, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID)), compareNumbers(a.Version, b.Version), compareNumbers(a.Release, b.Release),
			cmp.Compare(a.Date, b.Date), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Member, b.Member))
	})
	x.Duplicates, x.Republished = []Duplicate{}, []Republished{}
	if x.Benchmarks == nil {
		x.Benchmarks = []Entry{}
	}
	for _, releases := range x.byID() {
		x.Duplicates = append(x.Duplicates, duplicates(releases)...)
		x.Republished = append(x.Republished, republished(releases)...)
	}
}

// byID is the entries in runs of one benchmark id. Case does not count: DISA has
// changed it between two releases.
func (x *Index) byID() [][]Entry {
	var runs [][]Entry
	for start, i := 0, 1; i <= len(x.Benchmarks); i++ {
		if i == len(x.Benchmarks) || !strings.EqualFold(x.Benchmarks[i].ID, x.Benchmarks[start].ID) {
			runs = append(runs, x.Benchmarks[start:i])
			start = i
		}
	}
	return runs
}

func duplicates(releases []Entry) []Duplicate {
	var out []Duplicate
	for i := 1; i < len(releases); i++ {
		a, b := releases[i-1], releases[i]
		if a.Label() != b.Label() {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Release == b.Label() {
			out[n-1].Members = append(out[n-1].Members, b.Member)
			out[n-1].Same = out[n-1].Same && a.SHA256 == b.SHA256
			continue
		}
		out = append(out, Duplicate{ID: a.ID, Release: a.Label(), Members: []string{a.Member, b.Member}, Same: a.SHA256 == b.SHA256})
	}
	return out
}

// republished finds rule ids with several check texts: DISA gives a rule a new id
// when it changes its text, and did not here.
func republished(releases []Entry) []Republished {
	type text struct{ check, release string }
	texts := map[string][]text{}
	stig := map[string]string{}
	var order []string
	for _, e := range releases {
		for _, r := range e.Rules {
			if r.Check == "" {
				continue // SCAP content refers to its check
			}
			if texts[r.RuleID] == nil {
				order = append(order, r.RuleID)
				stig[r.RuleID] = r.STIGID
			}
			if !slices.ContainsFunc(texts[r.RuleID], func(t text) bool { return t.check == r.Check }) {
				texts[r.RuleID] = append(texts[r.RuleID], text{r.Check, e.Label()})
			}
		}
	}
	var out []Republished
	for _, id := range order {
		if len(texts[id]) < 2 {
			continue
		}
		r := Republished{ID: releases[0].ID, RuleID: id, STIGID: stig[id]}
		for _, t := range texts[id] {
			r.Releases = append(r.Releases, t.release)
		}
		out = append(out, r)
	}
	return out
}

// compareNumbers compares versions such as 2, 10, 0.1 and 1.18 part by part, as
// numbers where both are.
func compareNumbers(a, b string) int {
	for a != b {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		order := cmp.Compare(x, y)
		if errX == nil && errY == nil {
			order = cmp.Compare(m, n)
		}
		if order != 0 || a == "" && b == "" {
			return order
		}
	}
	return 0
}

// Find is the entry that a name such as RHEL_9_STIG@V1R3 means; without @ the newest
// release. Case does not count. A name nobody has is an error with the nearest one.
func (x *Index) Find(name string) (Entry, error) {
	id, release, exact := strings.Cut(name, "@")
	var found []Entry
	for _, e := range x.Benchmarks {
		if strings.EqualFold(e.ID, id) {
			found = append(found, e)
		}
	}
	if found == nil {
		return Entry{}, x.unknown(id)
	}
	if !exact {
		newest := found[len(found)-1]
		return onlyOne(slices.DeleteFunc(found, func(e Entry) bool { return e.Label() != newest.Label() }))
	}
	var labels []string
	var same []Entry
	for _, e := range found {
		if strings.EqualFold(e.Label(), release) {
			same = append(same, e)
		}
		labels = append(labels, e.Label())
	}
	if len(same) > 0 {
		return onlyOne(same)
	}
	return Entry{}, &diag.Error{Msg: fmt.Sprintf("the library has no %s of %s; want one of %s", release, found[0].ID, strings.Join(slices.Compact(labels), ", "))}
}

// onlyOne is the entry of a release; several that differ leave no choice to us.
func onlyOne(same []Entry) (Entry, error) {
	var members []string
	for _, e := range same {
		members = append(members, e.Member)
	}
	if slices.ContainsFunc(same, func(e Entry) bool { return e.SHA256 != same[0].SHA256 }) {
		return Entry{}, &diag.Error{Msg: fmt.Sprintf("the library has %s %s more than once, and the files differ: %s", same[0].ID, same[0].Label(), strings.Join(members, ", ")),
			Hint: "take the one you mean out of the library and give its file with -b"}
	}
	return same[0], nil
}

func (x *Index) unknown(id string) error {
	var ids []string
	for _, run := range x.byID() {
		ids = append(ids, run[0].ID)
	}
	e := &diag.Error{Msg: fmt.Sprintf("the library has no benchmark %q", id), Hint: "`stigwright library index LIBRARY -o -` lists them"}
	if near := diag.Nearest(id, ids); near != "" {
		e.Hint = fmt.Sprintf("did you mean %s?", near)
	}
	return e
}
