package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001050(t *testing.T) {
	const id = "DKER-EE-001050"
	run := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, argv...))}})
	}
	file := func(content string) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(content)})})
	}
	noFile := facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Absent}})
	listens := func(process string, port int) facts.Setting {
		return facts.Listening.Is([]facts.Listener{{Proto: "tcp", Addr: "0.0.0.0", Port: port, Process: process}})
	}
	swarm := func(state string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: state})})
	}
	publishing := func(ip, port string) facts.Setting {
		return have(container("web", func(c *facts.Container) {
			c.Inspect.Value.NetworkSettings.Value.Ports = facts.Some(map[string][]facts.PortBinding{"8443/tcp": {{HostIP: ip, HostPort: port}}})
		}))
	}
	service := func(mode string, port int) facts.Setting {
		return facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some([]facts.Service{{Spec: facts.ServiceSpec{Name: "shop"},
			Endpoint: facts.Some(facts.ServiceEndpoint{Ports: facts.Some([]facts.ServicePort{{Protocol: "tcp", TargetPort: 80, PublishedPort: port, PublishMode: mode}})})}})})
	}
	told := run("-H", "fd://", "--containerd=/run/containerd/containerd.sock")
	local := func(s *facts.Snapshot) {
		told(s)
		facts.Listening.Is(nil)(s)
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("local alone", fine, "PASS arguments of dockerd: fd://", local, noFile),
		row("no address at all", fine, "names no address", run(), noFile),
		row("on TCP", open, `OPEN arguments of dockerd: "tcp://0.0.0.0:2375"`, run("-H", "unix://", "--host=tcp://0.0.0.0:2375"), noFile),
		row("in capitals", open, "TCP://", run("-H", "TCP://192.0.2.1:2376"), noFile),
		row("an address without a scheme", open, `"192.0.2.1:2375"`, run("-H", "192.0.2.1:2375"), noFile),
		row("a scheme nobody knows", unclear, "a scheme that the engine is not known to have", run("-H", "ssh://x"), noFile),
		row("in the file", open, `OPEN /etc/docker/daemon.json: "tcp://0.0.0.0:2376"`, run(), file(`{"hosts":["unix:///var/run/docker.sock","tcp://0.0.0.0:2376"]}`)),
		row("in the file, arguments unknown", open, "tcp://a", file(`{"hosts":["tcp://a"]}`)),
		row("a file without hosts", fine, "PASS /etc/docker/daemon.json: names no address", local, file(`{}`)),
		row("hosts is no list", unclear, "want a list", local, file(`{"hosts":"tcp://a"}`)),
		row("a file with a comment", unclear, "line 1, column 2", local, file(`{/* */}`)),
		row("a file with a name twice", unclear, "duplicate object member name", local, file(`{"hosts":[],"hosts":["tcp://a"]}`)),
		row("file not known", unclear, "host_files: not collected", local),
		row("another file", unclear, "host_files[/srv/d.json]: not collected", run("--config-file=/srv/d.json"), noFile),
		row("arguments not known", unclear, "processes: not collected", noFile),
		row("arguments denied", unclear, "processes: denied: hidepid", noFile, facts.Processes.Lacks(facts.Denied, "hidepid")),
		row("no engine among the processes", unclear, "no process of the engine", noFile, facts.Processes.Is(nil)),
		row("processes partial", unclear, "processes: partly collected", noFile, facts.Processes.Partly([]facts.Process{{Argv: facts.Some([]string{"dockerd"})}})),
		row("the unit", open, `ExecStart has "tcp://b"`, local, noFile, facts.Systemd.Is(map[string]facts.Maybe[facts.Unit]{
			"docker.service": facts.Some(facts.Unit{ExecStart: facts.Some([]string{"/usr/bin/dockerd -H fd:// -H tcp://b"})})})),
		row("the unit, a word of it masked", unclear, "a word that looks like an option was masked", local, noFile, facts.Systemd.Is(map[string]facts.Maybe[facts.Unit]{
			"docker.service": facts.Some(facts.Unit{ExecStart: facts.Maybe[[]string]{State: facts.OK, Partial: true, Error: "a word that looks like an option was masked",
				Value: []string{"/usr/bin/dockerd --token <redacted> tcp://b"}}})})),
		row("seen to listen", open, "listens on 0.0.0.0:2375/tcp", local, noFile, listens("dockerd", 2375), swarm("active")),
		row("seen to listen outside a swarm", open, "listens on 0.0.0.0:8080/tcp", local, noFile, listens("dockerd", 8080), swarm("inactive"), have()),
		row("outside a swarm, of which containers are not known", unclear, "the API, or a port", local, noFile, listens("dockerd", 8080), swarm("inactive")),
		row("a port that a container publishes without docker-proxy", fine, "PASS socket of dockerd: listens on 0.0.0.0:8443/tcp; for web", local, noFile, listens("dockerd", 8443),
			swarm("inactive"), publishing("0.0.0.0", "8443")),
		row("published at another address", open, "listens on 0.0.0.0:8443/tcp", local, noFile, listens("dockerd", 8443), swarm("inactive"), publishing("192.0.2.1", "8443")),
		row("published at another port", open, "listens on 0.0.0.0:8443/tcp", local, noFile, listens("dockerd", 8443), swarm("inactive"), publishing("0.0.0.0", "8444")),
		row("the port of a service that is known", fine, "for service shop", local, noFile, listens("dockerd", 8080), swarm("active"), service("ingress", 8080)),
		row("a service of one host takes no socket of the engine", unclear, "the API, or a port", local, noFile, listens("dockerd", 8080), swarm("active"), service("host", 8080)),
		row("sockets of systemd's, and what listens is not known", unclear, "listening: not collected", told, noFile),
		row("sockets of systemd's by the file, and what listens is not known", unclear, "listening: partly collected", run(), file(`{"hosts":["fd://"]}`), facts.Listening.Partly(nil)),
		row("no socket of systemd's", fine, "names no address", run("-H", "unix://"), noFile),
		row("the port of a service, or the API", unclear, "the API, or a port that the engine holds for a container or a service", local, noFile, listens("dockerd", 8080), swarm("active")),
		row("ports of the swarm", fine, "fd://", local, noFile, listens("dockerd", 2377), swarm("active")),
		row("the metrics", fine, "names no address", run("--metrics-addr", "127.0.0.1:9323"), noFile, listens("dockerd", 9323), swarm("inactive")),
		row("UCP's proxy", fine, "fd://", local, noFile, listens("ucp-proxy", 12376), swarm("active")),
	)
}
