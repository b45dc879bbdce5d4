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
	hostPort := func(n int) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{{Namespace: "shop", Name: "edge", Containers: facts.Some([]facts.PodContainer{{Name: "edge",
			Ports: facts.Some([]facts.PodPort{{HostPort: n, ContainerPort: n, Protocol: "TCP"}})}})}}), Services: facts.Some([]facts.K8sService{{Namespace: "default", Name: "kubernetes",
			Type: facts.Some("ClusterIP"), Ports: facts.Some([]facts.K8sServicePort{{Port: 443, Protocol: "TCP"}})}})})
	}
	bad := port("192.0.2.1", "443")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "192.0.2.1:443 -> 8080/tcp", alone), bySilence(id, bad, alone), []ruletest.Case{
		row("a high port", fine, "no host port below 1024", alone, have(container("web", port("192.0.2.1", "1024")))),
		row("a service", open, "publishes 443/tcp (ingress)", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 443, PublishMode: "ingress"})),
		row("a service with a high port, no kubernetes", fine, "Kubernetes is left out", inSwarm, have(container("web")), services(facts.ServicePort{Protocol: "tcp", PublishedPort: 8443})),
		row("a swarm that was denied", unclear, "swarm: denied: 403", inSwarm, have(container("web")), facts.Swarm.Lacks(facts.Denied, "403")),
		row("a swarm that was denied, of an engine in none", unclear, "swarm: denied: 403", alone, have(container("web")), facts.Swarm.Lacks(facts.Denied, "403")),
		row("services denied, of an engine in no swarm", unclear, "swarm.services: denied: 403", alone, have(container("web")),
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Maybe[[]facts.Service]{State: facts.Denied, Error: "403"}})),
		row("services not collected", unclear, "swarm: not collected", inSwarm, have(container("web"))),
		row("of a node of UCP pods count too", unclear, "k8s: not collected", inSwarm, have(container("ucp-agent", vendor)), services(), signedOff("")),
		row("pods without UCP", open, "pod shop/edge: host port 443/tcp of edge", alone, have(container("web")), hostPort(443)),
		row("pods without UCP and without a low port", fine, "no host port below 1024", alone, have(container("web")), hostPort(8443)),
		row("a node port without UCP", open, "service shop/web: node port 80/tcp", alone, have(container("web")), facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{}),
			Services: facts.Some([]facts.K8sService{{Namespace: "shop", Name: "web", Type: facts.Some("NodePort"), Ports: facts.Some([]facts.K8sServicePort{{Port: 80, NodePort: 80, Protocol: "TCP"}})}})})),
		row("Kubernetes denied without UCP", unclear, "k8s: denied: 403", alone, have(container("web")), facts.K8s.Lacks(facts.Denied, "403")),
		row("Kubernetes without UCP, pods not collected", unclear, "k8s.pods: not collected", alone, have(container("web")), facts.K8s.Is(facts.K8sObjects{})),
		row("a published port without its number", unclear, "no published port is given for 80/tcp", inSwarm, have(container("web")),
			services(facts.ServicePort{Protocol: "tcp", TargetPort: 80, PublishMode: "ingress"})),
		row("a number that the engine takes in host mode", fine, "Kubernetes is left out", inSwarm, have(container("web")),
			services(facts.ServicePort{Protocol: "tcp", TargetPort: 80, PublishMode: "host"})),
		row("stopped is a note", fine, "is stopped and declares", alone, have(container("web", inState("exited"), host(func(h *facts.HostConfig) {
			h.PortBindings = facts.Some(map[string][]facts.PortBinding{"80/tcp": {{HostPort: "80"}}})
		})))),
		row("ports not collected", unclear, "ports not known", alone, have(container("web", func(c *facts.Container) { c.Inspect.Value.NetworkSettings = facts.Maybe[facts.NetworkSettings]{} }))),
	})...)
}
