package mke

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000550 = rules.Rule{
	ID: "CNTR-MK-000550",
	Reading: "Every container, running or stopped, that is not Kubernetes'. The printed filter selects the vendor's " +
		"containers alone. What is mounted counts, under whatever name; a mounted directory above the socket exposes it " +
		"just as well, read-only too. That \"volumes is not present\" would be a finding is taken for a slip: every clean " +
		"container would be one.",
	Warnings: []string{"The platform's agents work through the socket: only an exemption by component or image sets them aside."},
	Check: containerCheck{
		setting: "inspect.Mounts", want: "the engine's socket is not mounted",
		expected: "no container mounts the engine's socket or a directory that holds it",
		offends:  "mounts the engine's socket",
		vendor:   exemptFix, swarm: true,
		look: socketMounts,
	}.fn(),
}

// mount is one mount of a container, by its list or by how it was asked for.
type mount struct {
	source, target, mode string
}

func (m mount) String() string { return m.source + " at " + m.target + m.mode }

func socketMounts(_ facts.OwnedContainer, i facts.Inspect) seen {
	var bad, odd, other []string
	for _, m := range mounts(i) {
		switch {
		case exposesSocket(m):
			bad = append(bad, m.String())
		case path.Clean(m.source) == "/var":
			odd = append(odd, m.String())
		case otherRuntime(m.source):
			other = append(other, m.String())
		}
	}
	s := seen{actual: "no socket of the engine"}
	if other != nil {
		s.remark = "mounts the socket of another runtime: " + strings.Join(other, ", ")
	}
	why := i.Mounts.Why()
	switch {
	case bad != nil:
		s.actual, s.bad = "mounts "+strings.Join(bad, ", "), true
	case why != "":
		s.actual, s.unknown = "mounts not known", "Mounts: "+why
	case odd != nil:
		s.actual, s.odd = "mounts "+strings.Join(odd, ", "), "whether /var/run below it is the directory of the socket or a link to /run is not known"
	}
	return s
}

// mounts is what is known of a container's mounts, each once, sorted. Binds can only
// add to it: the engine's list has what was mounted in any way.
func mounts(i facts.Inspect) []mount {
	var all []mount
	for _, m := range i.Mounts.Value {
		mode := ""
		if m.RW.Is(func(b bool) bool { return !b }) {
			mode = " (read-only)"
		}
		all = append(all, mount{m.Source, m.Destination, mode})
	}
	for _, bind := range host(i).Binds.Value {
		m := readBind(bind)
		if !slices.ContainsFunc(all, func(o mount) bool { return o.source == m.source && o.target == m.target }) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b mount) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(all)
}

// readBind reads source:target[:mode]. The source of a Windows host may hold a colon
// itself; what matters of it, the name of its pipe, is kept.
func readBind(bind string) mount {
	source, rest, _ := strings.Cut(bind, ":")
	target, options, _ := strings.Cut(rest, ":")
	m := mount{source: source, target: target}
	if slices.Contains(strings.Split(options, ","), "ro") {
		m.mode = " (read-only)"
	}
	return m
}

// exposesSocket reports whether a mount is the engine's socket or a directory above
// it. The printed command looks for the socket's name anywhere in a mount.
func exposesSocket(m mount) bool {
	for _, text := range []string{m.source, m.target} {
		text = strings.ToLower(text)
		if strings.Contains(text, "docker.sock") || strings.Contains(text, "docker_engine") {
			return true
		}
	}
	if !strings.HasPrefix(m.source, "/") {
		return false // a named volume
	}
	source := path.Clean(m.source)
	return source == "/" || source == "/run" || source == "/var/run"
}

// otherRuntime reports whether a path is the socket of another container runtime.
func otherRuntime(source string) bool {
	name := path.Base(source)
	return slices.Contains([]string{"containerd.sock", "cri-dockerd.sock", "crio.sock", "podman.sock"}, name)
}
