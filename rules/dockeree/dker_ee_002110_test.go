package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002110(t *testing.T) {
	const id = "DKER-EE-002110"
	set := func(v []string) option { return host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Some(v) }) }
	bad := set(nil)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "SecurityOpt=[]"), byState(bad, "SecurityOpt=[]"), byLinux(bad), bySilence(id, bad), []ruletest.Case{
		row("said to be off", open, "no-new-privileges:false", linux, have(container("web", set([]string{"no-new-privileges:false"})))),
		row("said to be on", fine, "no-new-privileges:true", linux, have(container("web", set([]string{"label=x", "no-new-privileges:true"})))),
		row("protected by a default of the daemon", open, "by a default of the daemon", linux, have(container("web", bad, func(c *facts.Container) {
			c.Proc = facts.Some(facts.Proc{NoNewPrivs: facts.Some(1)})
		}))),
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
