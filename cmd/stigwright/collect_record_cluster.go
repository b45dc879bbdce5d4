package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// recordFolder is the folder that the answers of a cluster are recorded in, while they
// come. It counts as a record once it has its index, which is written last.
type recordFolder struct {
	dir     string
	written []string
}

// store writes one file. One that is there is not written over: the folder was empty.
func (r *recordFolder) store(name string, data []byte) error {
	path := filepath.Join(r.dir, name)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in the folder the user named
	if err != nil {
		return &diag.Error{File: path, Msg: "cannot be written", Err: pathless(err)}
	}
	r.written = append(r.written, path)
	_, err = file.Write(data)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return &diag.Error{File: path, Msg: "cannot be written", Err: pathless(err), Hint: "nothing was left half-written"}
	}
	return nil
}

// discard takes out what was written, so that no half record is left.
func (r *recordFolder) discard() {
	for _, path := range r.written {
		_ = os.Remove(path) // what cannot be removed has no index, so it is no record
	}
}

// finishRecord writes the index; on any error the folder is empty again.
func (a *app) finishRecord(r *recordFolder, got collect.Collected) error {
	if got.RecordErr != nil {
		r.discard()
		return &exitError{exitInput, &diag.Error{File: r.dir, Msg: "the bundle was written, the record was not", Err: got.RecordErr}}
	}
	if err := replacePrivate(filepath.Join(r.dir, facts.CaptureIndex), got.Index); err != nil {
		r.discard()
		return err
	}
	a.say("recorded %d answers in %s, and why others did not come", len(r.written), r.dir)
	return nil
}

// recordedCluster is the bundle of the record of a cluster, read as a file of it would
// be; is reports whether the path is such a record.
func recordedCluster(path string) (bundles []*facts.Bundle, warnings []string, is bool, err error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, nil, false, nil
	}
	root, err := os.OpenRoot(path) // a link out of the folder is not followed
	if err != nil {
		return nil, nil, false, nil // reading it says what is wrong
	}
	defer root.Close() //nolint:errcheck // only read from
	if !collect.IsRecord(root.FS()) {
		return nil, nil, false, nil
	}
	b, warnings, err := collect.ReadRecord(context.Background(), path, root.FS())
	if err != nil {
		return nil, warnings, true, err
	}
	text, err := facts.WriteBundle(b)
	if err != nil {
		return nil, warnings, true, &diag.Error{File: path, Msg: "cannot be written as facts", Err: err}
	}
	bundles, more, err := facts.ReadBundle(path, text)
	return bundles, append(warnings, more...), true, err
}
