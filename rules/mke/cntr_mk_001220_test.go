package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001220(t *testing.T) {
	const id = "CNTR-MK-001220"
	bad := host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })
	proxy := container("ucp-proxy", vendor, bad)
	ruletest.Run(t, mke.Rules, id, slices.Concat(bySwarm(id, bad, "Privileged=true"), []ruletest.Case{
		row("identity suffices", fine, "EXCLUDED ucp-proxy (mirantis/ucp-proxy:3.8.4): Privileged=true; proven vendor container (ucp-proxy), which the rule's title leaves out",
			onSwarm, have(proxy), signedOff("")),
		row("identity from an image nobody approved", unclear, "not in ssp system_containers.images", onSwarm, have(proxy),
			ruletest.SSP("system_containers: {instance_id: "+instance+", images: [{id: \""+image+"\", component: ucp-proxy}]}")),
		row("no instance stated", unclear, "instance_id is not stated", onSwarm, have(proxy),
			ruletest.SSP("system_containers: {images: [{id: \""+image+"\", component: ucp-proxy, approved_by: a, on: 2026-01-15}]}")),
		row("no ssp.yaml", unclear, "looks like the vendor's", onSwarm, have(proxy)),
		row("explicitly no images", unclear, "not in ssp system_containers.images", onSwarm, have(proxy),
			ruletest.SSP("system_containers: {instance_id: "+instance+", images: []}")),
		row("a support tool of the vendor's image", open, "OPEN support", onSwarm, have(container("support", vendor, bad)), signedOff("")),
		row("hiding behind a name the printed filter drops", open, "OPEN kube-dtr-mke", onSwarm, have(container("kube-dtr-mke", bad)), signedOff("")),
		row("label of another instance", open, "OPEN ucp-proxy", onSwarm, have(container("ucp-proxy", vendor, bad,
			func(c *facts.Container) { c.Labels["com.docker.ucp.InstanceID"] = "another" })), signedOff("")),
		row("MKE reports another instance", unclear, "not the one MKE reports", onSwarm, have(proxy), signedOff(""),
			facts.MKEVersion.Is(facts.MKEVersionInfo{InstanceID: facts.Some("another")})),
		row("stopped is judged", open, "web", onSwarm, have(container("web", bad, inState("dead")))),
	})...)
}
