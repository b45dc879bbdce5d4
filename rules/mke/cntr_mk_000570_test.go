package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000570(t *testing.T) {
	const (
		id    = "CNTR-MK-000570"
		ports = `"controller_port":8443,"kube_apiserver_port":6443,"swarm_port":3376`
		quiet = `,"ingress_controller":{"enabled":false,"ingress_exposed_ports":[]}`
	)
	configured := func(clusterConfig string) string { return `"mke_config":{"cluster_config":{` + clusterConfig + `}}` }
	swarm := all(onSwarm, cluster("swarm", agents, configured(ports+quiet)))
	web := func(mappings ...string) facts.Setting {
		return all(swarm, have(whole("web", publishing(mappings...))))
	}
	site := func(clusterConfig string) facts.Setting {
		return all(onMixed, have(), cluster("mixed", agents, `"k8s":{"pods":[],`+apiServer+`},`+configured(clusterConfig)))
	}
	services := func(list string) facts.Setting {
		return all(onSwarm, have(), cluster("swarm", `"services":`+list, configured(ports+quiet)))
	}
	pods := func(list string) facts.Setting {
		return all(onMixed, have(), cluster("mixed", agents, `"k8s":{`+apiServer+`,"pods":`+list+`},`+configured(ports+quiet)))
	}
	byTitle := signedOff("interpretation: {CNTR-MK-000570: title}")
	byCheck := signedOff("interpretation: {CNTR-MK-000570: check}")
	exposed := func(item string) facts.Setting {
		return site(ports + `,"ingress_controller":{"enabled":true,"ingress_exposed_ports":[` + item + `]}`)
	}
	outside := func(addresses, item string) facts.Setting {
		return site(ports + `,"ingress_controller":{"enabled":true,"ingress_external_ips":` + addresses + `,"ingress_exposed_ports":[` + item + `]}`)
	}

	ruletest.Run(t, mke.Rules, id,
		row("nothing low", fine, "PASS 1 running container", web("192.0.2.10:8443->8443/tcp")),
		row("no containers", fine, "PASS 0 running containers", swarm, have()),
		row("a low port", open, "OPEN web (shop/web:1): 0.0.0.0:443 -> 8443/tcp", web("0.0.0.0:443->8443/tcp")),
		row("1023", open, "OPEN web", web("0.0.0.0:1023->8443/tcp")),
		row("1024", fine, "PASS 1", web("0.0.0.0:1024->8443/tcp")),
		row("udp too", open, "OPEN web", web("127.0.0.1:53->53/udp")),
		row("vendor's too", open, "component ucp-proxy", swarm, have(whole("ucp-proxy", vendor, publishing(":443->443/tcp"))), signedOff("")),
		row("stopped is a remark", fine, "NOTE web is stopped and declares", swarm, have(whole("web", inState("exited"),
			host(func(h *facts.HostConfig) { h.PortBindings = facts.Some(portMap([]string{":443->443/tcp"})) })))),
		row("an exemption is printed only", open, "does not count", web("0.0.0.0:443->8443/tcp"), exempted(id, "name: web", "2026-01-15", "2027-01-15")),
		row("on every address is a remark", fine, "NOTE web is bound on every address", web("0.0.0.0:8443->8443/tcp"), byCheck),
		row("on every address, read by the title", open, "OPEN web (shop/web:1): on every address: 0.0.0.0:8443", web("0.0.0.0:8443->8443/tcp"), byTitle),
		row("on every address of IPv6, read by the title", open, "on every address: :::8443", web(":::8443->8443/tcp"), byTitle),
		row("on one address, read by the title", fine, "PASS 1", web("192.0.2.10:8443->8443/tcp"), byTitle),
		row("restarting, and declares every address, read by the title", unclear, "state restarting; declares on every address: every address:8443", byTitle, swarm, have(whole("web", inState("restarting"),
			host(func(h *facts.HostConfig) { h.PortBindings = facts.Some(portMap([]string{":8443->8443/tcp"})) })))),
		row("restarting, and takes what ports the engine chooses, read by the title", unclear, "state restarting; PublishAllPorts=true", byTitle, swarm, have(whole("web", inState("restarting"),
			host(func(h *facts.HostConfig) { h.PublishAllPorts = facts.Some(true) })))),
		row("low and on every address, read by the title", open, "0.0.0.0:443 -> 443/tcp; on every address", web("0.0.0.0:443->443/tcp"), byTitle),

		row("not inspected", unclear, "inspect: error: gone", swarm, have(whole("web", withoutInspect(facts.Failed, "gone")))),
		row("ports not collected", unclear, "not collected", swarm, have(whole("web", func(c *facts.Container) { c.Inspect.Value.NetworkSettings = facts.Maybe[facts.NetworkSettings]{} }))),
		row("list partial", unclear, "docker_engine.containers: partly", swarm, some()),
		row("list denied", unclear, "docker_engine.containers: denied", swarm, facts.Containers.Lacks(facts.Denied, "")),

		row("a service", open, "service shop: publishes 80/tcp", services(`[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","PublishedPort":80,"PublishMode":"ingress"}]}}]`)),
		row("a service above, read by the title", open, "OPEN service shop: 30080/tcp on every address", services(`[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","PublishedPort":30080,"PublishMode":"ingress"}]}}]`), byTitle),
		row("services not collected", unclear, "swarm.services: not collected", all(onSwarm, have(), cluster("swarm", "", configured(ports+quiet)))),
		row("services denied", unclear, "swarm.services: denied", services(`{"$denied":"403"}`)),
		row("a pod's host port", open, "pod shop/edge: host port 443/tcp", pods(`[{"namespace":"shop","name":"edge","containers":[{"name":"edge","ports":[{"hostPort":443,"protocol":"TCP"}]}]}]`)),
		row("a pod's host port above, read by the title", unclear, "on which address is not known", pods(`[{"namespace":"shop","name":"edge","containers":[{"name":"edge","ports":[{"hostPort":9443,"protocol":"TCP"}]}]}]`), byTitle),
		row("a node port below", open, "OPEN service shop/web: node port 80/tcp", all(onMixed, have(), cluster("mixed", agents,
			`"k8s":{"pods":[],"services":[{"namespace":"shop","name":"web","type":"NodePort","ports":[{"port":80,"nodePort":80,"protocol":"TCP"}]}]},`+configured(ports+quiet)))),
		row("Kubernetes services not collected", unclear, "k8s.services: not collected", all(onMixed, have(), cluster("mixed", agents, `"k8s":{"pods":[]},`+configured(ports+quiet)))),
		row("pods not collected", unclear, "k8s: not collected", all(onMixed, have(), cluster("mixed", agents, configured(ports+quiet)))),

		row("MKE on its usual port", open, "OPEN cluster_config.controller_port: 443", site(`"controller_port":443,"kube_apiserver_port":6443,"swarm_port":3376`+quiet)),
		row("the API server", open, "OPEN cluster_config.kube_apiserver_port: 443", site(`"controller_port":8443,"kube_apiserver_port":443,"swarm_port":3376`+quiet)),
		row("a quoted port", open, "OPEN cluster_config.controller_port", site(`"controller_port":"443","kube_apiserver_port":6443,"swarm_port":3376`+quiet)),
		row("another port of the configuration", open, "OPEN cluster_config.metrics_port: 80", site(ports+`,"metrics_port":80`+quiet)),
		row("an ingress controller below", open, "ingress_exposed_ports[0].node_port: 443", exposed(`{"name":"https","port":443,"node_port":443}`)),
		row("an ingress controller above", fine, "ingress_exposed_ports[0].node_port", exposed(`{"name":"https","port":443,"node_port":33443}`)),
		row("an ingress controller on a port that Kubernetes chooses", fine, "ingress_exposed_ports[0].node_port: 0, which Kubernetes chooses", exposed(`{"name":"https","port":443,"node_port":0}`)),
		row("an ingress controller on a port that is none", unclear, "is 99999; want a port, 1 to 65535", exposed(`{"name":"https","port":443,"node_port":99999}`)),
		row("an ingress controller at an external address", unclear, "ingress_exposed_ports[0].port: 443 at 192.0.2.7, and whether that is a node's address is not known", outside(`["192.0.2.7"]`, `{"name":"https","port":443,"node_port":33443}`)),
		row("an ingress controller at an external address, above", fine, "", outside(`["192.0.2.7"]`, `{"name":"https","port":8443,"node_port":33443}`)),
		row("an ingress controller at no external address", fine, "", outside(`[]`, `{"name":"https","port":443,"node_port":33443}`)),
		row("an ingress controller at an external address, port not known", unclear, "ingress_exposed_ports[0].port", outside(`["192.0.2.7"]`, `{"name":"https","node_port":33443}`)),
		row("external addresses of an odd type", unclear, "ingress_external_ips", outside(`{"a":1}`, `{"name":"https","port":8443,"node_port":33443}`)),
		row("an ingress controller at a node's address", open, "OPEN cluster_config.ingress_controller.ingress_exposed_ports[0].port: 443 at 192.0.2.7", outside(`["192.0.2.7"]`, `{"name":"https","port":443,"node_port":33443}`),
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some([]facts.Service{{Spec: facts.ServiceSpec{Name: "ucp-x"}, Endpoint: facts.Some(facts.ServiceEndpoint{Ports: facts.Some([]facts.ServicePort{})})}}),
				Nodes: facts.Some([]facts.SwarmNode{{ID: "n1", Status: facts.SwarmNodeStatus{Addr: "192.0.2.7"}}})})),
		row("port 0", unclear, "mke_config.cluster_config.controller_port: is 0; want a port, 1 to 65535", site(`"controller_port":0,"kube_apiserver_port":6443,"swarm_port":3376`+quiet)),
		row("a port below 0", unclear, "is -443; want a port", site(`"controller_port":-443,"kube_apiserver_port":6443,"swarm_port":3376`+quiet)),
		row("a port above 65535", unclear, "is 65536; want a port", site(`"controller_port":65536,"kube_apiserver_port":6443,"swarm_port":3376`+quiet)),
		row("an ingress controller without its port", unclear, "not known", exposed(`{"name":"https","port":443}`)),
		row("whether there is an ingress controller is not known", unclear, "mke_config.cluster_config.ingress_controller.enabled", site(ports)),
		row("a key the export lacks", unclear, "mke_config.cluster_config.swarm_port", site(`"controller_port":8443,"kube_apiserver_port":6443`+quiet)),
		row("a key attested", fine, "ticket 4711", site(`"controller_port":8443,"kube_apiserver_port":6443`+quiet), attested(id, "toml:cluster_config.swarm_port", "3376", "2026-10-01", "2027-10-01", ", assets: [cluster]")),
		row("a key attested, expired", unclear, "expired 2026-11-20", site(`"controller_port":8443,"kube_apiserver_port":6443`+quiet), attested(id, "toml:cluster_config.swarm_port", "3376", "2026-10-01", "2026-11-20", ", assets: [cluster]")),
		row("a port that is no number", unclear, "want a whole number", site(`"controller_port":"https","kube_apiserver_port":6443,"swarm_port":3376`+quiet)),
		row("configuration not collected", unclear, "mke_config: not collected", onSwarm, have(), cluster("swarm", agents, "")),
		row("configuration denied beside a low port", open, "OPEN web", onSwarm, have(whole("web", publishing(":80->80/tcp"))), cluster("swarm", agents, `"mke_config":{"$denied":"403"}`)),
	)
}
