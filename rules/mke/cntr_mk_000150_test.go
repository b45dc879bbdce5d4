package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000150(t *testing.T) {
	onHost := network("host", "host")
	web := whole("web", onHost)
	swarm := all(onSwarm, cluster("swarm", "", ""))
	excepted := func(entry string) facts.Setting { return signedOff("exceptions: {host_network: [" + entry + "]}") }
	signed := func(selector string) facts.Setting {
		return excepted("{" + selector + `, reason: "node agent", approved_by: "A. Roe, ISSO", on: 2026-01-15, expires: 2027-01-15}`)
	}
	none := excepted("")
	podsOf := func(pods string) facts.Setting {
		return all(onMixed, cluster("mixed", "", `"k8s":{"pods":`+pods+`}`), have())
	}
	pod := func(hostNetwork string) facts.Setting {
		return podsOf(`[{"namespace":"shop","name":"edge-1","uid":"u1","hostNetwork":` + hostNetwork + `}]`)
	}

	ruletest.Run(t, mke.Rules, "CNTR-MK-000150",
		row("none", fine, "PASS 2 running containers: no host network", swarm, have(whole("web"), whole("api"))),
		row("no containers", fine, "PASS 0 running containers", swarm, have()),
		row("a user's container, nothing decided", unclear, "ssp:exceptions.host_network: no ssp.yaml given", swarm, have(web)),
		row("key absent", unclear, "ssp:exceptions.host_network: ssp.yaml does not say", swarm, have(web), signedOff("")),
		row("none approved", open, "OPEN web (shop/web:1): NetworkMode=host", swarm, have(web), none),
		row("another one approved", open, "OPEN web", swarm, have(web), signed("container: api")),
		row("excepted by name, with a warning", fine, `documented exception: "node agent", approved by A. Roe, ISSO, on 2026-01-15, expires 2027-01-15; WARNING: it selects by name`,
			swarm, have(web), signed(`container: "we*"`)),
		row("excepted by image", fine, "EXCLUDED web", swarm, have(whole("web", onHost, ofImage(image))), signed("image: "+image)),
		row("exception by component is for the vendor's", open, "OPEN web", swarm, have(web), signed("component: web")),
		row("exception expired", open, "OPEN web", swarm, have(web), excepted(`{container: web, reason: r, approved_by: a, on: 2026-01-15, expires: 2026-11-20}`)),
		row("exception of the future", open, "OPEN web", swarm, have(web), excepted(`{container: web, reason: r, approved_by: a, on: 2026-11-22}`)),
		row("exception without a reason", open, "OPEN web", swarm, have(web), excepted(`{container: web, approved_by: a, on: 2026-01-15}`)),
		row("approval of the exceptions lapsed", unclear, "approvals.exceptions", swarm, have(web),
			signedOff("approvals: {exceptions: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nexceptions: {host_network: [{container: web, reason: r, approved_by: a, on: 2026-01-15}]}")),

		row("a service's task shows another mode", open, "attached to the network host", swarm, have(whole("shop.1.x", task("shop"), network("default", "host"))), none),
		row("a service excepted", fine, "EXCLUDED shop.1.x", swarm, have(whole("shop.1.x", task("shop"), network("default", "host"))), signed("service: shop")),
		row("the label of a service alone", open, "OPEN tool", swarm, have(whole("tool", task("shop"), onHost)), signed("service: shop")),
		row("in the network of one that is", open, "and kubelet has NetworkMode=host", swarm,
			have(whole("kubelet", onHost), whole("web", network("container:id-kubelet"))), signed("container: kubelet")),
		row("in the network of one that is not", fine, "PASS 2", swarm, have(whole("db"), whole("web", network("container:id-db"))), none),
		row("in the network of one that is not listed", unclear, "it joins is not known", swarm, have(whole("web", network("container:gone"))), none),
		row("in the network of one named by the start of its id", fine, "PASS 2", swarm, have(whole("database-of-shop"), whole("web", network("container:id-database-of"))), none),
		row("in the network of one named by too few digits", unclear, "is not known", swarm, have(whole("db"), whole("web", network("container:id-d"))), none),
		row("in its own network", unclear, "web", swarm, have(whole("web", network("container:id-web"))), none),
		row("stopped is not judged", fine, "1 stopped container", swarm, have(whole("web", onHost, inState("exited"))), none),
		row("exposed to another host network by name", fine, "PASS 1", swarm, have(whole("web", network("hostnet", "hostnet"))), none),

		row("proven vendor container", unclear, "proven identity is no documented exception", swarm, have(whole("ucp-proxy", vendor, onHost)), none),
		row("proven vendor container, named by component", fine, "EXCLUDED ucp-proxy", swarm, have(whole("ucp-proxy", vendor, onHost)), signed("component: ucp-proxy")),
		row("proven vendor container, named by name alone", unclear, "no documented exception", swarm, have(whole("ucp-proxy", vendor, onHost)), signed("container: ucp-proxy")),
		row("unproven vendor container", unclear, "not in ssp system_containers.images", swarm, have(whole("ucp-proxy", unproven, onHost)), none),
		row("unproven vendor container, by component", unclear, "not in ssp system_containers.images", swarm, have(whole("ucp-proxy", unproven, onHost)), signed("component: ucp-proxy")),
		row("an exemption does not count", open, "does not count", swarm, have(web),
			signedOff("exceptions: {host_network: []}\nexemptions: [{rule: CNTR-MK-000150, name: web, reason: r, approved_by: a, on: 2026-01-15, expires: 2027-01-15}]")),

		row("not inspected", unclear, "inspect: error: gone", swarm, have(whole("web", withoutInspect(facts.Failed, "gone")))),
		row("mode not collected", unclear, "NetworkMode: not collected", swarm, have(whole("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
		row("networks not collected", unclear, "NetworkSettings.Networks: not collected", swarm,
			have(whole("web", func(c *facts.Container) { c.Inspect.Value.NetworkSettings = facts.Maybe[facts.NetworkSettings]{} }))),
		row("list partial", unclear, "docker_engine.containers: partly collected", swarm, some(whole("web"))),
		row("list partial with an offender", open, "OPEN web", swarm, some(web), none),
		row("list denied", unclear, "docker_engine.containers: denied", swarm, facts.Containers.Lacks(facts.Denied, "no socket")),
		row("node's orchestrator unknown, offender", open, "OPEN web", cluster("swarm", "", ""), have(web), none),

		row("kubernetes alone", fine, "no container outside Kubernetes", all(onKubernetes, cluster("kubernetes", "", `"k8s":{"pods":[]}`)), have()),
		row("kubernetes alone with a user's container", open, "OPEN web", all(onKubernetes, cluster("kubernetes", "", `"k8s":{"pods":[]}`)), have(web), none),
		row("a pod on its own network", fine, "PASS 1 pod: hostNetwork=false", pod("false")),
		row("a pod on the host's, none approved", open, "OPEN pod shop/edge-1: hostNetwork=true; not in ssp:exceptions.host_network", pod("true"), none),
		row("a pod on the host's, nothing decided", unclear, "ssp:exceptions.host_network", pod("true")),
		row("a pod excepted", fine, "EXCLUDED pod shop/edge-1", pod("true"), signed(`namespace: shop, pod: "edge-*"`)),
		row("a namespace excepted", fine, "EXCLUDED pod shop/edge-1", pod("true"), signed("namespace: shop")),
		row("a pod of that name elsewhere", open, "OPEN pod", pod("true"), signed(`namespace: kube-system, pod: "edge-*"`)),
		row("an exception for a container covers no pod", open, "OPEN pod", pod("true"), signed("container: edge-1")),
		row("a pod of which it is not known", unclear, "hostNetwork not known", podsOf(`[{"namespace":"shop","name":"edge-1","uid":"u1"}]`), none),
		row("pods denied", unclear, "k8s.pods: denied", podsOf(`{"$denied":"403"}`), none),
		row("pods partial", unclear, "k8s.pods: partly", podsOf(`{"$partial":[]}`), none),
		row("pods partial with an offender", open, "OPEN pod", podsOf(`{"$partial":[{"namespace":"shop","name":"e","hostNetwork":true}]}`), none),
		row("Kubernetes not collected", unclear, "k8s: not collected", all(onMixed, cluster("mixed", "", "")), have()),
		row("no cluster given", unclear, "k8s: not collected", onSwarm, have(whole("web"))),
		row("a pod's sandbox is left to its pod", fine, "1 container of Kubernetes pods is not judged", onMixed,
			cluster("mixed", "", `"k8s":{"pods":[{"namespace":"kube-system","name":"calico","uid":"`+podUID+`","hostNetwork":true}]}`),
			have(whole("k8s_POD", inPod(podUID), onHost)), signed("namespace: kube-system")),
		row("a pod of the platform on a cluster of Swarm alone", open, "OPEN pod kube-system/calico: hostNetwork=true", onSwarm,
			cluster("swarm", "", `"k8s":{"pods":[{"namespace":"kube-system","name":"calico","uid":"`+podUID+`","hostNetwork":true}]}`),
			have(whole("k8s_POD", inPod(podUID), onHost)), none),
		row("borrowed labels of a pod", open, "OPEN k8s_POD", onMixed, cluster("mixed", "", `"k8s":{"pods":[]}`), have(whole("k8s_POD", inPod(podUID), onHost)), none),
	)
}
