package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000600(t *testing.T) {
	driver := func(name string) facts.Setting { return facts.EngineInfo.Is(facts.Info{Driver: facts.Some(name)}) }
	ruletest.Run(t, mke.Rules, "CNTR-MK-000600",
		row("overlay2", fine, "storage driver: Driver=overlay2; backing file system xfs", facts.EngineInfo.Is(facts.Info{Driver: facts.Some("overlay2"),
			DriverStatus: facts.Some([][2]string{{"Backing Filesystem", "xfs"}})})),
		row("aufs", open, "Driver=aufs", driver("aufs")),
		row("btrfs, which the title forgets", open, "Driver=btrfs", driver("btrfs")),
		row("a plugin of that name", open, "Driver=acme/btrfs:latest", driver("acme/btrfs:latest")),
		row("aufs, in part of an answer", open, "Driver=aufs", facts.EngineInfo.Partly(facts.Info{Driver: facts.Some("aufs")})),
		row("odd spelling", open, "Driver=AUFS", driver("AUFS ")),
		row("empty answer is no pass", unclear, "docker_engine.info.Driver: is empty", driver("")),
		row("driver not collected", unclear, "docker_engine.info.Driver: not collected", facts.EngineInfo.Is(facts.Info{})),
		row("driver failed", unclear, "docker_engine.info.Driver: error: x", facts.EngineInfo.Is(facts.Info{Driver: facts.Maybe[string]{State: facts.Failed, Error: "x"}})),
		row("engine not collected", unclear, "docker_engine.info: not collected"),
		row("engine skipped", unclear, "docker_engine.info: skipped", facts.EngineInfo.Lacks(facts.Skipped, "")),
		row("engine partly collected", unclear, "docker_engine.info: partly collected", facts.EngineInfo.Partly(facts.Info{Driver: facts.Some("overlay2")})),
		row("MKE's answer is not the engine's", unclear, "taken through the MKE proxy",
			facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.7.4"), Driver: facts.Some("overlay2")})),
	)
}
