package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/diag"
)

// job is one checklist to merge into.
type job struct {
	target  from
	out     string // "" in a dry run without one
	sources []from
	base    string
}

// from is what is taken of a file.
type from struct {
	path  string
	index int      // which of its checklists or evaluations; -1 for all of the asset
	stigs []string // which STIGs of it; nil for all
}

func whole(paths ...string) []from {
	out := make([]from, len(paths))
	for i, p := range paths {
		out[i] = from{p, -1, nil}
	}
	return out
}

// merged is one checklist after its merge.
type merged struct {
	Output  string           `json:"output"` // "" in a dry run without one
	Target  string           `json:"target"`
	Sources []string         `json:"sources"`
	DryRun  bool             `json:"dry_run"`
	Lost    []jsonLoss       `json:"lost"`   // what the format of the output cannot hold
	Counts  jsonCounts       `json:"counts"` // of the rows after the merge
	Report  *ckl.MergeReport `json:"report"`

	data []byte // to be written; nil in a dry run
	read []byte // the target's file
	into []byte // memory for data
}

// reviewed is a checklist to merge into, as it stands in its file.
type reviewed struct {
	*ckl.Document
	part bool // List is not all of the file
}

// mergeJob reads, merges, and makes what is to be written. What is merged after the
// sources, such as recorded answers, goes between Merge and the rendering.
func (a *app) mergeJob(j job, f mergeFlags, o ckl.MergeOptions, by ckl.By) (*merged, error) {
	target, err := a.readReviewed(j.target)
	if err != nil {
		return nil, err
	}
	if j.base != "" {
		base, err := a.readReviewed(from{path: j.base})
		if err != nil {
			return nil, err
		}
		o.Base = base.List
	}
	sources, err := a.readSources(target, j.sources, o.AnyAsset)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		sources[i].By = by
	}
	o.Time = changedAt(j.target.path)
	before := target.List
	if f.file != nil {
		before = before.Clone() // answers are taken off it
	}
	answers := a.answering(f.file, before, f.judged, j.target.path)
	after, report, err := ckl.Merged(before, sources, o)
	if err != nil {
		return nil, inFile(j.target.path, err)
	}
	answers(after)
	a.warnBothNameless(target, sources)
	m := &merged{Output: j.out, Target: j.target.path, DryRun: f.dryRun, Lost: []jsonLoss{}, Counts: jsonCounts(after.Count()), Report: report, read: target.Data, into: a.memory.take()}
	for _, s := range j.sources {
		m.Sources = append(m.Sources, s.path)
	}
	if !f.dryRun {
		err = m.render(target, after)
	}
	return m, err
}

// warnBothNameless says that nothing but the caller's word makes files without a host those
// of one asset.
func (a *app) warnBothNameless(target *reviewed, sources []ckl.Source) {
	if !target.List.Asset.Nameless() {
		return
	}
	for _, s := range sources {
		if asset := s.Asset(); asset.Nameless() {
			a.warn("%s and %s name no host; they are taken to be of one asset", target.Name, s.Name)
		}
	}
}

// readReviewed reads the checklist to merge into, which is a .ckl or .cklb: the
// results of a scan are none.
func (a *app) readReviewed(f from) (*reviewed, error) {
	data, err := a.readInputInto(f.path, a.memory.take())
	if err != nil {
		return nil, err
	}
	if scan.Is(data) {
		return nil, &diag.Error{File: f.path, Msg: "holds the results of a scan; want the checklist to merge into first",
			Hint: "give the .ckl or .cklb first; `stigwright convert` makes one of results"}
	}
	doc, problems, err := ckl.Open(f.path, data)
	for _, p := range problems {
		a.warn("%s", p)
	}
	if err != nil {
		return nil, inFile(f.path, err)
	}
	doc.List = doc.List.Only(f.stigs)
	return &reviewed{doc, f.stigs != nil}, nil
}

// readSources reads what is to be merged. A file of several assets, such as a
// .nessus, gives what it has of the asset of target.
func (a *app) readSources(target *reviewed, files []from, anyAsset bool) ([]ckl.Source, error) {
	var out []ckl.Source
	for _, f := range files {
		list, err := a.readSource(f.path)
		if err != nil {
			return nil, err
		}
		if f.index >= 0 {
			if f.index >= len(list) {
				return nil, &diag.Error{File: f.path, Msg: "changed while it was read; want it left alone", Hint: "run again"}
			}
			list = list[f.index : f.index+1]
		}
		mine, others := list, 0
		if len(list) > 1 && !anyAsset {
			mine = nil
			for _, s := range list {
				if target.List.Asset.SameHost(s.Asset()) {
					mine = append(mine, s)
				} else {
					others++
				}
			}
		}
		if len(mine) == 0 {
			return nil, &diag.Error{File: f.path, Msg: fmt.Sprintf("holds nothing of host %q, the asset of %s", target.List.Asset.HostName, target.Name),
				Hint: "if both names mean one asset, say so with --any-asset"}
		}
		if others > 0 {
			a.say("%s: left out what it holds of other assets: %d", f.path, others)
		}
		for _, s := range mine {
			if s.Checklist != nil {
				s.Checklist = s.Checklist.Only(f.stigs)
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// readSource reads a file as sources: one for each evaluation or checklist in it.
func (a *app) readSource(path string) ([]ckl.Source, error) {
	data, err := a.readInputInto(path, a.memory.take())
	if err != nil {
		return nil, err
	}
	sources, problems, err := sourcesIn(path, data)
	a.memory.give(data)
	for _, p := range problems {
		a.warn("%s", p)
	}
	return sources, inFile(path, err)
}

func sourcesIn(path string, data []byte) ([]ckl.Source, diag.List, error) {
	if scan.Is(data) {
		sets, problems, err := scan.Read(path, data)
		out := make([]ckl.Source, len(sets))
		for i, s := range sets {
			out[i] = ckl.Source{Name: path, Scan: s}
		}
		return out, problems, err
	}
	lists, problems, err := ckl.ReadAny(path, data)
	out := make([]ckl.Source, len(lists))
	for i, c := range lists {
		out[i] = ckl.Source{Name: path, Checklist: c, Time: changedAt(path)}
	}
	return out, problems, err
}

// changedAt is when a file was changed last, for --status newest; "" of none.
func changedAt(path string) string {
	info, err := os.Stat(path)
	if path == "-" || err != nil {
		return ""
	}
	return info.ModTime().UTC().Format(time.RFC3339)
}

// render makes the bytes of the output: those of the target with the changes put in,
// in its own layout, or another format where the name of the output says so.
func (m *merged) render(target *reviewed, after *ckl.Checklist) (err error) {
	to := formatNamed(m.Output)
	switch {
	case to != 0 && to != target.Format: // below
	case !target.part:
		m.data, err = target.AppendRewrite(m.into, after, version)
		return inFile(target.Name, err)
	default:
		m.data, err = ckl.Write(after, target.Format, version)
		return inFile(target.Name, err)
	}
	if m.Output == target.Name {
		return &diag.Error{File: target.Name, Msg: fmt.Sprintf("holds a .%s and is named .%s; want a name that says what it is", target.Format, to),
			Hint: "rename the file; readers choose the format by its name"}
	}
	done, err := ckl.Convert(after, ckl.ConvertOptions{To: to, Tool: version})
	if err != nil {
		return inFile(target.Name, err)
	}
	m.data = done.Data
	for _, l := range done.Lost {
		m.Lost = append(m.Lost, jsonLoss(l))
	}
	return nil
}

// formatNamed is the checklist format a name says, 0 when it says none.
func formatNamed(path string) ckl.Format {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".ckl":
		return ckl.CKL
	case ".cklb":
		return ckl.CKLB
	}
	return 0
}
