package dockeree

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001050 = rules.Rule{
	ID: "DKER-EE-001050",
	Reading: "No socket of the engine on TCP, whatever the case of the word: by its arguments, which the text looks at, by " +
		"hosts of daemon.json, by the start line of its unit, or by what it is seen to listen on. An address without a " +
		"scheme is TCP to the engine. The ports of Swarm, the metrics and what a container or a service is known to publish " +
		"there are not the API; UCP's own ports belong to a proxy and not to the engine. With fd:// systemd opens the " +
		"sockets: then what the engine listens on must be known.",
	Warnings: []string{
		"Tools that reach the engine over the network stop working.",
	},
	Check: rules.All(
		rules.About("arguments of dockerd", "no -H or --host with tcp", rules.FromCase([]string{facts.EngineArgs.Name}, argumentHosts)),
		rules.About(facts.DaemonFile, "no tcp in hosts", rules.FromCase([]string{facts.DaemonConfig.Name, facts.EngineArgs.Name}, fileHosts)),
		rules.FromCase([]string{facts.Systemd.Name}, unitHosts),
		rules.FromCase([]string{facts.Listening.Name, facts.EngineInfo.Name, facts.NodeContainers.Name, facts.Swarm.Name}, engineSockets),
	),
}

// isTCP reports whether dockerd takes an address for one on TCP; known is false for a
// scheme that nobody knows (moby/opts, ParseHost).
func isTCP(host string) (tcp, known bool) {
	scheme, _, given := strings.Cut(strings.ToLower(strings.TrimSpace(host)), "://")
	switch {
	case strings.TrimSpace(host) == "": // the default, a unix socket
		return false, true
	case !given || scheme == "tcp":
		return true, true
	}
	return false, slices.Contains([]string{"unix", "fd", "npipe"}, scheme)
}

// hostOutcomes is one outcome for each address that is not a local one, and a pass for
// the others where everything was seen.
func hostOutcomes(hosts []string, fact string, whole bool) (out []rules.Outcome) {
	for _, h := range hosts {
		if tcp, known := isTCP(h); tcp {
			out = append(out, rules.Outcome{Kind: result.Violates, Actual: fmt.Sprintf("%q", h), Facts: []string{fact}})
		} else if !known {
			out = append(out, rules.Outcome{Actual: fmt.Sprintf("%q", h), Note: "a scheme that the engine is not known to have", Facts: []string{fact}})
		}
	}
	if out == nil && whole {
		out = []rules.Outcome{{Kind: result.Pass, Actual: platform.OrWord(strings.Join(hosts, ", "), "names no address"), Facts: []string{fact}}}
	}
	return out
}

func argumentHosts(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	args, missing := facts.Get(c.Snapshot, facts.EngineArgs)
	missing = append(missing, args.Missing...)
	v.Outcomes = hostOutcomes(args.Given("host", "H", false), "processes[dockerd].argv", missing == nil)
	v.Pass = "The engine was started without an address on TCP."
	return v, missing
}

func fileHosts(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	config, missing := facts.Get(c.Snapshot, facts.DaemonConfig)
	if missing != nil {
		return v, missing
	}
	fact := config.Fact("parsed.hosts")
	hosts := config.File.Strings("hosts")
	if why := hosts.Why(); why != "" && config.File.Has("hosts") {
		missing = append(missing, facts.Missing{Name: fact, Why: why, How: config.ByHand()})
	}
	v.Outcomes = hostOutcomes(hosts.Value, fact, missing == nil)
	return v, append(missing, config.Unsure...)
}

// unitHosts is the start line of the unit, which counts at the next start.
func unitHosts(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	const fact = "systemd[docker.service].ExecStart"
	unit := facts.Look(c.Snapshot, facts.Systemd).Value["docker.service"].Value
	for _, line := range unit.ExecStart.Value {
		for _, h := range facts.Values(strings.Fields(line), "host", "H", false) {
			if tcp, _ := isTCP(h); tcp {
				v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "docker.service", Expected: "no -H or --host with tcp",
					Actual: fmt.Sprintf("ExecStart has %q", h), Facts: []string{fact}})
			}
		}
	}
	if unit.ExecStart.Partial { // a line that is not whole may have one
		missing = []facts.Missing{{Name: fact, Why: unit.ExecStart.Why(), How: []string{"by hand: systemctl show -p ExecStart docker.service"}}}
	}
	return v, missing
}

// engineSockets is what the engine is seen to listen on. The API's own two numbers speak
// for themselves, and so does every socket of an engine in no swarm that publishes nothing
// there; of another one nobody can tell what it is.
func engineSockets(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if handedSockets(c.Snapshot) {
		_, missing = facts.Get(c.Snapshot, facts.Listening)
	}
	metrics := metricsPorts(c.Snapshot)
	alone := facts.OutsideSwarm(c.Snapshot)
	all, lacks := facts.Get(c.Snapshot, facts.NodeContainers)
	unlisted := lacks != nil || all.Missing != nil
	for _, l := range facts.Look(c.Snapshot, facts.Listening).Value {
		if l.Process != "dockerd" || !strings.HasPrefix(strings.ToLower(l.Proto), "tcp") || slices.Contains(metrics, l.Port) {
			continue
		}
		if !alone && (l.Port == swarmPortOf(c.Snapshot) || l.Port == 7946) {
			continue
		}
		o := rules.Outcome{Kind: result.Violates, Subject: "socket of dockerd", Expected: "no socket on TCP",
			Actual: fmt.Sprintf("listens on %s:%d/%s", l.Addr, l.Port, l.Proto), Facts: []string{facts.Listening.Name}}
		holder, fact := published(c.Snapshot, all.List, l)
		switch {
		case holder != "":
			o.Kind, o.Note, o.Facts = result.Pass, "for "+holder+", which publishes the port", append(o.Facts, fact)
		case l.Port == 2375 || l.Port == 2376:
		case !alone, unlisted:
			o.Kind, o.Note = result.Unknown, "the API, or a port that the engine holds for a container or a service"
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	return v, missing
}

// handedSockets reports whether the engine is told to take sockets that systemd opened,
// which its unit docker.socket may open on TCP.
func handedSockets(s *facts.Snapshot) bool {
	args, _ := facts.Get(s, facts.EngineArgs)
	config, _ := facts.Get(s, facts.DaemonConfig)
	return slices.ContainsFunc(slices.Concat(args.Given("host", "H", false), config.File.Strings("hosts").Value), func(host string) bool {
		return strings.HasPrefix(strings.ToLower(strings.TrimSpace(host)), "fd://")
	})
}

// published is the container or the service whose port a socket of the engine is, "" where
// none is known, with the fact that says so. Without docker-proxy the engine binds what
// containers publish itself (libnetwork, newDummyProxy), and it holds the ports of
// services on every node.
func published(s *facts.Snapshot, all []facts.OwnedContainer, l facts.Listener) (holder, fact string) {
	for i := range all {
		c := &all[i]
		inspect, _ := c.Inspected()
		for container, bindings := range inspect.NetworkSettings.Value.Ports.Value {
			for _, b := range bindings {
				if strings.HasSuffix(container, "/tcp") && b.HostPort == strconv.Itoa(l.Port) && sameAddress(b.HostIP, l.Addr) {
					return c.Name(), facts.Ref(c.Container, "inspect.NetworkSettings.Ports")
				}
			}
		}
	}
	for _, service := range facts.Look(s, facts.Swarm).Value.Services.Value {
		for _, p := range service.Endpoint.Value.Ports.Value {
			if strings.EqualFold(p.Protocol, "tcp") && p.PublishedPort == l.Port && p.PublishMode == "ingress" && platform.EveryAddress(listening(l.Addr)) {
				return "service " + service.Spec.Name, "swarm.services[" + service.Spec.Name + "].Endpoint.Ports"
			}
		}
	}
	return "", ""
}

// sameAddress reports whether a socket at an address is that of a binding.
func sameAddress(binding, address string) bool {
	address = listening(address)
	return binding == address || platform.EveryAddress(binding) && platform.EveryAddress(address)
}

// listening is the address of a socket as a binding has it: every address is a star in ss.
func listening(address string) string {
	if address == "*" {
		return ""
	}
	return strings.Trim(address, "[]")
}

// metricsPorts is the ports of the engine's metrics, which are no API.
func metricsPorts(s *facts.Snapshot) []int {
	args, _ := facts.Get(s, facts.EngineArgs)
	config, _ := facts.Get(s, facts.DaemonConfig)
	addresses := args.Given("metrics-addr", "", false)
	if address, why := config.File.String("metrics-addr").Get(); why == "" {
		addresses = append(addresses, address)
	}
	var out []int
	for _, a := range addresses {
		if port, err := strconv.Atoi(a[strings.LastIndexByte(a, ':')+1:]); err == nil {
			out = append(out, port)
		}
	}
	return out
}
