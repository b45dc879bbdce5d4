package dockeree

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// auditedFiles is the paths that the text lists.
var auditedFiles = []string{
	"/etc/default/docker", "/etc/docker", facts.DaemonFile, "/usr/bin/docker", "/usr/bin/docker-containerd", "/usr/bin/docker-runc", dataRoot,
}

// dataRoot is where the engine keeps what it has unless it is told otherwise (dockerd(8),
// --data-root).
const dataRoot = "/var/lib/docker"

// dataRoots is where else the engine was told to keep what it has, with what is missing to
// know that.
func dataRoots(s *facts.Snapshot) (roots []string, missing []facts.Missing) {
	args, missing := facts.Get(s, facts.EngineArgs)
	config, lacks := facts.Get(s, facts.DaemonConfig)
	missing = slices.Concat(missing, args.Missing, lacks, config.Unsure)
	told := slices.Concat(args.Given("data-root", "", false), args.Given("graph", "g", false))
	for _, option := range []string{"data-root", "graph"} {
		value, why := config.File.String(option).Get()
		if why == "" {
			told = append(told, value)
		} else if config.File.Has(option) {
			missing = append(missing, facts.Missing{Name: config.Fact("parsed." + option), Why: why, How: config.ByHand()})
		}
	}
	for _, root := range told {
		if root = path.Clean(root); root != dataRoot && !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	return roots, missing
}

func auditedPaths(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	audit, known, missing := facts.Partly(c.Snapshot, facts.Audit)
	if !known {
		return v, missing
	}
	active, why := audit.AuditdActive.Get()
	switch {
	case why != "":
		missing = append(missing, facts.Missing{Name: "audit.auditd_active", Why: why, How: []string{"by hand: systemctl is-active auditd"}})
	case !active:
		v.Outcomes = []rules.Outcome{{Kind: result.Violates, Subject: "auditd", Expected: "is active", Actual: "is not active", Facts: []string{"audit.auditd_active"}}}
		return v, missing
	}
	if why := audit.Rules.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "audit.rules", Why: why, How: []string{"by hand: auditctl -l"}})
	}
	if audit.Rules.State != facts.OK {
		return v, missing
	}
	whole := missing == nil
	if i := slices.IndexFunc(audit.Rules.Value, hidesWatched); i >= 0 {
		missing = append(missing, facts.Missing{Name: "audit.rules", Why: fmt.Sprintf("%q may keep what is watched from being recorded", platform.Clipped(audit.Rules.Value[i])),
			How: []string{"on the node: take rules of action never out of /etc/audit/rules.d, then augenrules --load"}})
	}
	w := &watched{rules: audit.Rules.Value, whole: whole}
	files := facts.Look(c.Snapshot, facts.HostFiles).Value
	for _, file := range auditedFiles {
		w.file(file, files[file])
	}
	units := facts.Look(c.Snapshot, facts.Systemd)
	w.unit("docker.service", units.Value["docker.service"], "docker.service")
	w.unit("docker.socket", units.Value["docker.socket"], "docker.socket", "docker.sock")
	nothing := w.outcomes == nil && missing == nil && w.missing == nil
	if isGone(files[dataRoot]) {
		roots, lacks := dataRoots(c.Snapshot)
		w.missing = append(w.missing, lacks...)
		for _, root := range roots {
			w.file(root, files[root])
		}
	}
	v.Outcomes = w.outcomes
	if w.absent != nil {
		v.Notes = []string{"not there, so no rule is wanted: " + strings.Join(w.absent, ", ")}
	}
	if nothing {
		missing = append(missing, facts.Missing{Name: facts.HostFiles.Name, Why: "none of the paths and units listed is there"})
	}
	v.Pass = "auditd runs and watches what is there of the listed paths and units."
	return v, append(missing, w.missing...)
}

// watched collects what the audit rules cover. whole: all of them are known, so that a
// path may be said to have none.
type watched struct {
	rules    []string
	whole    bool
	outcomes []rules.Outcome
	absent   []string
	missing  []facts.Missing
}

func (w *watched) file(file string, entry facts.Maybe[facts.HostFile]) {
	fact := fmt.Sprintf("host_files[%s]", file)
	o := rules.Outcome{Subject: file, Expected: "watched by an audit rule", Facts: []string{"audit.rules", fact}}
	rule, above := covering(w.rules, file)
	switch {
	case rule != "":
		o.Kind, o.Actual = result.Pass, rule
	case isGone(entry):
		w.absent = append(w.absent, file)
		return
	case above != "":
		o.Actual, o.Note = above, "a rule on a folder further up, which leaves mount points out"
	case entry.State != facts.OK:
		o.Actual = "no rule, and whether it exists is not known"
		w.missing = append(w.missing, facts.Missing{Name: fact, Why: entry.Why(), How: []string{"by hand: ls -ld " + file}})
	default:
		w.none(&o)
	}
	w.outcomes = append(w.outcomes, o)
}

func isGone(entry facts.Maybe[facts.HostFile]) bool {
	return entry.State == facts.Absent || entry.State == facts.OK && entry.Value.Exists.Is(func(b bool) bool { return !b })
}

// none is a path that exists and has no rule among those known.
func (w *watched) none(o *rules.Outcome) {
	o.Actual = "no audit rule"
	if w.whole {
		o.Kind = result.Violates
	}
}

// unit is one unit of systemd, watched by its file or by one of the names that the text
// searches the rules for.
func (w *watched) unit(name string, m facts.Maybe[facts.Unit], names ...string) {
	fact := "systemd[" + name + "]"
	o := rules.Outcome{Subject: name, Expected: "watched by an audit rule", Facts: []string{"audit.rules", fact + ".FragmentPath"}}
	for _, rule := range w.rules {
		if watch, ok := readWatch(rule); ok && slices.Contains(names, path.Base(watch.path)) && systemPath(watch.path) {
			o.Kind, o.Actual = result.Pass, rule
			w.outcomes = append(w.outcomes, o)
			return
		}
	}
	file, why := m.Value.FragmentPath.Get()
	none := m.State == facts.Absent || m.Value.LoadState.Is(func(s string) bool { return s == "not-found" })
	why = platform.OrWord(m.Why(), why)
	rule, above := covering(w.rules, file)
	switch {
	case none:
		w.absent = append(w.absent, name)
		return
	case why != "" || file == "":
		o.Actual = "no rule, and where its file lies is not known"
		w.missing = append(w.missing, facts.Missing{Name: fact + ".FragmentPath", Why: platform.OrWord(why, "is empty"), How: []string{"by hand: systemctl show -p FragmentPath " + name}})
	case rule != "":
		o.Kind, o.Actual = result.Pass, rule
	case above != "":
		o.Actual, o.Note = above, "a rule on a folder further up, which leaves mount points out"
	default:
		w.none(&o)
		o.Actual += " for " + file
	}
	w.outcomes = append(w.outcomes, o)
}

// watch is one audit rule on a path.
type watch struct {
	path string
	dir  bool // whatever lies below is watched too
}

// covering is the rule that watches a file: the file itself or the folder it lies in;
// above is one on a folder further up. The folders of the list are watched with all that
// is in them (auditctl(8), -w).
func covering(list []string, file string) (rule, above string) {
	if file == "" {
		return "", ""
	}
	for _, text := range list {
		w, ok := readWatch(text)
		switch {
		case !ok:
		case w.path == file, w.dir && w.path == path.Dir(file) && w.path != "/etc" && w.path != "/usr/bin" && w.path != "/var/lib":
			return text, ""
		case w.dir && strings.HasPrefix(file, strings.TrimSuffix(w.path, "/")+"/"):
			above = platform.OrWord(above, text)
		}
	}
	return "", above
}

// readWatch reads a rule as auditctl -l prints it: a watch (-w), or a filter rule on a path
// or a folder. One that says never, or that is narrowed to some users, some calls, reading
// or programs of 32 bits, watches less than the path. Who logged in at all, and from user
// 1000 on, is how the guides write it.
func readWatch(rule string) (w watch, ok bool) {
	words := strings.Fields(rule)
	for i := 0; i+1 < len(words); i++ {
		switch next := words[i+1]; words[i] {
		case "-a", "-A":
			if list := strings.Split(next, ","); !slices.Contains(list, "always") || !slices.Contains(list, "exit") {
				return watch{}, false
			}
		case "-w":
			w = watch{cleaned(next), true}
		case "-p":
			if !changesOrRuns(next) {
				return watch{}, false
			}
		case "-S":
			if next != "all" {
				return watch{}, false
			}
		case "-d", "-W", "-C":
			return watch{}, false
		case "-F":
			if !widens(next) {
				return watch{}, false
			}
			if name, value, _ := strings.Cut(next, "="); name == "path" || name == "dir" {
				if w.path != "" {
					return watch{}, false // of two of them each narrows the rule
				}
				w = watch{cleaned(value), name == "dir"}
			}
		}
	}
	return w, w.path != ""
}

// widens reports whether a field of a rule is none that takes from what it watches.
func widens(field string) bool {
	name, value, _ := strings.Cut(field, "=")
	switch name {
	case "path", "dir", "key":
		return true
	case "perm":
		return changesOrRuns(value)
	case "arch":
		return value != "b32"
	case "auid!":
		return slices.Contains([]string{"-1", "unset", "4294967295"}, value)
	case "auid>":
		n, err := strconv.ParseInt(value, 10, 64)
		return err == nil && n <= 1000
	}
	return false // such as exe, who acts and not what is watched
}

// changesOrRuns reports whether permissions of a watch are more than that it is read.
func changesOrRuns(permissions string) bool { return strings.ContainsAny(permissions, "wx") }

// hidesWatched reports whether a rule may keep from being recorded what the listed paths
// are watched for: one that names other places, kinds of records that tell of no file, or
// calls that set the clock, does not.
func hidesWatched(rule string) bool {
	if !platform.RecordsNothing(rule) {
		return false
	}
	words := strings.Fields(rule)
	for i := 0; i+1 < len(words); i++ {
		name, value, _ := strings.Cut(words[i+1], "=")
		switch {
		case (words[i] == "-a" || words[i] == "-A") && slices.Contains(strings.Split(words[i+1], ","), "user"):
			return false // what programs report themselves
		case words[i] == "-S" && !slices.ContainsFunc(strings.Split(words[i+1], ","), func(call string) bool { return !slices.Contains(clockCalls, call) }):
			return false
		case words[i] == "-F" && name == "msgtype" && !slices.Contains(fileRecords, value) && strings.ToUpper(value) == value && strings.ContainsAny(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
			return false
		case words[i] == "-F" && (name == "dir" || name == "path") && elsewhere(cleaned(value)):
			return false
		}
	}
	return true
}

var (
	clockCalls  = []string{"adjtimex", "clock_adjtime", "clock_settime", "settimeofday", "stime"}
	fileRecords = []string{"SYSCALL", "EXECVE", "PATH", "CWD", "PROCTITLE", "CONFIG_CHANGE"}
)

// elsewhere reports whether a place is none of the listed paths, and neither holds one
// nor lies in one. Where the units and the data lie beside them is not known here.
func elsewhere(place string) bool {
	if place == "" || systemPath(place+"/") {
		return false
	}
	return !slices.ContainsFunc(append([]string{"/lib/systemd", "/usr/lib/systemd", "/etc/systemd", "/run", "/srv", "/opt", "/mnt", "/data"}, auditedFiles...), func(p string) bool {
		return p == place || strings.HasPrefix(p, strings.TrimSuffix(place, "/")+"/") || strings.HasPrefix(place, p+"/")
	})
}

// systemPath reports whether a path is where units and the engine's socket lie; a file
// of the same name elsewhere is another.
func systemPath(p string) bool {
	return slices.ContainsFunc([]string{"/etc/systemd/", "/run/", "/var/run/", "/lib/systemd/", "/usr/lib/systemd/", "/usr/local/lib/systemd/"},
		func(dir string) bool { return strings.HasPrefix(p, dir) })
}

func cleaned(p string) string {
	if !strings.HasPrefix(p, "/") {
		return ""
	}
	return path.Clean(p)
}
