package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000980(t *testing.T) {
	const id = "CNTR-MK-000980"
	said := func(value, on, expires, more string) facts.Setting {
		return attested(id, "pvc_durability_test", value, on, expires, more)
	}
	cluster := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{` + text + `}}`) }
	node := func(kinds string) string { return `{"ID":"n","Spec":{"Labels":{` + kinds + `}}}` }
	const swarm, kubernetes = `"com.docker.ucp.orchestrator.swarm":"true"`, `"com.docker.ucp.orchestrator.kubernetes":"true"`
	nodes := func(list string) string { return `"swarm":{"nodes":[` + list + `]}` }
	on := cluster(nodes(node(kubernetes)))

	ruletest.Run(t, mke.Rules, id,
		row("a user's pod in a namespace called kube-", unclear, "the pod kube-apps/web runs in the cluster",
			cluster(nodes(node(swarm))+`,"k8s":{"pods":[{"namespace":"kube-apps","name":"web","uid":"u1"}]}`), said("true", "2026-10-01", "2027-10-01", "")),
		row("was there", fine, "attested true; by A. Roe, ISSO on 2026-10-01, expires 2027-10-01, evidence: ticket 4711", on, said("true", "2026-10-01", "2027-10-01", "")),
		row("was lost", open, "attested false", on, said("false", "2026-10-01", "2027-10-01", "")),
		row("nobody tried", unclear, "attestation pvc_durability_test: no ssp.yaml given", on),
		row("no statement in ssp.yaml", unclear, "assets: [cluster]}", on, ruletest.SSP("attestations: []")),
		row("expired", unclear, "expired 2026-11-20", on, said("true", "2026-10-01", "2026-11-20", "")),
		row("of the future", unclear, "after the time of evaluation", on, said("true", "2026-11-22", "2027-10-01", "")),
		row("of hosts", unclear, "does not cover the cluster", on, said("true", "2026-10-01", "2027-10-01", `, assets: ["node1.*"]`)),
		row("on another check text", unclear, "the check text changed", on, said("true", "2026-10-01", "2027-10-01",
			`, check_sha256: "0000000000000000000000000000000000000000000000000000000000000002"`)),
		row("neither true nor false", unclear, "attested yes; by", on, said(`"yes"`, "2026-10-01", "2027-10-01", "")),

		row("swarm", notAppl, "The cluster's orchestrator is swarm (labels of the swarm's nodes)", cluster(nodes(node(swarm)))),
		row("swarm by the configuration", notAppl, "mke_config cluster_config.swarm_only", cluster(`"mke_config":{"cluster_config":{"swarm_only":true}}`)),
		row("swarm by ssp.yaml", notAppl, "ssp.yaml orchestrator", ruletest.SSP("orchestrator: swarm")),
		row("one node of each", unclear, "attestation pvc_durability_test", cluster(nodes(node(swarm)+","+node(kubernetes)))),
		row("a node without labels", unclear, "has no orchestrator label", cluster(nodes(node(swarm)+","+node("")))),
		row("list of nodes partial", unclear, "swarm.nodes: partly collected", cluster(`"swarm":{"nodes":{"$partial":[`+node(swarm)+`]}}`)),
		row("whole swarm partial", unclear, "swarm.nodes: partly collected", cluster(`"swarm":{"$partial":{"nodes":[`+node(swarm)+`]}}`)),
		row("configuration against labels", unclear, "but the labels of a node name kubernetes", cluster(`"mke_config":{"cluster_config":{"swarm_only":true}},`+nodes(node(kubernetes)))),
		row("labels against ssp.yaml", unclear, "ssp.yaml says kubernetes", cluster(nodes(node(swarm))), ruletest.SSP("orchestrator: kubernetes")),
		row("ssp.yaml against pods", unclear, "but the pod shop/api runs in the cluster", ruletest.SSP("orchestrator: swarm"),
			cluster(`"k8s":{"pods":[{"namespace":"shop","name":"api","uid":"u"}]}`)),
		row("orchestrator not known", unclear, "swarm.nodes: not collected", said("true", "2026-10-01", "2027-10-01", "")),
	)
}
