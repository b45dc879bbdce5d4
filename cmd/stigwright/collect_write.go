package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// writtenFacts is where the bundles of a collection are; "" for nowhere.
type writtenFacts struct{ node, swarm string }

// sayWhyNothing prints the reasons of a collection that is written nowhere.
func (a *app) sayWhyNothing(got collect.Collected) {
	if rules, err := a.rulesOf(); err == nil && !a.quiet {
		printSections(a.stderr, collectedDoc(got, writtenFacts{}, rules))
	}
}

// writeCollected writes the bundles of a collection. A bundle in which nothing was
// collected is written too, as it says why, but never over another. All places are
// looked at before the first is written.
func (a *app) writeCollected(got collect.Collected, o collectOutput) (w writtenFacts, err error) {
	to := writtenFacts{node: o.file}
	if o.file != "-" {
		if to.node, err = o.place(got.Node); err != nil {
			return w, err
		}
	}
	if to.swarm, err = o.swarmPlace(got); err != nil {
		return w, err
	}
	for _, path := range []string{to.node, to.swarm} {
		if path == "" || path == "-" {
			continue
		}
		if err := bundlePlace(path, got); err != nil {
			if nothing(got) {
				a.sayWhyNothing(got)
			}
			return w, err
		}
	}
	node, err := facts.WriteBundle(got.Node)
	if err != nil {
		return w, &exitError{exitFault, err}
	}
	if to.node == "-" {
		if _, err := a.raw.Write(node); err != nil {
			return w, &exitError{exitInput, &diag.Error{File: "-", Msg: "cannot be written", Err: err}}
		}
	} else if err := replacePrivate(to.node, node); err != nil {
		return w, err
	}
	w.node = to.node
	if to.swarm == "" {
		return w, nil
	}
	swarm, err := facts.WriteBundle(got.Swarm)
	if err != nil {
		return w, &exitError{exitFault, err}
	}
	w.swarm = to.swarm
	return w, replacePrivate(w.swarm, swarm)
}

// bundlePlace refuses a file that is there and is no fact bundle, and any file where
// nothing was collected to put in its place.
func bundlePlace(path string, got collect.Collected) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return nil // writing it says what is wrong
	case !info.Mode().IsRegular():
		return &exitError{exitInput, &diag.Error{File: path, Msg: "is no regular file; want one to write", Hint: "name another file, or a folder"}}
	case nothing(got):
		return &exitError{exitInput, &diag.Error{File: path, Msg: "was not replaced: nothing could be collected",
			Hint: whatWouldHelp(got.Node) + "; -o with a new file writes the reasons"}}
	case info.Size() > 0 && !isBundleFile(path):
		return &exitError{exitInput, &diag.Error{File: path, Msg: "is there and is no fact bundle, so it is not replaced",
			Hint: "name another file, or remove this one first"}}
	}
	return nil
}

// isBundleFile reports whether a file is a fact bundle in the envelope form, by its
// member schema.
func isBundleFile(path string) bool {
	file, err := os.Open(path) //nolint:gosec // the file the user named
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // opened for reading
	schema, _ := facts.SchemaOf(file)
	return schema == facts.SchemaVersion
}

func replacePrivate(path string, data []byte) error {
	if err := ckl.ReplacePrivate(path, data); err != nil {
		return &exitError{exitInput, &diag.Error{Msg: err.Error(), Hint: "nothing was left half-written; what was there before still is"}}
	}
	return nil
}

// folder is the folder that -o names, "" where it names a file.
func (o collectOutput) folder() string {
	if strings.HasSuffix(o.file, "/") || strings.HasSuffix(o.file, string(filepath.Separator)) {
		return o.file
	}
	if info, err := os.Stat(o.file); err == nil && info.IsDir() {
		return o.file
	}
	return ""
}

// place is the file for the bundle of a node.
func (o collectOutput) place(b *facts.Bundle) (string, error) {
	dir := o.folder()
	if dir == "" {
		return o.file, nil
	}
	asset, _ := b.Asset()
	return inFolder(dir, asset.Name+".facts.json")
}

// swarmPlace is the file for the bundle of the cluster; "" where there is none to write.
func (o collectOutput) swarmPlace(got collect.Collected) (string, error) {
	dir := o.folder()
	switch {
	case got.Swarm == nil:
		return "", nil
	case o.swarm != "":
		return o.swarm, nil
	case dir == "" || o.file == "-":
		return "", nil
	}
	asset, _ := got.Swarm.Asset()
	return inFolder(dir, "swarm-"+asset.Name+".facts.json")
}

// inFolder is a file in a folder, which is made when it is not there. A name is put
// into the letters that checklists are named in.
func inFolder(dir, name string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", &exitError{exitInput, &diag.Error{File: dir, Msg: "cannot be made or is no folder", Err: pathless(err)}}
	}
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, name)
	return filepath.Join(dir, strings.TrimLeft(plain, ".")), nil
}
