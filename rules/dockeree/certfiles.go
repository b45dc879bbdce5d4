package dockeree

import (
	"fmt"
	"path"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// certsDir is where the engine looks for the certificates of registries, a folder each.
const certsDir = "/etc/docker/certs.d"

// registryFiles is the files of certs.d and of the folders in it, and the folders
// themselves where folders is set. The listing of a folder must be whole.
func registryFiles(folders bool) func(*rules.Case) fileList {
	return func(c *rules.Case) fileList {
		files, _, missing := facts.Partly(c.Snapshot, facts.HostFiles)
		if files == nil {
			return fileList{missing: missing}
		}
		w := &certsWalk{files: files, folders: folders}
		if files[certsDir].State == facts.Absent {
			w.nothing("the folder is not there")
		} else {
			w.folder(certsDir, 0)
			if w.list.paths == nil && w.list.missing == nil {
				w.nothing("the folder and its folders hold no file")
			}
		}
		if w.list.paths == nil {
			w.list.missing = append(w.list.missing, missing...)
		}
		return w.list
	}
}

type certsWalk struct {
	files   map[string]facts.Maybe[facts.HostFile]
	folders bool
	list    fileList
}

func (w *certsWalk) nothing(actual string) {
	w.list.outcomes = []rules.Outcome{{Kind: result.Pass, Subject: certsDir, Actual: actual, Note: "there is no registry certificate to look at",
		Facts: []string{"host_files[" + certsDir + "]"}}}
}

// folder adds what lies in a folder; registries' folders lie one below certs.d, and
// nothing is read below those.
func (w *certsWalk) folder(dir string, depth int) {
	entry := w.files[dir]
	file, why := entry.Get()
	if why == "" {
		_, why = file.Entries.Get()
	}
	if why != "" {
		w.list.missing = append(w.list.missing, facts.Missing{Name: "host_files[" + dir + "].entries", Why: why, How: []string{"by hand: ls -laR " + certsDir}})
	}
	for _, name := range file.Entries.Value {
		at := path.Join(dir, name)
		entry := w.files[at]
		kind, unknown := entry.Value.Type.Get()
		target, link := leadsTo(entry)
		switch {
		case entry.State == facts.OK && unknown != "":
			w.list.missing = append(w.list.missing, lackingFile(at, "type: "+unknown))
		case link && w.files[target].Value.Type.Value == "directory":
			w.list.missing = append(w.list.missing, lackingFile(at, "is a link to a folder, which is not looked into"))
		case kind != "directory":
			w.list.paths = append(w.list.paths, at)
		case depth > 0:
			w.list.missing = append(w.list.missing, lackingFile(at, "is a folder in a registry's folder, which is not looked into"))
		default:
			if w.folders {
				w.list.paths = append(w.list.paths, at)
			}
			w.folder(at, depth+1)
		}
	}
}

// tlsFiles is the files of one role (ca, cert, key) that the engine or UCP serves with.
func tlsFiles(role string) func(*rules.Case) fileList {
	return func(c *rules.Case) fileList {
		known, _, missing := facts.Partly(c.Snapshot, facts.TLSPaths)
		list := fileList{missing: missing, labels: map[string]string{}}
		volumes := false
		for _, p := range known {
			if p.Role != role || list.labels[p.Path] != "" {
				continue
			}
			list.paths, list.labels[p.Path] = append(list.paths, p.Path), "from "+p.From
			volumes = volumes || strings.HasPrefix(p.From, "volume:")
		}
		if list.paths == nil && missing == nil {
			list.missing = []facts.Missing{{Name: "tls_paths", Why: fmt.Sprintf("names no file of role %s, and the check does not say what that means", role),
				How: []string{"by hand: " + facts.TLSPaths.Doc.ByHand}}}
		}
		if volumes {
			list.notes = []string{"files in UCP's own volumes belong to nobody:nobody (99:99) by the vendor's guide; the check wants root:root"}
		}
		return list
	}
}

// tlsCheck is a rule on the files of one role. That a named file is not there is not an
// answer: the engine serves with it.
func tlsCheck(role, want string, look func(facts.HostFile) aspect) rules.Fn[rules.Verdict] {
	return fileCheck{want: want, files: tlsFiles(role), needs: []string{facts.TLSPaths.Name}, look: look}.fn()
}
