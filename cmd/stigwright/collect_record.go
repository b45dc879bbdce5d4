package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// record writes the answers of an engine as a capture folder, index.json last, so that
// a folder that has one is whole. A folder that holds anything is refused.
func (a *app) record(dir string, answers []facts.Answer) error {
	files, left, err := facts.RecordAnswers(answers)
	if err != nil {
		return &exitError{exitFault, err}
	}
	if err := emptyFolder(dir); err != nil {
		return &exitError{exitInput, err}
	}
	if len(files) == 1 {
		a.warn("%s: nothing was recorded, as there was no answer that can be read: %s", dir, cut(orElse(strings.Join(left, ", "), "the engine was not asked"), 200))
		return nil // an index alone would be taken for a capture of a node without anything
	}
	names := slices.Sorted(maps.Keys(files))
	names = append(slices.DeleteFunc(names, func(n string) bool { return n == facts.CaptureIndex }), facts.CaptureIndex)
	for _, name := range names {
		if err := replacePrivate(filepath.Join(dir, name), files[name]); err != nil {
			return err
		}
	}
	if left != nil {
		a.warn("%s: not recorded, as there was no answer that can be read: %s", dir, cut(strings.Join(left, ", "), 200))
	}
	a.say("recorded %d answers in %s", len(files)-1, dir)
	return nil
}

// nodeRecord and clusterRecord are what --record keeps.
const (
	nodeRecord = "of each answer of the engine above what facts are made of, redacted as they are; of an error the status and the message; " +
		"nothing of the host's files and commands"
	clusterRecord = "of each answer above what facts are made of, redacted as they are; of an error the status and the message; public " +
		"certificates whole, of the client bundle the names in its certificate; never a header, a password, a token, a key, the login or a kubeconfig"
)

// planned is a plan with what --record keeps.
func (o collectOutput) planned(steps []collect.Step, keeps string) []collect.Step {
	if o.record == "" {
		return steps
	}
	return append(steps, collect.Step{Section: "(record)", Touches: []collect.Touch{
		{Kind: collect.File, Ref: filepath.Join(o.record, "*.json"), Why: keeps, Privilege: "written, 0600"}}})
}

// emptyFolder makes a folder, or accepts one that holds nothing.
func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &diag.Error{File: dir, Msg: "cannot be made or is no folder", Err: pathless(err)}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return &diag.Error{File: dir, Msg: "cannot be read", Err: pathless(err)}
	}
	if len(entries) > 0 {
		return &diag.Error{File: dir, Msg: "is not empty; want a folder of its own for a record", Hint: "answers of two runs in one folder would be taken for one"}
	}
	return nil
}
