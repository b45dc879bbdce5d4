package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001840(t *testing.T) {
	const id = "DKER-EE-001840"
	version := func(v facts.Version) facts.Setting { return facts.EngineVersion.Is(v) }
	part := func(v string) facts.Version {
		return facts.Version{Components: facts.Some([]facts.Component{{Name: "Engine", Details: map[string]string{"Experimental": v}}})}
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("off", fine, "Experimental=false", version(facts.Version{Experimental: facts.Some(false)})),
		row("on", open, "Experimental=true", version(facts.Version{Experimental: facts.Some(true)})),
		row("off in the details", fine, `Experimental="false"`, version(part("false"))),
		row("on in the details", open, `Experimental="true"`, version(part("true"))),
		row("an odd word", open, `Experimental="maybe"`, version(part("maybe"))),
		row("on by the engine's other answer", open, "ExperimentalBuild=true", version(part("false")), facts.EngineInfo.Is(facts.Info{Experimental: facts.Some(true)})),
		row("the details of another part", unclear, "docker_engine.version.Experimental", version(facts.Version{Components: facts.Some([]facts.Component{{Name: "containerd", Details: map[string]string{"Experimental": "false"}}})})),
		row("said nowhere", unclear, "nor in the details of the component Engine", version(facts.Version{})),
		row("not collected", unclear, "docker_engine.version: not collected"),
		row("partial", unclear, "docker_engine.version: partly collected", facts.EngineVersion.Partly(part("false"))),
		row("on in part of an answer", open, "true", facts.EngineVersion.Partly(part("true"))),
		row("through UCP", unclear, "taken through the MKE proxy", version(facts.Version{Version: facts.Some("ucp/3.1.4"), Experimental: facts.Some(false)})),
	)
}
