package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002030(t *testing.T) {
	const id = "DKER-EE-002030"
	set := func(v bool) option { return host(func(h *facts.HostConfig) { h.ReadonlyRootfs = facts.Some(v) }) }
	bad := set(false)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "ReadonlyRootfs=false"), byState(bad, "ReadonlyRootfs=false"), bySilence(id, bad), []ruletest.Case{
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
