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

// auditedFiles is the paths that the text lists.
var auditedFiles = []string{
	"/etc/default/docker", "/etc/docker", facts.DaemonFile, "/usr/bin/docker", "/usr/bin/docker-containerd", "/usr/bin/docker-runc", "/var/lib/docker",
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
	if i := slices.IndexFunc(audit.Rules.Value, platform.RecordsNothing); i >= 0 {
		missing = append(missing, facts.Missing{Name: "audit.rules", Why: fmt.Sprintf("%q may keep what is watched from being recorded", platform.Clipped(audit.Rules.Value[i])),
			How: []string{"on the node: take rules of action never out of /etc/audit/rules.d, then augenrules --load"}})
	}
	w := &watched{rules: audit.Rules.Value, whole: whole}
	for _, file := range auditedFiles {
		w.file(file, facts.Look(c.Snapshot, facts.HostFiles).Value[file])
	}
	units := facts.Look(c.Snapshot, facts.Systemd)
	w.unit("docker.service", units.Value["docker.service"], "docker.service")
	w.unit("docker.socket", units.Value["docker.socket"], "docker.socket", "docker.sock")
	v.Outcomes = w.outcomes
	if w.absent != nil {
		v.Notes = []string{"not there, so no rule is wanted: " + strings.Join(w.absent, ", ")}
	}
	if w.outcomes == nil && missing == nil && w.missing == nil {
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
	gone := entry.State == facts.Absent || entry.State == facts.OK && entry.Value.Exists.Is(func(b bool) bool { return !b })
	switch {
	case rule != "":
		o.Kind, o.Actual = result.Pass, rule
	case gone:
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
// or a folder. One that says never, or that is narrowed by something else than who logged
// in, what was done and by which call, watches less than the path.
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
		case "-d", "-W", "-C":
			return watch{}, false
		case "-F":
			name, value, _ := strings.Cut(next, "=")
			switch name {
			case "path":
				w = watch{cleaned(value), false}
			case "exe": // who acts, not what is watched
				return watch{}, false
			case "dir":
				w = watch{cleaned(value), true}
			case "perm", "key", "arch", "auid!", "auid>":
			default:
				return watch{}, false
			}
		}
	}
	return w, w.path != ""
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
