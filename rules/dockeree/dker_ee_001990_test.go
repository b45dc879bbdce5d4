package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001990(t *testing.T) {
	const id = "DKER-EE-001990"
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
	published := container("web", port("192.0.2.1", "8443"))
	none := ruletest.SSP("ports: {allowed: []}")
	allowed := ruletest.SSP("ports: {allowed: [{container: web, proto: tcp, host_port: 8443, approved_by: a, on: 2026-01-20}, {service: shop, proto: tcp, host_port: 8443}]}")
	ruletest.Run(t, dockeree.Rules, id,
		row("no port", fine, "no published port", alone, have(container("web")), none),
		row("not documented", open, "192.0.2.1:8443 -> 8080/tcp", alone, have(published), none),
		row("nothing stated", unclear, "ssp:ports.allowed", alone, have(published)),
		row("documented", fine, "approved by a", alone, have(published), allowed),
		row("another port of it", open, "8444", alone, have(container("web", port("192.0.2.1", "8444"))), allowed),
		row("a service", open, "OPEN service shop", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 443}), none),
		row("a documented service, no kubernetes", fine, "Kubernetes is left out", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 8443}), allowed),
		row("services not collected", unclear, "swarm: not collected", inSwarm, have(container("web")), none),
		row("a node of UCP without kubernetes' facts", unclear, "k8s: not collected", inSwarm, have(container("ucp-agent", vendor)), services(), signedOff("ports: {allowed: []}")),
		row("list partial", unclear, "partly collected", alone, some(container("web")), none),
		row("offender in a partial list", open, "OPEN web", alone, some(published), none),
		row("list not collected", unclear, "docker_engine.containers: not collected", alone, none),
		row("the agent is judged like any other", open, "OPEN ucp-agent", alone, have(container("ucp-agent", vendor, port("192.0.2.1", "443"))), signedOff("ports: {allowed: []}")),
	)
}
