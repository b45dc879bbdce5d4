package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001930(t *testing.T) {
	const id = "DKER-EE-001930"
	profile := func(p string) option {
		return func(c *facts.Container) { c.Inspect.Value.AppArmorProfile = facts.Some(p) }
	}
	bad := profile("unconfined")
	ubuntu := facts.OS.Is(facts.OSRelease{ID: facts.Some("ubuntu"), PrettyName: "Ubuntu"})
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "AppArmorProfile=unconfined", ubuntu), bySilence(id, bad, ubuntu), []ruletest.Case{
		row("an empty profile", open, `AppArmorProfile=""`, ubuntu, have(container("web", profile("")))),
		row("privileged is a finding too", open, "as it is privileged", ubuntu, have(container("web", bad, host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })))),
		row("never started", fine, "1 stopped container is not judged", ubuntu, have(container("web", profile(""), inState("created")))),
		row("stopped is a remark", fine, "NOTE web does not run and has AppArmorProfile=unconfined", ubuntu, have(container("web", bad, inState("exited")))),
		row("profile not collected", unclear, "AppArmorProfile not known", ubuntu, have(container("web", func(c *facts.Container) { c.Inspect.Value.AppArmorProfile = facts.Maybe[string]{} }))),
		row("red hat", notAppl, "os.id rhel", facts.OS.Is(facts.OSRelease{ID: facts.Some("rhel")}), have(container("web", bad))),
		row("windows", notAppl, "runs Windows", onWindows, have(container("web", bad))),
		row("system unknown", unclear, "os: not collected", linux, have(container("web", bad))),
	})...)
}
