package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001830(t *testing.T) {
	const id = "DKER-EE-001830"
	file := func(content string) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(content)})})
	}
	noFile := facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Absent}})
	run := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, argv...))}})
	}
	two := func(first, second []string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, first...))}, {Argv: facts.Some(append([]string{"dockerd"}, second...))}})
	}
	off := []string{"--userland-proxy=false"}
	swarm := func(state string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: state})})
	}
	alone := swarm("inactive")
	ruletest.Run(t, dockeree.Rules, id,
		row("off by argument", fine, "--userland-proxy=false", alone, run("--userland-proxy=false"), noFile),
		row("on by argument", open, "--userland-proxy=true", alone, run("--userland-proxy"), noFile),
		row("off by the file", fine, "userland-proxy is false in daemon.json", alone, run(), file(`{"userland-proxy":false}`)),
		row("on by the file", open, "userland-proxy is true in daemon.json", alone, run(), file(`{"userland-proxy":true}`)),
		row("on by the file, arguments unknown", open, "is true", alone, file(`{"userland-proxy":true}`)),
		row("off by the file, arguments unknown", unclear, "processes: not collected", alone, file(`{"userland-proxy":false}`)),
		row("set nowhere", open, "is set nowhere, and on without a word", alone, run(), noFile),
		row("set nowhere, arguments unknown", unclear, "processes: not collected", alone, noFile),
		row("set nowhere, file unknown", unclear, "host_files: not collected", alone, run()),
		row("two engines, one is told nothing", open, "is set nowhere", alone, two(off, nil), noFile),
		row("two engines, the other goes by the file", open, "userland-proxy is true in daemon.json", alone, two(nil, off), file(`{"userland-proxy":true}`)),
		row("two engines, the other's file unknown", unclear, "host_files: not collected", alone, two(off, nil)),
		row("two engines, one by argument and one by the file", fine, "userland-proxy is false in daemon.json", alone, two(off, nil), file(`{"userland-proxy":false}`)),
		row("two engines, both off by argument", fine, "--userland-proxy=false", alone, two(off, off), noFile),
		row("two engines, one reads another file", unclear, "is not the only one", alone, two(off, []string{"--config-file=/x"}), file(`{"userland-proxy":false}`)),
		row("off by argument, another process unknown", unclear, "processes[", alone, facts.Processes.Is([]facts.Process{
			{Argv: facts.Some([]string{"dockerd", "--userland-proxy=false"})}, {Argv: facts.Maybe[[]string]{State: facts.Denied}}}), noFile),
		row("a text", unclear, "want true or false without quotes", alone, run(), file(`{"userland-proxy":"false"}`)),
		row("a number", unclear, "want true or false", alone, run(), file(`{"userland-proxy":0}`)),
		row("a file with a comment", unclear, "column 2", alone, run(), file(`{//`)),
		row("another file", unclear, "host_files[/x]: not collected", alone, run("--config-file=/x"), file(`{"userland-proxy":false}`)),
		row("a node of UCP", notAppl, "The node belongs to a UCP cluster (there is the proven vendor container ucp-agent)", swarm("active"), have(container("ucp-agent", vendor)), signedOff(""), run(), noFile),
		row("what looks like a node of UCP", unclear, "node.ucp_member", swarm("active"), have(container("ucp-agent", vendor)), run(), noFile),
		row("what UCP left behind", unclear, "the container ucp-agent looks like UCP's", swarm("active"), have(container("ucp-agent", vendor, inState("exited"))), signedOff(""), run(), noFile),
		row("what UCP left behind on an engine in no swarm", open, "is set nowhere", alone, have(container("ucp-agent", vendor, inState("exited"))), signedOff(""), run(), noFile),
		row("a swarm of which no container is listed", unclear, "docker_engine.containers: is empty", swarm("active"), have(), run("--userland-proxy=false"), noFile),
		row("a plain swarm", open, "is set nowhere", swarm("active"), have(container("web")), run(), noFile),
		row("membership unknown", unclear, "docker_engine.containers: not collected", run("--userland-proxy=false"), noFile),
	)
}
