package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001070(t *testing.T) {
	const id = "DKER-EE-001070"
	engine := func(o ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Some(o)})
	}
	kernel := func(v string) facts.Setting {
		return facts.Sysctl.Is(map[string]facts.Maybe[string]{"crypto.fips_enabled": facts.Some(v)})
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("on", fine, "SecurityOptions=[name=seccomp,profile=default name=fips]", engine("name=seccomp,profile=default", "name=fips"), kernel("1")),
		row("off", open, "SecurityOptions=[name=seccomp,profile=default]", engine("name=seccomp,profile=default")),
		row("a word that holds it", open, "fips-label", engine("name=fips-label")),
		row("the kernel is not in that mode", fine, "crypto.fips_enabled is 0", engine("name=fips"), kernel("0")),
		row("options not collected", unclear, "docker_engine.info.SecurityOptions: not collected", facts.EngineInfo.Is(facts.Info{})),
		row("engine not collected", unclear, "docker_engine.info: not collected"),
		row("engine denied", unclear, "docker_engine.info: denied: x", facts.EngineInfo.Lacks(facts.Denied, "x")),
		row("through UCP", unclear, "taken through the MKE proxy", facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.1.4"), SecurityOptions: facts.Some([]string{"name=fips"})})),
	)
}
