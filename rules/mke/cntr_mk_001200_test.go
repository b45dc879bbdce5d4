package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001200(t *testing.T) {
	const id = "CNTR-MK-001200"
	userns := func(mode string) option { return host(func(h *facts.HostConfig) { h.UsernsMode = facts.Some(mode) }) }
	engine := func(options ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Some(options)})
	}
	bad := userns("host")
	ruletest.Run(t, mke.Rules, id, slices.Concat(bySwarm(id, bad, "UsernsMode=host"), byFix(id, bad), []ruletest.Case{
		row("stopped is judged", open, "web", onSwarm, have(container("web", bad, inState("created")))),
		row("a value the text does not know", unclear, "UsernsMode=private; a value that the text does not know", onSwarm, have(container("web", userns("private")))),
		row("a value the text does not know in a vendor container", unclear, "a value that the text does not know", onSwarm,
			have(container("ucp-proxy", vendor, userns("HOST"))), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("no remapping is a remark", fine, "the engine remaps no users", onSwarm, have(container("web")), engine("name=seccomp")),
		row("remapping is a remark", fine, "the engine remaps users", onSwarm, have(container("web")), engine("name=userns")),
	})...)
}
