package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001590(t *testing.T) {
	const id = "DKER-EE-001590"
	file := func(content string) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(content)})})
	}
	noFile := facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: {State: facts.Absent}})
	engine := func(driver string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{LoggingDriver: facts.Some(driver)})
	}
	set := func(driver string) facts.Setting { return file(`{"log-driver":"` + driver + `"}`) }
	said := func(value, more string) facts.Setting {
		return ruletest.SSP(`{attestations: [{rule: ` + id + `, key: siem_no_data_alert, value: ` + value + `, by: A. Roe, on: 2026-10-01, expires: 2027-10-01, evidence: ticket 4711, assets: ["node1.*"]}]` + more + `}`)
	}
	yes := said("true", "")
	started := facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"/usr/bin/dockerd"})}})
	ruletest.Run(t, dockeree.Rules, id,
		row("syslog", fine, "ticket 4711", engine("syslog"), set("syslog"), yes, started),
		row("a plugin", fine, "vendor/log:1", engine("vendor/log:1"), set("vendor/log:1"), yes, started),
		row("no alert", open, "attested false", engine("syslog"), set("syslog"), said("false", "")),
		row("nobody attested", unclear, "attestation siem_no_data_alert: no ssp.yaml given", engine("syslog"), set("syslog")),
		row("attested for nobody", unclear, "attestation siem_no_data_alert", engine("syslog"), set("syslog"), attested(id, "siem_no_data_alert", "true", "2026-10-01", "2027-10-01", "")),
		row("json-file", open, "OPEN log driver: json-file", engine("json-file"), set("json-file"), yes),
		row("none", open, "OPEN log driver: none", engine("none"), set("none"), yes),
		row("journald is not in the text's list", unclear, "ssp:logging.approved_drivers", engine("journald"), set("journald"), yes),
		row("journald, approved", fine, "no approver on record", engine("journald"), set("journald"), said("true", ", logging: {approved_drivers: [journald]}"), started),
		row("gelf, not approved", unclear, `does not name "gelf"`, engine("gelf"), set("gelf"), said("true", ", logging: {approved_drivers: [journald]}")),
		row("the engine names one of the list, the file gelf", unclear, "ssp:logging.approved_drivers", engine("syslog"), set("gelf"), yes, started),
		row("the engine names one of the list, the file gelf, not approved", unclear, `does not name "gelf"`, engine("syslog"), set("gelf"), said("true", ", logging: {approved_drivers: [journald]}"), started),
		row("the engine names one of the list, the file gelf, approved", fine, "daemon.json says \"gelf\", the engine runs with \"syslog\"", engine("syslog"), set("gelf"), said("true", ", logging: {approved_drivers: [gelf]}"), started),
		row("splunk is in the list", fine, "PASS log driver: splunk", engine("splunk"), set("splunk"), yes, started),
		row("the file says nothing", open, "log-driver in daemon.json: not set", engine("syslog"), file(`{}`), yes),
		row("there is no file", open, "log-driver in daemon.json: there is no such file", engine("syslog"), noFile, yes),
		row("the engine's answer counts", open, "json-file", engine("json-file"), set("syslog"), yes),
		row("the file alone", fine, "by daemon.json", set("syslog"), yes, started),
		row("the file alone, of an engine whose arguments are not known", unclear, "processes: not collected", set("syslog"), yes),
		row("the file of an engine whose arguments are not known", unclear, "processes: not collected", engine("syslog"), set("syslog"), yes),
		row("the file of an engine that reads another", unclear, "host_files[/x]: not collected", engine("syslog"), set("syslog"), yes,
			facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd", "--config-file=/x"})}})),
		row("the file not known", unclear, "host_files: not collected", engine("syslog"), yes),
		row("neither known", unclear, "docker_engine.info: not collected", yes),
		row("a file that is not JSON", unclear, "docker_engine.info: not collected", file("{"), yes),
	)
}
