package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001810(t *testing.T) {
	const id = "DKER-EE-001810"
	engine := func(driver string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{OSType: "linux", Driver: facts.Some(driver)})
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("overlay2", fine, "Driver=overlay2", engine("overlay2")),
		row("aufs", open, "Driver=aufs", engine("aufs")),
		row("in capitals", open, "Driver=AUFS", engine("AUFS")),
		row("btrfs is another rule's", fine, "Driver=btrfs", engine("btrfs")),
		row("empty", unclear, "docker_engine.info.Driver: is empty", engine("")),
		row("not collected", unclear, "docker_engine.info.Driver: not collected", facts.EngineInfo.Is(facts.Info{OSType: "linux"})),
		row("engine denied", unclear, "docker_engine.info: denied: x", linux, facts.EngineInfo.Lacks(facts.Denied, "x")),
		row("windows", notAppl, "runs Windows", facts.EngineInfo.Is(facts.Info{OSType: "windows", Driver: facts.Some("aufs")})),
		row("nothing known", unclear, "neither the node"),
	)
}
