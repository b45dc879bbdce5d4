package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000680(t *testing.T) {
	const id = "CNTR-MK-000680"
	pid := func(mode string) option { return host(func(h *facts.HostConfig) { h.PidMode = facts.Some(mode) }) }
	bad := pid("host")
	id12 := func(c *facts.Container) { c.ID = "4f3a9d2b1c0e5a7788990011223344556677889900112233445566778899aabb" }
	ruletest.Run(t, mke.Rules, id, slices.Concat(bySwarm(id, bad, "PidMode=host"), byFix(id, bad), []ruletest.Case{
		row("joins one that is not listed", unclear, "the container that it joins, abc, is not among those of the node", onSwarm, have(container("web", pid("container:abc")))),
		row("joins one that has the host's, by the start of its id", unclear, "ucp-proxy, which it joins, has PidMode=host", onSwarm, have(container("ucp-proxy", vendor, bad, id12), container("web", pid("container:4f3a9d2b1c0e"))),
			exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("joins one that has not, by the start of its id", fine, "PASS 2", onSwarm, have(container("db", id12), container("web", pid("container:4f3a9d2b1c0e")))),
		row("joins one of two whose ids start so", unclear, "is not among those of the node", onSwarm, have(container("db", id12), container("api", func(c *facts.Container) { c.ID = "4f3a9d2b1c0f" }), container("web", pid("container:4f3a9d")))),
		row("two that join each other", unclear, "leads in a circle", onSwarm, have(container("a", pid("container:id-b")), container("b", pid("container:id-c")), container("c", pid("container:id-b")))),
		row("joins one that has the host's", unclear, "ucp-proxy, which it joins, has PidMode=host", onSwarm, have(container("ucp-proxy", vendor, bad), container("web", pid("container:id-ucp-proxy"))),
			exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("joins one that joins one that has the host's", unclear, "which it joins, has PidMode=host", onSwarm, have(container("ucp-proxy", vendor, bad), container("b", pid("container:ucp-proxy")), container("web", pid("container:id-b"))),
			exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("joins one of which it is not known", unclear, "what db has, which it joins, is not known", onSwarm, have(container("db", inState("exited"), withoutInspect(facts.Failed, "x")), container("web", pid("container:id-db")))),
		row("joins one that has not", fine, "PASS 2", onSwarm, have(container("db"), container("web", pid("container:id-db")))),
		row("joins itself", fine, "PASS 1", onSwarm, have(container("web", pid("container:id-web")))),
		row("stopped is a remark", fine, "NOTE web is stopped and has PidMode=host", onSwarm, have(container("web", bad, inState("exited")))),
		row("paused runs", open, "web", onSwarm, have(container("web", bad, inState("paused")))),
		row("restarting runs", open, "web", onSwarm, have(container("web", bad, inState("restarting")))),
		row("a state that nobody knows is not taken for stopped", open, "web", onSwarm, have(container("web", bad, inState("Running")))),
		row("started between list and inspect", open, "web", onSwarm, have(container("web", bad, inState("running"), func(c *facts.Container) { c.State = "exited" }))),
		row("stopped and not inspected", fine, "1 stopped container is not judged", onSwarm,
			have(container("web", inState("exited"), withoutInspect(facts.Failed, "gone")))),
	})...)
}
