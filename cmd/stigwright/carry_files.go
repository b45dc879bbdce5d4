package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
)

// inputFile is a checklist file: its path, and the folder it stands in below the one
// that was given, "" for a file that was given itself and "." for one right in it.
type inputFile struct{ path, rel string }

// checklistFiles is the files given and the .ckl and .cklb files in folders given and
// below them, each once, in order of name. What cannot be used comes back as problems.
func (a *app) checklistFiles(args []string) ([]inputFile, error) {
	var all []inputFile
	var problems diag.List
	for _, arg := range args {
		if !isFolderName(arg) {
			all = append(all, inputFile{path: arg})
			continue
		}
		n := len(all)
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch ext := strings.ToLower(filepath.Ext(path)); {
			case err != nil:
				problems = append(problems, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)})
			case d.Type().IsRegular() && (ext == ".ckl" || ext == ".cklb"):
				rel, _ := filepath.Rel(arg, filepath.Dir(path)) // below arg, so there is one
				all = append(all, inputFile{path, rel})
			}
			return nil
		})
		if err == nil && len(all) == n && problems == nil {
			problems = append(problems, &diag.Error{File: arg, Msg: "holds no checklist; want .ckl or .cklb files"})
		}
	}
	return a.eachOnce(all), problems.Err()
}

// eachOnce is all without files that are another one under another name.
func (a *app) eachOnce(all []inputFile) []inputFile {
	var once []inputFile
	var infos []fs.FileInfo
	for _, f := range all {
		info, err := os.Stat(f.path)
		i := slices.IndexFunc(infos, func(other fs.FileInfo) bool { return err == nil && other != nil && os.SameFile(info, other) })
		if i >= 0 {
			a.warn("%s is %s once more; it counts once", f.path, once[i].path)
			continue
		}
		once, infos = append(once, f), append(infos, info)
	}
	return once
}

// isFolderName reports whether path is a folder or is spelled as one.
func isFolderName(path string) bool {
	return isFolder(path) || path != "" && os.IsPathSeparator(path[len(path)-1])
}

// oldFile is a checklist to carry, as it was read.
type oldFile struct {
	list    *ckl.Checklist
	format  ckl.Format
	sum     string // SHA-256
	remarks diag.List
	err     error
}

// readOld reads a checklist to carry.
func (a *app) readOld(path string) (f oldFile) {
	data, err := a.readInputInto(path, a.memory.takeFor(path))
	if err != nil {
		return oldFile{err: err}
	}
	defer a.memory.give(data)
	if f.format, f.err = ckl.Sniff(path, data); f.err != nil {
		return f
	}
	f.list, f.remarks, f.err = ckl.Read(path, data)
	sum := sha256.Sum256(data)
	f.sum = hex.EncodeToString(sum[:])
	return f
}

// oldAhead begins to read a checklist to carry, while something else is done. Standard
// input is not read before it is its turn.
func (a *app) oldAhead(path string) func() oldFile {
	read := func() oldFile { return a.readOld(path) }
	if path == "-" {
		return read
	}
	return soon(read)
}

// target is where the checklist of in goes, in which format.
func (j *carryJob) target(in inputFile, c *ckl.Checklist, format ckl.Format) (string, ckl.Format, error) {
	path := j.out
	if j.folder {
		path = filepath.Join(j.out, in.rel, ckl.FileName(c, format))
	} else if j.out != "-" {
		var err error
		if format, err = targetFormat(j.out, ""); err != nil {
			return "", 0, err
		}
	}
	folded := strings.ToLower(path)
	switch {
	case j.out == "": // a dry run, of which nobody says where to
		return path, format, nil
	case path != "-" && sameFile(in.path, path):
		return "", 0, &diag.Error{File: path, Msg: "is the checklist to be carried; want another file to write",
			Hint: "the old checklist stays as it is: give -o another name or folder"}
	case j.taken[folded] != "":
		return "", 0, &diag.Error{File: in.path, Msg: fmt.Sprintf("would be written to %s, as %s is", path, j.taken[folded]),
			Hint: "carry one of them by itself with -o FILE"}
	}
	j.taken[folded] = in.path
	return path, format, nil
}

// carryOne carries one checklist, read as old, and writes it with its receipt.
func (a *app) carryOne(j *carryJob, in inputFile, old oldFile) (*carried, error) {
	for _, r := range old.remarks {
		a.warn("%s", r)
	}
	if old.err != nil {
		return nil, old.err
	}
	c, format := old.list, old.format
	o := j.o
	o.Asset, o.Judgements = j.replay.of(a, in.path, c)
	out, receipt, err := release.Carry(c, j.to, o)
	if err != nil {
		return nil, err
	}
	one := &carried{in: in.path, rel: in.rel, format: format, after: out, receipt: receipt}
	if one.out, format, err = j.target(in, out, format); err != nil {
		return nil, err
	}
	receipt.Input = release.ReceiptFile{File: in.path, SHA256: old.sum}
	receipt.Output = release.ReceiptFile{File: one.out}
	data, receipts, err := a.carriedBytes(j, one, format)
	if err != nil {
		return nil, err
	}
	if receipts.err != nil || j.dryRun {
		return one, receipts.err
	}
	// The checklist first: a receipt says that it was written.
	for _, r := range append([]document{{one.out, data}}, receipts.list...) {
		if r.path != "-" {
			if err := os.MkdirAll(filepath.Dir(r.path), 0o755); err != nil {
				return nil, &diag.Error{File: filepath.Dir(r.path), Msg: "cannot be made", Err: pathless(err)}
			}
		}
		if err := a.put(r.path, r.data); err != nil {
			return nil, err
		}
	}
	a.memory.give(data)
	return one, nil
}

// document is a file to write.
type document struct {
	path string
	data []byte
}

// carriedBytes is the file to write, with its receipts: a new one, or the one that stands
// there with the carried checklist merged in, which the receipts then tell of.
func (a *app) carriedBytes(j *carryJob, one *carried, format ckl.Format) ([]byte, receiptDocuments, error) {
	if one.out != "-" && j.out != "" {
		old, err := os.ReadFile(one.out)
		switch {
		case err == nil:
			data, err := a.mergeCarried(j, one, old)
			if err != nil {
				return nil, receiptDocuments{}, err
			}
			return data, j.receiptFiles(one), nil
		case !errors.Is(err, fs.ErrNotExist):
			return nil, receiptDocuments{}, &diag.Error{File: one.out, Msg: "cannot be read", Err: pathless(err)}
		}
	}
	receipts := soon(func() receiptDocuments { return j.receiptFiles(one) })
	data, err := a.newBytes(j, one, format)
	return data, receipts(), err
}

// newBytes is the carried checklist as a file of its own.
func (a *app) newBytes(j *carryJob, one *carried, format ckl.Format) ([]byte, error) {
	done, err := ckl.Convert(one.after, ckl.ConvertOptions{To: format, Tool: version, Forms: j.printed(), Into: a.memory.take(),
		Unasked: one.format == format}) // the old file has none of it either
	if err != nil {
		return nil, inFile(one.in, err)
	}
	for _, l := range done.Lost {
		a.warn("%s: a .%s cannot hold %s (%d times, first in %s)", one.in, format, l.What, l.Count, l.First)
	}
	for _, w := range ckl.Check(one.after, format) {
		a.warn("%s: %s", one.out, w)
	}
	return done.Data, nil
}

// mergeCarried merges into a checklist that exists: what stands there is newer.
func (a *app) mergeCarried(j *carryJob, one *carried, old []byte) ([]byte, error) {
	if j.fresh {
		return nil, &diag.Error{File: one.out, Msg: "exists", Hint: "--fresh overwrites nothing; without it the answers are merged in"}
	}
	list, remarks, err := ckl.Read(one.out, old)
	for _, r := range remarks {
		a.warn("%s", r)
	}
	if err != nil {
		return nil, err
	}
	merged := list.Clone()
	onto := release.NewOnto(one.after, list, one.receipt, j.earlier(one))
	if gone := onto.Gone; len(gone) > 0 {
		a.warn("%s: of %s, first %s, the history that an earlier run put into the comments was removed since; it stays out, the receipt has it",
			one.out, plural(len(gone), "row", "rows"), gone[0])
	}
	report, err := ckl.Merge(merged, []ckl.Source{{Name: one.in, Checklist: onto.Checklist}}, ckl.MergeOptions{AnyAsset: j.anyAsset})
	if err != nil {
		return nil, inFile(one.out, err)
	}
	if answered := onto.Settle(merged); len(answered) > 0 {
		a.warn("%s: in %s, first %s, a status stands where the answer of %s is held or stale; it stays: look whether it is one to the new check text",
			one.out, plural(len(answered), "row", "rows"), answered[0], one.in)
	}
	if left := onto.Left(merged); len(left) > 0 {
		a.warn("%s: of %s, first %s, what other programs wrote that we do not know is not merged into a file that exists; it is in %s",
			one.out, plural(len(left), "row", "rows"), left[0], one.in)
	}
	for _, n := range report.Needs {
		if n.Reason != ckl.Undecided && n.Reason != ckl.AssetDiffers {
			a.warn("%s: %s: %s", one.out, n.Where, n.Message)
		}
	}
	t := report.Totals
	a.say("%s exists: merged in: %d rows added, %d with another status, %d with other texts; fields changed: %d", one.out, t.Added, t.StatusChanged, t.TextChanged, len(report.Changes))
	if list.Asset.Nameless() && one.after.Asset.Nameless() {
		a.warn("%s and %s name no host; they are taken to be of one asset", one.out, one.in)
	}
	one.after = merged
	data, err := ckl.Rewrite(one.out, old, list, merged, version)
	return data, inFile(one.out, err)
}

// receiptDocuments is the receipts of one checklist, or why there are none.
type receiptDocuments struct {
	list []document
	err  error
}

// receiptFiles is the receipts to write. One that stands there and says something else
// may be all that is left of a removed rule's answer.
func (j *carryJob) receiptFiles(one *carried) (out receiptDocuments) {
	for _, path := range j.receiptPaths(one) {
		data, err := receiptBytes(path, one.receipt)
		if err != nil {
			return receiptDocuments{err: err}
		}
		if sameFile(path, one.in) || sameFile(path, one.out) {
			return receiptDocuments{err: &diag.Error{File: path, Msg: "is a checklist; want another file for the receipt"}}
		}
		if j.out == "" { // as target
			continue
		}
		folded := strings.ToLower(path)
		if first := j.taken[folded]; first != "" && j.out != "-" {
			return receiptDocuments{err: &diag.Error{File: path, Msg: "is the receipt of " + first + " already; want another for " + one.in,
				Hint: "give --receipt a folder, or carry one of them by itself"}}
		}
		j.taken[folded] = one.in
		if old, err := os.ReadFile(path); err == nil && !bytes.Equal(old, data) && !j.force {
			return receiptDocuments{err: &diag.Error{File: path, Msg: "exists and says something else",
				Hint: "it may hold answers to removed rules: move it away, name another with --receipt, or give --force"}}
		}
		out.list = append(out.list, document{path, data})
	}
	return out
}

// receiptPaths is where the receipts of one checklist go.
func (j *carryJob) receiptPaths(one *carried) []string {
	if j.receipts == nil {
		return []string{one.out + ".receipt.json", one.out + ".receipt.md"}
	}
	var paths []string
	for _, r := range j.receipts {
		if j.folder || isFolderName(r) {
			base := filepath.Join(r, one.rel, filepath.Base(one.out))
			paths = append(paths, base+".receipt.json", base+".receipt.md")
			continue
		}
		paths = append(paths, r)
	}
	return paths
}

// earlier is the receipt of an earlier run that stands where this one's will, nil of none.
func (j *carryJob) earlier(one *carried) *release.Receipt {
	for _, path := range j.receiptPaths(one) {
		if data, err := os.ReadFile(path); err == nil && strings.EqualFold(filepath.Ext(path), ".json") {
			var r release.Receipt
			if json.Unmarshal(data, &r) == nil && r.Schema == release.ReceiptSchema && filepath.Base(r.Output.File) == filepath.Base(one.out) {
				return &r
			}
		}
	}
	return nil
}

func receiptBytes(path string, r *release.Receipt) ([]byte, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return jsonDocument(r)
	case ".md":
		return r.Markdown(), nil
	}
	return nil, &diag.Error{File: path, Msg: "names no form of receipt; want .json or .md"}
}
