package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002010(t *testing.T) {
	const id = "DKER-EE-002010"
	set := func(v int64) option { return host(func(h *facts.HostConfig) { h.Memory = facts.Some(v) }) }
	bad := set(0)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "Memory=0"), byState(bad, "Memory=0"), bySilence(id, bad), []ruletest.Case{
		row("a limit", fine, "Memory is set", linux, have(container("web", set(4<<20)))),
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
