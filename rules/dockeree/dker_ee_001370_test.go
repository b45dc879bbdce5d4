package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001370(t *testing.T) {
	const id = "DKER-EE-001370"
	file := func(content string) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(content)})})
	}
	started := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, argv...))}})
	}
	noFile := facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Absent}})
	stated := ruletest.SSP(`logging: {max_size: 10m, max_file: "3"}`)
	opts := func(text string) facts.Setting { return file(`{"log-opts":{` + text + `}}`) }
	good := opts(`"max-size":"10m","max-file":"3"`)
	engine := facts.EngineInfo.Is(facts.Info{LoggingDriver: facts.Some("journald")})
	ruletest.Run(t, dockeree.Rules, id,
		row("as stated", fine, "PASS log-opts max-size", good, stated, started()),
		row("the details name the conflict", fine, `by DKER-EE-003230 the log driver must send logs away; of those none but json-file and local knows max-size and max-file, so the rules contradict each other; the engine runs with "journald"`, good, stated, engine, started()),
		row("the same size in another spelling", fine, `"10240kb"`, opts(`"max-size":"10240kb","max-file":"3"`), stated, started()),
		row("another size", open, `log-opts max-size: "5m"; ssp:logging.max_size is "10m"`, opts(`"max-size":"5m","max-file":"3"`), stated),
		row("another number of files", open, `log-opts max-file: "30"`, opts(`"max-size":"10m","max-file":"30"`), stated),
		row("one lacks", open, "log-opts max-file: is not set", opts(`"max-size":"10m"`), stated),
		row("one is empty", open, "log-opts max-size: is not set", opts(`"max-size":"","max-file":"3"`), stated),
		row("one lacks and nothing is stated", open, "log-opts max-file: is not set", opts(`"max-size":"10m"`)),
		row("both set and nothing stated", unclear, "ssp:logging.max_size", good),
		row("no log-opts", open, "daemon.json has no log-opts", file(`{"log-driver":"syslog"}`), stated),
		row("no file", open, "there is no daemon.json", noFile, stated),
		row("log-opts is no table", unclear, "want a table", file(`{"log-opts":"max-size=10m"}`), stated),
		row("a number without quotes", unclear, "log-opts.max-file is 3; want a string", opts(`"max-size":"10m","max-file":3`), stated),
		row("a file with a comment", unclear, "line 2, column 3", file("{\n  # x\n}"), stated),
		row("named twice", unclear, "duplicate object member name", opts(`"max-size":"10m","max-size":"1m","max-file":"3"`), stated),
		row("not JSON", unclear, "line 1, column 1", file("log-opts: {}"), stated),
		row("file denied", unclear, "denied: x", facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Denied, Error: "x"}}), stated),
		row("not collected", unclear, "host_files: not collected", stated),
		row("another file is in force", unclear, "host_files[/srv/d.json]: not collected", good, stated, started("--config-file=/srv/d.json")),
		row("the file in force", fine, "PASS log-opts max-size", stated, started("--config-file=/srv/d.json"), facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{
			facts.DaemonFile: {State: facts.Absent}, "/srv/d.json": facts.Some(facts.HostFile{Content: facts.Some(`{"log-opts":{"max-size":"10m","max-file":"3"}}`)})})),
		row("arguments not known", unclear, "processes: not collected", good, stated),
	)
}
