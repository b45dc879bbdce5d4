package platform

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// Mount is one mount of a container, by its list or by how it was asked for.
type Mount struct {
	Source, Target, Mode string
}

// String is "/var/run/docker.sock at /s (read-only)".
func (m Mount) String() string { return m.Source + " at " + m.Target + m.Mode }

// SocketMounts is a container that mounts the engine's socket, or a directory that holds it.
func SocketMounts(_ facts.OwnedContainer, i facts.Inspect) Seen {
	var bad, odd, other []string
	for _, m := range Mounts(i) {
		switch {
		case exposesSocket(m):
			bad = append(bad, m.String())
		case path.Clean(m.Source) == "/var":
			odd = append(odd, m.String())
		case otherRuntime(m.Source):
			other = append(other, m.String())
		}
	}
	s := Seen{Actual: "no socket of the engine"}
	if other != nil {
		s.Remark = "mounts the socket of another runtime: " + strings.Join(other, ", ")
	}
	why := i.Mounts.Why()
	switch {
	case bad != nil:
		s.Actual, s.Bad = "mounts "+strings.Join(bad, ", "), true
	case why != "":
		s.Actual, s.Unknown = "mounts not known", "Mounts: "+why
	case odd != nil:
		s.Actual, s.Odd = "mounts "+strings.Join(odd, ", "), "whether /var/run below it is the directory of the socket or a link to /run is not known"
	}
	return s
}

// Mounts is what is known of a container's mounts, each once, sorted. Binds can only
// add to it: the engine's list has what was mounted in any way.
func Mounts(i facts.Inspect) []Mount {
	var all []Mount
	for _, m := range i.Mounts.Value {
		mode := ""
		if m.RW.Is(func(b bool) bool { return !b }) {
			mode = " (read-only)"
		}
		all = append(all, Mount{m.Source, m.Destination, mode})
	}
	for _, bind := range Host(i).Binds.Value {
		m := readBind(bind)
		if !slices.ContainsFunc(all, func(o Mount) bool { return o.Source == m.Source && o.Target == m.Target }) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b Mount) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(all)
}

// readBind reads source:target[:mode]. The source of a Windows host may hold a colon
// itself; what matters of it, the name of its pipe, is kept.
func readBind(bind string) Mount {
	source, rest, _ := strings.Cut(bind, ":")
	target, options, _ := strings.Cut(rest, ":")
	m := Mount{Source: source, Target: target}
	if slices.Contains(strings.Split(options, ","), "ro") {
		m.Mode = " (read-only)"
	}
	return m
}

// exposesSocket reports whether a mount is the engine's socket or a directory above
// it. The printed command looks for the socket's name anywhere in a mount.
func exposesSocket(m Mount) bool {
	for _, text := range []string{m.Source, m.Target} {
		text = strings.ToLower(text)
		if strings.Contains(text, "docker.sock") || strings.Contains(text, "docker_engine") {
			return true
		}
	}
	if !strings.HasPrefix(m.Source, "/") {
		return false // a named volume
	}
	source := path.Clean(m.Source)
	return source == "/" || source == "/run" || source == "/var/run"
}

// otherRuntime reports whether a path is the socket of another container runtime.
func otherRuntime(source string) bool {
	name := path.Base(source)
	return slices.Contains([]string{"containerd.sock", "cri-dockerd.sock", "crio.sock", "podman.sock"}, name)
}
