package dockeree

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001190 = rules.Rule{
	ID:    "DKER-EE-001190",
	Class: rules.GivenSSP,
	Reading: "Every container, running or stopped, where the text says running and the command all. A mount that can be " +
		"written and whose source is an entry of ssp images.sensitive_host_paths, lies below one, or above one; the entry " +
		"/ means the root itself; a list without an entry forbids nothing and counts as none. The printed filter works on the text of the mounts, so a path with ucp, kubelet or dtr " +
		"in it would hide them all: proven identity takes its place.",
	Check: rules.FromCase([]string{facts.NodeContainers.Name, facts.SSPSensitivePaths.Name, "ssp:system_containers", "ssp:exemptions"}, sensitiveMounts),
}

func sensitiveMounts(c *rules.Case) (rules.Verdict, []facts.Missing) {
	list, lacks := facts.Get(c.Snapshot, facts.SSPSensitivePaths)
	if lacks == nil && len(list) == 0 { // of what is forbidden an empty list decides nothing
		lacks = []facts.Missing{{Name: facts.SSPSensitivePaths.Name, Why: "is an empty list, which names no directory",
			How: []string{"ssp.yaml: name the directories of the host in images.sensitive_host_paths"}}}
	}
	v, missing := platform.ContainerCheck{
		Setting: "inspect.Mounts", Want: "no sensitive directory of the host can be written",
		Expected: "no container can write to a directory of ssp images.sensitive_host_paths",
		Offends:  "can write to a sensitive directory of the host",
		Vendor:   platform.ExemptFilter,
		Look: func(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
			return writableMounts(i, list, lacks)
		},
	}.Judge(c)
	return v, append(missing, lacks...)
}

// writableMounts is the mounts of one container that can be written, beside the list.
func writableMounts(i *facts.Inspect, list []string, lacks []facts.Missing) platform.Seen {
	var all, bad []string
	unknown, odd, unsourced := "", "", ""
	for _, m := range mountsOf(i) {
		readOnly := m.RW.Is(func(b bool) bool { return !b })
		if platform.Sourceless(m) && !readOnly {
			unsourced = m.Destination
		}
		if m.Source == "" || readOnly {
			continue // in memory, or read-only
		}
		word := m.Source + " at " + m.Destination
		if !strings.HasPrefix(m.Source, "/") {
			odd = word // of Windows, whose folders ssp.yaml cannot name
			continue
		}
		hit := slices.ContainsFunc(list, func(entry string) bool { return exposes(m.Source, entry) })
		if why := m.RW.Why(); why != "" && (hit || lacks != nil) {
			unknown = word + ": RW: " + why
			continue
		}
		all = append(all, word)
		if hit {
			bad = append(bad, word)
		}
	}
	s := platform.Seen{Actual: "no writable mount of a sensitive directory", Refs: []string{facts.SSPSensitivePaths.Name}}
	switch why := i.Mounts.Why(); {
	case bad != nil:
		s.Bad, s.Actual = true, "can write to "+strings.Join(bad, ", ")
	case lacks != nil && (all != nil || unknown != ""):
		s.Actual, s.Missing = "can write to "+platform.OrWord(strings.Join(all, ", "), unknown), lacks
	case why != "":
		s.Actual, s.Unknown = "mounts not known", "Mounts: "+why
	case unknown != "":
		s.Actual, s.Unknown = "mounts "+unknown, "whether it can be written is not known"
	case unsourced != "":
		s.Actual, s.Unknown = "mounts something unknown at "+unsourced, "Mounts: Source: not collected"
	case odd != "":
		s.Actual, s.Odd = "mounts "+odd, "ssp images.sensitive_host_paths has no way to name a folder of Windows"
	default:
		s.Refs = nil
	}
	return s
}

// mountsOf is the engine's list and what was asked for and is not in it, sorted.
func mountsOf(i *facts.Inspect) []facts.Mount {
	all := slices.Clone(i.Mounts.Value)
	for _, bind := range i.Host().Binds.Value {
		source, rest, _ := strings.Cut(bind, ":")
		target, options, _ := strings.Cut(rest, ":")
		m := facts.Mount{Source: source, Destination: target, RW: facts.Some(!slices.Contains(strings.Split(options, ","), "ro"))}
		if strings.HasPrefix(source, "/") && !slices.ContainsFunc(all, func(o facts.Mount) bool { return o.Source == source && o.Destination == target }) {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b facts.Mount) int {
		return strings.Compare(a.Source+" "+a.Destination, b.Source+" "+b.Destination)
	})
	return all
}

// exposes reports whether a mount of source lets somebody at entry: it is the entry, lies
// below it, or above it, by either of two names for one place.
func exposes(source, entry string) bool {
	return overlaps(path.Clean(source), path.Clean(entry)) || overlaps(onHost(source), onHost(entry))
}

func overlaps(a, b string) bool {
	return a == b || b != "/" && strings.HasPrefix(a, b+"/") || a == "/" || strings.HasPrefix(b, a+"/")
}

// onHost is a clean path without the two links every host has: /var/run is /run as a rule,
// and the root of the first process is the host's.
func onHost(name string) string {
	name = path.Clean(name)
	if rest, ok := strings.CutPrefix(name, "/proc/1/root"); ok && (rest == "" || rest[0] == '/') {
		name = path.Clean("/" + rest)
	}
	if rest, ok := strings.CutPrefix(name, "/var/run"); ok && (rest == "" || rest[0] == '/') {
		name = "/run" + rest
	}
	return name
}
