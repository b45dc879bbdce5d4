package platform

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// SocketCheck is the shape of the rules that no container mounts the engine's socket,
// with the sockets this engine is known to have. k lacks nothing but Look.
func SocketCheck(k ContainerCheck) rules.Fn[rules.Verdict] {
	needs := append(k.Fn().Needs, facts.EngineArgs.Name, facts.DaemonConfig.Name)
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		sockets := engineSockets(c.Snapshot)
		one := k
		one.Look = func(_ *facts.OwnedContainer, i *facts.Inspect) Seen { return sockets.mounted(i) }
		v, missing := one.Judge(c)
		return v, append(missing, elsewhere(c.Snapshot)...)
	})
}

// sockets is the paths of the engine's sockets beside the usual one, cleaned.
type sockets []string

// engineSockets is where arguments and daemon.json, as far as they were collected, put
// the engine's sockets. They can only add to the usual paths.
func engineSockets(s *facts.Snapshot) sockets {
	unix, _ := EngineAddresses(s)
	var out sockets
	for _, name := range unix {
		out = append(out, throughRun(name))
	}
	return out
}

// EngineAddresses is where arguments and daemon.json, as far as they were collected, have
// the engine listen: the paths of its sockets beside the usual one, and addresses of the
// network. An address without a scheme is one of the network (dockerd(8), --host).
func EngineAddresses(s *facts.Snapshot) (sockets, network []string) {
	args, _ := facts.Get(s, facts.EngineArgs)
	config, _ := facts.Get(s, facts.DaemonConfig)
	for _, address := range slices.Concat(args.Given("host", "H", false), config.File.Strings("hosts").Value) {
		scheme, name, ok := strings.Cut(address, "://")
		switch {
		case ok && scheme == "unix" && strings.HasPrefix(name, "/"):
			if throughRun(name) != "/run/docker.sock" && !slices.Contains(sockets, name) {
				sockets = append(sockets, name)
			}
		case address == "", ok && scheme == "unix" && name == "", ok && scheme == "fd", ok && scheme == "npipe":
		default:
			network = append(network, address)
		}
	}
	return sockets, network
}

// elsewhere is what is missing where the engine is known to read another file than
// daemon.json, which may move its socket, and that file is not known.
func elsewhere(s *facts.Snapshot) []facts.Missing {
	if config, missing := facts.Get(s, facts.DaemonConfig); config.Path != "" {
		return missing
	}
	return nil
}

// throughRun is a clean path in which /var/run, a link as a rule, is /run.
func throughRun(name string) string {
	name = path.Clean(name)
	if name == "/var/run" || strings.HasPrefix(name, "/var/run/") {
		return strings.TrimPrefix(name, "/var")
	}
	return name
}

// throughRoot is throughRun of a path, in which the root of the first process, a link to
// the host's own, is that.
func throughRoot(name string) string {
	name = throughRun(name)
	for {
		rest, ok := strings.CutPrefix(name, "/proc/1/root")
		if !ok || rest != "" && rest[0] != '/' {
			return name
		}
		name = throughRun(rest + "/")
	}
}

// processLink reports whether a path goes through a link of a process, whose root or
// folder may be any of the host's.
func processLink(name string) bool {
	parts := strings.Split(name, "/") // "", proc, 42, root, …
	return len(parts) > 3 && parts[1] == "proc" && slices.Contains([]string{"root", "cwd", "fd", "exe", "map_files", "task"}, parts[3])
}

// Mount is one mount of a container, by its list or by how it was asked for.
type Mount struct {
	Source, Target, Mode string
	// Unknown says that the engine's answer does not tell what of the host is mounted.
	Unknown bool
}

// String is "/var/run/docker.sock at /s (read-only)".
func (m Mount) String() string {
	return OrWord(m.Source, "something unknown") + " at " + m.Target + m.Mode
}

// mounted is a container that mounts a socket of the engine, or a directory that holds it.
func (k sockets) mounted(i *facts.Inspect) Seen {
	var bad, odd, link, other, unknown []string
	for _, m := range Mounts(i) {
		switch {
		case k.exposed(m):
			bad = append(bad, m.String())
		case m.Unknown:
			unknown = append(unknown, m.String())
		case path.Clean(m.Source) == "/var":
			odd = append(odd, m.String())
		case processLink(throughRoot(m.Source)):
			link = append(link, m.String())
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
	case unknown != nil:
		s.Actual, s.Unknown = "mounts "+strings.Join(unknown, ", "), "Mounts: Source: not collected"
	case link != nil:
		s.Actual, s.Odd = "mounts "+strings.Join(link, ", "), "where it leads is not known"
	case odd != nil:
		s.Actual, s.Odd = "mounts "+strings.Join(odd, ", "), "whether /var/run below it is the directory of the socket or a link to /run is not known"
	}
	return s
}

// Mounts is what is known of a container's mounts, each once, sorted. Binds can only
// add to it: the engine's list has what was mounted in any way.
func Mounts(i *facts.Inspect) []Mount {
	var all []Mount
	for _, m := range i.Mounts.Value {
		mode := ""
		if m.RW.Is(func(b bool) bool { return !b }) {
			mode = " (read-only)"
		}
		all = append(all, Mount{m.Source, m.Destination, mode, Sourceless(m)})
	}
	for _, bind := range i.Host().Binds.Value {
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

// Sourceless reports whether a mount must have a source and the answer has none. What is
// in memory has none, and a volume of a plugin may have none until it is mounted.
func Sourceless(m facts.Mount) bool {
	return m.Source == "" && m.Type != "tmpfs" && m.Type != "volume" && m.Type != "image" && m.Type != "cluster"
}

// exposed reports whether a mount is a socket of the engine or a directory above it. The
// printed command looks for the socket's name anywhere in a mount.
func (k sockets) exposed(m Mount) bool {
	for _, text := range []string{m.Source, m.Target} {
		text = strings.ToLower(text)
		if strings.Contains(text, "docker.sock") || strings.Contains(text, "docker_engine") {
			return true
		}
	}
	if !strings.HasPrefix(m.Source, "/") {
		return false // a named volume
	}
	source := throughRoot(m.Source)
	return source == "/" || source == "/run" || slices.ContainsFunc(k, func(socket string) bool {
		return socket == source || strings.HasPrefix(socket, source+"/")
	})
}

// otherRuntime reports whether a path is the socket of another container runtime.
func otherRuntime(source string) bool {
	name := path.Base(source)
	return slices.Contains([]string{"containerd.sock", "cri-dockerd.sock", "crio.sock", "podman.sock"}, name)
}
