package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

// readInput is the bytes of a file or of standard input, up to the cap of one
// document.
func (a *app) readInput(path string) ([]byte, error) { return a.readInputInto(path, nil) }

// readInputInto is readInput into the memory of buf, where it has enough.
func (a *app) readInputInto(path string, buf []byte) ([]byte, error) {
	if path == "-" {
		return a.readStdin()
	}
	return readFile(path, buf[:0])
}

// readChecklists reads whatever checklists the file holds and warns of what could
// not be taken literally.
func (a *app) readChecklists(path string) ([]*ckl.Checklist, error) {
	data, err := a.readInput(path)
	if err != nil {
		return nil, err
	}
	lists, problems, err := ckl.ReadAny(path, data)
	for _, p := range problems {
		a.warn("%s", p)
	}
	return lists, inFile(path, err)
}

// readOneChecklist refuses files that hold several.
func (a *app) readOneChecklist(path string) (*ckl.Checklist, error) {
	lists, err := a.readChecklists(path)
	if err != nil {
		return nil, err
	}
	if len(lists) != 1 {
		return nil, &diag.Error{File: path, Msg: fmt.Sprintf("holds %d checklists; want one", len(lists))}
	}
	return lists[0], nil
}

// writable refuses a target that is an input, and one that exists unless force says
// that it may go.
func writable(out string, force bool, inputs ...string) error {
	if out == "-" {
		return nil
	}
	for _, in := range inputs {
		if in != "" && sameFile(in, out) {
			return &exitError{exitInput, &diag.Error{File: out, Msg: "is also an input", Hint: "name another file to write"}}
		}
	}
	if _, err := os.Lstat(out); !force && !errors.Is(err, fs.ErrNotExist) {
		return &exitError{exitInput, &diag.Error{File: out, Msg: "exists",
			Hint: "name another file, or give --force to lose what it holds"}}
	}
	return nil
}

// sameFile reports whether two names mean one file, there or yet to be.
func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	if errX == nil && errY == nil {
		return os.SameFile(x, y)
	}
	p, errP := filepath.Abs(a)
	q, errQ := filepath.Abs(b)
	return errP == nil && errQ == nil && p == q
}

// put writes data to a file in one step, or to standard output.
func (a *app) put(path string, data []byte) error {
	var err error
	if path == "-" {
		_, err = a.raw.Write(data)
	} else {
		err = ckl.Replace(path, data)
	}
	if err != nil {
		return &exitError{exitInput, inFile(path, err)}
	}
	return nil
}

// largeHint is said of a file over the limit of every document.
const largeHint = "a checklist of 100,000 rows has half of that; was another file meant?"
