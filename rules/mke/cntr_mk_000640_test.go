package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// onPorts is the rows of the two rules that ask whether ports are approved; given is
// what else the rule needs.
func onPorts(given facts.Setting) []ruletest.Case {
	swarm := all(given, onSwarm, cluster("swarm", agents, ingressOff))
	web := func(o ...option) facts.Setting { return all(swarm, have(whole("web", o...))) }
	allowed := func(entries string) facts.Setting { return signedOff("ports: {allowed: [" + entries + "]}") }
	https := publishing("0.0.0.0:8443->8443/tcp")
	services := func(list string) facts.Setting {
		return all(given, onSwarm, have(), cluster("swarm", `"services":`+list, ingressOff))
	}
	shop := services(`[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":30080,"PublishMode":"ingress"}]}}]`)
	kubernetes := func(objects string) facts.Setting {
		return all(given, onMixed, have(), cluster("mixed", agents, `"k8s":{`+objects+`,"ingress_classes":[],"ingresses":[]},`+ingressOff))
	}
	nodePort := kubernetes(`"pods":[],"services":[{"namespace":"shop","name":"api","type":"NodePort","ports":[{"port":443,"nodePort":33443,"protocol":"TCP"}]}]`)
	balancer := kubernetes(`"pods":[],"services":[{"namespace":"shop","name":"api","type":"LoadBalancer","ports":[{"port":443,"nodePort":33443,"protocol":"TCP"}]}]`)
	external := func(addresses string) facts.Setting {
		return kubernetes(`"pods":[],"services":[{"namespace":"shop","name":"api","type":"ClusterIP","externalIPs":` + addresses + `,"ports":[{"port":443,"protocol":"TCP"}]}]`)
	}
	pod := kubernetes(apiServer + `,"pods":[{"namespace":"shop","name":"edge-1","containers":[{"name":"edge","ports":[{"hostPort":9443,"containerPort":9443,"protocol":"TCP"}]}]}]`)

	return []ruletest.Case{
		row("no port anywhere needs no statement", fine, "PASS 1 running container: no published port", web()),
		row("no containers", fine, "PASS 0 running containers", swarm, have()),
		row("exposed and not published", fine, "PASS 1 running container: no published port", web(publishing("8080/tcp"))),
		row("published, nothing decided", unclear, "ssp:ports.allowed: no ssp.yaml given", web(https)),
		row("published, key absent", unclear, "ssp:ports.allowed: ssp.yaml does not say", web(https), signedOff("")),
		row("published, none approved", open, "OPEN web (shop/web:1): 0.0.0.0:8443 -> 8443/tcp; not documented", web(https), allowed("")),
		row("approved", fine, "0.0.0.0:8443 -> 8443/tcp; approved by A. Roe, ISSO, on 2026-01-20", web(https),
			allowed(`{container: "we*", proto: tcp, host_port: 8443, approved_by: "A. Roe, ISSO", on: 2026-01-20}`)),
		row("nobody on record", fine, "no approver on record", web(https), ruletest.SSP("ports: {allowed: [{host_port: 8443}]}")),
		row("entry expired", open, "OPEN web", web(https), allowed("{host_port: 8443, approved_by: a, on: 2026-01-20, expires: 2026-11-20}")),
		row("entry of the future", open, "OPEN web", web(https), allowed("{host_port: 8443, approved_by: a, on: 2026-11-22}")),
		row("approval lapsed", unclear, "approvals.ports", web(https), signedOff("approvals: {ports: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nports: {allowed: [{host_port: 8443}]}")),
		row("another protocol", open, "OPEN web", web(publishing("0.0.0.0:8443->8443/udp")), allowed("{proto: tcp, host_port: 8443}")),
		row("another port", open, "OPEN web", web(https), allowed("{container: web, host_port: 8444}")),
		row("another container", open, "OPEN web", web(https), allowed("{container: api, host_port: 8443}")),
		row("an address approved, bound on all", open, "OPEN web", web(https), allowed("{host_port: 8443, host_ip: 192.0.2.10}")),
		row("an address approved, and bound", fine, "192.0.2.10:8443", web(publishing("192.0.2.10:8443->8443/tcp")), allowed("{host_port: 8443, host_ip: 192.0.2.10}")),
		row("an IPv6 twin is one mapping", fine, "PASS web (shop/web:1): 0.0.0.0:8443", web(publishing("0.0.0.0:8443->8443/tcp", ":::8443->8443/tcp")),
			allowed("{host_port: 8443, host_ip: 0.0.0.0}")),
		row("one of two", open, "0.0.0.0:9000 -> 9000/tcp; not documented", web(publishing("0.0.0.0:8443->8443/tcp", "0.0.0.0:9000->9000/tcp")), allowed("{host_port: 8443}")),
		row("a port number that is none", unclear, `HostPort is "x"`, web(publishing("0.0.0.0:x->8443/tcp")), allowed("")),
		row("a port number that is none beside one not approved", open, "OPEN web", web(publishing("0.0.0.0:x->8443/tcp", "0.0.0.0:9->9/tcp")), allowed("")),
		row("vendor's port needs an entry too", open, "OPEN ucp-proxy", swarm, have(whole("ucp-proxy", vendor, https)), allowed("")),
		row("vendor's port, by component", fine, "PASS ucp-proxy", swarm, have(whole("ucp-proxy", vendor, https)), allowed("{component: ucp-proxy, host_port: 8443}")),
		row("vendor's looks, by component", open, "OPEN ucp-proxy", swarm, have(whole("ucp-proxy", unproven, https)), allowed("{component: ucp-proxy, host_port: 8443}")),
		row("a task, by its service", fine, "PASS shop.1.x", swarm, have(whole("shop.1.x", task("shop"), https)), allowed("{service: shop, host_port: 8443}")),
		row("stopped publishes nothing", fine, "PASS 0 running", swarm, have(whole("web", https, inState("exited")))),
		row("restarting when it was inspected shows none and declares one", unclear, "state restarting; declares every address:8443", swarm, have(whole("web", inState("restarting"),
			func(c *facts.Container) { c.State = "running" }, host(func(h *facts.HostConfig) { h.PortBindings = facts.Some(portMap([]string{":8443->8443/tcp"})) })))),
		row("restarting shows none and declares one", unclear, "whether that was published when it ran cannot be told", swarm, have(whole("web", inState("restarting"),
			host(func(h *facts.HostConfig) { h.PortBindings = facts.Some(portMap([]string{":8443->8443/tcp"})) })))),
		row("restarting, and what it declares is not known", unclear, "state restarting; what it declares: HostConfig.PortBindings: not collected", swarm, have(whole("web", inState("restarting"),
			host(func(h *facts.HostConfig) { h.PortBindings = facts.Maybe[map[string][]facts.PortBinding]{} })))),
		row("restarting, and publishes all ports", unclear, "state restarting; PublishAllPorts=true", swarm, have(whole("web", inState("restarting"),
			host(func(h *facts.HostConfig) { h.PublishAllPorts = facts.Some(true) })))),
		row("restarting, and whether it publishes all ports is not known", unclear, "state restarting; HostConfig.PublishAllPorts: not collected", swarm, have(whole("web", inState("restarting"),
			host(func(h *facts.HostConfig) { h.PublishAllPorts = facts.Maybe[bool]{} })))),
		row("restarting, and publishes nothing", fine, "PASS 1", swarm, have(whole("web", inState("restarting")))),
		row("paused, and what it declares is not known", fine, "PASS 1", swarm, have(whole("web", inState("paused"),
			host(func(h *facts.HostConfig) { h.PortBindings = facts.Maybe[map[string][]facts.PortBinding]{} })))),

		row("not inspected", unclear, "inspect: error: gone", web(withoutInspect(facts.Failed, "gone"))),
		row("ports not collected", unclear, "NetworkSettings.Ports: not collected", web(func(c *facts.Container) {
			c.Inspect.Value.NetworkSettings.Value.Ports = facts.Maybe[map[string][]facts.PortBinding]{}
		})),
		row("list partial", unclear, "docker_engine.containers: partly", swarm, some(whole("web"))),
		row("list partial with an offender", open, "OPEN web", swarm, some(whole("web", https)), allowed("")),
		row("list denied", unclear, "docker_engine.containers: denied", swarm, facts.Containers.Lacks(facts.Denied, "")),

		row("a service, nothing decided", unclear, "ssp:ports.allowed", shop),
		row("a service, none approved", open, "OPEN service shop: 30080/tcp -> 80 (ingress); not documented", shop, allowed("")),
		row("a service approved", fine, "PASS service shop", shop, allowed("{service: shop, proto: tcp, host_port: 30080}")),
		row("a service of another name", open, "OPEN service shop", shop, allowed("{service: shop_api, host_port: 30080}")),
		row("services denied", unclear, "swarm.services: denied", services(`{"$denied":"403"}`)),
		row("services partial", unclear, "swarm.services: partly", services(`{"$partial":[]}`)),
		row("a port that a service asks for and has not yet", open, "OPEN service shop: 8080/tcp -> 80 (ingress); not documented",
			services(`[{"Spec":{"Name":"shop","EndpointSpec":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":8080,"PublishMode":"ingress"}]}},"Endpoint":{"Ports":[]}}]`), allowed("")),
		row("a port that a service asks for and has is one port", fine, "PASS service shop: 30080/tcp",
			services(`[{"Spec":{"Name":"shop","EndpointSpec":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishMode":"ingress"}]}},
				"Endpoint":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":30080,"PublishMode":"ingress"}]}}]`), allowed("{service: shop, host_port: 30080}")),
		row("any port that a service asks for and has not yet", open, "OPEN service shop: 0/tcp -> 80",
			services(`[{"Spec":{"Name":"shop","EndpointSpec":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishMode":"ingress"}]}},"Endpoint":{"Ports":[]}}]`), allowed("{service: shop, host_port: 30080}")),
		row("a node port without its number", unclear, "the type is NodePort and a port has no node port",
			kubernetes(`"pods":[],"services":[{"namespace":"shop","name":"api","type":"NodePort","ports":[{"port":443,"protocol":"TCP"}]}]`), allowed("")),
		row("a port of a pod on the host's network", open, "OPEN pod shop/edge-1: host port 9443/tcp of edge; not documented",
			kubernetes(apiServer+`,"pods":[{"namespace":"shop","name":"edge-1","hostNetwork":true,"containers":[{"name":"edge","ports":[{"containerPort":9443,"protocol":"TCP"}]}]}]`), allowed("")),
		row("a port of a pod in its own network", fine, "PASS Kubernetes services and pods",
			kubernetes(apiServer+`,"pods":[{"namespace":"shop","name":"edge-1","hostNetwork":false,"containers":[{"name":"edge","ports":[{"containerPort":9443,"protocol":"TCP"}]}]}]`), allowed("")),
		row("a port of a pod of which nobody knows whether it is on the host's network", unclear, "whether it is on the host's network: not collected",
			kubernetes(apiServer+`,"pods":[{"namespace":"shop","name":"edge-1","containers":[{"name":"edge","ports":[{"containerPort":9443,"protocol":"TCP"}]}]}]`), allowed("")),
		row("ports of a service not collected", unclear, "ports not known", services(`[{"Spec":{"Name":"shop"}}]`), allowed("")),

		row("a service of the platform on a cluster of Kubernetes alone", open, "OPEN service ucp-proxy: 30080/tcp -> 80 (ingress); not documented", all(given, onKubernetes, have(),
			cluster("kubernetes", `"services":[{"Spec":{"Name":"ucp-proxy","TaskTemplate":{"ContainerSpec":{"Image":"mirantis/ucp-proxy:3.7.4"}}},"Endpoint":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":30080,"PublishMode":"ingress"}]}}]`,
				`"k8s":{"pods":[],`+apiServer+`,"ingress_classes":[],"ingresses":[]},`+ingressOff)), allowed("")),
		row("services denied on a cluster of Kubernetes alone", fine, "the Swarm part is left out", all(given, onKubernetes, have(),
			cluster("kubernetes", `"services":{"$denied":"403"}`, `"k8s":{"pods":[],`+apiServer+`,"ingress_classes":[],"ingresses":[]},`+ingressOff)), allowed("")),
		row("ssp.yaml says kubernetes, and a service runs", open, "OPEN service shop", all(given, labelled(), have(),
			cluster("", `"services":[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":30080,"PublishMode":"ingress"}]}}]`,
				`"k8s":{"pods":[],`+apiServer+`,"ingress_classes":[],"ingresses":[]},`+ingressOff)), signedOff("orchestrator: kubernetes\nports: {allowed: []}")),
		row("a pod of the platform on a cluster of Swarm alone", open, "OPEN pod kube-system/p: host port 9443/tcp of e; not documented", all(given, onSwarm, have(),
			cluster("swarm", agents, `"k8s":{`+apiServer+`,"pods":[{"namespace":"kube-system","name":"p","containers":[{"name":"e","ports":[{"hostPort":9443,"containerPort":9443,"protocol":"TCP"}]}]}],"ingress_classes":[],"ingresses":[]},`+ingressOff)), allowed("")),
		row("a node port", open, "OPEN service shop/api: node port 33443/tcp -> 443; not documented", nodePort, allowed("")),
		row("a node port approved", fine, "PASS service shop/api", nodePort, allowed("{kind: nodePort, namespace: shop, service: api, host_port: 33443}")),
		row("approved by name, with a warning", fine, "WARNING: it selects by name", web(https), allowed("{container: web, host_port: 8443}")),
		row("a node port of another namespace", open, "OPEN service", nodePort, allowed("{kind: nodePort, namespace: ops, service: api, host_port: 33443}")),
		row("an external address", open, "OPEN service shop/api: external address 192.0.2.7:443/tcp; not documented", external(`["192.0.2.7"]`), allowed("{kind: nodePort, namespace: shop, service: api}")),
		row("an external address approved", fine, "PASS service shop/api", external(`["192.0.2.7"]`), allowed("{namespace: shop, service: api, host_port: 443, host_ip: 192.0.2.7}")),
		row("one of two external addresses approved", open, "192.0.2.8:443/tcp; not documented", external(`["192.0.2.7","192.0.2.8"]`), allowed("{namespace: shop, service: api, host_ip: 192.0.2.7}")),
		row("no external address", fine, "", external(`[]`), allowed("")),
		row("external addresses partly known", unclear, "external addresses: partly collected", external(`{"$partial":[]}`), allowed("")),
		row("a load balancer is on its port too", open, "OPEN service shop/api: load balancer port 443/tcp", balancer, allowed("{kind: nodePort, namespace: shop, host_port: 33443}")),
		row("a load balancer approved", fine, "PASS service shop/api", balancer, allowed("{kind: loadBalancer, namespace: shop, service: api}")),
		row("inside the cluster alone", fine, "PASS Kubernetes services and pods", kubernetes(`"pods":[],"services":[{"namespace":"shop","name":"api","type":"ClusterIP","ports":[{"port":443,"protocol":"TCP"}]}]`)),
		row("a service of unknown type", unclear, "ports not known", kubernetes(`"pods":[],"services":[{"namespace":"shop","name":"api","ports":[]}]`)),
		row("a pod's host port", open, "OPEN pod shop/edge-1: host port 9443/tcp of edge; not documented", pod, allowed("")),
		row("a pod's host port approved", fine, "PASS pod shop/edge-1", pod, allowed(`{kind: hostPort, pod: "edge-*", namespace: shop, host_port: 9443}`)),
		row("ports of a pod not collected", unclear, "ports of edge: not collected", kubernetes(apiServer+`,"pods":[{"namespace":"shop","name":"edge-1","containers":[{"name":"edge"}]}]`)),
		row("Kubernetes services not collected", unclear, "k8s.services: not collected", kubernetes(`"pods":[]`)),
		row("pods not collected", unclear, "k8s.pods: not collected", kubernetes(apiServer)),
	}
}

// onListeners is the rows on containers of the host's network, of which the engine
// knows no port.
func onListeners(given facts.Setting) []ruletest.Case {
	swarm := all(given, onSwarm, cluster("swarm", agents, ingressOff))
	onHost := network("host", "host")
	agent := whole("agent", onHost, func(c *facts.Container) {
		c.Top.Value.Processes = [][]string{{"1", "0", "app", "/usr/bin/node_exporter --x"}}
	})
	listen := func(list ...facts.Listener) facts.Setting { return facts.Listening.Is(list) }
	exporter := facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 9100, Process: "node_exporter"}
	sshd := facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 22, Process: "sshd"}
	stated := func(allowed, listeners string) facts.Setting {
		return signedOff("ports: {allowed: [" + allowed + "], host_network_listeners: [" + listeners + "]}")
	}
	inHostPod := func(name, kind string) facts.Container {
		return whole(name, onHost, inPod(podUID), func(c *facts.Container) {
			c.Labels["io.kubernetes.docker.type"] = kind
			c.Top.Value.Processes = agent.Top.Value.Processes
		})
	}
	ofPod := all(given, onMixed, cluster("mixed", agents, `"k8s":{`+apiServer+`,"ingress_classes":[],"ingresses":[],`+
		`"pods":[{"namespace":"ops","name":"agent-x1","uid":"`+podUID+`","hostNetwork":true,"containers":[{"name":"agent","ports":[]}]}]},`+ingressOff))
	return []ruletest.Case{
		row("listener of a pod that declares no port", open, "OPEN k8s_agent (shop/k8s_agent:1): on the host's network, node_exporter listens on 0.0.0.0:9100/tcp; not documented",
			ofPod, have(inHostPod("k8s_agent", "container")), listen(exporter), stated("", "")),
		row("listener of a pod documented by its container", fine, "PASS k8s_agent", ofPod, have(inHostPod("k8s_agent", "container")), listen(exporter), stated("", "{container: k8s_agent, host_port: 9100}")),
		row("no socket of a pod's name, nothing stated", unclear, "does not say what k8s_agent listens on", ofPod, have(inHostPod("k8s_agent", "container")), listen(sshd), stated("", "")),
		row("a pod's sandbox listens on nothing", fine, "PASS 1 running container: no published port", ofPod, have(inHostPod("k8s_POD_agent", "podsandbox")), listen(sshd), stated("", "")),
		row("listener, none documented", open, "OPEN agent (shop/agent:1): on the host's network, node_exporter listens on 0.0.0.0:9100/tcp; not documented", swarm, have(agent), listen(sshd, exporter), stated("", "")),
		row("listener, nothing decided", unclear, "ssp:ports.host_network_listeners", swarm, have(agent), listen(exporter), signedOff("")),
		row("listener of a container, its port approved for pods", open, "OPEN agent", swarm, have(agent), listen(sshd, exporter), stated("{kind: hostPort, host_port: 9100}", "")),
		row("listener of a pod, its port approved for pods", unclear, "does not say what k8s_agent listens on", ofPod, have(inHostPod("k8s_agent", "container")), listen(exporter), stated("{kind: hostPort, host_port: 9100}", "")),
		row("listener documented", fine, "PASS agent", swarm, have(agent), listen(sshd, exporter), stated("", "{container: agent, proto: tcp, host_port: 9100}")),
		row("a script behind its interpreter", open, "serve listens on 0.0.0.0:2222/tcp; not documented", swarm, have(whole("web", onHost, func(c *facts.Container) {
			c.Top.Value.Processes = [][]string{{"1", "0", "root", "nginx: master process"}, {"2", "1", "app", "/usr/bin/python3 -u /app/serve"}}
		})), listen(facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 8443, Process: "nginx"}, facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 2222, Process: "serve"}),
			stated("{host_port: 8443}", "{container: web, host_port: 8443}")),
		row("listener documented among the ports", unclear, "does not say what agent listens on", swarm, have(agent), listen(exporter), signedOff("ports: {allowed: [{container: agent, host_port: 9100}]}")),
		row("listener on another address", open, "OPEN agent", swarm, have(agent), listen(exporter), stated("", "{container: agent, host_port: 9100, host_ip: 127.0.0.1}")),
		row("listener in a partial list", open, "OPEN agent", swarm, have(agent), facts.Listening.Partly([]facts.Listener{exporter}), stated("", "")),
		row("listener documented by its port, in a partial list", unclear, "listening: partly", swarm, have(agent), facts.Listening.Partly([]facts.Listener{exporter}), signedOff("ports: {allowed: [{host_port: 9100}]}")),
		row("listener documented by its port, process list partial", unclear, "top: partly", swarm, have(whole("agent", onHost, func(c *facts.Container) {
			c.Top = facts.Maybe[facts.Top]{State: facts.OK, Partial: true, Value: agent.Top.Value}
		})), listen(exporter), signedOff("ports: {allowed: [{host_port: 9100}]}")),
		row("no socket of its name, nothing stated", unclear, "does not say what agent listens on", swarm, have(agent), listen(sshd), stated("", "{container: other}")),
		row("no socket of its name, stated", fine, "ssp.yaml states what it listens on", swarm, have(agent), listen(sshd), stated("", "{container: agent, host_port: 9100}")),
		row("sockets denied, nothing stated", unclear, "listening: denied: ss", swarm, have(agent), facts.Listening.Lacks(facts.Denied, "ss"), stated("", "")),
		row("sockets not collected, stated", fine, "the sockets of the node are not known; ssp.yaml states", swarm, have(agent), stated("", "{container: agent, host_port: 9100}")),
		row("a statement that expired", unclear, "does not say what agent listens on", swarm, have(agent), listen(), stated("", "{container: agent, host_port: 9100, approved_by: a, on: 2026-01-15, expires: 2026-11-20}")),
		row("process names not shown", unclear, "does not say", swarm, have(agent), listen(facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 9100}), stated("", "")),
		row("one socket without a name", unclear, "listening: 1 socket bears no name of a process", swarm, have(agent),
			listen(exporter, facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 9101}), signedOff("ports: {allowed: [{container: agent, host_port: 9100}]}")),
		row("one socket without a name, and stated", fine, "PASS agent", swarm, have(agent),
			listen(exporter, facts.Listener{Proto: "tcp", Addr: "0.0.0.0", Port: 9101}), stated("", "{container: agent, host_port: 9100}")),
		row("the kernel's socket of overlay networks", unclear, "Not enough is known: ssp:ports.host_network_listeners: does not say what agent listens on. Expected", swarm, have(agent),
			listen(exporter, facts.Listener{Proto: "udp", Addr: "0.0.0.0", Port: 4789}), signedOff("ports: {allowed: [{container: agent, host_port: 9100}]}")),
		row("proven vendor container", fine, "proven vendor container (ucp-proxy)", swarm, have(whole("ucp-proxy", vendor, onHost)), listen(sshd), stated("", "")),
		row("unproven vendor container", unclear, "does not say what ucp-proxy listens on", swarm, have(whole("ucp-proxy", unproven, onHost)), listen(sshd), stated("", "")),
		row("in the network of one on the host's", unclear, "does not say what web listens on", swarm,
			have(agent, whole("web", network("container:id-agent"))), listen(sshd), stated("", "{container: agent}")),
		row("in a network that is not known", unclear, "it joins is not known", swarm, have(whole("web", network("container:gone"))), stated("", "")),
	}
}

const (
	ingressOffConfig = `{"cluster_config":{"ingress_controller":{"enabled":false}}}`
	ingressOff       = `"mke_config":` + ingressOffConfig
)

func TestCNTRMK000640(t *testing.T) {
	const id = "CNTR-MK-000640"
	ruletest.Run(t, mke.Rules, id, onPorts(all())...)
	ruletest.Run(t, mke.Rules, id, onListeners(all())...)
	outside := facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: "inactive"})})
	ruletest.Run(t, mke.Rules, id,
		row("a node in no swarm needs no services", fine, "the node is in no swarm", outside, onSwarm, have(), ruletest.SSP("orchestrator: swarm")),
		row("no cluster given", unclear, "k8s: not collected", onSwarm, have()),
		row("a node in a swarm does", unclear, "swarm: not collected", onSwarm, have(), ruletest.SSP("orchestrator: swarm")),
		row("services that are there count", open, "OPEN service shop", outside, onSwarm, have(),
			cluster("swarm", `"services":[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","PublishedPort":30080}]}}]`, ""), signedOff("ports: {allowed: []}")),
		row("an ingress changes nothing", open, "OPEN web", onSwarm, cluster("swarm", agents, `"mke_config":{"cluster_config":{"ingress_controller":{"enabled":true}}}`),
			have(whole("web", publishing(":80->80/tcp"))), signedOff("ports: {allowed: []}")),
	)
}
