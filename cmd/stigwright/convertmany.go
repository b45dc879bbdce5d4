package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

// convertTable writes several checklists into one table; formats that hold one asset
// are refused.
func (a *app) convertTable(in string, lists []*ckl.Checklist, to ckl.Format, f convertFlags) error {
	var out bytes.Buffer
	var err error
	switch {
	case f.sidecar != "" || f.restore != "":
		return usage("--sidecar and --restore are of one checklist, and %s holds %d", in, len(lists))
	case to == ckl.CSV:
		err = ckl.WriteCSV(&out, lists, ckl.CSVOptions{Guard: f.guard})
	case to == ckl.JSONL:
		err = ckl.WriteJSONL(&out, lists)
	default:
		return &exitError{exitInput, &diag.Error{File: in, Msg: fmt.Sprintf("holds %d checklists; a .%s holds one", len(lists), to),
			Hint: "give a folder, -o DIR/, for a file of each, or --to csv or jsonl for one table"}}
	}
	if err != nil {
		return &exitError{exitInput, inFile(in, err)}
	}
	return a.writeConverted(f, &ckl.Conversion{Data: out.Bytes()}, jsonConverted{Output: f.out, Format: f.format(to), Lost: []jsonLoss{}, Unrestored: []jsonUnrestored{}})
}

// convertMany writes each checklist of a file into a folder, named after its asset
// and STIG, or each STIG of it with --split. Two of one name are refused before anything is written.
func (a *app) convertMany(in string, f convertFlags) error {
	if f.sidecar != "" || f.restore != "" {
		return usage("--sidecar and --restore are of one checklist; -o %s may take several", f.out)
	}
	to, err := targetFormat("", cmp.Or(f.to, "ckl"))
	if err != nil {
		return err
	}
	if f.guard && to != ckl.CSV {
		return usage("--guard is of CSV alone")
	}
	o, err := a.convertOptions(to, f)
	if err != nil {
		return err
	}
	lists, err := a.readChecklists(in)
	if err != nil {
		return &exitError{exitInput, err}
	}
	if f.split || to == ckl.XCCDF {
		var parts []*ckl.Checklist
		for _, c := range lists {
			parts = append(parts, c.Split()...)
		}
		lists = parts
	}
	paths, err := f.pathsIn(lists, to, in)
	if err != nil {
		return err
	}
	all := []jsonConverted{}
	for i, c := range lists {
		result, err := ckl.Convert(c, o)
		if err != nil {
			return &exitError{exitInput, inFile(in, err)}
		}
		one := f
		one.out, one.json = paths[i], false
		done := jsonConverted{Output: paths[i], Format: f.format(to), Lost: []jsonLoss{}, Unrestored: []jsonUnrestored{}}
		if f.json {
			if err := a.put(paths[i], result.Data); err != nil {
				return err
			}
			for _, l := range result.Lost {
				done.Lost = append(done.Lost, jsonLoss(l))
			}
			all = append(all, done)
			continue
		}
		if err := a.writeConverted(one, result, done); err != nil {
			return err
		}
	}
	if f.json {
		return a.printJSON(all)
	}
	return nil
}

// pathsIn makes the folder and names a file for each checklist.
func (f convertFlags) pathsIn(lists []*ckl.Checklist, to ckl.Format, in string) ([]string, error) {
	names, err := ckl.FileNames(lists, to)
	if err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: in, Msg: err.Error(), Hint: "several evaluations of one asset and benchmark go into one checklist with `stigwright merge`"}}
	}
	var problems diag.List
	for i := range names {
		names[i] = filepath.Join(f.out, names[i])
		problems = append(problems, diag.Each(unwrapExit(writable(names[i], f.force, in)))...)
	}
	if problems != nil {
		return nil, &exitError{exitInput, problems}
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: f.out, Msg: "cannot be made or is no folder", Err: pathless(err), Hint: "-o takes a folder you may write to"}}
	}
	return names, nil
}
