package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000580(t *testing.T) {
	const id = "CNTR-MK-000580"
	kube, mixed := serves(facts.KubernetesOnly), serves(facts.Mixed)
	in := func(namespace, name string) facts.K8sService {
		return facts.K8sService{Namespace: namespace, Name: name}
	}
	has := func(list ...facts.K8sService) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Services: facts.Some(append([]facts.K8sService{in("default", "kubernetes")}, list...))})
	}
	some := func(list ...facts.K8sService) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Services: facts.Maybe[[]facts.K8sService]{State: facts.OK, Partial: true, Value: list}})
	}
	dns := in("kube-system", "kube-dns")
	const approved = "system: {name: S, approved_by: \"J. Doe, ISSM\", approved_on: 2026-01-15}\nk8s: {approved_system_services: [{namespace: kube-system, name: kube-dns}]}\n"
	says := func(more, value, on, expires, rest string) facts.Setting {
		return ruletest.SSP(more + `attestations: [{rule: ` + id + `, key: ui_all_namespaces, value: ` + value + `, by: "A. Roe, ISSO", on: ` + on + `, expires: ` + expires + `, evidence: "screen copy"` + rest + `}]`)
	}
	seen := says(approved, "true", "2026-10-12", "2027-10-12", "")

	ruletest.Run(t, mke.Rules, id,
		row("a user's service where the labels say swarm", unclear, "there is the Kubernetes service default/web", cluster("swarm", "", `"k8s":{"services":[{"namespace":"default","name":"kubernetes"},{"namespace":"default","name":"web"}]}`)),
		row("system services alone", fine, "3 services: default: kubernetes; kube-node-lease: none; kube-public: none; kube-system: kube-dns; approved by J. Doe, ISSM", kube, has(dns, in("shop", "api")), seen),
		row("statement in the evidence", fine, "attested true; by A. Roe, ISSO on 2026-10-12, expires 2027-10-12, evidence: screen copy; not bound to a check text", kube, has(dns), seen),
		row("no system service needs no list", fine, "kube-system: none", kube, has(), says("", "true", "2026-10-12", "2027-10-12", "")),
		row("service in default", open, "service default/shop-test: is in the namespace default", kube, has(dns, in("default", "shop-test")), seen),
		row("service in default, listed all the same", open, "service default/web", kube, has(in("default", "web")),
			says("k8s: {approved_system_services: [{namespace: default, name: web}]}\n", "true", "2026-10-12", "2027-10-12", "")),
		row("unlisted in kube-system", open, "service kube-system/miner: is in the namespace kube-system and not in ssp", kube, has(dns, in("kube-system", "miner")), seen),
		row("a service whose namespace is not known", unclear, "service api: its namespace is not known", kube, has(dns, in("", "api")), seen),
		row("a service whose namespace is not known beside one in default", open, "service default/web", kube, has(in("", "api"), in("default", "web")), seen),
		row("listed for another namespace", open, "service kube-public/kube-dns", kube, has(in("kube-public", "kube-dns")), seen),
		row("unlisted in kube-node-lease", open, "service kube-node-lease/x", kube, has(in("kube-node-lease", "x")), seen),
		row("nothing approved", open, "service kube-system/kube-dns", kube, has(dns), says("k8s: {approved_system_services: []}\n", "true", "2026-10-12", "2027-10-12", "")),
		row("switch attested as off", open, "switch to see all namespaces: attested false", kube, has(dns), says(approved, "false", "2026-10-12", "2027-10-12", "")),
		row("switch off, services unknown", open, "attested false", kube, says(approved, "false", "2026-10-12", "2027-10-12", "")),
		row("switch not attested", unclear, "attestation ui_all_namespaces: nobody has attested it", kube, has(dns), ruletest.SSP(approved)),
		row("switch not attested, service in default", open, "default/web", kube, has(in("default", "web")), ruletest.SSP(approved)),
		row("statement expired", unclear, "expired 2026-11-20", kube, has(dns), says(approved, "true", "2026-10-12", "2026-11-20", "")),
		row("statement on hosts", unclear, "does not cover the cluster", kube, has(dns), says(approved, "true", "2026-10-12", "2027-10-12", `, assets: ["node*"]`)),
		row("statement on another check text", unclear, "the check text changed", kube, has(dns),
			says(approved, "true", "2026-10-12", "2027-10-12", `, check_sha256: "0000000000000000000000000000000000000000000000000000000000000002"`)),
		row("list not stated", unclear, "ssp:k8s.approved_system_services: ssp.yaml does not say", kube, has(dns), says("", "true", "2026-10-12", "2027-10-12", "")),
		row("list not stated, service in kube-public", unclear, "ssp:k8s.approved_system_services", kube, has(in("kube-public", "x")), says("", "true", "2026-10-12", "2027-10-12", "")),
		row("decision lapsed", unclear, "expired 2026-11-01", kube, has(dns),
			says("approvals: {k8s: {by: A, on: 2026-01-01, expires: 2026-11-01}}\nk8s: {approved_system_services: [{namespace: kube-system, name: kube-dns}]}\n", "true", "2026-10-12", "2027-10-12", "")),
		row("no ssp.yaml", unclear, "no ssp.yaml given", kube, has()),
		row("service in default in a partial list", open, "default/web", kube, some(in("default", "web")), seen),
		row("none in a partial list", unclear, "k8s.services: partly collected", kube, some(dns), seen),
		row("services not collected", unclear, "k8s.services: not collected", kube, facts.K8s.Is(facts.K8sObjects{}), seen),
		row("Kubernetes denied", unclear, "k8s: denied", kube, facts.K8s.Lacks(facts.Denied, ""), seen),
		row("no service at all", unclear, "k8s.services: is empty, and every cluster has the service default/kubernetes", kube, seen,
			facts.K8s.Is(facts.K8sObjects{Services: facts.Some([]facts.K8sService{})})),
		row("pods in default are a note", fine, "the check does not ask for: web-1", kube, seen, facts.K8s.Is(facts.K8sObjects{
			Services: facts.Some([]facts.K8sService{in("default", "kubernetes")}), Pods: facts.Some([]facts.Pod{{Namespace: "default", Name: "web-1"}, {Namespace: "shop", Name: "api"}})})),
		row("mixed is judged", open, "default/web", mixed, has(in("default", "web")), seen),
		row("swarm", notAppl, "orchestrator is swarm", serves(facts.SwarmOnly), seen),
		row("swarm, disputed", unclear, "they disagree", has(dns), seen, facts.ClusterOrchestrator.Is(facts.Orchestration{Scheduler: facts.SwarmOnly, Source: "labels", Conflict: "they disagree"})),
		row("swarm, says ssp.yaml, and a manager's own labels name both", unclear, "k8s: not collected", onMixed, ruletest.SSP("orchestrator: swarm")),
		row("swarm, says ssp.yaml, and a manager's own labels name kubernetes", unclear, "the labels of a node name kubernetes", onKubernetes, ruletest.SSP("orchestrator: swarm")),
		row("orchestrator unknown", unclear, "swarm.nodes: not collected", has(dns), seen),
	)
}
