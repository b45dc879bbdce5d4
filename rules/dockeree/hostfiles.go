package dockeree

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// fileCheck is the shape of the rules that want an owner or a mode of files of the host.
type fileCheck struct {
	want string // of one file: root:root
	// files names the files.
	files func(*rules.Case) fileList
	needs []string // what files reads, host_files apart
	kind  string   // what the file must be to be judged: directory, socket; "" for anything
	// absent is what it means that a file was looked for and is not there. The zero value:
	// the rule cannot be told.
	absent result.Kind
	look   func(facts.HostFile) aspect
}

// fileList is the files a rule asks about, and what is known of the list itself.
type fileList struct {
	paths    []string
	labels   map[string]string // where a path comes from
	outcomes []rules.Outcome   // where there is nothing to look at and that is an answer
	notes    []string
	missing  []facts.Missing
}

// aspect is one file's owner or mode. The zero value: nothing is known.
type aspect struct {
	actual string
	bad    bool
	why    string // why it is not known
	note   string
}

func (k fileCheck) fn() rules.Fn[rules.Verdict] {
	return rules.FromCase(append([]string{facts.HostFiles.Name}, k.needs...), k.judge)
}

func (k fileCheck) judge(c *rules.Case) (rules.Verdict, []facts.Missing) {
	list := k.files(c)
	v := rules.Verdict{Expected: k.want, Outcomes: list.outcomes, Notes: list.notes}
	files, _, missing := facts.Partly(c.Snapshot, facts.HostFiles)
	if len(list.paths) == 0 {
		return v, list.missing
	}
	missing = append(missing, list.missing...)
	for _, path := range list.paths {
		o, lacks := k.file(files, path)
		o.Expected = k.want
		if label := list.labels[path]; label != "" {
			o.Label = label
		}
		if o.Kind == result.Unknown && files == nil {
			continue // that nothing of the files is known is said once
		}
		v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
	}
	return v, missing
}

// file judges one file. A symbolic link is judged by what it leads to: its own mode
// means nothing, and its own owner cannot change what stands in the file.
func (k fileCheck) file(files map[string]facts.Maybe[facts.HostFile], path string) (rules.Outcome, []facts.Missing) {
	o := rules.Outcome{Subject: path, Facts: []string{"host_files[" + path + "]"}}
	entry := files[path]
	if target, link := leadsTo(entry); link {
		o.Note = "a symbolic link to " + platform.OrWord(target, "a place that is not known")
		o.Facts = append(o.Facts, "host_files["+target+"]")
		if entry = files[target]; target == "" || entry.Value.Type.Value == "link" {
			entry = facts.Maybe[facts.HostFile]{}
		}
	}
	if entry.State == facts.Absent {
		o.Kind, o.Actual = k.absent, "is not there"
		if k.absent == result.Unknown {
			return o, []facts.Missing{lackingFile(path, "is not there, and the check does not say what that means")}
		}
		return o, nil
	}
	file, why := entry.Get()
	if kind, unknown := file.Type.Get(); why == "" && k.kind != "" && unknown == "" && kind != k.kind {
		why = fmt.Sprintf("is a %s; want a %s", kind, k.kind)
	}
	seen := aspect{why: why}
	if why == "" {
		seen = k.look(file)
	}
	if seen.why != "" {
		o.Actual = "not known"
		return o, []facts.Missing{lackingFile(path, seen.why)}
	}
	o.Kind, o.Actual = result.Pass, seen.actual
	if seen.bad {
		o.Kind = result.Violates
	}
	o.Note = strings.TrimPrefix(o.Note+"; "+seen.note, "; ")
	o.Note = strings.TrimSuffix(o.Note, "; ")
	return o, nil
}

// leadsTo is where a symbolic link leads, "" where that is not known.
func leadsTo(entry facts.Maybe[facts.HostFile]) (target string, link bool) {
	if entry.Value.Type.Value != "link" {
		return "", false
	}
	if target = entry.Value.Resolved.Value; target == "" && strings.HasPrefix(entry.Value.LinkTarget.Value, "/") {
		target = entry.Value.LinkTarget.Value
	}
	return target, true
}

func lackingFile(path, why string) facts.Missing {
	return facts.Missing{Name: "host_files[" + path + "]", Why: why, How: []string{"by hand: stat -c '%n %F %U:%G %a' " + path}}
}

// ownedBy wants an owner and a group, by their exact names.
func ownedBy(owner, group string) func(facts.HostFile) aspect {
	return func(f facts.HostFile) aspect {
		user, why := f.Owner.Get()
		owning, other := f.Group.Get()
		if why = platform.OrWord(why, other); why != "" {
			return aspect{why: "owner: " + why}
		}
		return aspect{actual: user + ":" + owning, bad: user != owner || owning != group}
	}
}

// modeWithin wants no permission beyond most; the text says "or more restrictive", so a
// stricter mode passes, and repeats a bare number, so that is said.
func modeWithin(most uint32) func(facts.HostFile) aspect {
	return func(f facts.HostFile) aspect {
		mode, why := f.Perm()
		a := aspect{actual: fmt.Sprintf("mode %04o", mode), bad: mode&^most != 0, why: why}
		if why == "" && !a.bad && mode != most {
			a.note = fmt.Sprintf("stricter than %04o, which the text allows", most)
		}
		return a
	}
}

// modeIs wants this very mode: the text names no stricter one.
func modeIs(want uint32) func(facts.HostFile) aspect {
	return func(f facts.HostFile) aspect {
		mode, why := f.Perm()
		a := aspect{actual: fmt.Sprintf("mode %04o", mode), bad: mode != want, why: why}
		if a.bad && mode&^want == 0 {
			a.note = "stricter, and the check asks for this very value"
		}
		return a
	}
}

// paths is files with fixed names.
func paths(list ...string) func(*rules.Case) fileList {
	return func(*rules.Case) fileList { return fileList{paths: list} }
}

// engineSocketFiles is the engine's socket, and those its arguments and its file are known
// to have it listen on.
func engineSocketFiles(c *rules.Case) fileList {
	sockets, network := platform.EngineAddresses(c.Snapshot)
	list := fileList{paths: append([]string{"/var/run/docker.sock"}, sockets...)}
	for _, address := range network {
		list.outcomes = append(list.outcomes, rules.Outcome{Subject: address, Actual: "the engine is told to listen there, and who may reach it is in no fact",
			Facts: []string{facts.EngineArgs.Name, facts.DaemonConfig.Name}})
	}
	return list
}

// settingsFiles is daemon.json, and the files that the engine is known to be started with.
func settingsFiles(c *rules.Case) fileList {
	args, _ := facts.Get(c.Snapshot, facts.EngineArgs)
	list := fileList{paths: []string{facts.DaemonFile}}
	for _, file := range args.Given("config-file", "", false) {
		file = path.Clean(file)
		switch {
		case !path.IsAbs(file):
			list.missing = append(list.missing, facts.Missing{Name: "processes[dockerd].argv", Why: "names the file " + file + " below a folder that is not known",
				How: []string{"by hand: stat the file that dockerd was started with"}})
		case !slices.Contains(list.paths, file):
			list.paths = append(list.paths, file)
		}
	}
	return list
}
