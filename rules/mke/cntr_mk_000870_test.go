package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000870(t *testing.T) {
	engine := func(options ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{Name: "fips-host", ServerVersion: facts.Some("23.0.9"), SecurityOptions: facts.Some(options)})
	}
	kernel := func(flag facts.Maybe[string]) facts.Setting {
		return facts.Sysctl.Is(map[string]facts.Maybe[string]{"crypto.fips_enabled": flag})
	}
	ruletest.Run(t, mke.Rules, "CNTR-MK-000870",
		row("on", fine, "SecurityOptions=[name=seccomp name=fips]", engine("name=seccomp", "name=fips"), kernel(facts.Some("1"))),
		row("forced in the engine alone", fine, "crypto.fips_enabled is 0: FIPS mode is forced by DOCKER_FIPS alone", engine("name=fips"), kernel(facts.Some("0"))),
		row("kernel not known changes nothing", fine, "crypto.fips_enabled of the kernel: not collected", engine("name=fips")),
		row("off", open, "SecurityOptions=[name=seccomp]", engine("name=seccomp"), kernel(facts.Some("1"))),
		row("kernel without the switch", open, "the kernel has no crypto.fips_enabled", engine(), kernel(facts.Maybe[string]{State: facts.Absent})),
		row("the word elsewhere", open, "SecurityOptions=[name=fips-ish fips]", engine("name=fips-ish", "fips")),
		row("says which node it is", open, "NOTE the node is a worker", engine(), facts.Node.Is(facts.NodeInfo{Role: facts.Some("worker")})),
		row("engine's version is printed", open, "NOTE engine version 23.0.9", engine()),
		row("options not collected", unclear, "docker_engine.info.SecurityOptions: not collected", facts.EngineInfo.Is(facts.Info{})),
		row("options partly collected", unclear, "SecurityOptions: partly collected",
			facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Maybe[[]string]{State: facts.OK, Partial: true}})),
		row("engine not collected", unclear, "docker_engine.info: not collected"),
		row("engine failed", unclear, "docker_engine.info: error: down", facts.EngineInfo.Lacks(facts.Failed, "down")),
		row("MKE's answer is not the engine's", unclear, "taken through the MKE proxy",
			facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.7.4"), SecurityOptions: facts.Some([]string{"name=fips"})})),
	)
}
