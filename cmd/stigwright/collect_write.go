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

// writeCollected writes the bundles of a collection, and its record. A bundle in which
// nothing was collected is written too: it says why.
func (a *app) writeCollected(got collect.Collected, o collectOutput) (w writtenFacts, err error) {
	node, err := facts.WriteBundle(got.Node)
	if err != nil {
		return w, &exitError{exitFault, err}
	}
	if o.file == "-" {
		if _, err := a.raw.Write(node); err != nil {
			return w, &exitError{exitInput, &diag.Error{File: "-", Msg: "cannot be written", Err: err}}
		}
		w.node = "-"
	} else if w.node, err = o.place(got.Node); err == nil {
		err = replacePrivate(w.node, node)
	}
	if err != nil {
		return w, err
	}
	if w.swarm, err = o.swarmPlace(got); w.swarm == "" || err != nil {
		return w, err
	}
	swarm, err := facts.WriteBundle(got.Swarm)
	if err != nil {
		return w, &exitError{exitFault, err}
	}
	return w, replacePrivate(w.swarm, swarm)
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
