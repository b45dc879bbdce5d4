package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000650(t *testing.T) {
	type bindings = map[string][]facts.PortBinding
	mapped := func(ip, port string) bindings { return bindings{"8080/tcp": {{HostIP: ip, HostPort: port}}} }
	ports := func(b bindings) option {
		return func(c *facts.Container) {
			c.Inspect.Value.NetworkSettings = facts.Some(facts.NetworkSettings{Ports: facts.Some(b)})
		}
	}
	declares := func(b bindings) option { return host(func(h *facts.HostConfig) { h.PortBindings = facts.Some(b) }) }
	published := func(numbers ...int) facts.ServiceEndpoint {
		e := facts.ServiceEndpoint{Ports: facts.Some([]facts.ServicePort{})}
		for _, n := range numbers {
			e.Ports.Value = append(e.Ports.Value, facts.ServicePort{Protocol: "tcp", PublishedPort: n, PublishMode: "ingress"})
		}
		return e
	}
	service := func(name string, numbers ...int) facts.Service {
		return facts.Service{Spec: facts.ServiceSpec{Name: name}, Endpoint: facts.Some(published(numbers...))}
	}
	swarm := func(list ...facts.Service) facts.Setting {
		return facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some(list)})
	}
	k8s := func(list ...facts.Pod) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Pods: facts.Some(list), Services: facts.Some([]facts.K8sService{{Namespace: "default", Name: "kubernetes",
			Type: facts.Some("ClusterIP"), Ports: facts.Some([]facts.K8sServicePort{{Port: 443, Protocol: "TCP"}})}})})
	}
	nodePort := func(kind string, port int) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{}), Services: facts.Some([]facts.K8sService{
			{Namespace: "shop", Name: "web", Type: facts.Some(kind), Ports: facts.Some([]facts.K8sServicePort{{Port: 80, NodePort: port, Protocol: "TCP"}})}})})
	}
	external := func(kind string, port int) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{}), Services: facts.Some([]facts.K8sService{
			{Namespace: "shop", Name: "web", Type: facts.Some(kind), ExternalIPs: facts.Some([]string{"192.0.2.7"}), Ports: facts.Some([]facts.K8sServicePort{{Port: port, Protocol: "TCP"}})}})})
	}
	pod := func(port int) facts.Pod {
		return facts.Pod{Namespace: "shop", Name: "edge", UID: "u", HostNetwork: facts.Some(false), Containers: facts.Some([]facts.PodContainer{
			{Name: "c", Ports: facts.Some([]facts.PodPort{{HostPort: port, ContainerPort: 80, Protocol: "TCP"}})}})}
	}
	engine := func(state, version string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some(version), Swarm: facts.Some(facts.SwarmState{LocalNodeState: state})})
	}
	noContainers, services, swarmOnly := have(), swarm(service("shop_api", 8443)), ruletest.SSP("orchestrator: swarm")
	low := container("web", ports(mapped("0.0.0.0", "443")))

	ruletest.Run(t, mke.Rules, "CNTR-MK-000650",
		row("nothing low", fine, "PASS 1 Swarm service: no published port below 1024", have(container("web", ports(mapped("", "1024")))), services, swarmOnly),
		row("mapped low", open, "OPEN web (shop/web:1): 0.0.0.0:443 -> 8080/tcp", have(low), services, swarmOnly),
		row("highest of the low ones", open, "every address:1023 -> 8080/tcp", have(container("web", ports(mapped("", "1023")))), services, swarmOnly),
		row("udp counts", open, "53/udp", have(container("dns", ports(bindings{"53/udp": {{HostIP: "::1", HostPort: "53"}}}))), services, swarmOnly),
		row("twin for IPv6 is said once", open, "OPEN web (shop/web:1): 0.0.0.0:443 -> 8080/tcp PASS", services, swarmOnly,
			have(container("web", ports(bindings{"8080/tcp": {{HostIP: "0.0.0.0", HostPort: "443"}, {HostIP: "::", HostPort: "443"}}})))),
		row("dynamic ports and exposed ones", fine, "no host port below 1024", services, swarmOnly,
			have(container("web", ports(bindings{"1/tcp": {{HostPort: "0"}}, "2/tcp": {{HostPort: ""}}, "3/tcp": nil})))),
		row("port that is none", unclear, `HostPort is "https"; want a port number`, services, swarmOnly, have(container("web", ports(mapped("", "https"))))),
		row("port that is none beside a low one", open, ":443", services, swarmOnly,
			have(container("web", ports(bindings{"1/tcp": {{HostPort: "x"}}, "2/tcp": {{HostPort: "443"}}})))),
		row("stopped is a remark", fine, "NOTE web is stopped and declares every address:443 -> 8080/tcp", services, swarmOnly,
			have(container("web", declares(mapped("", "443")), inState("exited")))),
		row("restarting when it was inspected", unclear, "state restarting; declares every address:443", services, swarmOnly,
			have(container("web", declares(mapped("", "443")), inState("restarting"), func(c *facts.Container) { c.State = "running" }))),
		row("running, and its state when it was inspected is not known", unclear, "whether it was mapped when it ran cannot be told", services, swarmOnly,
			have(container("web", declares(mapped("", "443"))))),
		row("restarting lists no ports", unclear, "whether it was mapped when it ran cannot be told", services, swarmOnly,
			have(container("web", declares(mapped("", "443")), inState("restarting")))),
		row("restarting, and declares a range", unclear, `state restarting, and of what it declares HostPort is "80-90"`, services, swarmOnly,
			have(container("web", declares(mapped("", "80-90")), inState("restarting")))),
		row("restarting, and what it declares is not known", unclear, "state restarting, and of what it declares HostConfig.PortBindings: not collected", services, swarmOnly,
			have(container("web", host(func(h *facts.HostConfig) { h.PortBindings = facts.Maybe[bindings]{} }), inState("restarting")))),
		row("restarting, and part of what it declares", unclear, "partly collected", services, swarmOnly,
			have(container("web", host(func(h *facts.HostConfig) { h.PortBindings.Partial = true }), inState("restarting")))),
		row("restarting, and declares no low port", fine, "PASS 1", services, swarmOnly, have(container("web", declares(mapped("", "8443")), inState("restarting")))),
		row("restarting, and takes what ports the engine chooses", fine, "PASS 1", services, swarmOnly,
			have(container("web", host(func(h *facts.HostConfig) { h.PublishAllPorts = facts.Some(true) }), inState("restarting")))),
		row("running, and what it declares is not known", fine, "PASS 1", services, swarmOnly,
			have(container("web", host(func(h *facts.HostConfig) { h.PortBindings = facts.Maybe[bindings]{} }), inState("running")))),
		row("ports not collected", unclear, "docker_engine.containers[web].inspect.NetworkSettings.Ports: not collected", services, swarmOnly,
			have(container("web", func(c *facts.Container) { c.Inspect.Value.NetworkSettings = facts.Maybe[facts.NetworkSettings]{} }))),
		row("low port in a map that is not whole", open, "443", services, swarmOnly,
			have(container("web", ports(mapped("", "443")), func(c *facts.Container) { c.Inspect.Value.NetworkSettings.Value.Ports.Partial = true }))),
		row("vendor's, exempted", open, "does not count", services, have(container("ucp-proxy", vendor, ports(mapped("", "443")))),
			exempted("CNTR-MK-000650", "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("pod's container", open, "k8s_edge", services, pods, have(container("k8s_edge", inPod(podUID), ports(mapped("", "443"))))),
		row("containers not collected", unclear, "docker_engine.containers: not collected", services, swarmOnly),
		row("containers partial", unclear, "docker_engine.containers: partly collected", some(container("web")), services, swarmOnly),

		row("service", open, "OPEN service shop_web: publishes 80/tcp (ingress)", noContainers, swarm(service("shop_web", 80), service("x", 8080)), swarmOnly),
		row("service whose port is asked for and not there yet", open, "service shop_web: publishes 80/tcp", noContainers, swarmOnly, swarm(
			facts.Service{Spec: facts.ServiceSpec{Name: "shop_web", EndpointSpec: facts.Some(published(80))}, Endpoint: facts.Some(published())})),
		row("service, ports not collected", unclear, "swarm.services[shop_web].Endpoint.Ports: not collected", noContainers, swarmOnly,
			swarm(facts.Service{Spec: facts.ServiceSpec{Name: "shop_web"}})),
		row("service, a published port without its number", unclear, "no published port is given for 0/tcp", noContainers, swarmOnly, swarm(service("shop_api", 8443, 0))),
		row("services not collected", unclear, "swarm: not collected", noContainers, swarmOnly),
		row("services denied", unclear, "swarm.services: denied: no", noContainers, swarmOnly,
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Maybe[[]facts.Service]{State: facts.Denied, Error: "no"}})),
		row("low service in a partial list", open, "service shop_web", noContainers, swarmOnly, facts.Swarm.Is(facts.SwarmObjects{
			Services: facts.Maybe[[]facts.Service]{State: facts.OK, Partial: true, Value: []facts.Service{service("shop_web", 80)}}})),
		row("none in a partial list of services", unclear, "swarm.services: partly collected", noContainers, swarmOnly, facts.Swarm.Is(facts.SwarmObjects{
			Services: facts.Maybe[[]facts.Service]{State: facts.OK, Partial: true}})),
		row("in no swarm", fine, "PASS Swarm services: the node is in no swarm", noContainers, engine("inactive", "20.10.24")),
		row("in no swarm, and yet the cluster has services", open, "service shop_web", noContainers, engine("inactive", "20.10.24"), swarm(service("shop_web", 80))),
		row("in no swarm, says MKE's proxy", unclear, "swarm: not collected", noContainers, engine("inactive", "ucp/3.7.4"), swarmOnly),
		row("locked is not inactive", unclear, "swarm: not collected", noContainers, engine("locked", "20.10.24"), swarmOnly),
		row("no services", fine, "PASS 0 Swarm services", noContainers, swarm(), swarmOnly),

		row("no services in a swarm of MKE's", unclear, "swarm.services: is empty, and MKE's agents are services of its swarm", noContainers, swarmOnly,
			ruletest.Bundle(`{"cluster":{"swarm":{"services":[]},"mke_api":{"version":{"mke":"3.7.4"}}}}`)),
		row("no services in a swarm with an export of MKE's", unclear, "swarm.services: is empty", noContainers, swarmOnly,
			ruletest.Bundle(`{"cluster":{"swarm":{"services":[]},"mke_config":{}}}`)),
		row("pod with a low port", open, "pod shop/edge: host port 80/tcp of c", noContainers, services, k8s(pod(80)), ruletest.SSP("orchestrator: mixed")),
		row("pod of the platform's with a low port where Swarm alone is served", open, "pod kube-system/edge: host port 80/tcp of c", noContainers, services, swarmOnly,
			k8s(facts.Pod{Namespace: "kube-system", Name: "edge", UID: "u", HostNetwork: facts.Some(false), Containers: pod(80).Containers})),
		row("low node port of the platform's where Swarm alone is served", open, "OPEN service kube-system/dns: node port 53/udp", noContainers, services, swarmOnly, facts.K8s.Is(facts.K8sObjects{Services: facts.Some([]facts.K8sService{
			{Namespace: "kube-system", Name: "dns", Type: facts.Some("NodePort"), Ports: facts.Some([]facts.K8sServicePort{{Port: 53, NodePort: 53, Protocol: "UDP"}})}})})),
		row("pods without a low one where Swarm alone is served", fine, "PASS 1 pod: no host port below 1024", noContainers, services, swarmOnly,
			k8s(facts.Pod{Namespace: "kube-system", Name: "edge", UID: "u", HostNetwork: facts.Some(false), Containers: pod(0).Containers})),
		row("some pods where Swarm alone is served", fine, "PASS 1 Swarm service", noContainers, services, swarmOnly, facts.K8s.Lacks(facts.Denied, "403")),
		row("pods without", fine, "PASS 1 pod: no host port below 1024", noContainers, services, k8s(pod(0)), ruletest.SSP("orchestrator: kubernetes")),
		row("pod of which nobody knows whether it is on the host's network", unclear, "k8s.pods[shop/edge].containers: whether it is on the host's network: not collected",
			noContainers, services, ruletest.SSP("orchestrator: mixed"),
			ruletest.Bundle(`{"cluster":{"k8s":{`+apiServer+`,"pods":[{"namespace":"shop","name":"edge","containers":[{"name":"c","ports":[{"containerPort":80,"protocol":"TCP"}]}]}]}}}`)),
		row("pod of which nobody knows that, with a high port", fine, "PASS 1 pod: no host port below 1024", noContainers, services, ruletest.SSP("orchestrator: mixed"),
			ruletest.Bundle(`{"cluster":{"k8s":{`+apiServer+`,"pods":[{"namespace":"shop","name":"edge","containers":[{"name":"c","ports":[{"containerPort":8080,"protocol":"TCP"}]}]}]}}}`)),
		row("a node port below 1024", open, "OPEN service shop/web: node port 80/tcp -> 80", noContainers, services, nodePort("NodePort", 80), ruletest.SSP("orchestrator: mixed")),
		row("a node port of a load balancer below 1024", open, "OPEN service shop/web: node port 1023/tcp", noContainers, services, nodePort("LoadBalancer", 1023), ruletest.SSP("orchestrator: mixed")),
		row("a low port at an external address", unclear, "k8s.services[shop/web].ports: external address 192.0.2.7: whether it is one of a node's is not known", noContainers, services, external("ClusterIP", 443), ruletest.SSP("orchestrator: mixed")),
		row("a low port at a node's address", open, "OPEN service shop/web: external address 192.0.2.7:443/tcp", noContainers, external("ClusterIP", 443), ruletest.SSP("orchestrator: mixed"),
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some([]facts.Service{}), Nodes: facts.Some([]facts.SwarmNode{{ID: "n", Status: facts.SwarmNodeStatus{Addr: "192.0.2.7"}}})})),
		row("a low port at a manager's address", open, "OPEN service shop/web: external address 192.0.2.7:443/tcp", noContainers, external("ClusterIP", 443), ruletest.SSP("orchestrator: mixed"),
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some([]facts.Service{}), Nodes: facts.Some([]facts.SwarmNode{{ID: "n", Status: facts.SwarmNodeStatus{Addr: "0.0.0.0"}, ManagerStatus: facts.Some(facts.ManagerStatus{Addr: "192.0.2.7:2377"})}})})),
		row("a port above at an external address", fine, "PASS 1 Kubernetes service", noContainers, services, external("ClusterIP", 8443), ruletest.SSP("orchestrator: mixed")),
		row("external addresses denied", unclear, "k8s.services[shop/web].ports: external addresses: denied", noContainers, services, ruletest.SSP("orchestrator: mixed"),
			ruletest.Bundle(`{"cluster":{"k8s":{"pods":[],"services":[{"namespace":"shop","name":"web","type":"ClusterIP","ports":[],"externalIPs":{"$denied":"x"}}]}}}`)),
		row("a node port above", fine, "PASS 1 Kubernetes service: no node port below 1024", noContainers, services, nodePort("NodePort", 30080), ruletest.SSP("orchestrator: mixed")),
		row("no node port", fine, "PASS 1 Kubernetes service", noContainers, services, nodePort("ClusterIP", 0), ruletest.SSP("orchestrator: mixed")),
		row("a node port without its number", unclear, "k8s.services[shop/web].ports: the type is NodePort and a port has no node port", noContainers, services, nodePort("NodePort", 0), ruletest.SSP("orchestrator: mixed")),
		row("a low node port in a partial list", open, "OPEN service shop/web", noContainers, services, ruletest.SSP("orchestrator: mixed"), ruletest.Bundle(
			`{"cluster":{"k8s":{"pods":[],"services":{"$partial":[{"namespace":"shop","name":"web","type":"NodePort","ports":[{"port":80,"nodePort":80,"protocol":"TCP"}]}]}}}}`)),
		row("Kubernetes services partial", unclear, "k8s.services: partly collected", noContainers, services, ruletest.SSP("orchestrator: mixed"),
			ruletest.Bundle(`{"cluster":{"k8s":{"pods":[],"services":{"$partial":[]}}}}`)),
		row("Kubernetes services not collected", unclear, "k8s.services: not collected", noContainers, services, ruletest.SSP("orchestrator: mixed"), ruletest.Bundle(`{"cluster":{"k8s":{"pods":[]}}}`)),
		row("no Kubernetes service at all", unclear, "k8s.services: is empty, and every cluster has the service default/kubernetes", noContainers, services, ruletest.SSP("orchestrator: mixed"),
			facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{}), Services: facts.Some([]facts.K8sService{})})),
		row("no Kubernetes service at all where none is served", fine, "PASS 1 Swarm service", noContainers, services, swarmOnly,
			facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{}), Services: facts.Some([]facts.K8sService{})})),
		row("ports of a Kubernetes service not collected", unclear, "k8s.services[shop/web].ports: not collected", noContainers, services, ruletest.SSP("orchestrator: mixed"),
			ruletest.Bundle(`{"cluster":{"k8s":{"pods":[],"services":[{"namespace":"shop","name":"web","type":"ClusterIP"}]}}}`)),
		row("a service that is a name alone", fine, "PASS 1 Kubernetes service", noContainers, services, ruletest.SSP("orchestrator: mixed"),
			ruletest.Bundle(`{"cluster":{"k8s":{"pods":[],"services":[{"namespace":"shop","name":"web","type":"ExternalName"}]}}}`)),
		row("pods needed where the orchestrator is unknown", unclear, "k8s: not collected", noContainers, services),
		row("pods partial", unclear, "k8s.pods: partly collected", noContainers, services, facts.K8s.Is(facts.K8sObjects{
			Pods: facts.Maybe[[]facts.Pod]{State: facts.OK, Partial: true, Value: []facts.Pod{pod(0)}}})),
		row("pod whose containers are not known", unclear, "k8s.pods[shop/edge].containers: not collected", noContainers, services,
			k8s(facts.Pod{Namespace: "shop", Name: "edge"}), ruletest.SSP("orchestrator: mixed")),
		row("swarm by ssp.yaml, but a user's pod has a low port", open, "pod shop/edge", noContainers, services, k8s(pod(80)), swarmOnly),
	)
}
