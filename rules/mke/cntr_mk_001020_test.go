package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001020(t *testing.T) {
	const id = "CNTR-MK-001020"
	const nobody = `"priv_attributes_allowed_for_user_accounts":[],"priv_attributes_allowed_for_service_accounts":[]`
	privileges := func(text string) string { return `"mke_config":{"cluster_config":{` + text + `}}` }
	swarm := all(onSwarm, cluster("swarm", "", privileges(nobody)))
	ipc := func(mode string) option { return host(func(h *facts.HostConfig) { h.IpcMode = facts.Some(mode) }) }
	bad := ipc("host")
	web := func(o ...option) facts.Setting { return all(swarm, have(whole("web", o...))) }
	said := func(text string) facts.Setting { return signedOff("exceptions: {host_ipc: " + text + "}") }
	no, yes := said("{allowed: false, principals: [], containers: []}"), said("{allowed: true}")
	named := func(entry string) facts.Setting {
		return said("{allowed: false, containers: [{" + entry + `, reason: "shared memory", approved_by: "A. Roe, ISSO", on: 2026-01-15, expires: 2027-01-15}]}`)
	}
	site := func(pods string) facts.Setting {
		return all(onMixed, have(), cluster("mixed", "", `"k8s":{"pods":`+pods+`},`+privileges(nobody)))
	}
	const edge = `[{"namespace":"shop","name":"edge-1","uid":"u1","hostIPC":true}]`
	granting := func(text string) facts.Setting { return all(onSwarm, have(), cluster("swarm", "", privileges(text))) }
	users := granting(`"priv_attributes_allowed_for_user_accounts":["hostNetwork","hostIPC"],"priv_attributes_user_accounts":["bob"],"priv_attributes_allowed_for_service_accounts":[]`)
	services := granting(`"priv_attributes_allowed_for_user_accounts":[],"priv_attributes_allowed_for_service_accounts":["HOSTIPC"],"priv_attributes_service_accounts":["shop:default"]`)

	ruletest.Run(t, mke.Rules, id,
		row("none", fine, "PASS 1 container: IpcMode=private", web()),
		row("no containers", fine, "PASS 0 containers", swarm, have()),
		row("an offender, nothing decided", unclear, "ssp:exceptions.host_ipc: no ssp.yaml given", web(bad)),
		row("an offender, key absent", unclear, "ssp:exceptions.host_ipc: ssp.yaml does not say", web(bad), signedOff("")),
		row("an offender, not allowed", open, "OPEN web (shop/web:1): IpcMode=host", web(bad), no),
		row("allowed for all", fine, "host IPC is allowed, approved by J. Doe, ISSM", web(bad), yes),
		row("allowed for principals, and a container uses it", open, "OPEN web", web(bad), said("{allowed: true, principals: [bob]}")),
		row("allowed, and no container is", open, "OPEN web", web(bad), said("{allowed: true, containers: []}")),
		row("allowed for principals, and a pod uses it", open, "OPEN pod shop/edge-1", site(edge), said("{allowed: true, principals: [bob]}")),
		row("in the space of one that has the host's", unclear, "ucp-proxy, which it joins, has IpcMode=host", swarm, have(whole("ucp-proxy", vendor, bad), whole("web", ipc("container:id-ucp-proxy"))), named("component: ucp-proxy")),
		row("named", fine, `documented exception: "shared memory", approved by A. Roe, ISSO, on 2026-01-15, expires 2027-01-15; WARNING`, web(bad), named("container: web")),
		row("another named", open, "OPEN web", web(bad), named("container: api")),
		row("exception expired", open, "OPEN web", web(bad), said("{allowed: false, containers: [{container: web, reason: r, approved_by: a, on: 2026-01-15, expires: 2026-11-20}]}")),
		row("approval lapsed", unclear, "approvals.exceptions", web(bad), signedOff("approvals: {exceptions: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nexceptions: {host_ipc: {allowed: true}}")),
		row("stopped is judged", open, "OPEN web", web(bad, inState("exited")), no),
		row("shareable is not the host's", fine, "IpcMode=shareable", web(ipc("shareable")), no),
		row("another container's, which is not listed", unclear, "the container that it joins, abc, is not among those of the node", web(ipc("container:abc")), no),
		row("another container's is not the host's", fine, "PASS 2", swarm, have(whole("db"), whole("web", ipc("container:id-db"))), no),
		row("vendor's too", open, "component ucp-proxy", swarm, have(whole("ucp-proxy", vendor, bad)), no),
		row("vendor's, by component", fine, "EXCLUDED ucp-proxy", swarm, have(whole("ucp-proxy", vendor, bad)), named("component: ucp-proxy")),
		row("unproven, by component", open, "OPEN ucp-proxy", swarm, have(whole("ucp-proxy", unproven, bad)), named("component: ucp-proxy")),
		row("an exemption is printed only", open, "does not count", web(bad), signedOff("exceptions: {host_ipc: {allowed: false}}\nexemptions: [{rule: CNTR-MK-001020, name: web, reason: r, approved_by: a, on: 2026-01-15, expires: 2027-01-15}]")),
		row("kubernetes is no excuse", open, "OPEN web", onKubernetes, cluster("kubernetes", "", `"k8s":{"pods":[]},`+privileges(nobody)), have(whole("web", bad)), no),
		row("mode not collected", unclear, "not collected", web(host(func(h *facts.HostConfig) { h.IpcMode = facts.Maybe[string]{} }))),
		row("not inspected", unclear, "inspect: error: gone", web(withoutInspect(facts.Failed, "gone"))),
		row("list partial", unclear, "docker_engine.containers: partly", swarm, some(whole("web"))),
		row("list partial with an offender", open, "OPEN web", swarm, some(whole("web", bad)), no),
		row("list denied", unclear, "docker_engine.containers: denied", swarm, facts.Containers.Lacks(facts.Denied, "")),

		row("a pod", open, "OPEN pod shop/edge-1: hostIPC=true", site(edge), no),
		row("a pod, nothing decided", unclear, "ssp:exceptions.host_ipc", site(edge)),
		row("a pod named", fine, "EXCLUDED pod shop/edge-1", site(edge), named(`namespace: shop, pod: "edge-*"`)),
		row("a pod, not known", unclear, "hostIPC not known", site(`[{"namespace":"shop","name":"edge-1","uid":"u1"}]`), no),
		row("pods not collected", unclear, "k8s: not collected", all(onMixed, have(), cluster("mixed", "", privileges(nobody)))),
		row("pods partial", unclear, "k8s.pods: partly", site(`{"$partial":[]}`)),
		row("a pod's sandbox is left to its pod", fine, "1 container of Kubernetes pods is not judged", onMixed, have(whole("k8s_POD", inPod(podUID), bad)),
			cluster("mixed", "", `"k8s":{"pods":[{"namespace":"kube-system","name":"c","uid":"`+podUID+`","hostIPC":false}]},`+privileges(nobody)), no),
		row("a sandbox, pods not known", unclear, "k8s", onMixed, have(whole("k8s_POD", inPod(podUID), bad)), cluster("mixed", "", privileges(nobody)), no),

		row("a pod of the platform on a cluster of Swarm alone", open, "OPEN pod kube-system/c: hostIPC=true", onSwarm, have(whole("k8s_POD", inPod(podUID), bad)),
			cluster("swarm", "", `"k8s":{"pods":[{"namespace":"kube-system","name":"c","uid":"`+podUID+`","hostIPC":true}]},`+privileges(nobody)), no),
		row("pods of which it is not known on a cluster of Swarm alone", unclear, "hostIPC not known", onSwarm, have(),
			cluster("swarm", "", `"k8s":{"pods":[{"namespace":"kube-system","name":"c","uid":"`+podUID+`"}]},`+privileges(nobody)), no),
		row("pods denied on a cluster of Swarm alone", fine, "the Kubernetes part is left out", onSwarm, have(), cluster("swarm", "", `"k8s":{"pods":{"$denied":"403"}},`+privileges(nobody)), no),

		row("users may ask for it", open, "OPEN cluster_config.priv_attributes_allowed_for_user_accounts: [hostNetwork hostIPC], granted to bob", users, no),
		row("service accounts may, in other letters", open, "granted to shop:default", services, no),
		row("users may, nothing decided", unclear, "ssp:exceptions.host_ipc", users, signedOff("")),
		row("users may, allowed not said", unclear, "ssp:exceptions.host_ipc.allowed: ssp.yaml does not say", users, said("{containers: []}")),
		row("users may, allowed", fine, "host IPC is allowed, approved by J. Doe, ISSM, on 2026-01-15, no principals named", users, yes),
		row("users may, allowed for these", fine, "allowed for these", users, said("{allowed: true, principals: [bob]}")),
		row("users may, allowed for others", open, "ssp.yaml allows it for alice, not for bob", users, said("{allowed: true, principals: [alice]}")),
		row("users may, allowed for nobody", open, "ssp.yaml allows it for no principal", users, said("{allowed: true, principals: []}")),
		row("users may and none does, allowed for nobody", open, "ssp.yaml allows it for no principal", granting(`"priv_attributes_allowed_for_user_accounts":["hostIPC"],"priv_attributes_user_accounts":[],"priv_attributes_allowed_for_service_accounts":[]`), said("{allowed: true, principals: []}")),
		row("users may and none does, allowed for one", fine, "granted to nobody that is known", granting(`"priv_attributes_allowed_for_user_accounts":["hostIPC"],"priv_attributes_user_accounts":[],"priv_attributes_allowed_for_service_accounts":[]`), said("{allowed: true, principals: [bob]}")),
		row("users may, who is not known", unclear, "priv_attributes_user_accounts", granting(`"priv_attributes_allowed_for_user_accounts":["hostIPC"],"priv_attributes_allowed_for_service_accounts":[]`), said("{allowed: true, principals: [bob]}")),
		row("a key the export lacks", unclear, "priv_attributes_allowed_for_service_accounts", granting(`"priv_attributes_allowed_for_user_accounts":[]`), no),
		row("a key attested", fine, "ticket 4711", granting(`"priv_attributes_allowed_for_user_accounts":[]`), attested(id, "toml:cluster_config.priv_attributes_allowed_for_service_accounts", "[]", "2026-10-01", "2027-10-01", ", assets: [cluster]")),
		row("a key attested with it", unclear, "ssp:exceptions.host_ipc", granting(`"priv_attributes_allowed_for_user_accounts":[]`), attested(id, "toml:cluster_config.priv_attributes_allowed_for_service_accounts", "[hostIPC]", "2026-10-01", "2027-10-01", ", assets: [cluster]")),
		row("a key attested, expired", unclear, "expired 2026-11-20", granting(`"priv_attributes_allowed_for_user_accounts":[]`), attested(id, "toml:cluster_config.priv_attributes_allowed_for_service_accounts", "[]", "2026-10-01", "2026-11-20", ", assets: [cluster]")),
		row("a list that is none", unclear, "want a list", granting(`"priv_attributes_allowed_for_user_accounts":"hostIPC","priv_attributes_allowed_for_service_accounts":[]`), no),
		row("configuration denied", unclear, "mke_config: denied", onSwarm, have(), cluster("swarm", "", `"mke_config":{"$denied":"403"}`), no),
		row("configuration not collected", unclear, "mke_config: not collected", onSwarm, have(), cluster("swarm", "", ""), no),
	)
}
