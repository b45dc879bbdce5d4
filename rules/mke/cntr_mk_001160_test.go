package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001160(t *testing.T) {
	const id = "CNTR-MK-001160"
	bad := host(func(h *facts.HostConfig) { h.ReadonlyRootfs = facts.Some(false) })
	ruletest.Run(t, mke.Rules, id, slices.Concat(bySwarm(id, bad, "ReadonlyRootfs=false"), byFix(id, bad), byLinux(bad), []ruletest.Case{
		row("stopped is judged", open, "web", onSwarm, have(container("web", bad, inState("exited")))),
		row("setting denied", unclear, "denied: no", onSwarm, have(container("web", host(func(h *facts.HostConfig) {
			h.ReadonlyRootfs = facts.Maybe[bool]{State: facts.Denied, Error: "no"}
		})))),
	})...)
}
