package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001950(t *testing.T) {
	const id = "DKER-EE-001950"
	add := func(caps ...string) option { return host(func(h *facts.HostConfig) { h.CapAdd = facts.Some(caps) }) }
	bad := add("CAP_SYS_TIME")
	none := ruletest.SSP("capabilities: {default_allowed_add: []}")
	stated := func(entry string) facts.Setting {
		return signedOff("capabilities: {default_allowed_add: [], containers: [" + entry + `]}`)
	}
	agent := container("ucp-agent", vendor, bad)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "CapAdd=[CAP_SYS_TIME]", none), byState(bad, "CapAdd=[CAP_SYS_TIME]", none), []ruletest.Case{
		row("no statement", unclear, "ssp:capabilities: ", linux, have(container("web", bad))),
		row("no statement and nothing added", unclear, "ssp:capabilities: ", linux, have(container("web"))),
		row("allowed by name", fine, "it selects by name", linux, have(container("web", bad)), stated(`{name: web, allowed_add: [SYS_TIME], approved_by: a, on: 2026-01-20}`)),
		row("more than allowed", open, "beyond ssp.yaml: NET_ADMIN", linux, have(container("web", add("CAP_SYS_TIME", "CAP_NET_ADMIN"))), stated(`{name: web, allowed_add: [SYS_TIME], approved_by: a, on: 2026-01-20}`)),
		row("privileged counts as all", open, "Privileged=true", linux, have(container("web", host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) }))), none),
		row("the proven agent is judged like any other", open, "OPEN ucp-agent", linux, have(agent), stated("")),
		row("what looks like the vendor's too", open, "OPEN ucp-agent", linux, have(container("ucp-agent", vendor, ofImage("sha256:other"), bad)), stated("")),
		row("the agent by component", fine, "allowed by ssp.yaml", linux, have(agent), stated(`{component: ucp-agent, allowed_add: [ALL], approved_by: a, on: 2026-01-20}`)),
		row("a pod of kube-system is judged", open, "OPEN k8s_calico", linux, have(container("k8s_calico", inPod("kube-system"), bad)), systemPods, none),
		row("windows", notAppl, "runs Windows", onWindows, have(container("web", bad)), none),
		row("system unknown", unclear, "neither the node", have(container("web", bad)), none),
	})...)
}
