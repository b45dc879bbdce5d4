package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001960(t *testing.T) {
	const id = "DKER-EE-001960"
	set := func(v bool) option { return host(func(h *facts.HostConfig) { h.Privileged = facts.Some(v) }) }
	bad := set(true)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "Privileged=true"), byState(bad, "Privileged=true"), byLinux(bad), byFilter(id, bad), []ruletest.Case{
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
