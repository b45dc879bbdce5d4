package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003560(t *testing.T) {
	const id = "DKER-EE-003560"
	publishing := func(port string) option {
		return func(c *facts.Container) {
			ports := map[string][]facts.PortBinding{"80/tcp": {{HostIP: "0.0.0.0", HostPort: port}}}
			c.Inspect.Value.NetworkSettings.Value.Ports = facts.Some(ports)
			c.Inspect.Value.HostConfig.Value.PortBindings = facts.Some(ports)
		}
	}
	outside := facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: "inactive"})})
	noPods := facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{}), Services: facts.Some([]facts.K8sService{{Namespace: "default", Name: "kubernetes",
		Type: facts.Some("ClusterIP"), Ports: facts.Some([]facts.K8sServicePort{{Port: 443, Protocol: "TCP"}})}})})
	sockets := facts.Listening.Is([]facts.Listener{})
	allowed := func(list string) facts.Setting { return ruletest.SSP(`ports: {allowed: [` + list + `]}`) }
	web := have(container("web", publishing("8443")))
	ruletest.Run(t, dockeree.Rules, id,
		row("no port anywhere", fine, "no published port", outside, noPods, sockets, have(container("web"))),
		row("approved", fine, "8443", outside, noPods, sockets, web, allowed(`{host_port: 8443, approved_by: "A. Roe, ISSO", on: 2026-01-20}`)),
		row("not approved", open, "OPEN web (shop/web:1)", outside, noPods, sockets, web, allowed("")),
		row("approved until yesterday", open, "OPEN web", outside, noPods, sockets, web, allowed(`{host_port: 8443, expires: 2026-11-20}`)),
		row("nothing stated", unclear, "ssp:ports.allowed", outside, noPods, sockets, web),
		row("not approved in a partial list", open, "OPEN web", outside, noPods, sockets, some(container("web", publishing("8443"))), allowed("")),
		row("none in a partial list", unclear, "docker_engine.containers: partly collected", outside, noPods, sockets, some(container("web")), allowed("")),
		row("containers not collected", unclear, "docker_engine.containers: not collected", outside, noPods, sockets, allowed("")),
		row("containers denied", unclear, "docker_engine.containers: denied: x", outside, noPods, sockets, allowed(""), facts.Containers.Lacks(facts.Denied, "x")),
	)
}
