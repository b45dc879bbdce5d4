package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
)

// checklistFiles is the files that paths mean, in the order to work in: files as
// they are named, and every checklist in or below a folder, by name. Each comes
// once, links in a folder are not followed, and hidden folders are passed over. What
// cannot be looked into comes back beside the files.
func checklistFiles(paths []string) (files []string, problems diag.List) {
	seen := map[string]bool{}
	add := func(path string) {
		if clean := filepath.Clean(path); !seen[clean] {
			seen[clean] = true
			files = append(files, path)
		}
	}
	for _, path := range paths {
		if path == "-" || !isDir(path) {
			add(path)
			continue
		}
		found, refused := checklistsBelow(path)
		problems = append(problems, refused...)
		if len(found) == 0 && len(refused) == 0 {
			problems = append(problems, &diag.Error{File: path, Msg: "holds no checklist; want .ckl or .cklb files in it",
				Hint: "name other formats, such as XCCDF results, file by file"})
		}
		for _, f := range found {
			add(f)
		}
	}
	return files, problems
}

func checklistsBelow(dir string) (files []string, problems diag.List) {
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error { // never an error of ours
		switch {
		case err != nil:
			problems = append(problems, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)})
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
		case e.IsDir() && path != dir && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.Type().IsRegular() && namesChecklist(path):
			files = append(files, path)
		}
		return nil
	})
	return files, problems
}

// namesChecklist goes by the name where that says it, since a damaged checklist is
// one too; .xml and .json files are looked into.
func namesChecklist(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".ckl", ".cklb":
		return true
	case ".xml", ".json":
		kind, _, err := benchmark.Sniff(osFS{}, path)
		return err == nil && (kind == benchmark.KindCKL || kind == benchmark.KindCKLB)
	}
	return false
}

// withoutTwins leaves out each .cklb that has a .ckl of the same name beside it, as
// evaluate writes them; twins is what was left out.
func withoutTwins(files []string) (kept, twins []string) {
	for _, f := range files {
		ext := filepath.Ext(f)
		stem := strings.TrimSuffix(f, ext)
		if strings.EqualFold(ext, ".cklb") && slices.Contains(files, stem+".ckl") {
			twins = append(twins, f)
		} else {
			kept = append(kept, f)
		}
	}
	return kept, twins
}
