package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001800(t *testing.T) {
	const id = "DKER-EE-001800"
	file := func(content string) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(content)})})
	}
	noFile := facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Absent}})
	run := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, argv...))}})
	}
	info := func(cidrs []string, secure bool) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{RegistryConfig: facts.Some(facts.RegistryConfig{InsecureRegistryCIDRs: cidrs,
			IndexConfigs: map[string]facts.IndexConfig{"docker.io": {Name: "docker.io", Secure: facts.Some(true)}, "reg.example.mil:5000": {Secure: facts.Some(secure)}}})})
	}
	clean := info([]string{"127.0.0.0/8"}, true)
	ruletest.Run(t, dockeree.Rules, id,
		row("none in force", fine, "none in force but loopback", clean, run(), noFile),
		row("by the engine's word alone", fine, "none in force", clean),
		row("an argument", open, "arguments of dockerd: --insecure-registry 10.0.0.0/8", clean, run("--insecure-registry", "10.0.0.0/8"), noFile),
		row("in the file", open, "insecure-registries has reg.example.mil", clean, run(), file(`{"insecure-registries":["reg.example.mil"]}`)),
		row("in a file of the engine's own", open, "/srv/d.json: insecure-registries has reg.example.mil", clean, run("--config-file=/srv/d.json"),
			facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{"/srv/d.json": facts.Some(facts.HostFile{Content: facts.Some(`{"insecure-registries":["reg.example.mil"]}`)})})),
		row("loopback in the file", fine, "none in force", clean, run(), file(`{"insecure-registries":["127.0.0.0/8"]}`)),
		row("in force", open, "registry reg.example.mil:5000: Secure=false", info([]string{"127.0.0.0/8"}, false)),
		row("a network", open, "network 10.0.0.0/8", info([]string{"127.0.0.0/8", "10.0.0.0/8"}, true)),
		row("a network in an answer that is not whole", open, "network 10.0.0.0/8", facts.EngineInfo.Partly(facts.Info{RegistryConfig: facts.Some(facts.RegistryConfig{InsecureRegistryCIDRs: []string{"10.0.0.0/8"}})})),
		row("loopback of the other family", fine, "none in force but loopback", info([]string{"::1/128", "127.0.0.0/8"}, true), run(), file(`{"insecure-registries":["::1/128"]}`)),
		row("two engines, one reads another file", unclear, "is not the only one", clean, facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd"})},
			{Argv: facts.Some([]string{"dockerd", "--config-file=/srv/d.json"})}}), facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Absent},
			"/srv/d.json": facts.Some(facts.HostFile{Content: facts.Some(`{"insecure-registries":["reg.example.mil"]}`)})})),
		row("two engines, one file", fine, "none in force", clean, facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd"})}, {Argv: facts.Some([]string{"dockerd"})}}), noFile),
		row("two engines, the file unknown", unclear, "host_files: not collected", clean, facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd"})}, {Argv: facts.Some([]string{"dockerd"})}})),
		row("engine unknown, both places known", fine, "none among the arguments", run(), noFile),
		row("engine unknown, arguments unknown", unclear, "processes: not collected", noFile),
		row("engine unknown, file unknown", unclear, "host_files: not collected", run()),
		row("engine unknown, arguments partial", unclear, "processes: partly collected", noFile, facts.Processes.Partly([]facts.Process{{Argv: facts.Some([]string{"dockerd"})}})),
		row("nothing known", unclear, "docker_engine.info: not collected"),
		row("a file that is no JSON", unclear, "line 1, column 2", clean, run(), file("{,}")),
		row("a list of an odd type", unclear, "want a list", clean, run(), file(`{"insecure-registries":"reg"}`)),
		row("no registry in the answer", unclear, "every engine lists docker.io", facts.EngineInfo.Is(facts.Info{RegistryConfig: facts.Some(facts.RegistryConfig{InsecureRegistryCIDRs: []string{"127.0.0.0/8"}})})),
		row("an empty answer", unclear, "every engine lists 127.0.0.0/8", facts.EngineInfo.Is(facts.Info{RegistryConfig: facts.Some(facts.RegistryConfig{})})),
	)
}
