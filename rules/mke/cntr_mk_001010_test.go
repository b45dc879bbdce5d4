package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001010(t *testing.T) {
	opts := func(options ...string) option {
		return host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Some(options) })
	}
	ruletest.Run(t, mke.Rules, "CNTR-MK-001010", byLinux(opts())...)
	ruletest.Run(t, mke.Rules, "CNTR-MK-001010",
		row("plain", fine, "PASS 1 container: SecurityOpt=[no-new-privileges]", have(container("web"))),
		row("with =true", fine, "no-new-privileges=true", have(container("web", opts("label=disable", "no-new-privileges=true")))),
		row("with :true", fine, "no-new-privileges:true", have(container("web", opts("no-new-privileges:true")))),
		row("with =1", fine, "no-new-privileges=1", have(container("web", opts("no-new-privileges=1")))),
		row("with :True", fine, "no-new-privileges:True", have(container("web", opts("no-new-privileges:True")))),
		row("with =0", open, "no-new-privileges=0", have(container("web", opts("no-new-privileges=0")))),
		row("with a word that is neither", open, "no-new-privileges=yes", have(container("web", opts("no-new-privileges=yes")))),
		row("none", open, "web (shop/web:1): SecurityOpt=[]", have(container("web", opts()))),
		row("false does not count", open, "SecurityOpt=[no-new-privileges=false]", have(container("web", opts("no-new-privileges=false")))),
		row("the last one counts", open, "no-new-privileges:true no-new-privileges:false", have(container("web", opts("no-new-privileges:true", "no-new-privileges:false")))),
		row("a word that begins alike", open, "no-new-privileges-ish", have(container("web", opts("no-new-privileges-ish")))),
		row("default of the daemon", open, "although the process has NoNewPrivs 1", have(container("web", opts(),
			func(c *facts.Container) { c.Proc = facts.Some(facts.Proc{NoNewPrivs: facts.Some(1)}) }))),
		row("stopped is judged", open, "web", have(container("web", opts(), inState("exited")))),
		row("kubernetes is judged", open, "k8s_calico", onKubernetes, pods, have(container("k8s_calico", inPod(podUID), opts()))),
		row("vendor's, exempted", open, `component ucp-proxy; ssp:exemptions[0] is on record ("works on the host"`,
			have(container("ucp-proxy", vendor, opts())), exempted("CNTR-MK-001010", "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("looks like the vendor's", open, "ucp-proxy", have(container("ucp-proxy", vendor, ofImage("sha256:other"), opts())), signedOff("")),
		row("option not collected", unclear, "SecurityOpt: not collected", have(container("web", host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Maybe[[]string]{} })))),
		row("option partly collected", unclear, "partly collected", have(container("web", host(func(h *facts.HostConfig) { h.SecurityOpt.Partial = true })))),
		row("no container", fine, "PASS 0 containers: none", have()),
		row("containers skipped", unclear, "docker_engine.containers: skipped", facts.Containers.Lacks(facts.Skipped, "")),
		row("null in the plain form is empty", open, "SecurityOpt=[]", ruletest.Bundle(
			`{"node":{"docker_engine.containers":[{"Id":"a","Names":["/web"],"State":"running","inspect":{"HostConfig":{"SecurityOpt":null}}}]}}`)),
	)
}
