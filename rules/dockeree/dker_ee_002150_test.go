package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002150(t *testing.T) {
	const id = "DKER-EE-002150"
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
	bad := port("192.0.2.1", "443")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "192.0.2.1:443 -> 8080/tcp", alone), bySilence(id, bad, alone), []ruletest.Case{
		row("a high port", fine, "no host port below 1024", alone, have(container("web", port("192.0.2.1", "1024")))),
		row("a service", open, "publishes 443/tcp (ingress)", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 443, PublishMode: "ingress"})),
		row("a service with a high port, no kubernetes", fine, "Kubernetes is left out", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 8443})),
		row("services not collected", unclear, "swarm: not collected", inSwarm, have(container("web"))),
		row("of a node of UCP pods count too", unclear, "k8s: not collected", inSwarm, have(container("ucp-agent", vendor)), services(), signedOff("")),
		row("stopped is a note", fine, "is stopped and declares", alone, have(container("web", inState("exited"), host(func(h *facts.HostConfig) {
			h.PortBindings = facts.Some(map[string][]facts.PortBinding{"80/tcp": {{HostPort: "80"}}})
		})))),
		row("ports not collected", unclear, "ports not known", alone, have(container("web", func(c *facts.Container) { c.Inspect.Value.NetworkSettings = facts.Maybe[facts.NetworkSettings]{} }))),
	})...)
}
