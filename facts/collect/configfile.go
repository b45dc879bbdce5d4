package collect

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/facts"
)

// configFile is a file that an engine was started with (dockerd(8), --config-file).
type configFile struct {
	path string // absolute and clean
	root bool   // every process that names it is one of root
}

// maxConfigs is how many files processes may name: a process of any user can call itself
// dockerd and name many.
const maxConfigs = 16

// configFiles is the files other than the usual one that the engines among the processes
// name, each once, in the order of their names. A relative name is none: from which
// folder it counts is not known.
func configFiles(processes facts.Fact) []configFile {
	var out []configFile
	for _, e := range enginesOf(processes) {
		root := e.User == "root" || e.User == "0"
		for _, file := range facts.Values(e.Argv.Value, "config-file", "", false) {
			file = path.Clean(file)
			if !path.IsAbs(file) || file == facts.DaemonFile {
				continue
			}
			if i := slices.IndexFunc(out, func(c configFile) bool { return c.path == file }); i >= 0 {
				out[i].root = out[i].root && root
			} else if len(out) < maxConfigs {
				out = append(out, configFile{path: file, root: root})
			}
		}
	}
	slices.SortFunc(out, func(a, b configFile) int { return strings.Compare(a.path, b.path) })
	return out
}

// enginesOf is the processes of engines among those that were collected.
func enginesOf(processes facts.Fact) []facts.Process {
	list, _ := processes.Value.([]facts.Process)
	return slices.DeleteFunc(slices.Clone(list), func(p facts.Process) bool { return !runs(p.Argv.Value, "dockerd") })
}

// daemonSettings is a configuration file of the engine as it stands on the target,
// redacted; the zero Tree where the usual file is not there, and why where it is not known.
func daemonSettings(t *Target, name string) (tree facts.Tree, why string) {
	text, l := t.Files.text(name, maxText)
	switch {
	case l.state == facts.Absent && name == facts.DaemonFile:
		return tree, ""
	case l.state == facts.Absent:
		return tree, name + ": is not there, and the engine was started with it"
	case l.state != facts.OK:
		return tree, name + ": " + valid(l.why)
	case !utf8.ValidString(text):
		return tree, name + ": is not text"
	}
	text, _, why = redactJSON(text)
	if why == "" {
		tree, why = facts.ParseTree(text)
	}
	if why != "" {
		return facts.Tree{}, name + ": " + why
	}
	return tree, ""
}
