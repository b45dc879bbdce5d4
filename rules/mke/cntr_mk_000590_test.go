package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000590(t *testing.T) {
	const id = "CNTR-MK-000590"
	memory := func(n int64) option { return host(func(h *facts.HostConfig) { h.Memory = facts.Some(n) }) }
	shares := func(n int64) option { return host(func(h *facts.HostConfig) { h.CPUShares = facts.Some(n) }) }
	swarm := all(onSwarm, cluster("swarm", "", ""))
	web := func(o ...option) facts.Setting { return all(swarm, have(whole("web", o...))) }
	shared := func(list string) facts.Setting {
		return signedOff("resources: {cpu_shares_documented: [" + list + "]}")
	}
	site := func(objects string) facts.Setting {
		return all(onKubernetes, have(), cluster("kubernetes", "", `"k8s":{"pods":[],`+objects+`}`))
	}
	quota := func(hard string) facts.Setting {
		return site(`"namespaces":[{"name":"shop"}],"resource_quotas":[{"namespace":"shop","name":"limits","hard":` + hard + `}]`)
	}
	stated := func(text string) facts.Setting {
		return signedOff("resources: {kubernetes_quotas: {" + text + "}}")
	}
	four := stated(`shop: {limits.cpu: "4", limits.memory: 8Gi}`)
	equal := quota(`{"limits.cpu":"4","limits.memory":"8Gi"}`)
	podded := `"k8s":{"pods":[{"namespace":"shop","name":"api","uid":"` + podUID + `"}],"namespaces":[{"name":"shop"}],"resource_quotas":[{"namespace":"shop","name":"l","hard":{"limits.cpu":"4","limits.memory":"8Gi"}}]}`

	ruletest.Run(t, mke.Rules, id,
		row("limits everywhere", fine, "PASS 1 running container: Memory is set", web()),
		row("no containers", fine, "PASS 0 running containers", swarm, have()),
		row("no memory limit", open, "OPEN web (shop/web:1): Memory=0", web(memory(0))),
		row("memory -1 is none", open, "Memory=-1", web(memory(-1))),
		row("vendor's too", open, "component ucp-proxy", swarm, have(whole("ucp-proxy", vendor, memory(0))), signedOff("")),
		row("vendor's looks too", open, "OPEN ucp-proxy", swarm, have(whole("ucp-proxy", unproven, memory(0))), signedOff("")),
		row("a memory exemption is printed only", open, "does not count", swarm, have(whole("ucp-proxy", vendor, memory(0))), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("stopped is not judged", fine, "1 stopped container", web(memory(0), inState("exited"))),
		row("memory not collected", unclear, "not collected", web(host(func(h *facts.HostConfig) { h.Memory = facts.Maybe[int64]{} }))),
		row("not inspected", unclear, "inspect: error: gone", web(withoutInspect(facts.Failed, "gone"))),
		row("list partial", unclear, "docker_engine.containers: partly", swarm, some(whole("web"))),
		row("list denied", unclear, "docker_engine.containers: denied", swarm, facts.Containers.Lacks(facts.Denied, "")),

		row("shares 0, nothing decided", unclear, "ssp:resources.cpu_shares_documented: ssp.yaml does not say", web(shares(0)), signedOff("")),
		row("shares 0, none documented", open, "OPEN web (shop/web:1): CpuShares=0", web(shares(0)), shared("")),
		row("shares 1024, none documented", open, "CpuShares=1024", web(shares(1024)), shared("")),
		row("shares 1023", fine, "CpuShares is set", web(shares(1023)), shared("")),
		row("shares documented by name", fine, "documented in ssp.yaml, approved by J. Doe, ISSM", web(shares(0)), shared(`"we*"`)),
		row("shares documented for another", open, "OPEN web", web(shares(0)), shared("api")),
		row("shares documented by component", fine, "EXCLUDED ucp-proxy", swarm, have(whole("ucp-proxy", vendor, shares(0))), shared("{component: ucp-proxy}")),
		row("vendor's shares not documented", open, "component ucp-proxy", swarm, have(whole("ucp-proxy", vendor, shares(0))), shared("")),
		row("unproven by component", open, "OPEN ucp-proxy", swarm, have(whole("ucp-proxy", unproven, shares(0))), shared("{component: ucp-proxy}")),
		row("documented until yesterday", open, "OPEN web", web(shares(0)), shared("{container: web, approved_by: a, on: 2026-01-15, expires: 2026-11-20}")),
		row("approval lapsed", unclear, "approvals.resources", web(shares(0)), signedOff("approvals: {resources: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nresources: {cpu_shares_documented: [web]}")),
		row("shares not collected", unclear, "not collected", web(host(func(h *facts.HostConfig) { h.CPUShares = facts.Maybe[int64]{} })), shared("")),

		row("quota as stated", fine, "limits.cpu=4; approved by J. Doe, ISSM", equal, four),
		row("quota of the same value", fine, "limits.memory=8192Mi", quota(`{"limits.cpu":"4000m","limits.memory":"8192Mi"}`), four),
		row("no quota", open, "OPEN namespace shop: no quota", site(`"namespaces":[{"name":"shop"}],"resource_quotas":[]`)),
		row("no quota in one of two", open, "OPEN namespace ops: no quota", site(`"namespaces":[{"name":"ops"},{"name":"shop"}],"resource_quotas":[{"namespace":"shop","name":"l","hard":{"limits.cpu":"4","limits.memory":"8Gi"}}]`), four),
		row("another value", open, "OPEN namespace shop limits.cpu: limits.cpu=16", quota(`{"limits.cpu":"16","limits.memory":"8Gi"}`), four),
		row("a lower value differs too", open, "limits.cpu=2", quota(`{"limits.cpu":"2","limits.memory":"8Gi"}`), four),
		row("G is not Gi", open, "limits.memory=8G", quota(`{"limits.cpu":"4","limits.memory":"8G"}`), four),
		row("a limit that is not set", open, "limits.memory=not set", quota(`{"limits.cpu":"4"}`), four),
		row("requests are no limits", open, "limits.cpu=not set", quota(`{"requests.cpu":"4","requests.memory":"8Gi"}`), four),
		row("nothing decided", unclear, "ssp:resources.kubernetes_quotas: ssp.yaml does not say", equal, signedOff("")),
		row("nothing stated of the namespace", open, "ssp.yaml states no quota for it", equal, stated("")),
		row("one limit not stated", unclear, "does not state limits.memory", equal, stated(`shop: {limits.cpu: "4"}`)),
		row("two quotas, one differs", open, "limits.cpu=4, 16", site(`"namespaces":[{"name":"shop"}],"resource_quotas":[{"namespace":"shop","name":"a","hard":{"limits.cpu":"4","limits.memory":"8Gi"}},{"namespace":"shop","name":"b","hard":{"limits.cpu":"16"}}]`), four),
		row("a value that is no quantity", unclear, `"lots" is no quantity`, quota(`{"limits.cpu":"lots","limits.memory":"8Gi"}`), four),
		row("a huge exponent", unclear, "is no quantity", quota(`{"limits.cpu":"1e999999999","limits.memory":"8Gi"}`), four),
		row("what a quota sets is not known", unclear, "quota limits: denied", quota(`{"$denied":"403"}`), four),
		row("quotas not collected", unclear, "k8s.resource_quotas: not collected", site(`"namespaces":[{"name":"shop"}]`), four),
		row("quotas partial: none is not proven", unclear, "k8s.resource_quotas: partly", site(`"namespaces":[{"name":"shop"}],"resource_quotas":{"$partial":[]}`), four),
		row("quotas partial: a wrong one is", open, "limits.cpu=16", site(`"namespaces":[{"name":"shop"}],"resource_quotas":{"$partial":[{"namespace":"shop","name":"l","hard":{"limits.cpu":"16"}}]}`), four),
		row("namespaces not collected", unclear, "k8s.namespaces: not collected", site(`"resource_quotas":[]`), four),
		row("no namespaces at all", unclear, "every cluster has namespaces", site(`"namespaces":[],"resource_quotas":[]`), four),
		row("Kubernetes denied", unclear, "k8s: denied", all(onKubernetes, have(), cluster("kubernetes", "", `"k8s":{"$denied":"403"}`))),
		row("Kubernetes not collected", unclear, "k8s: not collected", all(onMixed, have(), cluster("mixed", "", ""))),

		row("kubernetes alone: containers are left out", fine, "orchestrator is kubernetes", onKubernetes, cluster("kubernetes", "", podded),
			have(whole("k8s_api", inPod(podUID), memory(0))), four),
		row("mixed: a pod's container counts", open, "OPEN k8s_api", onMixed, cluster("mixed", "", podded), have(whole("k8s_api", inPod(podUID), memory(0))), four),
		row("kubernetes alone with a user's container", open, "OPEN web", onKubernetes, cluster("kubernetes", "", podded), have(whole("web", memory(0))), four),
		row("node's orchestrator unknown: a pod's container proves nothing", unclear, "depends on the node's orchestrator", cluster("mixed", "", podded), have(whole("k8s_api", inPod(podUID), memory(0))), four),
		row("node's orchestrator unknown: a user's does", open, "OPEN web", cluster("mixed", "", podded), have(whole("web", memory(0))), four),
	)
}
