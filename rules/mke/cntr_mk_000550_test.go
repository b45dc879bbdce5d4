package mke_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// ofSwarm is the rows that the rules on containers of Swarm share, for a rule that
// needs more than a container to pass: given is what else it needs, bad makes a
// container violate it, which its evidence says as actual.
func ofSwarm(given facts.Setting, bad option, actual string) []ruletest.Case {
	web := whole("web", bad)
	kubernetes := all(given, onKubernetes)
	swarm, mixed := all(given, onSwarm), all(given, onMixed)
	return []ruletest.Case{
		row("none offends", fine, "PASS 2 ", swarm, have(whole("web"), whole("api"))),
		row("no containers", fine, "PASS 0 ", swarm, have()),
		row("an offender", open, "OPEN web (shop/web:1): "+actual, swarm, have(web, whole("api"))),
		row("offender in a partial list", open, "OPEN web", swarm, some(web)),
		row("none in a partial list", unclear, "docker_engine.containers: partly collected", swarm, some(whole("web"))),
		row("list not collected", unclear, "docker_engine.containers: not collected", swarm),
		row("list denied", unclear, "docker_engine.containers: denied: no socket", swarm, facts.Containers.Lacks(facts.Denied, "no socket")),
		row("not inspected", unclear, "inspect: error: gone", swarm, have(whole("web", withoutInspect(facts.Failed, "gone")))),
		row("not inspected beside an offender", open, "OPEN web", swarm, have(web, whole("api", withoutInspect(facts.Failed, "gone")))),
		row("settings not collected", unclear, "not collected", swarm, have(whole("web", func(c *facts.Container) { c.Inspect.Value = facts.Inspect{} }))),
		row("mixed is judged", open, actual, mixed, have(web)),
		row("kubernetes", notAppl, "orchestrator is kubernetes (node labels)", kubernetes, have(whole("k8s_calico", inPod(podUID), bad)), pods),
		row("kubernetes with a user's container", open, actual, kubernetes, have(web)),
		row("kubernetes with a user's container that is fine", unclear, "but the user container web runs outside it", kubernetes, have(whole("web"))),
		row("kubernetes, list partial", unclear, "partly collected", kubernetes, some(whole("k8s_calico", inPod(podUID), bad)), pods),
		row("orchestrator unknown, offender", open, actual, given, have(web)),
		row("orchestrator unknown, none", unclear, "node.labels: not collected", given, have(whole("web"))),
		row("pod's container is left out", fine, "1 container of Kubernetes pods is not judged", mixed, have(whole("k8s_calico", inPod(podUID), bad)), pods),
		row("pod's container, pods not known", unclear, "k8s.pods: not collected", mixed, have(whole("k8s_calico", inPod(podUID), bad))),
		row("uid of no pod", open, "k8s_calico", mixed, have(whole("k8s_calico", inPod("another"), bad)), pods),
	}
}

func TestCNTRMK000550(t *testing.T) {
	const id = "CNTR-MK-000550"
	const first = "/proc/1/root" // of the first process
	mounting := func(source, target string) option {
		return func(c *facts.Container) {
			c.Inspect.Value.Mounts.Value = append(slices.Clone(c.Inspect.Value.Mounts.Value),
				facts.Mount{Type: "bind", Source: source, Destination: target, RW: facts.Some(true)})
		}
	}
	bound := func(bind string) option {
		return host(func(h *facts.HostConfig) { h.Binds = facts.Some([]string{bind}) })
	}
	sock := mounting("/var/run/docker.sock", "/s")
	web := func(o option) facts.Setting { return all(onSwarm, have(whole("web", o))) }
	agent := func(o ...option) facts.Setting {
		return all(onSwarm, have(whole("ucp-proxy", append([]option{vendor, sock}, o...)...)))
	}

	listens := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, argv...))}})
	}
	hosts := facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(`{"hosts":["unix:///srv/engine/api.sock","fd://"]}`)})})
	ruletest.Run(t, mke.Rules, id, slices.Concat(ofSwarm(all(), sock, "mounts /var/run/docker.sock at /s"), []ruletest.Case{
		row("under /run", open, "/run/docker.sock", web(mounting("/run/docker.sock", "/s"))),
		row("its directory", open, "mounts /run at /host", web(mounting("/run", "/host"))),
		row("its directory by the other name", open, "mounts /var/run/ at", web(mounting("/var/run/", "/host"))),
		row("the whole host", open, "mounts / at /host", web(mounting("/", "/host"))),
		row("spelled with dots", open, "OPEN web", web(mounting("/srv/../run", "/host"))),
		row("through the root of the first process", open, "mounts "+first+"/run at /host", web(mounting(first+"/run", "/host"))),
		row("the root of the first process", open, "mounts /proc/1/root at /host", web(mounting("/proc/1/root", "/host"))),
		row("the root of the first process, twice", open, "OPEN web", web(mounting(first+"/.."+strings.TrimPrefix(first, "/proc/1")+first+"/var/run", "/host"))),
		row("elsewhere through the root of the first process", fine, "PASS 1", web(mounting(first+"/srv/app", "/data"))),
		row("through the root of another process", unclear, "where it leads is not known", web(mounting("/proc/4242/root"+"/srv", "/host"))),
		row("through where a process is", unclear, "where it leads is not known", web(mounting("/proc/self/cwd", "/host"))),
		row("the processes of the host", fine, "PASS 1", web(mounting("/proc", "/host/proc"))),
		row("read-only", open, "(read-only)", web(bound("/var/run/docker.sock:/var/run/docker.sock:ro"))),
		row("asked for and not in the list", open, "OPEN web", web(bound("/var/run/docker.sock:/s"))),
		row("Windows' pipe", open, `docker_engine`, web(bound(`\\.\pipe\docker_engine:\\.\pipe\docker_engine`))),
		row("something under the socket's name, which the command lists", open, "at /var/run/docker.sock", web(mounting("/srv/proxy", "/var/run/docker.sock"))),
		row("stopped is judged", open, "OPEN web", onSwarm, have(whole("web", sock, inState("exited")))),
		row("moved by an argument", open, "/srv/engine/api.sock at /s", web(mounting("/srv/engine/api.sock", "/s")), listens("-H", "unix:///srv/engine/api.sock")),
		row("moved by a short argument", open, "/srv/engine at /s", web(mounting("/srv/engine", "/s")), listens("-Hunix:///srv/engine//api.sock")),
		row("moved below /run, by its other name", open, "/run/engine at /s", web(mounting("/run/engine", "/s")), listens("--host=unix:///var/run/engine/api.sock")),
		row("moved by daemon.json", open, "/srv at /s", web(mounting("/srv", "/s")), hosts),
		row("beside where it was moved to", fine, "PASS 1", web(mounting("/srv/engine2", "/s")), hosts, listens("-H", "tcp://192.0.2.1:2376")),
		row("a mount without its source", unclear, "Source: not collected", web(func(c *facts.Container) {
			c.Inspect.Value.Mounts.Value = []facts.Mount{{Type: "bind", Destination: "/s"}}
		})),
		row("a mount in memory", fine, "PASS 1", web(func(c *facts.Container) {
			c.Inspect.Value.Mounts.Value = []facts.Mount{{Type: "tmpfs", Destination: "/tmp"}}
		})),
		row("/var may hold it or a link", unclear, "a link to /run is not known", web(mounting("/var", "/host"))),
		row("below /var", fine, "PASS 1", web(mounting("/var/lib/app", "/data"))),
		row("a directory called run", fine, "PASS 1", web(mounting("/srv/run", "/run"))),
		row("a named volume", fine, "PASS 1", web(func(c *facts.Container) {
			c.Inspect.Value.Mounts.Value = []facts.Mount{{Type: "volume", Name: "data", Source: "/var/lib/docker/volumes/data/_data", Destination: "/data"}}
		})),
		row("no volumes is no finding", fine, "no socket of the engine", onSwarm, have(whole("web"))),
		row("another runtime's is a remark", fine, "NOTE web mounts the socket of another runtime: /run/containerd/containerd.sock at /c", web(mounting("/run/containerd/containerd.sock", "/c"))),
		row("mounts not collected", unclear, "Mounts: not collected", web(func(c *facts.Container) { c.Inspect.Value.Mounts = facts.Maybe[[]facts.Mount]{} })),
		row("mounts not collected, and asked for", open, "OPEN web", web(func(c *facts.Container) {
			c.Inspect.Value.Mounts = facts.Maybe[[]facts.Mount]{}
			bound("/run/docker.sock:/s")(c)
		})),
		row("mounts partial", unclear, "Mounts: partly", web(func(c *facts.Container) { c.Inspect.Value.Mounts.Partial = true })),

		row("exempted by component", fine, `proven vendor container, exempted: "works on the host", approved by A. Roe, ISSO`, agent(), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("proven without an exemption", unclear, "proven vendor container without an exemption", agent(), signedOff("")),
		row("exemption expired", unclear, "without an exemption", agent(), exempted(id, "component: ucp-proxy", "2026-01-15", "2026-11-20")),
		row("unproven", unclear, "not in ssp system_containers.images", agent(unproven), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("no exemption for a user's container", open, "does not count", onSwarm, have(whole("web", sock)), exempted(id, "name: web", "2026-01-15", "2027-01-15")),
	})...)
}
