package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002020(t *testing.T) {
	const id = "DKER-EE-002020"
	set := func(v int64) option { return host(func(h *facts.HostConfig) { h.CPUShares = facts.Some(v) }) }
	bad := set(1024)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "CpuShares=1024"), byState(bad, "CpuShares=1024"), bySilence(id, bad), []ruletest.Case{
		row("zero", open, "CpuShares=0", linux, have(container("web", set(0)))),
		row("below zero", open, "CpuShares=-1", linux, have(container("web", set(-1)))),
		row("others", fine, "CpuShares is set", linux, have(container("web", set(2)))),
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
