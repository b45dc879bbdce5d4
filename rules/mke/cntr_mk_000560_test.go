package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// adding gives a container capabilities.
func adding(names ...string) option {
	return host(func(h *facts.HostConfig) { h.CapAdd = facts.Some(names) })
}

// onCapabilities is the rows of the two rules that ask for the capabilities of
// containers; given is what else the rule needs to pass.
func onCapabilities(id string, given facts.Setting) []ruletest.Case {
	privileged := host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })
	admin := adding("CAP_NET_ADMIN")
	swarm := all(given, onSwarm)
	rules := func(text string) facts.Setting { return signedOff("capabilities: " + text) }
	noDefault := func(text string) facts.Setting {
		return rules("{default_allowed_add: [], containers: [" + text + "]}")
	}
	web := func(o ...option) facts.Setting { return all(swarm, have(whole("web", o...))) }
	proxy := func(o ...option) facts.Setting { return all(swarm, have(whole("ucp-proxy", o...))) }

	return []ruletest.Case{
		row("none stated, none added", unclear, "ssp:capabilities: ssp.yaml does not say", web(), signedOff("")),
		row("no ssp.yaml", unclear, "ssp:capabilities: no ssp.yaml given", web(admin)),
		row("none allowed", open, "CapAdd=[CAP_NET_ADMIN] CapDrop=[ALL], beyond ssp.yaml: NET_ADMIN", web(admin), noDefault("")),
		row("allowed for every container", fine, "allowed for every container, approved by J. Doe, ISSM", web(admin), rules("{default_allowed_add: [NET_ADMIN]}")),
		row("another spelling", fine, "EXCLUDED web", web(adding("net_admin")), rules("{default_allowed_add: [CAP_NET_ADMIN]}")),
		row("allowed by name, with a warning", fine, "approved by A. Roe, ISSO, on 2026-01-20; WARNING: it selects by name", web(admin),
			noDefault(`{name: "we*", allowed_add: [NET_ADMIN], approved_by: "A. Roe, ISSO", on: 2026-01-20}`)),
		row("allowed by image", fine, "EXCLUDED web", web(admin, ofImage(image)), noDefault("{image: "+image+", allowed_add: [NET_ADMIN]}")),
		row("more than allowed", open, "beyond ssp.yaml: SYS_ADMIN", web(adding("CAP_NET_ADMIN", "CAP_SYS_ADMIN")), noDefault("{name: web, allowed_add: [NET_ADMIN]}")),
		row("allowed for another", open, "OPEN web", web(admin), noDefault("{name: api, allowed_add: [NET_ADMIN]}")),
		row("entry expired", open, "OPEN web", web(admin), noDefault("{name: web, allowed_add: [NET_ADMIN], approved_by: a, on: 2026-01-20, expires: 2026-11-20}")),
		row("no default stated, and no entry", unclear, "ssp:capabilities.default_allowed_add", web(admin), rules("{containers: []}")),
		row("no default stated, none added", fine, "PASS 1", web(), rules("{containers: []}")),
		row("approval lapsed", unclear, "approvals.capabilities", web(admin),
			signedOff("approvals: {capabilities: {by: a, on: 2026-01-15, expires: 2026-10-01}}\ncapabilities: {default_allowed_add: [NET_ADMIN]}")),
		row("ALL", open, "beyond ssp.yaml: ALL", web(adding("ALL")), rules("{default_allowed_add: [NET_ADMIN]}")),
		row("privileged shows no list and has all", open, "Privileged=true CapAdd=[] CapDrop=[ALL], beyond ssp.yaml: ALL", web(privileged), noDefault("")),
		row("privileged with a list that is allowed", open, "beyond ssp.yaml: ALL", web(privileged, admin), rules("{default_allowed_add: [NET_ADMIN]}")),
		row("privileged, ALL allowed", fine, "EXCLUDED web", web(privileged), noDefault("{name: web, allowed_add: [ALL]}")),
		row("stopped is judged", open, "OPEN web", web(admin, inState("exited")), noDefault("")),
		row("list null is empty", fine, "PASS 1", web(adding()), noDefault("")),
		row("list not collected", unclear, "CapAdd: not collected", web(host(func(h *facts.HostConfig) { h.CapAdd = facts.Maybe[[]string]{} })), noDefault("")),
		row("privileged not collected", unclear, "Privileged: not collected", web(host(func(h *facts.HostConfig) { h.Privileged = facts.Maybe[bool]{} })), noDefault("")),
		row("privileged not collected, too much added", open, "OPEN web", web(admin, host(func(h *facts.HostConfig) { h.Privileged = facts.Maybe[bool]{} })), noDefault("")),
		row("privileged not collected, what is added is allowed", unclear, "Privileged: not collected", web(admin, host(func(h *facts.HostConfig) { h.Privileged = facts.Maybe[bool]{} })),
			rules("{default_allowed_add: [NET_ADMIN]}")),

		row("vendor, by component", fine, "EXCLUDED ucp-proxy", proxy(vendor, privileged), noDefault("{component: ucp-proxy, allowed_add: [ALL]}")),
		row("vendor, neither entry nor exemption", unclear, "proven vendor container without an exemption", proxy(vendor, privileged), noDefault("")),
		row("vendor, exempted", fine, `exempted: "r"`, proxy(vendor, privileged),
			signedOff("capabilities: {default_allowed_add: []}\nexemptions: [{rule: "+id+", component: ucp-proxy, reason: r, approved_by: a, on: 2026-01-15, expires: 2027-01-15}]")),
		row("vendor, exemption expired", unclear, "without an exemption", proxy(vendor, privileged),
			signedOff("capabilities: {default_allowed_add: []}\nexemptions: [{rule: "+id+", component: ucp-proxy, reason: r, approved_by: a, on: 2026-01-15, expires: 2026-11-20}]")),
		row("unproven", unclear, "not in ssp system_containers.images", proxy(unproven, privileged), noDefault("{component: ucp-proxy, allowed_add: [ALL]}")),
		row("a user's container under a vendor's name", open, "OPEN ucp-proxy", proxy(privileged), noDefault("{component: ucp-proxy, allowed_add: [ALL]}")),
	}
}

func TestCNTRMK000560(t *testing.T) {
	const id = "CNTR-MK-000560"
	stated := signedOff("capabilities: {default_allowed_add: []}")
	ruletest.Run(t, mke.Rules, id, slices.Concat(
		ofSwarm(stated, adding("CAP_SYS_ADMIN"), "CapAdd=[CAP_SYS_ADMIN]"),
		onCapabilities(id, all()),
		[]ruletest.Case{
			row("kubernetes needs no statement", notAppl, "orchestrator is kubernetes", onKubernetes, have(whole("k8s", inPod(podUID))), pods),
		})...)
}
