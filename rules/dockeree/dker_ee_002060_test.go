package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002060(t *testing.T) {
	const id = "DKER-EE-002060"
	set := func(v string) option { return host(func(h *facts.HostConfig) { h.UTSMode = facts.Some(v) }) }
	bad := set("host")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "UTSMode=host"), byState(bad, "UTSMode=host"), byLinux(bad), bySilence(id, bad), []ruletest.Case{
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
