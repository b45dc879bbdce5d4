package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002120(t *testing.T) {
	const id = "DKER-EE-002120"
	set := func(v string) option { return host(func(h *facts.HostConfig) { h.UsernsMode = facts.Some(v) }) }
	bad := set("host")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "UsernsMode=host"), byState(bad, "UsernsMode=host"), byLinux(bad), bySilence(id, bad), []ruletest.Case{
		row("a value nobody knows", unclear, "a value that the text does not know", linux, have(container("web", set("private")))),
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
