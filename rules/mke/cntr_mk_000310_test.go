package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000310(t *testing.T) {
	const id = "CNTR-MK-000310"
	driver := func(name string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{LoggingDriver: facts.Some(name)})
	}
	file := func(text string) facts.Setting {
		return ruletest.Bundle(`{"node":{"host_files":{"/etc/docker/daemon.json":` + text + `}}}`)
	}
	started := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(argv)}})
	}
	const alert = `{rule: CNTR-MK-000310, key: siem_no_data_alert, value: true, by: "A. Roe, ISSO", on: 2026-10-01, expires: 2027-10-01, evidence: "ticket 4711", assets: ["node1.*"]}`
	said := func(value, on, expires, more string) facts.Setting {
		return attested(id, "siem_no_data_alert", value, on, expires, more)
	}
	yes, here := said("true", "2026-10-01", "2027-10-01", `, assets: ["node1.*"]`), `, assets: ["node1.*"]`
	approving := func(list string) facts.Setting {
		return ruletest.SSP("logging: {approved_drivers: " + list + "}\nattestations: [" + alert + "]")
	}
	both := func(s ...facts.Setting) facts.Setting {
		return func(snapshot *facts.Snapshot) {
			for _, set := range s {
				set(snapshot)
			}
		}
	}

	ruletest.Run(t, mke.Rules, id,
		row("journald", fine, "log driver: journald; by the engine's own answer", driver("journald"), yes),
		row("plugin", fine, "log driver: loki:latest", driver("loki:latest"), yes),
		row("file on the host", open, "log driver: json-file", driver("json-file"), yes),
		row("in capitals", open, "log driver: JSON-file", driver("JSON-file"), yes),
		row("none", open, "log driver: none", driver("none"), yes),
		row("empty", open, `log driver: "";`, driver(""), yes),
		row("local although nothing is attested", open, "log driver: local", driver("local")),
		row("remote and approved", fine, "log driver: splunk; no approver on record", driver("splunk"), approving("[splunk]")),
		row("remote, nothing said", unclear, "ssp:logging.approved_drivers: ", driver("splunk"), yes),
		row("remote, none approved", unclear, `does not name "splunk"`, driver("splunk"), approving("[]")),
		row("the file keeps logs on the host, the engine does not", unclear, "daemon.json says \"json-file\"; restart the engine or correct the file", driver("journald"), yes, file(`{"parsed":{"log-driver":"json-file"}}`)),
		row("the file sets none, nor an argument, and the engine has one", unclear, "neither daemon.json nor an argument of dockerd sets it; restart the engine or set log-driver", driver("journald"), yes, file(`{"parsed":{}}`), started("dockerd", "-H", "fd://")),
		row("there is no file and no argument, and the engine has one", unclear, "neither daemon.json nor an argument of dockerd sets it", driver("journald"), yes, file(`{"$absent":true}`), started("dockerd")),
		row("the file sets none, and the arguments are not known", unclear, "processes: not collected", driver("journald"), yes, file(`{"parsed":{}}`)),
		row("the file sets none, and an argument does", fine, "by the engine's own answer, as an argument of dockerd sets it", driver("journald"), yes, file(`{"parsed":{}}`), started("dockerd", "--log-driver=journald")),
		row("there is no file, and an argument sets it", fine, "as an argument of dockerd sets it", driver("journald"), yes, file(`{"$absent":true}`), started("dockerd", "--log-driver", "journald")),
		row("the file sets none, and the engine has the default", open, "log driver: json-file", driver("json-file"), yes, file(`{"parsed":{}}`), started("dockerd")),
		row("engine partly collected, and keeps logs on the host", open, "log driver: json-file", facts.EngineInfo.Partly(facts.Info{LoggingDriver: facts.Some("json-file")}), yes),
		row("engine and file differ", open, `NOTE daemon.json says "journald", the engine runs with "json-file"`, driver("json-file"), yes, file(`{"parsed":{"log-driver":"journald"}}`)),
		row("file alone", fine, "log driver: journald; by daemon.json", yes, file(`{"parsed":{"log-driver":"journald"}}`), facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd"})}})),
		row("file alone, arguments not known", unclear, "processes: not collected", yes, file(`{"parsed":{"log-driver":"journald"}}`)),
		row("file alone, another is read", unclear, "docker_engine.info: not collected", yes, file(`{"parsed":{"log-driver":"journald"}}`), facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd", "--config-file=/x"})}})),
		row("file names another key", unclear, "docker_engine.info: not collected", yes, file(`{"parsed":{"log-level":"syslog"}}`)),
		row("container of its own mind", fine, "NOTE containers with a log driver of their own: web (none)", driver("journald"), yes,
			have(container("web", host(func(h *facts.HostConfig) { h.LogConfig = facts.Some(facts.LogConfig{Type: "none"}) })))),
		row("driver not collected", unclear, "docker_engine.info.LoggingDriver: not collected", facts.EngineInfo.Is(facts.Info{}), yes),
		row("engine denied, file denied", unclear, "docker_engine.info: denied: no", yes, both(facts.EngineInfo.Lacks(facts.Denied, "no"), file(`{"$denied":"no"}`))),
		row("MKE's answer is not the engine's", unclear, "taken through the MKE proxy", yes,
			facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.7.4"), LoggingDriver: facts.Some("journald")})),

		row("alert does not work", open, "alert when the node falls silent: attested false", driver("journald"), said("false", "2026-10-01", "2027-10-01", here)),
		row("alert does not work, driver not known", open, "attested false", said("false", "2026-10-01", "2027-10-01", here)),
		row("nobody has attested", unclear, "assets: [node1.example.mil]}", driver("journald"), ruletest.SSP("system: {name: A}")),
		row("no ssp.yaml", unclear, "attestation siem_no_data_alert: no ssp.yaml given", driver("journald")),
		row("for another node", unclear, `does not cover "node1.example.mil"`, driver("journald"), said("true", "2026-10-01", "2027-10-01", `, assets: ["node2.*"]`)),
		row("for the cluster", unclear, `does not cover "node1.example.mil"`, driver("journald"), said("true", "2026-10-01", "2027-10-01", `, assets: [cluster]`)),
		row("for no asset", unclear, "says nothing of single nodes", driver("journald"), said("true", "2026-10-01", "2027-10-01", "")),
		row("expired", unclear, "expired 2026-11-20", driver("journald"), said("true", "2026-10-01", "2026-11-20", here)),
		row("of the future", unclear, "is dated 2026-11-22", driver("journald"), said("true", "2026-11-22", "2027-10-01", here)),
		row("on another check text", unclear, "the check text changed since", driver("journald"), said("true", "2026-10-01", "2027-10-01", here+
			`, check_sha256: "0000000000000000000000000000000000000000000000000000000000000002"`)),
		row("without evidence", unclear, "has no evidence", driver("journald"), ruletest.SSP(
			`attestations: [{rule: CNTR-MK-000310, key: siem_no_data_alert, value: true, by: a, on: 2026-10-01, expires: 2027-10-01, assets: ["node1.*"]}]`)),
		row("quoted", unclear, "want true or false", driver("journald"), said(`"true"`, "2026-10-01", "2027-10-01", here)),
		row("two of one day contradict each other", unclear, "contradict each other", driver("journald"), ruletest.SSP(
			"attestations: ["+alert+`, {rule: CNTR-MK-000310, key: siem_no_data_alert, value: false, by: b, on: 2026-10-01, expires: 2027-10-01, evidence: e, assets: ["node1.*"]}]`)),
	)
}
