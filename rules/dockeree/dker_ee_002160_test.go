package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002160(t *testing.T) {
	const id = "DKER-EE-002160"
	port := func(ip, port string) option {
		return func(c *facts.Container) {
			c.Inspect.Value.NetworkSettings.Value.Ports = facts.Some(map[string][]facts.PortBinding{"8080/tcp": {{HostIP: ip, HostPort: port}}})
		}
	}
	services := func(ports ...facts.ServicePort) facts.Setting {
		return facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some([]facts.Service{{Spec: facts.ServiceSpec{Name: "shop"},
			Endpoint: facts.Some(facts.ServiceEndpoint{Ports: facts.Some(ports)})}})})
	}
	alone := facts.EngineInfo.Is(facts.Info{OSType: "linux", Swarm: facts.Some(facts.SwarmState{LocalNodeState: "inactive"})})
	inSwarm := facts.EngineInfo.Is(facts.Info{OSType: "linux", Swarm: facts.Some(facts.SwarmState{LocalNodeState: "active"})})
	bad := port("0.0.0.0", "8443")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "0.0.0.0:8443 -> 8080/tcp", alone), bySilence(id, bad, alone), []ruletest.Case{
		row("every address of the other family", open, ":::8443 -> 8080/tcp", alone, have(container("web", port("::", "8443")))),
		row("no address", open, "every address:8443", alone, have(container("web", port("", "8443")))),
		row("one address", fine, "no port on every address", alone, have(container("web", port("192.0.2.1", "8443")))),
		row("exposed and not published", fine, "no port on every address", alone, have(container("web", func(c *facts.Container) {
			c.Inspect.Value.NetworkSettings.Value.Ports = facts.Some(map[string][]facts.PortBinding{"443/tcp": nil})
		}))),
		row("a service binds all", open, "a service cannot name an address", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 8443, PublishMode: "ingress"})),
		row("a service without a port", fine, "PASS 1 Swarm service", inSwarm, have(container("web")), services()),
		row("a swarm that was denied", unclear, "swarm: denied: 403", inSwarm, have(container("web")), facts.Swarm.Lacks(facts.Denied, "403")),
		row("a swarm that was denied, of an engine in none", unclear, "swarm: denied: 403", alone, have(container("web")), facts.Swarm.Lacks(facts.Denied, "403")),
		row("services denied, of an engine in no swarm", unclear, "swarm.services: denied: 403", alone, have(container("web")),
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Maybe[[]facts.Service]{State: facts.Denied, Error: "403"}})),
		row("services not collected", unclear, "swarm: not collected", inSwarm, have(container("web"))),
		row("stopped", fine, "1 stopped container is not judged", alone, have(container("web", bad, inState("exited")))),
		row("between two starts", unclear, "whether it was bound when it ran cannot be told", alone, have(container("web", inState("restarting"), host(func(h *facts.HostConfig) {
			h.PortBindings = facts.Some(map[string][]facts.PortBinding{"80/tcp": {{HostPort: "8080"}}})
		})))),
		row("between two starts, with every exposed port", unclear, "PublishAllPorts=true", alone, have(container("web", inState("restarting"), host(func(h *facts.HostConfig) {
			h.PublishAllPorts = facts.Some(true)
		})))),
		row("between two starts, what it declares denied", unclear, "HostConfig.PortBindings: denied: 403", alone, have(container("web", inState("restarting"), host(func(h *facts.HostConfig) {
			h.PortBindings = facts.Maybe[map[string][]facts.PortBinding]{State: facts.Denied, Error: "403"}
		})))),
		row("between two starts by the inspect answer alone", unclear, "declares on every address: every address:8080", alone, have(container("web", inState("restarting"), func(c *facts.Container) {
			c.State = "running"
		}, host(func(h *facts.HostConfig) {
			h.PortBindings = facts.Some(map[string][]facts.PortBinding{"80/tcp": {{HostPort: "8080"}}})
		})))),
		row("between two starts, on one address", fine, "no port on every address", alone, have(container("web", inState("restarting"), host(func(h *facts.HostConfig) {
			h.PortBindings = facts.Some(map[string][]facts.PortBinding{"80/tcp": {{HostIP: "192.0.2.1", HostPort: "8080"}}})
		})))),
		row("ports not collected", unclear, "ports not known", alone, have(container("web", func(c *facts.Container) { c.Inspect.Value.NetworkSettings = facts.Maybe[facts.NetworkSettings]{} }))),
	})...)
}
